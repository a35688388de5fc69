#include "goto_token/io/http_exchange.hpp"

#include <array>
#include <cstring>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "goto_token/base/content_decoder.hpp"
#include "goto_token/base/http_body.hpp"
#include "goto_token/base/http_head.hpp"
#include "goto_token/base/http_status.hpp"
#include "goto_token/base/text.hpp"
#include "goto_token/io/http_failure.hpp"

namespace goto_token {
namespace {

using End = Transfer::End;

const char* const kOwnerHint = "try again; if it stays, tell the server's owner";
const char* const kNoEndpointHint = "check the address: this is no OAuth endpoint";

/// How many times larger than its content a coded body may be.
constexpr std::uint64_t kMostCodedPerByte = 2;

/// Whether the bytes begin a TLS alert or handshake (RFC 8446 §5.1).
bool begins_tls(std::string_view received) {
  constexpr char kAlert = 0x15;
  constexpr char kHandshake = 0x16;
  constexpr char kMajorVersion = 0x03;
  return !received.empty() && (received[0] == kAlert || received[0] == kHandshake) &&
         (received.size() == 1 || received[1] == kMajorVersion);
}

/// Puts a response together from received bytes.
class ResponseReader {
 public:
  ResponseReader(const Url& url, std::size_t body_limit) : url_(url), body_limit_(body_limit) {}

  [[nodiscard]] bool is_whole() const { return body_ && body_->state() == HttpBodyReader::State::Whole; }

  /// @throws Error{Network}.
  void take(std::string_view received) {
    anything_ = anything_ || !received.empty();
    while (!received.empty() && !body_) {
      take_head(received);
    }
    if (body_ && !is_whole()) {
      take_body(received);
    }
  }

  /// Takes note that the connection has ended. @throws Error{Network} unless that completes the response.
  void end(const Connection& connection, End how) {
    if (!anything_ && how == End::Refused) {
      fail(connection.failure(), connection.hint());
    }
    if (!anything_) {
      fail_without_response(connection);
    }
    // A body that ends with the connection may be cut off, by a close or a reset. The JSON parser notices.
    if (body_ && (how == End::Closed || (how == End::Reset && !content_.empty()))) {
      body_->end();
      if (is_whole()) {
        return;
      }
    }
    if (!connection.failure().empty()) {
      fail_for_connection(connection, connection.failure() + " in the middle of the response",
                          connection.hint());
    }
    fail_for_connection(connection, "the connection was closed before a whole answer came", kNetworkHint);
  }

  /// The whole response. @throws Error{Network} when it cannot be decoded.
  HttpResponse finish() {
    if (decoder_ && !decoder_->has_ended()) {
      fail_for_coding();
    }
    return {.status = head_.status, .headers = std::move(head_.fields), .body = std::move(content_)};
  }

 private:
  [[noreturn]] void fail(const std::string& why, const char* hint) const {
    throw make_no_response(url_, why, hint);
  }

  [[noreturn]] void fail_for_connection(const Connection& connection, const std::string& why,
                                        const char* hint) const {
    const Error failure = make_no_response(url_, why, hint);
    throw connection.was_dropped() ? failure.passing() : failure;
  }

  [[noreturn]] void fail_without_response(const Connection& connection) const {
    const bool plain = !connection.is_encrypted() && !is_https(url_);
    fail_for_connection(
        connection,
        (connection.failure().empty() ? "the connection was closed" : connection.failure()) +
            " before any response came",
        plain ? "check the address; if the server speaks TLS there, its URL must begin with https://"
              : connection.hint());
  }

  [[noreturn]] void fail_for_coding() const {
    fail("the response cannot be decoded (" + printable(coding_) + ")", kOwnerHint);
  }

  void take_head(std::string_view& received) {
    received.remove_prefix(head_reader_.take(received));
    if (head_reader_.is_too_large()) {
      fail("the head of the response is larger than 256 KiB", kNoEndpointHint);
    }
    check_protocol();
    if (!head_reader_.is_whole()) {
      return;
    }
    auto parsed = parse_response_head(head_reader_.text());
    if (const auto* const malformed = std::get_if<MalformedHttp>(&parsed)) {
      fail("the response " + malformed->why, kNoEndpointHint);
    }
    head_ = std::get<ResponseHead>(std::move(parsed));
    if (head_.status < http_status::kOk) {
      head_reader_ = HttpHeadReader(kMostHeadBytes - (head_bytes_ += head_reader_.size()));
    } else {
      begin_body();
    }
  }

