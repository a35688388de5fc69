#include "server.hpp"

#include <httplib.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstdio>
#include <latch>
#include <regex>
#include <vector>

#include "connections.hpp"
#include "context.hpp"
#include "endpoints.hpp"
#include "http_adapter.hpp"
#include "thread_pool.hpp"

namespace goto_mock_auth {
namespace {

constexpr const char* kHost = "127.0.0.1";
constexpr std::size_t kMaxThreads = 256;   // one for each connection, since faults hold some of them for long
constexpr int kBacklog = 512;              // the library's own is 5: too few for a burst of clients
constexpr time_t kIdleTimeoutSeconds = 5;  // then a silent connection gives its thread back
constexpr std::size_t kMaxBody = 65536;    // octets; no OAuth request is longer

std::unique_ptr<httplib::Server> make_http_server(const std::optional<TlsFiles>& tls) {
  if (!tls) {
    return std::make_unique<httplib::Server>();
  }
  auto server = std::make_unique<httplib::SSLServer>(tls->certificate.c_str(), tls->private_key.c_str());
  if (!server->is_valid()) {
    throw CertificateError("cannot use certificate '" + tls->certificate + "' with key '" + tls->private_key +
                           "'");
  }
  return server;
}

// Binds and listens. Returns the port.
int listen_on(httplib::Server& http, int port) {
  int listening_socket = -1;
  http.set_socket_options([&listening_socket](int socket) {
    // By default the library sets SO_REUSEPORT, with which another process could share the port.
    const int on = 1;
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    listening_socket = socket;
  });
  const int bound_port =
      port == 0 ? http.bind_to_any_port(kHost) : (http.bind_to_port(kHost, port) ? port : -1);
  if (bound_port < 0 || listen(listening_socket, kBacklog) != 0) {
    throw ListenError("cannot listen on " + std::string(kHost) + ":" + std::to_string(port));
  }
  return bound_port;
}

std::string base_url_of(const Settings& settings, int port) {
  return std::string(settings.tls ? "https://" : "http://") + kHost + ":" + std::to_string(port) +
         settings.base_path;
}

// One write a line, so that lines of different threads don't mix. Without the query, which may hold secrets.
void log_line(const std::string& text) {
  std::fputs(("goto-mock-auth: " + text + "\n").c_str(), stderr);
}

}  // namespace

class Server::Implementation {
 public:
  explicit Implementation(const Settings& settings)
      : http_(make_http_server(settings.tls)),
        port_(listen_on(*http_, settings.port)),
        context_(settings, base_url_of(settings, port_)),
        routes_(routes(settings.base_path)) {
    http_->new_task_queue = [this] {  // the library asks for it when it starts to serve
      running_.count_down();
      return new ThreadPool(kMaxThreads);
    };
    http_->set_keep_alive_max_count(1);  // a client that reuses a connection may find it closed
    http_->set_keep_alive_timeout(kIdleTimeoutSeconds);
    http_->set_read_timeout(kIdleTimeoutSeconds);
    http_->set_payload_max_length(kMaxBody);
    http_->set_tcp_nodelay(true);
    add_handlers();
  }

  [[nodiscard]] const std::string& base_url() const { return context_.base_url; }

  void serve() {
    if (!http_->listen_after_bind()) {
      throw std::runtime_error("the listening socket failed");
    }
  }

  void stop() {
    running_.wait();  // before that the library would take no notice
    http_->stop();
  }

  void break_off() {
    break_off_connections(port_);  // first, so that no answer that was held back still gets out
    pauses_.end();
  }

 private:
  void add_handlers() {
    const auto handler = [this](const httplib::Request& req, httplib::Response& res) { answer(req, res); };
    for (const Route& route : routes_) {
      // A pattern is a regular expression; of what can be in a path only the dot means something there.
      const std::string pattern = std::regex_replace(route.path, std::regex("[.]"), "[.]");
      http_->Get(pattern, handler).Post(pattern, handler).Put(pattern, handler);
      http_->Patch(pattern, handler).Delete(pattern, handler).Options(pattern, handler);
    }
    using Handled = httplib::Server::HandlerResponse;
    http_->set_error_handler(httplib::Server::HandlerWithResponse([this](const auto& req, auto& res) {
      if (res.status != 404) {  // a 404 is a request that no handler took; the endpoints give none
        return Handled::Unhandled;
      }
      answer(req, res);
      return Handled::Handled;
    }));
  }

  void answer(const httplib::Request& req, httplib::Response& res) {
    const HttpRequest request = read_request(req);
    if (request.path == kRequestsPath) {  // looking at the log isn't part of it
      write_answer(answer_to(request), pauses_, req, res);
      return;
    }
    const auto client_authentication = client_authentication_of(request, context_.settings.client);
    const std::uint64_t number = context_.log.note_request(request, client_authentication);
    const HttpAnswer answer = answer_to(request);
    pauses_.pause(answer.delivery.hold);
    if (!answer.delivery.hang_up) {
      context_.log.note_status(number, answer.status);
    }
    write_answer(answer, pauses_, req, res);
  }

  HttpAnswer answer_to(const HttpRequest& request) {
    const auto found = std::find_if(routes_.begin(), routes_.end(),
                                    [&request](const Route& route) { return route.path == request.path; });
    if (found == routes_.end()) {
      return plain_answer(404, "text/plain", "There is nothing at this path.\n");
    }
    if (found->method != request.method) {
      HttpAnswer answer =
          plain_answer(405, "text/plain", "This path takes " + found->method + " requests.\n");
      answer.headers.emplace_back("Allow", found->method);
      return answer;
    }
    return guarded_answer(*found, request);
  }

  HttpAnswer guarded_answer(const Route& route, const HttpRequest& request) {
    try {
      HttpAnswer answer = route.answer(context_, request);
      if (!context_.settings.quiet) {
        log_line(route.method + " " + route.path + " " + std::to_string(answer.status));
      }
      return answer;
    } catch (const std::exception& error) {
      log_line(route.method + " " + route.path + " failed: " + error.what());
      return plain_answer(500, "text/plain", "The server failed.\n");
    }
  }

  std::unique_ptr<httplib::Server> http_;
  const int port_;
  std::latch running_{1};
  Pauses pauses_;
  Context context_;
  const std::vector<Route> routes_;
};

Server::Server(const Settings& settings) : implementation_(std::make_unique<Implementation>(settings)) {}

Server::~Server() = default;

const std::string& Server::base_url() const {
  return implementation_->base_url();
}

void Server::serve() {
  implementation_->serve();
}

void Server::stop() {
  implementation_->stop();
}

void Server::break_off() {
  implementation_->break_off();
}

}  // namespace goto_mock_auth
