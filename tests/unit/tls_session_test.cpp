#include "goto_token/io/tls_session.hpp"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <array>
#include <future>
#include <memory>

#include "goto_token/base/error.hpp"
#include "goto_token/io/tcp_connection.hpp"
#include "support/environment_variable.hpp"
#include "support/raw_server.hpp"
#include "support/temporary_folder.hpp"

namespace goto_token {
namespace {

using namespace std::chrono_literals;

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

/// Self-signed, for 127.0.0.1.
Certificate make_certificate(EVP_PKEY* key) {
  Certificate certificate(X509_new(), X509_free);
  X509_set_version(certificate.get(), X509_VERSION_3);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -60);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
  X509_set_pubkey(certificate.get(), key);
  X509_EXTENSION* const names = X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "IP:127.0.0.1");
  X509_add_ext(certificate.get(), names, -1);
  X509_EXTENSION_free(names);
  X509_sign(certificate.get(), key, EVP_sha256());
  return certificate;
}

std::string to_pem(X509* certificate) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> memory(BIO_new(BIO_s_mem()), BIO_free);
  PEM_write_bio_X509(memory.get(), certificate);
  char* text = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

class TlsSessionTest : public testing::Test {
 protected:
  TlsSessionTest() {
    SSL_CTX_use_PrivateKey(server_.get(), key_.get());
    SSL_CTX_use_certificate(server_.get(), certificate_.get());
  }

  /// Shakes hands, says that with `tickets` tickets and one `x`, and keeps the connection until the client
  /// closes it.
  void serve(const FileDescriptor& connection, int tickets) {
    SSL_CTX_set_num_tickets(server_.get(), static_cast<std::size_t>(tickets));
    const std::unique_ptr<SSL, decltype(&SSL_free)> tls(SSL_new(server_.get()), SSL_free);
    SSL_set_fd(tls.get(), connection.number());
    SSL_accept(tls.get());
    SSL_write(tls.get(), "x", 1);
    all_sent_.set_value();
    std::array<char, 1> nothing = {};
    SSL_read(tls.get(), nothing.data(), 1);
  }

  static FileDescriptor connect(const Url& url) {
    return std::get<FileDescriptor>(connect_tcp({*make_socket_address(url.host, url.port)}, wait_with_poll,
                                                std::chrono::steady_clock::now() + 60s));
  }

  std::future<void> all_sent() { return all_sent_.get_future(); }
  std::string ca_file() { return folder_.write("ca.pem", to_pem(certificate_.get())); }

 private:
  TemporaryFolder folder_;
  EnvironmentVariable no_file_{"SSL_CERT_FILE", folder_.write("none.pem", "")};
  Key key_{EVP_EC_gen("P-256"), EVP_PKEY_free};
  Certificate certificate_ = make_certificate(key_.get());
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> server_{SSL_CTX_new(TLS_server_method()), SSL_CTX_free};
  std::promise<void> all_sent_;
};

TEST_F(TlsSessionTest, EndsAHandshakeThatDoesNotGetOnAtTheDeadline) {
  // Requests to begin anew (RFC 5246 §7.4.1.1), which are passed over in a handshake.
  const std::string requests = std::string("\x16\x03\x03\x04", 4) + std::string(1025, '\0');
  const RawServer server([&requests](RawServer& running, const FileDescriptor& connection) {
    while (!running.is_stopped() &&
           ::send(connection.number(), requests.data(), requests.size(), MSG_NOSIGNAL) > 0) {
    }
  });
  const Deadline deadline = std::chrono::steady_clock::now() + 200ms;
  const Url url = require_url(server.url("https"));
  const FileDescriptor socket = connect(url);
  TlsContext context({.ca_file = ca_file()});
  int waits = 0;
  const Wait wait = [&waits](std::span<pollfd> events, Deadline until) {
    ++waits;
    wait_with_poll(events, until);
  };
  EXPECT_THROW(TlsSession(socket.number(), url, context, wait, deadline), Error);
  EXPECT_GE(waits, 2);
}

TEST_F(TlsSessionTest, ComesBackFromReadingNowAndThenWhileNoDataComes) {
  constexpr int kTickets = 100;
  const RawServer server(
      [this](RawServer&, const FileDescriptor& connection) { serve(connection, kTickets); });
  const Deadline deadline = std::chrono::steady_clock::now() + 60s;
  const Url url = require_url(server.url("https"));
  const FileDescriptor socket = connect(url);
  TlsContext context({.ca_file = ca_file()});
  TlsSession session(socket.number(), url, context, wait_with_poll, deadline);
  all_sent().wait();
  std::array<char, 16> room = {};
  int blocked = 0;
  Transfer received = session.read(room);
  for (; received.end == Transfer::End::Blocked; received = session.read(room)) {
    std::array<pollfd, 1> event = {pollfd{socket.number(), static_cast<short>(session.read_events()), 0}};
    wait_with_poll(event, deadline);
    ++blocked;
  }
  EXPECT_EQ(received.end, Transfer::End::Done);
  EXPECT_EQ(std::string(room.data(), received.count), "x");
  EXPECT_GE(blocked, kTickets / 10);
}

}  // namespace
}  // namespace goto_token
