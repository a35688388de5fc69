#include "faults.hpp"

#include <zlib.h>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "crypto.hpp"

namespace goto_mock_auth {
namespace {

constexpr unsigned kMaxSeconds = 3600;
constexpr std::string_view kSeconds = "SECONDS";
constexpr std::size_t kMebibyte = 1U << 20U;
constexpr const char* kAskedFor = "asked for with --fault";

// On a terminal that is handed it as it is, this clears the screen, sets the title and colours what follows.
constexpr const char* kTerminalEscapes =
    "\x1b[2J\x1b]0;owned\x07\x1b[31mred\x1b[0m \xc2\x9b"
    "31m\r\nsecond line";

HttpResponse page(int status, const std::string& text) {
  return make_response(
      status, "text/html; charset=utf-8",
      "<!doctype html>\n<html lang=\"en\"><title>" + text + "</title><h1>" + text + "</h1></html>\n");
}

HttpResponse json(int status, std::string body) {
  return make_response(status, "application/json", std::move(body));
}

HttpResponse error(int status, const std::string& code, const std::string& description = kAskedFor) {
  return make_error_response(OAuthError(status, code, description));
}

HttpResponse with_header(HttpResponse response, const char* name, const std::string& value) {
  response.headers.emplace_back(name, value);
  return response;
}

HttpResponse hang_up() {
  HttpResponse response;
  response.delivery.hang_up = true;
  return response;
}

// One gzip member; any number of them after one another are gzip, too (RFC 1952 §2.2).
std::string gzip(std::string text) {
  constexpr int kGzipWindowBits = 15 + 16;  // the largest window; 16 asks zlib for gzip's header
  z_stream stream{};
  if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, kGzipWindowBits, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::runtime_error("zlib can't be initialised");
  }
  std::string compressed(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(text.data());
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(compressed.data());
  stream.avail_out = static_cast<uInt>(compressed.size());
  deflate(&stream, Z_FINISH);
  compressed.resize(stream.total_out);
  deflateEnd(&stream);
  return compressed;
}

HttpResponse gzip_bomb() {
  std::string body = gzip(R"({"access_token":"bomb","token_type":"Bearer","padding":")");
  const std::string mebibyte = gzip(std::string(kMebibyte, 'x'));
  for (int i = 0; i < 64; ++i) {
    body += mebibyte;
  }
  return with_header(json(200, body + gzip("\"}")), "Content-Encoding", "gzip");
}

Replacement instead(HttpResponse response) {
  return [response = std::move(response)](const auto&, const auto&) { return response; };
}

Replacement retry_later(int status) {
  return [status](const auto& value, const auto&) {
    return with_header(page(status, "Try again later"), "Retry-After", value);
  };
}

std::chrono::seconds seconds(const std::string& value) {
  return std::chrono::seconds(std::stoi(value));
}

TokenResponseChange without(const char* member) {
  return [member](nlohmann::json& members) { members.erase(member); };
}

TokenResponseChange with(const char* member, const char* value) {
  return [member, value](nlohmann::json& members) { members[member] = value; };
}

RedirectChange without_parameter(const char* name) {
  return [name](Parameters& response, const auto&) { response.erase(name); };
}

// With another result than the true one; what is left empty here gets the fault's value.
RedirectChange redirect_with(const Parameters& result) {
  return [result](Parameters& response, const auto& value) {
    for (const char* const name : {"code", "error", "error_description"}) {
      response.erase(name);
    }
    for (const auto& [name, text] : result.all()) {
      response.set(name, text.empty() ? value : text);
    }
  };
}

RedirectChange other(const char* name, std::string value) {
  return [name, value = std::move(value)](Parameters& response, const auto&) { response.set(name, value); };
}

std::optional<unsigned> parse_number(std::string_view text) {
  unsigned number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole ? std::optional(number) : std::nullopt;
}

const FaultKind& kind_of(std::string_view name) {
  std::string known;
  for (const FaultKind& kind : fault_kinds()) {
    if (kind.name == name) {
      return kind;
    }
    known += (known.empty() ? "" : ", ") + std::string(kind.name);
  }
  throw std::invalid_argument("unknown fault '" + std::string(name) + "'; the kinds are " + known);
}

std::string checked_value(const FaultKind& kind, std::string_view value) {
  const auto reject = [&kind](const std::string& reason) {
    throw std::invalid_argument("fault '" + std::string(kind.name) + "' " + reason);
  };
  if (kind.value_name.empty()) {
    reject("takes no value");
  }
  if (value.empty()) {
    reject("lacks its value after '='");
  }
  if (kind.value_name == kSeconds && parse_number(value).value_or(kMaxSeconds + 1) > kMaxSeconds) {
    reject("takes whole seconds from 0 to " + std::to_string(kMaxSeconds));
  }
  return std::string(value);
}

// What comes instead of a token response: errors.
std::vector<FaultKind> error_faults() {
  return {
      {.name = "invalid_client",
       .meaning = "401 with error invalid_client",
       .effect = instead(error(401, "invalid_client"))},
      {.name = "unauthorized_client",
       .meaning = "403 with error unauthorized_client",
       .effect = instead(error(403, "unauthorized_client"))},
      {.name = "invalid_grant",
       .meaning = "400 with error invalid_grant",
       .effect = instead(error(400, "invalid_grant"))},
      {.name = "error",
       .meaning = "400 with any error code",
       .effect = Replacement([](const auto& code, const auto&) { return error(400, code); }),
       .value_name = "CODE",
       .default_value = "server_error"},
      {.name = "escape",
       .meaning = "400 with terminal escapes in error_description",
       .effect = instead(error(400, "invalid_grant", kTerminalEscapes))},
      {.name = "500", .meaning = "500 with a page", .effect = instead(page(500, "Internal server error"))},
      {.name = "503",
       .meaning = "503 with Retry-After",
       .effect = retry_later(503),
       .value_name = kSeconds,
       .default_value = "1"},
      {.name = "429",
       .meaning = "429 with Retry-After",
       .effect = retry_later(429),
       .value_name = kSeconds,
       .default_value = "1"},
  };
}

// What comes instead of a token response: what is none, and nothing.
std::vector<FaultKind> response_faults() {
  return {
      {.name = "redirect",
       .meaning = "302 to another path of this server",
       .effect = Replacement(
           [](const auto&, const auto& base_url) { return make_redirect(302, base_url + "/elsewhere"); })},
      {.name = "html", .meaning = "200 with a page", .effect = instead(page(200, "Welcome"))},
      {.name = "not-json",
       .meaning = "200 with JSON cut in the middle",
       .effect = instead(json(200, R"({"access_token":"cut in the mid)"))},
      {.name = "not-an-object",
       .meaning = "200 with a JSON array",
       .effect = instead(json(200, R"(["access_token","token_type"])"))},
      {.name = "empty", .meaning = "200 without a body", .effect = instead(json(200, ""))},
      {.name = "empty-400", .meaning = "400 without a body", .effect = instead(json(400, ""))},
      {.name = "empty-401", .meaning = "401 without a body", .effect = instead(json(401, ""))},
      {.name = "huge",
       .meaning = "200 with 8 MiB of JSON",
       .effect = Replacement([](const auto&, const auto&) {
         return json(200, R"({"access_token":"huge","padding":")" + std::string(8 * kMebibyte, 'x') + "\"}");
       })},
      {.name = "gzip-bomb",
       .meaning = "200 with 64 KB of gzip that become 64 MiB of JSON",
       .effect = Replacement([](const auto&, const auto&) { return gzip_bomb(); })},
      {.name = "hang-up",
       .meaning = "closes the connection without a response",
       .effect = instead(hang_up())},
  };
}

// What is changed in a token response, and how it is sent.
std::vector<FaultKind> token_response_faults() {
  return {
      {.name = "slow",
       .meaning = "the true response, after a wait",
       .effect = BadDelivery([](const auto& value) { return Delivery{.hold = seconds(value)}; }),
       .value_name = kSeconds,
       .default_value = "60"},
      {.name = "dribble",
       .meaning = "the true response, spread over the time",
       .effect = BadDelivery([](const auto& value) { return Delivery{.dribble = seconds(value)}; }),
       .value_name = kSeconds,
       .default_value = "60"},
      {.name = "truncated",
       .meaning = "the true response, closed in the middle of the body",
       .effect = BadDelivery([](const auto&) { return Delivery{.truncate = true}; })},
      {.name = "no-access-token",
       .meaning = "a token response without access_token",
       .effect = without("access_token")},
      {.name = "empty-access-token",
       .meaning = "access_token is the empty string",
       .effect = with("access_token", "")},
      {.name = "control-token",
       .meaning = "access_token holds a line feed and an escape",
       .effect = with("access_token", "token\n\x1b[31mwith control characters")},
      {.name = "no-token-type",
       .meaning = "a token response without token_type",
       .effect = without("token_type")},
      {.name = "bad-token-type", .meaning = "token_type is mac", .effect = with("token_type", "mac")},
      {.name = "lower-bearer", .meaning = "token_type is bearer", .effect = with("token_type", "bearer")},
      {.name = "numeric-string",
       .meaning = "expires_in is a string",
       .effect = TokenResponseChange(
           [](nlohmann::json& members) { members["expires_in"] = members["expires_in"].dump(); })},
      {.name = "no-expires-in",
       .meaning = "a token response without expires_in",
       .effect = without("expires_in")},
      {.name = "less-scope", .meaning = "the last scope asked for isn't granted", .effect = LessScope()},
      {.name = "no-scope", .meaning = "a token response without scope", .effect = without("scope")},
  };
}

std::vector<FaultKind> redirect_faults() {
  return {
      {.name = "error-redirect",
       .meaning = "redirects with this error",
       .effect = redirect_with({{"error", ""}, {"error_description", kAskedFor}}),
       .value_name = "CODE",
       .default_value = "server_error"},
      {.name = "escape-redirect",
       .meaning = "redirects with terminal escapes and HTML in the error",
       .effect = redirect_with(
           {{"error", "access_denied"},
            {"error_description", std::string(kTerminalEscapes) + "<script>alert(1)</script>"}})},
      {.name = "wrong-state",
       .meaning = "redirects with another state",
       .effect = other("state", random_token(32))},
      {.name = "missing-state", .meaning = "redirects without state", .effect = without_parameter("state")},
      {.name = "missing-code",
       .meaning = "redirects with neither code nor error",
       .effect = redirect_with({})},
      {.name = "empty-code",
       .meaning = "redirects with an empty code",
       .effect = redirect_with({{"code", ""}})},
      {.name = "wrong-iss",
       .meaning = "redirects with the iss of another server",
       .effect = other("iss", "https://other.example")},
  };
}

}  // namespace

const std::vector<FaultKind>& fault_kinds() {
  static const std::vector<FaultKind> kinds = [] {
    std::vector<FaultKind> all;
    for (const auto faults : {error_faults, response_faults, token_response_faults, redirect_faults}) {
      std::ranges::move(faults(), std::back_inserter(all));
    }
    return all;
  }();
  return kinds;
}

Fault parse_fault(std::string_view text) {
  Fault fault;
  if (const std::size_t colon = text.rfind(':'); colon != std::string_view::npos) {
    fault.remaining = parse_number(text.substr(colon + 1));
    if (fault.remaining.value_or(0) == 0) {
      throw std::invalid_argument("the count in fault '" + std::string(text) + "' is not a number from 1 on");
    }
    text = text.substr(0, colon);
  }
  const std::size_t equals = text.find('=');
  fault.kind = &kind_of(text.substr(0, equals));
  fault.value = equals == std::string_view::npos ? std::string(fault.kind->default_value)
                                                 : checked_value(*fault.kind, text.substr(equals + 1));
  return fault;
}

std::optional<Fault> FaultPlan::take(bool of_redirect) {
  const std::lock_guard lock(mutex_);
  const auto next = std::find_if(faults_.begin(), faults_.end(), [of_redirect](const Fault& fault) {
    return fault.kind->is_of_redirect() == of_redirect && fault.remaining != 0U;
  });
  if (next == faults_.end()) {
    return std::nullopt;
  }
  if (next->remaining) {
    --*next->remaining;
  }
  return *next;
}

}  // namespace goto_mock_auth
