#include "server.hpp"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <future>
#include <memory>
#include <thread>
#include <vector>

#include "endpoints.hpp"
#include "http_library.hpp"
#include "request_log.hpp"

namespace goto_mock_auth {
namespace {

constexpr std::size_t kThreads = 64;       // one for each connection, since faults hold some of them for long
constexpr time_t kIdleTimeoutSeconds = 5;  // then a silent connection gives its thread back
constexpr std::size_t kMaxBody = 65536;    // octets; no OAuth request is longer
constexpr std::chrono::milliseconds kGrace{200};  // for responses under way when the server stops
constexpr std::string_view kRequestsPath = "/_requests";

std::string base_url_of(const Settings& settings, int port) {
  return std::string(settings.tls ? "https://" : "http://") + kHost + ":" + std::to_string(port) +
         settings.base_path;
}

// The response to a request by another method than those that its path takes.
HttpResponse other_method(const std::string& methods) {
  HttpResponse response = make_response(405, "text/plain", "This path takes " + methods + " requests.\n");
  response.headers.emplace_back("Allow", methods);
  return response;
}

// One write a line, so that lines of different threads don't mix. Without the query, which may hold secrets.
void log_line(const std::string& text) {
  std::fputs(("goto-mock-auth: " + text + "\n").c_str(), stderr);
}

class Server {
 public:
  explicit Server(const Settings& settings)
      : http_(make_http_server(settings.tls)),
        context_(settings, base_url_of(settings, listen_on(*http_, settings.port))),
        routes_(routes(settings)) {
    http_->new_task_queue = [] { return new httplib::ThreadPool(kThreads); };
    http_->set_keep_alive_max_count(1);  // a client that reuses a connection may find it closed
    http_->set_keep_alive_timeout(kIdleTimeoutSeconds);
    http_->set_read_timeout(kIdleTimeoutSeconds);
    http_->set_payload_max_length(kMaxBody);
    http_->set_tcp_nodelay(true);
    // The library's routes are regular expressions. It is given none, so each request ends up here as one
    // that is not found; any other status is of a request that can't be read.
    using Handled = httplib::Server::HandlerResponse;
    http_->set_error_handler(httplib::Server::HandlerWithResponse([this](const auto& req, auto& res) {
      if (res.status != 404) {
        return Handled::Unhandled;
      }
      respond(req, res);
      return Handled::Handled;
    }));
  }

  [[nodiscard]] const std::string& base_url() const { return context_.base_url; }

  // Responds to requests until `stop`; false if it can't go on.
  bool serve() { return http_->listen_after_bind(); }

  // Makes `serve` return once all connections are done. May be called from another thread.
  void stop() { http_->stop(); }

 private:
  void respond(const httplib::Request& req, httplib::Response& res) {
    const HttpRequest request = read_request(req);
    if (request.path == kRequestsPath) {  // looking at the log isn't part of it
      const bool is_get = request.method == "GET";
      send_response(is_get ? make_response(200, "application/json", log_.text()) : other_method("GET"), req,
                    res);
      return;
    }
    const auto client_authentication = client_authentication_of(request, context_.settings.client);
    const std::uint64_t number = log_.note_request(request, client_authentication);
    const HttpResponse response = response_to(request);
    std::this_thread::sleep_for(response.delivery.hold);
    if (!response.delivery.hang_up) {
      log_.note_status(number, response.status);
    }
    send_response(response, req, res);
  }

  HttpResponse response_to(const HttpRequest& request) {
    std::string methods;
    for (const Route& route : routes_) {
      if (route.path == request.path && route.method == request.method) {
        return logged_response(route, request);
      }
      if (route.path == request.path) {
        methods += (methods.empty() ? "" : ", ") + route.method;
      }
    }
    return methods.empty() ? make_response(404, "text/plain", "There is nothing at this path.\n")
                           : other_method(methods);
  }

  HttpResponse logged_response(const Route& route, const HttpRequest& request) {
    HttpResponse response;
    try {
      response = route.respond(context_, request);
    } catch (const OAuthError& error) {
      response = make_error_response(*context_.settings.shape, error);
    } catch (const std::exception& error) {
      log_line(route.method + " " + route.path + " failed: " + error.what());
      return make_response(500, "text/plain", "The server failed.\n");
    }
    if (!context_.settings.quiet) {
      log_line(route.method + " " + route.path + " " + std::to_string(response.status));
    }
    return response;
  }

  std::unique_ptr<httplib::Server> http_;
  RequestLog log_;
  Context context_;
  const std::vector<Route> routes_;
};

}  // namespace

void serve(const Settings& settings, const std::function<void(const std::string& base_url)>& announce) {
  // Blocked before there is a second thread, so that only sigwait sees them.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  Server server(settings);
  announce(server.base_url());
  std::future<bool> served = std::async(std::launch::async, [&server] {
    const bool stopped = server.serve();
    kill(getpid(), SIGTERM);  // else sigwait would go on waiting if serving fails
    return stopped;
  });
  int received = 0;
  sigwait(&signals, &received);
  server.stop();
  if (served.wait_for(kGrace) != std::future_status::ready) {
    _exit(0);  // ends the connections that are left, which may be idle or held by a fault
  }
  if (!served.get()) {
    throw Failure(1, "the listening socket failed");
  }
}

}  // namespace goto_mock_auth
