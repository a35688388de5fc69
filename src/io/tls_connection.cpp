#include "goto_token/io/tls_connection.hpp"

#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "goto_token/base/text.hpp"
#include "goto_token/io/http_failure.hpp"

namespace goto_token {
namespace {

/// One direction's bytes that were read and wait to be written.
class Buffer {
 public:
  [[nodiscard]] bool empty() const { return begin_ == end_; }
  [[nodiscard]] std::string_view content() const { return {bytes_.data() + begin_, end_ - begin_}; }
  [[nodiscard]] char* room() { return bytes_.data(); }
  [[nodiscard]] std::size_t size() const { return bytes_.size(); }
  void fill(std::size_t count) {
    begin_ = 0;
    end_ = count;
  }
  void drop(std::size_t count) { begin_ += count; }

 private:
  // As large as a TLS record's content. On the heap, where what is freed is wiped.
  std::vector<char> bytes_ = std::vector<char>(16UL * 1024UL);
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

/// Carries bytes between a plain socket and TLS until the plain end is closed.
class Relay {
 public:
  Relay(SSL* tls, int server, int plain) : tls_(tls), server_(server), plain_(plain) {}

  void run() {
    while (!client_left_ && (!server_ended_ || !from_server_.empty())) {
      wait();
      do {
        moved_ = false;
        tls_wants_to_write_ = false;
        read_plain();
        write_tls();
        read_tls();
        write_plain();
      } while (moved_);
    }
    SSL_shutdown(tls_);
    // The answer may be whole before the request was read to its end: what is left of it goes nowhere.
    ::shutdown(plain_, SHUT_WR);
    while (::recv(plain_, from_client_.room(), from_client_.size(), 0) > 0) {
    }
  }

 private:
  void wait() {
    const bool tls_reads = from_server_.empty() && !server_ended_;
    const bool tls_writes = (!from_client_.empty() || tls_wants_to_write_) && !server_ended_;
    const auto server_events = static_cast<short>((tls_reads ? POLLIN : 0) | (tls_writes ? POLLOUT : 0));
    const auto plain_events =
        static_cast<short>((from_client_.empty() ? POLLIN : 0) | (from_server_.empty() ? 0 : POLLOUT));
    // A server that is not waited for is left out: poll would report its leaving again and again.
    std::array<pollfd, 2> awaited = {pollfd{server_events == 0 ? -1 : server_, server_events, 0},
                                     pollfd{plain_, plain_events, 0}};
    ::poll(awaited.data(), awaited.size(), -1);
    client_left_ = (awaited[1].revents & (POLLHUP | POLLERR)) != 0;
  }

  void read_plain() {
    if (!from_client_.empty()) {
      return;
    }
    const ssize_t count = ::recv(plain_, from_client_.room(), from_client_.size(), MSG_DONTWAIT);
    if (count > 0) {
      from_client_.fill(static_cast<std::size_t>(count));
      moved_ = true;
    }
    client_left_ = client_left_ || count == 0;
  }

