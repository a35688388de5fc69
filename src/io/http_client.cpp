#include "goto_token/io/http_client.hpp"

// Upstream's newer versions hold a longer body back for a second, for a "100 Continue" that few servers send.
#define CPPHTTPLIB_EXPECT_100_THRESHOLD 0  // NOLINT(cppcoreguidelines-macro-usage): the library's own switch
#include <httplib.h>

#include <array>
#include <csignal>
#include <exception>
#include <future>
#include <memory>
#include <optional>
#include <thread>
#include <utility>

#include "goto_token/base/error.hpp"
#include "goto_token/base/http_status.hpp"
#include "goto_token/base/text.hpp"
#include "goto_token/io/http_failure.hpp"
#include "goto_token/io/socket_interrupter.hpp"
#include "goto_token/io/tcp_connection.hpp"
#include "goto_token/io/tls_connection.hpp"

namespace goto_token {
namespace {

using namespace std::chrono_literals;

const char* const kNetworkHint = "check the address, and that this machine reaches it";

/// Why an attempt ends the exchange, as a value: an exception would be shared between the two threads, and
/// libstdc++ counts its owners where no race detector sees it.
struct Failure {
  ExitCode code;
  std::string message;
  std::string hint;
};

/// What one attempt came to.
struct Attempt {
  std::optional<HttpResponse> response;
  std::string not_connected;       // why there is no connection, and so no response
  std::optional<Failure> failure;  // why it is no use to try again
};

/// All that the exchange's thread touches, so that it can be left behind.
struct Exchange {
  HttpRequest request;
  HttpLimits limits;
  std::shared_ptr<x509_store_st> store;
  std::optional<HttpProxy> proxy;
};

/// The library's HTTP over a connection that is there already, which it gets once. Left alone, the library
/// sends a request again when a TLS server closes without an answer, hands a proxy's password on to the
/// server (both 0.11.4 and 0.53), and in 0.11.4 takes a proxy's refusal for the server's answer.
class ConnectedClient : public httplib::ClientImpl {
 public:
  ConnectedClient(const Url& url, FileDescriptor connection)
      : httplib::ClientImpl(url.host, url.port), connection_(std::move(connection)) {}

 private:
  bool create_and_connect_socket(Socket& socket, httplib::Error& error) override {
    socket.sock = connection_.release();
    error = socket.is_open() ? httplib::Error::Success : httplib::Error::Connection;
    return socket.is_open();
  }

