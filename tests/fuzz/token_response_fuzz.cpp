// Feeds parse_token_response any body under every kind of status. A token that comes out must be fit to be
// printed in each output format; the status tells an error response from a failure. Where another parser can
// read the body, it must find the same in it.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "goto_token/base/error.hpp"
#include "goto_token/commands/output.hpp"
#include "goto_token/oauth/json_object.hpp"
#include "goto_token/oauth/token_response.hpp"
#include "support/require.hpp"

namespace {

using goto_token::ExitCode;
using goto_token::find_member;
using goto_token::format_json_object;
using goto_token::format_token;
using goto_token::IssuedToken;
using goto_token::make_issued_token;
using goto_token::OutputFormat;
using goto_token::parse_json_object;
using goto_token::TokenErrorResponse;
using goto_token::TokenResponse;
using goto_token::fuzz::require;
using nlohmann::json;

constexpr std::chrono::sys_seconds kReceivedAt{std::chrono::seconds(1767225600)};  // 2026-01-01T00:00:00Z

bool is_error_status(int status) {
  return status == 400 || status == 401 || status == 403;
}

/// The text as JSON, or a discarded value: also where this parser, unlike ours, takes no text that is not
/// UTF-8 and no number that no double holds.
json parse_json(std::string_view text) {
  return json::parse(text, nullptr, /*allow_exceptions=*/false);
}

/// The body as JSON; a discarded value where the two parsers need not agree.
json parse_body(std::string_view text) {
  json body = parse_json(text);
  const bool too_large = body.is_object() && !parse_json_object(text);
  return too_large ? json(json::value_t::discarded) : body;
}

void require_round_trip(std::string_view text) {
  if (const auto object = parse_json_object(text)) {
    const std::string formatted = format_json_object(*object);
    require(std::all_of(formatted.begin(), formatted.end(), [](char c) { return c >= ' ' && c <= '~'; }),
            "a formatted object is printable ASCII");
    require(parse_json_object(formatted) == object, "a formatted object has the same members");
  }
}

void require_line(std::string_view text) {
  require(text.find('\n') == text.size() - 1, "what is printed is one line");
}

void require_json_output(const IssuedToken& token, const json& body) {
  const auto printed = format_token(token, OutputFormat::Json);
  require_line(printed.reveal());
  const auto members = parse_json_object(printed.reveal());
  require(members.has_value(), "the JSON output is a JSON object");
  const auto* const printed_token = find_member<std::string>(*members, "access_token");
  require(printed_token != nullptr && *printed_token == token.access_token.reveal(),
          "the JSON output holds the same token");
  require((members->find("expires_at") != nullptr) == token.expires_at.has_value(),
          "expires_at is ours alone");
  if (body.is_discarded()) {
    return;
  }
  const json object = parse_json(printed.reveal());
  for (const auto& [name, value] : body.items()) {
    require(name == "expires_at" || (object.contains(name) && object.at(name) == value),
            "the JSON output keeps every member");
  }
  if (token.expires_at) {
    require(
        object.at("expires_at").get<std::string>().size() == std::string_view("2026-01-01T00:00:00Z").size(),
        "expires_at is a date");
  }
}

void require_token(const TokenResponse& token, const json& body) {
  const std::string_view value = token.access_token.reveal();
  require(
      !value.empty() && std::all_of(value.begin(), value.end(), [](char c) { return c > ' ' && c < '\x7F'; }),
      "an access token is visible ASCII");
  require(!token.expires_in || *token.expires_in >= std::chrono::seconds(0), "a lifetime is not negative");
  const auto expiry = expires_at(token, kReceivedAt);
  require(expiry.has_value() == token.expires_in.has_value() && (!expiry || *expiry >= kReceivedAt),
          "a token expires after it was received");
  require(find_missing_scopes(token, {"a"}).size() <= 1, "no scope is missing that was not asked for");
  if (body.is_discarded()) {
    return;
  }
  require(body.at("access_token") == value, "the access token is the one that was sent");
  const bool tells_scope = body.contains("scope") && body["scope"].is_string();
  require(token.scope.has_value() == tells_scope, "the scope is what the server says");
}

void require_output(const IssuedToken& token, const json& body) {
  const auto printed = format_token(token, OutputFormat::Token);
  require_line(printed.reveal());
  require(printed.reveal() == std::string(token.access_token.reveal()) + "\n",
          "the token output is the token");
  require_json_output(token, body);
}

void require_error_response(const TokenErrorResponse& response, int status, const json& body) {
  require(response.status == status, "an error response has its status");
  require(is_error_status(status) || !response.error.empty(), "other statuses need an error");
  if (body.is_discarded()) {
    return;
  }
  const bool tells_error = body.is_object() && body.contains("error") && body["error"].is_string();
  require(response.error == (tells_error ? body["error"].get<std::string>() : ""),
          "the error is what the server says");
}

void check(int status, const std::string& text, const json& body) {
  try {
    auto response = goto_token::parse_token_response({status, {}, text});
    if (auto* const token = std::get_if<TokenResponse>(&response)) {
      require(status / 100 == 2, "a token comes with 2xx");
      require_token(*token, body);
      require_output(make_issued_token({std::move(*token), kReceivedAt}), body);
    } else {
      require_error_response(std::get<TokenErrorResponse>(response), status, body);
    }
  } catch (const goto_token::Error& error) {
    require(error.code() == ExitCode::Network && !is_error_status(status),
            "a response that is not OAuth is a failure of the network");
    const std::string_view what = error.what();
    require(what.size() < 120, "the message is short, and so holds no text from outside");
  }
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer calls it by this name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  require_round_trip(text);
  const json body = parse_body(text);
  for (const int status : {200, 201, 302, 400, 401, 403, 404, 429, 500, 503}) {
    check(status, text, body);
  }
  return 0;
}