  void write_plain() {
    if (from_server_.empty()) {
      return;
    }
    const std::string_view content = from_server_.content();
    const ssize_t count = ::send(plain_, content.data(), content.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (count > 0) {
      from_server_.drop(static_cast<std::size_t>(count));
      moved_ = true;
    }
  }

  void write_tls() {
    if (from_client_.empty() || server_ended_) {
      return;
    }
    const std::string_view content = from_client_.content();
    std::size_t count = 0;
    if (SSL_write_ex(tls_, content.data(), content.size(), &count) == 1) {
      from_client_.drop(count);
      moved_ = true;
    } else {
      note_failure();
    }
  }

  void read_tls() {
    if (!from_server_.empty() || server_ended_) {
      return;
    }
    std::size_t count = 0;
    if (SSL_read_ex(tls_, from_server_.room(), from_server_.size(), &count) == 1) {
      from_server_.fill(count);
      moved_ = true;
    } else {
      note_failure();
    }
  }

  /// Both calls may want to read or to write, whatever they are named; anything else is the end.
  void note_failure() {
    const int reason = SSL_get_error(tls_, 0);
    ERR_clear_error();
    tls_wants_to_write_ = reason == SSL_ERROR_WANT_WRITE;
    server_ended_ = reason != SSL_ERROR_WANT_WRITE && reason != SSL_ERROR_WANT_READ;
  }

  SSL* tls_;
  int server_;
  int plain_;
  Buffer from_client_;
  Buffer from_server_;
  bool moved_ = false;
  bool tls_wants_to_write_ = false;
  bool client_left_ = false;
  bool server_ended_ = false;
};

/// Has the session check the certificate for `host`, a name or an address (RFC 9110 §4.3.4), and tell the
/// server which name is meant (RFC 6066 §3).
bool expect_host(SSL* tls, std::string host) {
  if (X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(tls), host.c_str()) == 1) {
    return true;
  }
  return SSL_set1_host(tls, host.c_str()) == 1 &&
         SSL_ctrl(tls, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, host.data()) == 1;
}

/// Null when OpenSSL refuses the settings.
SSL* make_session(const std::string& host, X509_STORE* trusted, int socket) {
  const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_client_method()),
                                                                  SSL_CTX_free);
  if (!context || SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION) != 1) {
    return nullptr;
  }
  SSL_CTX_set1_cert_store(context.get(), trusted);
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_options(context.get(), SSL_OP_CLEANSE_PLAINTEXT);  // of tokens, once they were read
  SSL_CTX_set_mode(context.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  std::unique_ptr<SSL, decltype(&SSL_free)> tls(SSL_new(context.get()), SSL_free);
  const bool ready = tls && SSL_set_fd(tls.get(), socket) == 1 && expect_host(tls.get(), host);
  return ready ? tls.release() : nullptr;
}

std::string hint_for(long verification) {
  switch (verification) {
    case X509_V_OK:
      return "check the address: goto-token needs a server that speaks TLS 1.2 or later there";
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return "the server's certificate is for another name; check the address";
    case X509_V_ERR_CERT_HAS_EXPIRED:
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return "check this machine's clock, or tell the server's owner";
    default:
      return "if its certificate comes from an authority of your own, name that with --ca-file";
  }
}

[[noreturn]] void refuse(const Url& server, const SSL* tls) {
  const long verification = tls == nullptr ? X509_V_OK : SSL_get_verify_result(tls);
  const char* const reason = verification == X509_V_OK ? ERR_reason_error_string(ERR_peek_last_error())
                                                       : X509_verify_cert_error_string(verification);
  throw make_no_answer(server, "TLS: " + printable(reason == nullptr ? "the handshake failed" : reason),
                       hint_for(verification));
}

}  // namespace

TlsConnection::TlsConnection(FileDescriptor socket, const Url& server, X509_STORE* trusted, Deadline deadline)
    : socket_(std::move(socket)), tls_(make_session(server.host, trusted, socket_.number())) {
  std::array<int, 2> ends = {};
  if (!tls_ || ::fcntl(socket_.number(), F_SETFL, O_NONBLOCK) != 0 ||
      ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    refuse(server, nullptr);
  }
  far_end_ = FileDescriptor(ends[0]);
  near_end_ = FileDescriptor(ends[1]);
  shake_hands(server, deadline);
  relay_ = std::jthread([this] { Relay(tls_.get(), socket_.number(), far_end_.number()).run(); });
}

void TlsConnection::shake_hands(const Url& server, Deadline deadline) {
  while (true) {
    ERR_clear_error();
    const int result = SSL_connect(tls_.get());
    if (result == 1) {
      return;
    }
    const int reason = SSL_get_error(tls_.get(), result);
    const bool waiting = reason == SSL_ERROR_WANT_READ || reason == SSL_ERROR_WANT_WRITE;
    const short events = reason == SSL_ERROR_WANT_WRITE ? POLLOUT : POLLIN;
    if (!waiting || !wait_for_socket(socket_.number(), events, deadline)) {
      refuse(server, tls_.get());
    }
  }
}

TlsConnection::~TlsConnection() {
  near_end_.close();  // the relay goes on until nobody has it
}

void TlsConnection::Free::operator()(SSL* tls) const noexcept {
  SSL_free(tls);
}

}  // namespace goto_token
