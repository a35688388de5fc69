#include "goto_token/io/tls_session.hpp"

#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <array>
#include <future>
#include <memory>

#include "goto_token/base/error.hpp"
#include "goto_token/io/tcp_connection.hpp"
#include "support/certificates.hpp"
#include "support/environment_variable.hpp"
#include "support/raw_server.hpp"
#include "support/temporary_folder.hpp"

namespace goto_token {
namespace {

using namespace std::chrono_literals;

constexpr auto kWithhold = ClientCertificateUse::Withhold;
constexpr auto kPresent = ClientCertificateUse::Present;

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

  SSL_CTX* server() { return server_.get(); }
  const TemporaryFolder& folder() const { return folder_; }
  std::future<void> all_sent() { return all_sent_.get_future(); }
  std::string ca_file() { return folder_.write("ca.pem", to_pem(certificate_.get())); }

 private:
  TemporaryFolder folder_;
  EnvironmentVariable no_file_{"SSL_CERT_FILE", folder_.write("none.pem", "")};
  PrivateKey key_ = make_private_key();
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
  EXPECT_THROW(TlsSession(socket.number(), url, context, kWithhold, wait, deadline), Error);
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
  TlsSession session(socket.number(), url, context, kWithhold, wait_with_poll, deadline);
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

/// What a client got from a server, or why it got nothing.
struct Received {
  std::string text;
  std::string hint = {};

  friend bool operator==(const Received&, const Received&) = default;
  friend std::ostream& operator<<(std::ostream& out, const Received& received) {
    return out << testing::PrintToString(received.text) << ", hint " << testing::PrintToString(received.hint);
  }
};

/// A server that requires a client certificate, and tells a client the name in it.
class ClientCertificateTest : public TlsSessionTest, public testing::WithParamInterface<int> {
 protected:
  ClientCertificateTest() {
    SSL_CTX_set_min_proto_version(server(), GetParam());
    SSL_CTX_set_max_proto_version(server(), GetParam());
    SSL_CTX_set_verify(server(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    X509_STORE_add_cert(SSL_CTX_get_cert_store(server()), client_.get());
  }

  void tell_name(const FileDescriptor& connection) {
    const std::unique_ptr<SSL, decltype(&SSL_free)> tls(SSL_new(server()), SSL_free);
    SSL_set_fd(tls.get(), connection.number());
    if (SSL_accept(tls.get()) == 1) {
      const std::unique_ptr<X509, decltype(&X509_free)> peer(SSL_get1_peer_certificate(tls.get()), X509_free);
      std::array<char, 64> name = {"none"};
      if (peer) {
        X509_NAME_get_text_by_NID(X509_get_subject_name(peer.get()), NID_commonName, name.data(),
                                  name.size());
      }
      SSL_write(tls.get(), name.data(), static_cast<int>(std::string_view(name.data()).size()));
      SSL_shutdown(tls.get());
    }
    static_cast<void>(receive_some(connection, kHangMilliseconds));
  }

  Received receive(TlsContext& context, ClientCertificateUse use) {
    const RawServer running([this](RawServer&, const FileDescriptor& connection) { tell_name(connection); });
    const Url url = require_url(running.url("https"));
    const FileDescriptor socket = connect(url);
    try {
      TlsSession session(socket.number(), url, context, use, wait_with_poll, Clock::now() + 60s);
      std::array<char, 64> room = {};
      Transfer received = session.read(room);
      for (; received.end == Transfer::End::Blocked; received = session.read(room)) {
        std::array<pollfd, 1> event = {pollfd{socket.number(), POLLIN, 0}};
        wait_with_poll(event, Clock::now() + 60s);
      }
      return {session.failure() + std::string(room.data(), received.count), session.hint()};
    } catch (const Error& error) {
      const std::string what = error.what();
      return {what.substr(what.find("TLS: ")), error.hint()};  // without the port
    }
  }

  /// The context of a client that has this certificate.
  TlsContext make_context(X509* certificate, EVP_PKEY* key) {
    return TlsContext({.ca_file = ca_file()},
                      {.certificate = {.path = folder().write("client.pem", to_pem(certificate))},
                       .key = {.path = folder().write("client.key", to_pem(key))},
                       .refused_hint = "for one that is refused",
                       .required_hint = "for one that is missing"});
  }

  PrivateKey client_key_ = make_private_key();
  Certificate client_ = make_certificate(client_key_.get(), {.common_name = "client"});
};

INSTANTIATE_TEST_SUITE_P(Versions, ClientCertificateTest, testing::Values(TLS1_2_VERSION, TLS1_3_VERSION),
                         [](const auto& version) {
                           return version.param == TLS1_2_VERSION ? "Tls1_2" : "Tls1_3";
                         });

TEST_P(ClientCertificateTest, IsPresentedWhereASessionIsToPresentIt) {
  TlsContext context = make_context(client_.get(), client_key_.get());
  EXPECT_EQ(receive(context, kPresent), (Received{"client"}));
}

TEST_P(ClientCertificateTest, IsWithheldFromEveryOtherSessionOfTheSameContext) {
  SSL_CTX_set_verify(server(), SSL_VERIFY_PEER, nullptr);  // requested, and not required
  TlsContext context = make_context(client_.get(), client_key_.get());
  EXPECT_EQ(receive(context, kPresent), (Received{"client"}));
  EXPECT_EQ(receive(context, kWithhold).text, "none");
}

TEST_P(ClientCertificateTest, IsNotPresentedToAServerThatRequestsNone) {
  SSL_CTX_set_verify(server(), SSL_VERIFY_NONE, nullptr);
  TlsContext context = make_context(client_.get(), client_key_.get());
  EXPECT_EQ(receive(context, kPresent), (Received{"none"}));
}

TEST_P(ClientCertificateTest, IsToldOfWhereItIsMissing) {
  TlsContext context = make_context(client_.get(), client_key_.get());
  const std::string alert = GetParam() == TLS1_2_VERSION ? "handshake failure" : "certificate required";
  EXPECT_EQ(receive(context, kWithhold),
            (Received{"TLS: the server requires a client certificate (alert \"" + alert + "\")",
                      "for one that is missing"}));
}

TEST_P(ClientCertificateTest, IsToldOfWhereTheServerDoesNotAcceptIt) {
  const PrivateKey key = make_private_key();
  const Certificate unknown = make_certificate(key.get(), {.common_name = "unknown"});
  TlsContext context = make_context(unknown.get(), key.get());
  EXPECT_EQ(receive(context, kPresent),
            (Received{"TLS: the server did not accept the client certificate (alert \"unknown ca\")",
                      "for one that is refused"}));
}

TEST_P(ClientCertificateTest, IsToldOfWhereItHasExpired) {
  const Certificate expired = make_certificate(client_key_.get(), {.common_name = "old", .ends_in = -1});
  X509_STORE_add_cert(SSL_CTX_get_cert_store(server()), expired.get());
  TlsContext context = make_context(expired.get(), client_key_.get());
  EXPECT_EQ(receive(context, kPresent),
            (Received{"TLS: the server did not accept the client certificate (alert \"certificate expired\")",
                      "for one that is refused"}));
}

}  // namespace
}  // namespace goto_token