  FileDescriptor connection_;
};

template <typename Client>
void keep_path_as_it_is(Client& client) {
  if constexpr (requires { client.set_path_encode(false); }) {
    client.set_path_encode(false);  // upstream's newer name
  } else {
    client.set_url_encode(false);
  }
}

/// Whether the proxy itself gets the request, in place of a tunnel (RFC 9112 §3.2.2).
bool is_for_proxy(const Exchange& exchange) {
  return exchange.proxy && exchange.request.url.scheme == "http";
}

httplib::Request make_request(const Exchange& exchange) {
  const HttpRequest& request = exchange.request;
  Url target = request.url;
  target.path = target.path.empty() ? "/" : target.path;
  httplib::Request made;
  made.method = request.method;
  made.path = is_for_proxy(exchange) ? to_string(target)
                                     : target.path + (target.query.empty() ? "" : "?" + target.query);
  for (const auto& [name, value] : request.headers) {
    made.headers.emplace(name, value);
  }
  made.headers.emplace("Host", authority(request.url));
  made.headers.emplace("User-Agent", "goto-token/" GOTO_TOKEN_VERSION);
  if (is_for_proxy(exchange) && !exchange.proxy->authorization.empty()) {
    made.headers.emplace("Proxy-Authorization", exchange.proxy->authorization);
  }
  if (!request.content_type.empty()) {
    made.headers.emplace("Content-Type", request.content_type);
  }
  made.body = request.body;
  return made;
}

/// @param encoding of the body, once its head was there: then bytes came that could not be decoded.
[[noreturn]] void refuse_answer(const Url& url, bool too_large, const std::string& encoding) {
  if (too_large) {
    throw make_no_answer(url, "the answer is larger than 1 MiB",
                         "check the address: this is no OAuth endpoint");
  }
  if (!encoding.empty()) {
    throw make_no_answer(url, "the answer cannot be decoded (Content-Encoding: " + printable(encoding) + ")",
                         "try again; if it stays, tell the server's owner");
  }
  throw make_no_answer(url, "the connection was closed before a whole answer came", kNetworkHint);
}

HttpResponse exchange_messages(const Exchange& exchange, FileDescriptor connection) {
  ConnectedClient client(exchange.request.url, std::move(connection));
  client.set_read_timeout(exchange.limits.whole);
  client.set_write_timeout(exchange.limits.whole);
  keep_path_as_it_is(client);
  httplib::Request request = make_request(exchange);
  std::string encoding;
  request.response_handler = [&encoding](const httplib::Response& head) {
    encoding = head.get_header_value("Content-Encoding");
    return true;
  };
  HttpResponse response;
  bool too_large = false;
  request.content_receiver = [&](const char* data, std::size_t size, auto /*offset*/, auto /*total*/) {
    too_large = response.body.size() + size > exchange.limits.response_bytes;
    if (!too_large) {
      response.body.append(data, size);
    }
    return !too_large;
  };
  const httplib::Result result = client.send(request);
  if (!result) {
    refuse_answer(exchange.request.url, too_large, encoding);
  }
  response.status = result->status;
  response.headers.assign(result->headers.begin(), result->headers.end());
  return response;
}

HttpResponse exchange_messages_over_tls(const Exchange& exchange, FileDescriptor socket, Deadline deadline) {
  if (exchange.proxy) {
    open_tunnel(socket, *exchange.proxy, exchange.request.url, deadline);
  }
  TlsConnection tls(std::move(socket), exchange.request.url, exchange.store.get(), deadline);
  return exchange_messages(exchange, tls.take_plain_end());
}

/// OpenSSL's writes would raise SIGPIPE when the server is gone.
void block_sigpipe() {
  sigset_t signals;
  ::sigemptyset(&signals);
  ::sigaddset(&signals, SIGPIPE);
  ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

/// @throws Error{Network}.
Attempt attempt_exchange(const Exchange& exchange, Deadline deadline, SocketInterrupter& interrupter) {
  const Url& url = exchange.request.url;
  TcpConnection connection =
      exchange.proxy
          ? connect_tcp(exchange.proxy->host, exchange.proxy->port, exchange.limits.connect, deadline)
          : connect_tcp(url.host, url.port, exchange.limits.connect, deadline);
  if (!connection.socket.is_open()) {
    return {std::nullopt, connection.failure, {}};
  }
  interrupter.watch(connection.socket);
  if (url.scheme == "https") {
    // Whoever waits for the exchange gives up first, and says so.
    return {exchange_messages_over_tls(exchange, std::move(connection.socket), deadline + 1s), {}, {}};
  }
  HttpResponse response = exchange_messages(exchange, std::move(connection.socket));
  if (exchange.proxy && response.status == http_status::kProxyAuthenticationRequired) {
    refuse_unauthorized(*exchange.proxy, url);
  }
  return {std::move(response), {}, {}};
}

/// Runs on a thread of its own, which nothing is thrown out of.
Attempt attempt_apart(const Exchange& exchange, Deadline deadline, SocketInterrupter& interrupter) {
  block_sigpipe();
  try {
    return attempt_exchange(exchange, deadline, interrupter);
  } catch (const Error& error) {
    return {std::nullopt, {}, Failure{error.code(), error.what(), error.hint()}};
  } catch (const std::exception& error) {
    return {std::nullopt, {}, Failure{ExitCode::Failure, std::string("unexpected: ") + error.what(), {}}};
  }
}

Attempt attempt_in_time(const std::shared_ptr<const Exchange>& exchange, Deadline deadline) {
  const auto interrupter = std::make_shared<SocketInterrupter>();
  std::packaged_task<Attempt()> task(
      [exchange, deadline, interrupter] { return attempt_apart(*exchange, deadline, *interrupter); });
  std::future<Attempt> attempt = task.get_future();
  std::thread thread(std::move(task));
  const bool in_time = attempt.wait_until(deadline) == std::future_status::ready;
  const bool interrupted = !in_time && interrupter->interrupt();
  // What connects gives up by itself now; a name lookup may go on, and nothing ends that.
  if (!in_time && !interrupted && attempt.wait_for(1s) != std::future_status::ready) {
    thread.detach();
    return {std::nullopt, "the host was not found in time", {}};
  }
  thread.join();
  if (interrupted) {
    const std::string way = exchange->proxy ? " through the proxy " + describe(*exchange->proxy) : "";
    throw make_no_answer(
        exchange->request.url,
        "no whole answer within " + std::to_string(exchange->limits.whole.count()) + " s" + way,
        "try again; the server or the network is slow");
  }
  return attempt.get();
}

Error make_not_connected(const Exchange& exchange, const std::string& why) {
  if (!exchange.proxy) {
    return make_no_answer(exchange.request.url, why, kNetworkHint);
  }
  return {ExitCode::Network, "cannot reach the proxy " + describe(*exchange.proxy) + ": " + why,
          "unset " + exchange.proxy->variable +
              ", or name the host in NO_PROXY, if it can be reached without a proxy"};
}

}  // namespace

HttpResponse send_http(const HttpRequest& request, const TlsTrust& trust, const HttpLimits& limits,
                       const std::optional<HttpProxy>& proxy, const RetryObserver& retrying) {
  const auto exchange = std::make_shared<const Exchange>(Exchange{request, limits, trust.store(), proxy});
  const Deadline deadline = std::chrono::steady_clock::now() + limits.whole;
  constexpr std::array<std::chrono::milliseconds, 2> kPauses = {200ms, 1000ms};
  for (const auto* pause = kPauses.begin();; ++pause) {
    Attempt attempt = attempt_in_time(exchange, deadline);
    if (attempt.failure) {
      throw Error(attempt.failure->code, attempt.failure->message, attempt.failure->hint);
    }
    if (attempt.response) {
      return *std::move(attempt.response);
    }
    const Error not_connected = make_not_connected(*exchange, attempt.not_connected);
    if (pause == kPauses.end() || std::chrono::steady_clock::now() + *pause >= deadline) {
      throw Error(not_connected);
    }
    if (retrying) {
      retrying(not_connected);
    }
    std::this_thread::sleep_for(*pause);
  }
}

}  // namespace goto_token
