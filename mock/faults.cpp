#include "faults.hpp"

#include <zlib.h>

#include <algorithm>
#include <charconv>
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

}  // namespace

const std::vector<FaultKind>& fault_kinds() {
  static const std::vector<FaultKind> kinds = {
      {"invalid_client", "401 with error invalid_client", instead(error(401, "invalid_client"))},
      {"unauthorized_client", "403 with error unauthorized_client",
       instead(error(403, "unauthorized_client"))},
      {"invalid_grant", "400 with error invalid_grant", instead(error(400, "invalid_grant"))},
      {"error", "400 with any error code",
       Replacement([](const auto& code, const auto&) { return error(400, code); }), "CODE", "server_error"},
      {"escape", "400 with terminal escapes in error_description",
       instead(error(400, "invalid_grant", kTerminalEscapes))},
      {"500", "500 with a page", instead(page(500, "Internal server error"))},
      {"503", "503 with Retry-After", retry_later(503), kSeconds, "1"},
      {"429", "429 with Retry-After", retry_later(429), kSeconds, "1"},
      {"redirect", "302 to another path of this server", Replacement([](const auto&, const auto& base_url) {
         return make_redirect(302, base_url + "/elsewhere");
       })},
      {"html", "200 with a page", instead(page(200, "Welcome"))},
      {"not-json", "200 with JSON cut in the middle",
       instead(json(200, R"({"access_token":"cut in the mid)"))},
      {"not-an-object", "200 with a JSON array", instead(json(200, R"(["access_token","token_type"])"))},
      {"empty", "200 without a body", instead(json(200, ""))},
      {"empty-400", "400 without a body", instead(json(400, ""))},
      {"empty-401", "401 without a body", instead(json(401, ""))},
      {"huge", "200 with 8 MiB of JSON", Replacement([](const auto&, const auto&) {
         return json(200, R"({"access_token":"huge","padding":")" + std::string(8 * kMebibyte, 'x') + "\"}");
       })},
      {"gzip-bomb", "200 with 64 KB of gzip that become 64 MiB of JSON",
       Replacement([](const auto&, const auto&) { return gzip_bomb(); })},
      {"hang-up", "closes the connection without a response", instead(hang_up())},
      {"slow", "the true response, after a wait",
       BadDelivery([](const auto& value) { return Delivery{.hold = seconds(value)}; }), kSeconds, "60"},
      {"dribble", "the true response, spread over the time",
       BadDelivery([](const auto& value) { return Delivery{.dribble = seconds(value)}; }), kSeconds, "60"},
      {"truncated", "the true response, closed in the middle of the body",
       BadDelivery([](const auto&) { return Delivery{.truncate = true}; })},
      {"no-access-token", "a token response without access_token", without("access_token")},
      {"empty-access-token", "access_token is the empty string", with("access_token", "")},
      {"control-token", "access_token holds a line feed and an escape",
       with("access_token", "token\n\x1b[31mwith control characters")},
      {"no-token-type", "a token response without token_type", without("token_type")},
      {"bad-token-type", "token_type is mac", with("token_type", "mac")},
      {"lower-bearer", "token_type is bearer", with("token_type", "bearer")},
      {"numeric-string", "expires_in is a string", TokenResponseChange([](nlohmann::json& members) {
         members["expires_in"] = members["expires_in"].dump();
       })},
      {"no-expires-in", "a token response without expires_in", without("expires_in")},
      {"less-scope", "the last scope asked for isn't granted", LessScope()},
      {"no-scope", "a token response without scope", without("scope")},
      {"error-redirect", "redirects with this error",
       redirect_with({{"error", ""}, {"error_description", kAskedFor}}), "CODE", "server_error"},
      {"escape-redirect", "redirects with terminal escapes and HTML in the error",
       redirect_with({{"error", "access_denied"},
                      {"error_description", std::string(kTerminalEscapes) + "<script>alert(1)</script>"}})},
      {"wrong-state", "redirects with another state", other("state", random_token(32))},
      {"missing-state", "redirects without state", without_parameter("state")},
      {"missing-code", "redirects with neither code nor error", redirect_with({})},
      {"empty-code", "redirects with an empty code", redirect_with({{"code", ""}})},
      {"wrong-iss", "redirects with the iss of another server", other("iss", "https://other.example")},
  };
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