  void check_protocol() const {
    if (may_begin_response(head_reader_.text())) {
      return;
    }
    if (begins_tls(head_reader_.text())) {
      fail("the server speaks TLS there", "its URL must begin with https://");
    }
    fail("the response is not HTTP/1.1", kNoEndpointHint);
  }

  void begin_body() {
    const auto framing = find_body_framing(head_);
    if (const auto* const malformed = std::get_if<MalformedHttp>(&framing)) {
      fail("the response " + malformed->why, kOwnerHint);
    }
    std::vector<std::string> codings;
    for (const std::string_view coding : find_list_elements(head_.fields, "Content-Encoding")) {
      codings.push_back(ascii_lower(coding));
    }
    const auto& transfer_codings = std::get<BodyFraming>(framing).transfer_codings;
    codings.insert(codings.end(), transfer_codings.begin(), transfer_codings.end());
    coding_ =
        (transfer_codings.empty() ? "Content-Encoding: " : "Transfer-Encoding: ") + join_words(codings, ", ");
    decoder_ = ContentDecoder::for_codings(codings, body_limit_);
    if (!decoder_ && head_.status / 100 != 2) {
      decoder_ = ContentDecoder::for_codings({}, body_limit_);  // the status is enough
    }
    body_.emplace(std::get<BodyFraming>(framing),
                  codings.empty() ? body_limit_ : body_limit_ * kMostCodedPerByte);
    if (!decoder_ && !is_whole()) {
      fail_for_coding();
    }
    check_body();
  }

  void take_body(std::string_view received) {
    std::string coded;
    body_->take(received, coded);
    switch (decoder_->decode(coded, content_)) {
      case ContentDecoder::Result::Ok:
        break;
      case ContentDecoder::Result::TooLarge:
        fail_for_size();
      case ContentDecoder::Result::Damaged:
        fail_for_coding();
    }
    check_body();
  }

  [[noreturn]] void fail_for_size() const { fail("the response is larger than 1 MiB", kNoEndpointHint); }

  void check_body() const {
    switch (body_->state()) {
      case HttpBodyReader::State::Reading:
      case HttpBodyReader::State::Whole:
        break;
      case HttpBodyReader::State::TooLarge:
        fail_for_size();
      case HttpBodyReader::State::Malformed:
        fail("the response " + body_->problem(), kOwnerHint);
    }
  }

  const Url& url_;
  std::size_t body_limit_;
  bool anything_ = false;
  HttpHeadReader head_reader_{kMostHeadBytes};
  std::size_t head_bytes_ = 0;  // of interim responses
  ResponseHead head_;
  std::string coding_;  // for messages
  std::optional<HttpBodyReader> body_;
  std::optional<ContentDecoder> decoder_;
  std::string content_;
};

/// Sends what the connection takes now of `unsent`, and removes it there; whether bytes were sent.
bool send_some(Connection& connection, std::string_view& unsent) {
  if (unsent.empty()) {
    return false;
  }
  const Transfer sent = connection.write(unsent);
  unsent.remove_prefix(sent.count);
  if (sent.end != End::Done && sent.end != End::Blocked) {
    unsent = {};  // the server may have responded before it closed
  }
  return sent.end == End::Done;
}

/// Feeds the reader with what has come; whether bytes were received.
bool receive_some(Connection& connection, ResponseReader& reader) {
  constexpr std::size_t kRoom = 16UL * 1024UL;
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-member-init): only bytes that were written are read
  std::array<char, kRoom> room;
  const Transfer received = connection.read(room);
  reader.take({room.data(), received.count});
  ::explicit_bzero(room.data(), received.count);
  if (!reader.is_whole() && received.end != End::Done && received.end != End::Blocked) {
    reader.end(connection, received.end);
  }
  return received.end == End::Done;
}

}  // namespace

HttpResponse exchange_http(Connection& connection, const Url& url, const std::string& request,
                           std::size_t body_limit, const Wait& wait, Deadline deadline) {
  ResponseReader reader(url, body_limit);
  std::string_view unsent = request;
  while (true) {
    // The process may have been stopped when the response came: after the deadline, all that is there is
    // read. Nothing is sent then, since its response would not be waited for.
    const bool late = Clock::now() >= deadline;
    const bool sent = !late && send_some(connection, unsent);
    const bool received = receive_some(connection, reader);
    if (reader.is_whole()) {
      return reader.finish();
    }
    if (late && !received) {
      throw make_no_response(url, "no whole response in time", kOwnerHint);  // the caller replaces it
    }
    if (!sent && !received) {
      std::array<pollfd, 1> event = {connection.awaited(!unsent.empty())};
      wait(event, deadline);
    }
  }
}

}  // namespace goto_token
