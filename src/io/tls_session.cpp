#include "goto_token/io/tls_session.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>

#include <cerrno>
#include <system_error>

#include "goto_token/base/text.hpp"
#include "goto_token/io/http_failure.hpp"

namespace goto_token {
namespace {

using End = Transfer::End;

/// How often OpenSSL may read from the socket in one call. It does not return while it reads no application
/// data (tickets, HelloRequests), so a fast server could keep it past any deadline.
constexpr int kMostReads = 16;

/// OpenSSL calls this before and after it reads from the socket or writes to it. After kMostReads reads it is
/// told that the socket has no more bytes. A failure that SocketRetries allows is told like one that would
/// block: for OpenSSL, every other one ends the session.
long watch_calls(BIO* socket, int operation, const char* /*data*/, std::size_t /*size*/, int /*argument*/,
                 long /*argument*/, int result, std::size_t* /*processed*/) {
  TlsCallbacks& calls = *static_cast<TlsCallbacks*>(static_cast<void*>(BIO_get_callback_arg(socket)));
  switch (operation) {
    case BIO_CB_READ:
      if (calls.reads_left == 0) {
        BIO_set_retry_read(socket);
        return -1;
      }
      --calls.reads_left;
      break;
    case BIO_CB_READ | BIO_CB_RETURN:
      if (result < 0 && calls.retries.allow(errno)) {
        BIO_set_retry_read(socket);
      }
      break;
    case BIO_CB_WRITE | BIO_CB_RETURN:
      if (result < 0 && calls.retries.allow(errno)) {
        BIO_set_retry_write(socket);
      }
      break;
    default:
      break;
  }
  return result;
}

/// OpenSSL calls this when the server requests a client certificate.
int note_certificate_request(SSL* /*tls*/, void* callbacks) {
  static_cast<TlsCallbacks*>(callbacks)->certificate_requested = true;
  return 1;
}

/// Makes the session verify the certificate for `host`, a name or an address (RFC 9110 §4.3.4), and send the
/// server name indication (RFC 6066 §3).
bool expect_host(SSL* tls, std::string host) {
  X509_VERIFY_PARAM* const rules = SSL_get0_param(tls);
  X509_VERIFY_PARAM_set_hostflags(rules,
                                  X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  if (X509_VERIFY_PARAM_set1_ip_asc(rules, host.c_str()) == 1) {
    return true;
  }
  if (host.ends_with('.')) {
    host.pop_back();  // not in certificates, nor in the server name indication
  }
  return SSL_set1_host(tls, host.c_str()) == 1 &&
         SSL_ctrl(tls, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, host.data()) == 1;
}

std::string hint_for_verification(long verification, const TlsContext& context) {
  switch (verification) {
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return "the server's certificate is for another name; check the address";
    case X509_V_ERR_CERT_HAS_EXPIRED:
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return "check this machine's clock, or tell the server's owner";
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_CERT_UNTRUSTED:
      return context.untrusted_hint();
    default:
      return "the server's certificate is not fit for use; tell the server's owner";
  }
}

/// The reason of OpenSSL's latest error. Alerts from the peer are reasons, too.
struct Reason {
  int number = 0;
  std::string text;

  [[nodiscard]] bool is_alert() const { return number >= SSL_AD_REASON_OFFSET; }

  /// Whether the connection ended without a word of TLS about it.
  [[nodiscard]] bool is_dropped() const {
    return text.empty() || number == SSL_R_UNEXPECTED_EOF_WHILE_READING;
  }
};

/// Whether a server that has requested a client certificate may send this alert because of it (RFC 8446
/// §6.2).
bool is_about_certificate(const Reason& reason) {
  switch (reason.number - SSL_AD_REASON_OFFSET) {
    case SSL_AD_HANDSHAKE_FAILURE:  // what TLS 1.2 sends where there is none
    case SSL_AD_BAD_CERTIFICATE:
    case SSL_AD_UNSUPPORTED_CERTIFICATE:
    case SSL_AD_CERTIFICATE_REVOKED:
    case SSL_AD_CERTIFICATE_EXPIRED:
    case SSL_AD_CERTIFICATE_UNKNOWN:
    case SSL_AD_UNKNOWN_CA:
    case SSL_AD_ACCESS_DENIED:
    case SSL_AD_DECRYPT_ERROR:
    case TLS13_AD_CERTIFICATE_REQUIRED:
      return true;
    default:
      return false;
  }
}

Reason take_reason() {
  const unsigned long error = ERR_peek_last_error();
  const char* const text = ERR_reason_error_string(error);
  Reason reason{ERR_GET_LIB(error) == ERR_LIB_SSL ? ERR_GET_REASON(error) : 0, text == nullptr ? "" : text};
  ERR_clear_error();
  return reason;
}

/// The alert's name in quotes, without the TLS version that OpenSSL puts before it; its number where OpenSSL
/// has no name.
std::string name_alert(const Reason& reason) {
  if (reason.text.empty()) {
    return std::to_string(reason.number - SSL_AD_REASON_OFFSET);
  }
  std::string_view name = reason.text;
  for (const std::string_view before : {"alert ", "tlsv1 "}) {
    const std::size_t at = name.find(before);
    name.remove_prefix(at == std::string_view::npos ? 0 : at + before.size());
  }
  return "\"" + printable(name) + "\"";
}

std::string explain_certificate(const Reason& reason, ClientCertificateUse use) {
  return (use == ClientCertificateUse::Present
              ? "TLS: the server did not accept the client certificate (alert "
              : "TLS: the server requires a client certificate (alert ") +
         name_alert(reason) + ")";
}

std::string explain(const Reason& reason, int error_number) {
  if (reason.is_alert()) {
    return "TLS: the server refused with the alert " + name_alert(reason);
  }
  switch (reason.number) {
    case SSL_R_WRONG_VERSION_NUMBER:
    case SSL_R_PACKET_LENGTH_TOO_LONG:
    case SSL_R_HTTP_REQUEST:
      return "TLS: the server does not speak TLS there (" + printable(reason.text) + ")";
    case SSL_R_UNEXPECTED_EOF_WHILE_READING:
      return "TLS: the connection was closed in the middle of the handshake";
    default:
      break;
  }
  if (reason.text.empty()) {
    return "TLS: " + (error_number == 0 ? "the connection was closed in the middle of the handshake"
                                        : std::generic_category().message(error_number));
  }
  return "TLS: " + printable(reason.text);
}

const char* hint_for(const Reason& reason) {
  constexpr auto kVersionHint =
      "check the address: goto-token needs a server that speaks TLS 1.2 or later there";
  switch (reason.number) {
    case SSL_AD_REASON_OFFSET + SSL_AD_HANDSHAKE_FAILURE:
      return "the server has no cipher in common with goto-token; ask the server's owner";
    case SSL_AD_REASON_OFFSET + SSL_AD_UNRECOGNIZED_NAME:
      return "the server has no such host name; check the address";
    case SSL_R_WRONG_VERSION_NUMBER:
    case SSL_R_PACKET_LENGTH_TOO_LONG:
    case SSL_R_HTTP_REQUEST:
      return "check host and port; a server that speaks plain http has a URL that begins with http://";
    case SSL_AD_REASON_OFFSET + SSL_AD_PROTOCOL_VERSION:
      return kVersionHint;
    default:
      return reason.is_alert() ? "check the address; if it is right, ask the server's owner" : kVersionHint;
  }
}

}  // namespace

TlsSession::TlsSession(int socket, const Url& server, TlsContext& context, ClientCertificateUse use,
                       const Wait& wait, Deadline deadline)
    : callbacks_(std::make_unique<TlsCallbacks>()),
      tls_(SSL_new(context.load())),
      read_events_(POLLIN),
      write_events_(POLLOUT),
      use_(use),
      certificate_hint_(use == ClientCertificateUse::Present ? context.refused_hint()
                                                             : context.required_hint()) {
  if (!tls_ || SSL_set_fd(tls_.get(), socket) != 1 || !expect_host(tls_.get(), server.host)) {
    throw make_no_response(server, "TLS: OpenSSL refuses the settings", "check the address");
  }
  BIO_set_callback_arg(SSL_get_rbio(tls_.get()), static_cast<char*>(static_cast<void*>(callbacks_.get())));
  BIO_set_callback_ex(SSL_get_rbio(tls_.get()), watch_calls);
  SSL_set_cert_cb(tls_.get(), note_certificate_request, callbacks_.get());
  if (use == ClientCertificateUse::Present) {
    context.client_certificate().present(tls_.get());
  }
  shake_hands(socket, server, context, wait, deadline);
}

void TlsSession::shake_hands(int socket, const Url& server, const TlsContext& context, const Wait& wait,
                             Deadline deadline) {
  while (true) {
    const bool late = Clock::now() >= deadline;  // a fast server could go on for ever
    callbacks_->reads_left = kMostReads;
    ERR_clear_error();
    errno = 0;
    const int result = SSL_connect(tls_.get());
    const int error_number = errno;
    if (result == 1) {
      return;
    }
    const int reason = SSL_get_error(tls_.get(), result);
    const bool blocked = reason == SSL_ERROR_WANT_READ || reason == SSL_ERROR_WANT_WRITE;
    const auto events = static_cast<short>(reason == SSL_ERROR_WANT_WRITE ? POLLOUT : POLLIN);
    if (!blocked || late || !wait_for({.fd = socket, .events = events, .revents = 0}, wait, deadline)) {
      fail_handshake(server, context, error_number);
    }
  }
}

void TlsSession::fail_handshake(const Url& server, const TlsContext& context, int error_number) const {
  const long verification = SSL_get_verify_result(tls_.get());
  if (verification != X509_V_OK) {
    ERR_clear_error();
    throw make_no_response(server, std::string("TLS: ") + X509_verify_cert_error_string(verification),
                           hint_for_verification(verification, context));
  }
  const Reason reason = take_reason();
  if (callbacks_->certificate_requested && is_about_certificate(reason)) {
    throw make_no_response(server, explain_certificate(reason, use_), certificate_hint_);
  }
  const Error failure = make_no_response(server, explain(reason, error_number), hint_for(reason));
  throw reason.is_dropped() ? failure.passing() : failure;
}

Transfer TlsSession::read(std::span<char> room) {
  callbacks_->reads_left = kMostReads;
  ERR_clear_error();
  errno = 0;
  std::size_t count = 0;
  if (SSL_read_ex(tls_.get(), room.data(), room.size(), &count) == 1) {
    read_events_ = POLLIN;
    return {End::Done, count};
  }
  return note_end(read_events_);
}

Transfer TlsSession::write(std::string_view bytes) {
  callbacks_->reads_left = kMostReads;
  ERR_clear_error();
  errno = 0;
  std::size_t count = 0;
  if (SSL_write_ex(tls_.get(), bytes.data(), bytes.size(), &count) == 1) {
    write_events_ = POLLOUT;
    return {End::Done, count};
  }
  return note_end(write_events_);
}

/// In TLS, reading may have to write and writing may have to read.
Transfer TlsSession::note_end(int& events) {
  const int error_number = errno;
  const int end = SSL_get_error(tls_.get(), 0);
  if (end == SSL_ERROR_WANT_READ || end == SSL_ERROR_WANT_WRITE) {
    events = end == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT;
    return {End::Blocked, 0};
  }
  // Many servers close without a close_notify alert (RFC 8446 §6.1). It counts as the end: the JSON parser
  // notices a body that was cut off.
  const Reason reason = take_reason();
  const bool requested = callbacks_->certificate_requested;
  hint_ = requested && use_ == ClientCertificateUse::Withhold ? certificate_hint_ : "";  // without an alert
  if (end == SSL_ERROR_ZERO_RETURN || reason.number == SSL_R_UNEXPECTED_EOF_WHILE_READING) {
    return {End::Closed, 0};
  }
  if (requested && is_about_certificate(reason)) {
    failure_ = explain_certificate(reason, use_);
    hint_ = certificate_hint_;
  } else {
    failure_ = explain(reason, error_number);
    hint_ = reason.is_alert() ? hint_for(reason) : hint_;
  }
  if (reason.is_alert()) {
    return {End::Refused, 0};
  }
  return {reason.text.empty() && error_number == ECONNRESET ? End::Reset : End::Failed, 0};
}

void TlsSession::Free::operator()(SSL* tls) const noexcept {
  SSL_shutdown(tls);  // sends close_notify, and does not wait for the peer's
  ERR_clear_error();
  SSL_free(tls);
}

}  // namespace goto_token
