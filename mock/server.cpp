#include "server.hpp"

#include <httplib.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <future>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>
#include <vector>

#include "endpoints.hpp"

namespace goto_mock_auth {
namespace {

constexpr const char* kHost = "127.0.0.1";
constexpr std::size_t kThreads = 64;       // one for each connection, since faults hold some of them for long
constexpr int kBacklog = 512;              // the library's own is 5: too few for a burst of clients
constexpr time_t kIdleTimeoutSeconds = 5;  // then a silent connection gives its thread back
constexpr std::size_t kMaxBody = 65536;    // octets; no OAuth request is longer
constexpr std::chrono::milliseconds kGrace{200};  // for responses under way when the server stops
constexpr int kMaxDescriptors = 65536;            // more than all threads can have open
constexpr std::string_view kRequestsPath = "/_requests";

std::unique_ptr<httplib::Server> make_http_server(const std::optional<TlsFiles>& tls) {
  if (!tls) {
    return std::make_unique<httplib::Server>();
  }
  auto server = std::make_unique<httplib::SSLServer>(tls->certificate.c_str(), tls->private_key.c_str());
  if (!server->is_valid()) {
    throw Failure(3, "cannot use certificate '" + tls->certificate + "' with key '" + tls->private_key + "'",
                  "--cert and --key name PEM files that belong together");
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
    throw Failure(8, "cannot listen on " + std::string(kHost) + ":" + std::to_string(port),
                  "stop the program that uses this port, or let --port 0 pick a free one");
  }
  return bound_port;
}

std::string base_url_of(const Settings& settings, int port) {
  return std::string(settings.tls ? "https://" : "http://") + kHost + ":" + std::to_string(port) +
         settings.base_path;
}

HttpRequest read_request(const httplib::Request& req) {
  const std::size_t question_mark = req.target.find('?');
  const std::string query = question_mark == std::string::npos ? "" : req.target.substr(question_mark + 1);
  const std::string content_type = req.get_header_value("Content-Type");
  const bool has_form = content_type.starts_with("application/x-www-form-urlencoded");
  return {.method = req.method,
          .path = req.path,
          .query = Parameters::parse(query),
          .form = Parameters::parse(has_form ? req.body : ""),
          .authorization = req.get_header_value("Authorization"),
          .content_type = content_type,
          .accept = req.get_header_value("Accept"),
          .user_agent = req.get_header_value("User-Agent"),
          .sec_fetch_site = req.get_header_value("Sec-Fetch-Site")};
}

// The library has no way to end a connection without a response, and doesn't tell its socket.
void hang_up(int client_port) {
  for (int fd = 0; fd < kMaxDescriptors; ++fd) {
    sockaddr_in client{};
    socklen_t size = sizeof client;
    if (getpeername(fd, reinterpret_cast<sockaddr*>(&client), &size) == 0 && client.sin_family == AF_INET &&
        ntohs(client.sin_port) == client_port) {
      shutdown(fd, SHUT_RDWR);
    }
  }
}

// How many octets of the body go out at a time.
std::size_t step_of(const HttpResponse& response) {
  if (response.delivery.dribble.count() > 0) {
    return 1;
  }
  const std::size_t size = response.body.size();
  return response.delivery.truncate ? std::max<std::size_t>(size / 2, 1) : size;
}

// Bodies go out through a provider: otherwise the library would compress them, and send them at one go.
void send_body(const HttpResponse& response, httplib::Response& res) {
  const std::size_t step = step_of(response);
  const std::chrono::microseconds pause =
      std::chrono::microseconds(response.delivery.dribble) / response.body.size();
  res.set_content_provider(response.body.size(), response.content_type,
                           [body = response.body, truncate = response.delivery.truncate, step, pause](
                               std::size_t offset, std::size_t length, httplib::DataSink& sink) {
                             if (truncate && offset > 0) {
                               return false;
                             }
                             std::this_thread::sleep_for(pause);
                             return sink.write(body.data() + offset, std::min(step, length));
                           });
}

void send_response(const HttpResponse& response, const httplib::Request& req, httplib::Response& res) {
  if (response.delivery.hang_up) {
    hang_up(req.remote_port);
    return;
  }
  res.status = response.status;
  for (const auto& [name, value] : response.headers) {
    res.set_header(name, value);
  }
  if (!response.body.empty()) {
    send_body(response, res);
  } else if (!response.content_type.empty()) {
    res.set_header("Content-Type", response.content_type);
  }
}

// The response to a request by another method than the one that its path takes.
HttpResponse other_method(const std::string& method) {
  HttpResponse response = make_response(405, "text/plain", "This path takes " + method + " requests.\n");
  response.headers.emplace_back("Allow", method);
  return response;
}

// One write a line, so that lines of different threads don't mix. Without the query, which may hold secrets.
void log_line(const std::string& text) {
  std::fputs(("goto-mock-auth: " + text + "\n").c_str(), stderr);
}

// What arrived, for tests to look at. It shows everything, secrets too: they are made up. Thread-safe.
class RequestLog {
 public:
  // Notes a request before anything is done about it. Returns its number, counted from 1.
  std::uint64_t note_request(const HttpRequest& request, ClientAuthentication client_authentication) {
    const std::lock_guard lock(mutex_);
    if (entries_.size() == kCapacity) {
      entries_.erase(0);
    }
    entries_.push_back({{"number", ++last_number_},
                        {"method", request.method},
                        {"path", request.path},
                        {"query", request.query.all()},
                        {"form", request.form.all()},
                        {"client_authentication", name_of(client_authentication)},
                        {"user_agent", request.user_agent},
                        {"accept", request.accept},
                        {"content_type", request.content_type},
                        {"status", nullptr}});
    return last_number_;
  }

  // Notes the status of the response to that request, just before it leaves.
  void note_status(std::uint64_t number, int status) {
    const std::lock_guard lock(mutex_);
    const std::uint64_t first = last_number_ - entries_.size() + 1;
    if (number >= first) {  // else it is forgotten already
      entries_[number - first]["status"] = status;
    }
  }

  // All of it as JSON: an array, oldest first.
  [[nodiscard]] std::string text() {
    const std::lock_guard lock(mutex_);
    return json_text(entries_);
  }

 private:
  // A long enough memory for any test, at some 2 KB each.
  static constexpr std::size_t kCapacity = 10'000;

  std::mutex mutex_;
  nlohmann::json entries_ = nlohmann::json::array();
  std::uint64_t last_number_ = 0;
};

class Server {
 public:
  explicit Server(const Settings& settings)
      : http_(make_http_server(settings.tls)),
        context_(settings, base_url_of(settings, listen_on(*http_, settings.port))),
        routes_(routes(settings.base_path)) {
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
    const auto found = std::find_if(routes_.begin(), routes_.end(),
                                    [&request](const Route& route) { return route.path == request.path; });
    if (found == routes_.end()) {
      return make_response(404, "text/plain", "There is nothing at this path.\n");
    }
    if (found->method != request.method) {
      return other_method(found->method);
    }
    return logged_response(*found, request);
  }

  HttpResponse logged_response(const Route& route, const HttpRequest& request) {
    HttpResponse response;
    try {
      response = route.respond(context_, request);
    } catch (const OAuthError& error) {
      response = make_error_response(error);
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
