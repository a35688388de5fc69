#include "goto_token/io/http_client.hpp"

// Upstream's newer versions hold a longer body back for a second, for a "100 Continue" that few servers send.
#define CPPHTTPLIB_EXPECT_100_THRESHOLD 0  // NOLINT(cppcoreguidelines-macro-usage): the library's own switch
#include <httplib.h>
#include <netdb.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <array>
#include <future>
#include <memory>
#include <optional>
#include <thread>
#include <utility>

#include "goto_token/base/error.hpp"
#include "goto_token/base/text.hpp"

namespace goto_token {
namespace {

using namespace std::chrono_literals;

/// What one attempt came to.
struct Attempt {
  std::optional<HttpResponse> response;
  httplib::Error error = httplib::Error::Success;
  std::string tls_failure;  // OpenSSL's words; empty when TLS was not the trouble
  bool too_large = false;
};

/// All that the exchange's thread touches, so that it can be left behind.
struct Exchange {
  HttpRequest request;
  HttpLimits limits;
  std::shared_ptr<X509_STORE> store;
};

/// Called by OpenSSL in place of its own check, to remember why a chain is refused.
int verify_chain(X509_STORE_CTX* context, void* failure) {
  const int verified = X509_verify_cert(context);
  if (verified != 1) {
    *static_cast<std::string*>(failure) = X509_verify_cert_error_string(X509_STORE_CTX_get_error(context));
  }
  return verified;
}

template <typename Client>
SSL_CTX* tls_context(Client& client) {
  if constexpr (requires { client.tls_context(); }) {
    return static_cast<SSL_CTX*>(client.tls_context());  // upstream's newer name
  } else {
    return client.ssl_context();
  }
}

void set_up_tls(httplib::Client& client, const Exchange& exchange, std::string& failure) {
  SSL_CTX* const context = tls_context(client);
  const std::string& host = exchange.request.url.host;
  X509_VERIFY_PARAM* const check = SSL_CTX_get0_param(context);
  const bool is_address = X509_VERIFY_PARAM_set1_ip_asc(check, host.c_str()) == 1;
  X509_STORE_up_ref(exchange.store.get());  // the client takes this reference over
  client.set_ca_cert_store(exchange.store.get());
  if ((!is_address && X509_VERIFY_PARAM_set1_host(check, host.data(), host.size()) != 1) ||
      SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) != 1) {
    failure = "OpenSSL refused the settings";
  }
  SSL_CTX_set_cert_verify_callback(context, verify_chain, &failure);
}

template <typename Client>
void keep_path_as_it_is(Client& client) {
  if constexpr (requires { client.set_path_encode(false); }) {
    client.set_path_encode(false);  // upstream's newer name
  } else {
    client.set_url_encode(false);
  }
}

httplib::Request make_request(const HttpRequest& request) {
  httplib::Request made;
  made.method = request.method;
  made.path = (request.url.path.empty() ? "/" : request.url.path) +
              (request.url.query.empty() ? "" : "?" + request.url.query);
  for (const auto& [name, value] : request.headers) {
    made.headers.emplace(name, value);
  }
  made.headers.emplace("User-Agent", "goto-token/" GOTO_TOKEN_VERSION);
  if (!request.content_type.empty()) {
    made.headers.emplace("Content-Type", request.content_type);
  }
  return made;
}

/// Gives the body out once. The library sends a request again when a TLS server closes without an answer
/// (0.11.4); by then the code may be used up, so the second time ends in an error instead.
void provide_body_once(httplib::Request& made, const std::string& body) {
  made.content_length_ = body.size();
  made.content_provider_ = [&body, given = false](std::size_t offset, std::size_t length,
                                                  httplib::DataSink& sink) mutable {
    const bool again = offset == 0 && std::exchange(given, true);
    return !again && sink.write(body.data() + offset, length);
  };
}

/// Runs on a thread of its own.
Attempt attempt_exchange(const Exchange& exchange) {
  Attempt attempt;
  const Url& url = exchange.request.url;
  httplib::Client client(url.scheme + "://" + authority(url));
  client.set_connection_timeout(exchange.limits.connect);
  client.set_read_timeout(exchange.limits.whole);
  client.set_write_timeout(exchange.limits.whole);
  keep_path_as_it_is(client);
  if (url.scheme == "https") {
    set_up_tls(client, exchange, attempt.tls_failure);
  }
  httplib::Request request = make_request(exchange.request);
  if (!exchange.request.body.empty()) {
    provide_body_once(request, exchange.request.body);
  }
  HttpResponse response;
  request.content_receiver = [&](const char* data, std::size_t size, auto /*offset*/, auto /*total*/) {
    attempt.too_large = response.body.size() + size > exchange.limits.response_bytes;
    if (!attempt.too_large) {
      response.body.append(data, size);
    }
    return !attempt.too_large;
  };
  const httplib::Result result = client.send(request);
  attempt.error = result.error();
  if (attempt.tls_failure.empty() && attempt.error == httplib::Error::SSLConnection) {
    const char* const reason = ERR_reason_error_string(ERR_peek_last_error());
    attempt.tls_failure = reason == nullptr ? "the handshake failed" : reason;
  }
  if (result) {
    response.status = result->status;
    response.headers.assign(result->headers.begin(), result->headers.end());
    attempt.response = std::move(response);
  }
  return attempt;
}

std::optional<Attempt> attempt_in_time(const std::shared_ptr<const Exchange>& exchange) {
  std::packaged_task<Attempt()> task([exchange] { return attempt_exchange(*exchange); });
  std::future<Attempt> attempt = task.get_future();
  std::thread(std::move(task)).detach();
  if (attempt.wait_for(exchange->limits.whole) != std::future_status::ready) {
    return std::nullopt;
  }
  return attempt.get();
}

bool is_not_connected(const Attempt& attempt) {
  return attempt.error == httplib::Error::Connection || attempt.error == httplib::Error::ConnectionTimeout;
}

/// Why no connection came about, in the words of whoever is to blame: the name lookup, or what lies behind
/// it.
std::string explain_no_connection(const Url& url) {
  addrinfo hints = {};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int failure = ::getaddrinfo(url.host.c_str(), nullptr, &hints, &found);
  if (failure != 0) {
    return std::string("the host is not found (") + ::gai_strerror(failure) + ")";
  }
  ::freeaddrinfo(found);
  return "the connection was refused or the host cannot be reached";
}

[[noreturn]] void refuse(const Url& url, const std::string& why, const std::string& hint) {
  throw Error(ExitCode::Network,
              "no answer from " + printable(url.scheme + "://" + authority(url)) + ": " + why, hint);
}

[[noreturn]] void refuse(const Url& url, const Attempt& attempt) {
  const std::string network_hint = "check the address, and that this machine reaches it";
  if (attempt.too_large) {
    refuse(url, "the answer is larger than 1 MiB", "check the address: this is no token endpoint");
  }
  if (!attempt.tls_failure.empty() || attempt.error == httplib::Error::SSLServerVerification) {
    const std::string why = attempt.tls_failure.empty() ? "host name mismatch" : attempt.tls_failure;
    refuse(url, "TLS: " + printable(why),
           "if its certificate comes from an authority of your own, name that with --ca-file");
  }
  if (is_not_connected(attempt)) {
    refuse(url, explain_no_connection(url), network_hint);
  }
  refuse(url, "the connection was closed before a whole answer came", network_hint);
}

}  // namespace

HttpResponse send_http(const HttpRequest& request, const TlsTrust& trust, const HttpLimits& limits) {
  X509_STORE_up_ref(trust.store());
  const auto exchange = std::make_shared<const Exchange>(
      Exchange{request, limits, std::shared_ptr<X509_STORE>(trust.store(), X509_STORE_free)});
  constexpr std::array<std::chrono::milliseconds, 2> kPauses = {200ms, 1000ms};
  for (const auto* pause = kPauses.begin();; ++pause) {
    std::optional<Attempt> attempt = attempt_in_time(exchange);
    if (!attempt) {
      refuse(request.url, "no whole answer within " + std::to_string(limits.whole.count()) + " s",
             "try again; the server or the network is slow");
    }
    if (attempt->response) {
      return *std::move(attempt->response);
    }
    if (!is_not_connected(*attempt) || pause == kPauses.end()) {
      refuse(request.url, *attempt);
    }
    std::this_thread::sleep_for(*pause);
  }
}

}  // namespace goto_token
