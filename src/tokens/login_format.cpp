#include "goto_token/tokens/login_format.hpp"

#include <algorithm>
#include <utility>

#include "goto_token/base/error.hpp"
#include "goto_token/base/hash.hpp"
#include "goto_token/base/text.hpp"
#include "goto_token/oauth/json_object.hpp"

namespace goto_token {
namespace {

// Incremented when the meaning of a member changes. A file with a version that is not read counts as damaged.
constexpr int kFormat = 2;
// That of 0.1.0: it has no covered scopes and no time of receipt.
constexpr int kFirstFormat = 1;

// The last but one member: its value has 16 digits and is followed by a quote.
constexpr std::string_view kChecksumBegin = R"(,"checksum":")";
constexpr std::size_t kChecksumSize = kChecksumBegin.size() + 16 + 1;

// The last member, and what ends the text.
constexpr std::string_view kResponseMember = R"(,"token_response":)";
constexpr std::string_view kEnd = "}\n";

// The token response is one object of this one, and has its own limits.
constexpr JsonLimits kLimits{.nesting = kDocumentLimits.nesting + 1,
                             .members = kDocumentLimits.members + 100};

// Members that only a login has which is bound to them.
constexpr const char* kAudience = "audience";
constexpr const char* kResource = "resource";

// Every whole number up to it is a double.
constexpr double kHighestVersion = 9'007'199'254'740'992;

// A century: no sum with it overflows.
constexpr double kLongestSeconds = 100.0 * 365 * 24 * 3600;
constexpr double kLatestTime = 253'402'300'799;  // the last second of the year 9999

[[noreturn]] void fail(const std::string& member) {
  throw Error(ExitCode::TokenStore, "the stored login has no valid " + member);
}

/// A member that must be there.
/// @throws Error when it is not, or is no `T`.
template <typename T>
const T& require(const JsonObject& object, const std::string& name) {
  const T* const value = find_member<T>(object, name);
  if (value == nullptr) {
    fail(name);
  }
  return *value;
}

std::string text_of(const JsonObject& object, std::string_view name) {
  const auto* const text = find_member<std::string>(object, name);
  return text == nullptr ? std::string() : *text;
}

/// A number without its fraction, at least 0 and at most `most`; nullopt when there is none.
std::optional<std::int64_t> number_of(const JsonObject& object, std::string_view name, double most) {
  const auto* const number = find_member<double>(object, name);
  return number == nullptr ? std::nullopt
                           : std::optional(static_cast<std::int64_t>(std::clamp(*number, 0.0, most)));
}

std::optional<std::chrono::seconds> seconds_of(const JsonObject& object, std::string_view name) {
  const auto seconds = number_of(object, name, kLongestSeconds);
  return seconds ? std::optional(std::chrono::seconds(*seconds)) : std::nullopt;
}

std::optional<std::chrono::sys_seconds> time_of(const JsonObject& object, std::string_view name) {
  const auto time = number_of(object, name, kLatestTime);
  return time ? std::optional(std::chrono::sys_seconds(std::chrono::seconds(*time))) : std::nullopt;
}

std::uint64_t version_of(const JsonObject& object) {
  return static_cast<std::uint64_t>(number_of(object, "login_version", kHighestVersion).value_or(0));
}

LoginKey read_key(const JsonObject& object) {
  return {.profile = require<std::string>(object, "profile"),
          .service = require<std::string>(object, "service"),
          .client_id = require<std::string>(object, "client_id"),
          .audience = text_of(object, kAudience),
          .resources = split_words(text_of(object, kResource))};
}

/// The member that shows whether a text is as it was stored: with its quotes, as the last one before the
/// token response.
std::string make_checksum(std::string_view login, std::string_view response) {
  return std::string(kChecksumBegin) + to_hex(fnv1a(response, fnv1a(login))) + "\"";
}

void set_time(JsonObject& object, const std::string& name, std::chrono::sys_seconds time) {
  object.set_number(name, time.time_since_epoch().count());
}

/// All but the secrets.
JsonObject make_object(const StoredLogin& login) {
  JsonObject object;
  object.set_number("version", kFormat);
  object.set_string("profile", login.key.profile);
  object.set_string("service", login.key.service);
  object.set_string("client_id", login.key.client_id);
  if (!login.key.audience.empty()) {
    object.set_string(kAudience, login.key.audience);
  }
  if (!login.key.resources.empty()) {
    object.set_string(kResource, join_words(login.key.resources));
  }
  object.set_string("token_endpoint", to_string(login.token_endpoint));
  object.set_string("revocation_endpoint",
                    login.revocation_endpoint ? to_string(*login.revocation_endpoint) : "");
  object.set_string("scope", join_words(login.scopes));
  object.set_string("covered_scope", join_words(login.covered_scopes));
  if (login.client_authentication) {
    object.set_string("client_auth", std::string(to_string(*login.client_authentication)));
  }
  if (login.assertion_algorithm) {
    object.set_string("client_auth_alg", std::string(to_string(*login.assertion_algorithm)));
  }
  set_time(object, "received_at", login.received_at);
  if (login.lifetime) {
    object.set_number("lifetime", login.lifetime->count());
  }
  if (login.expires_at) {
    set_time(object, "expires_at", *login.expires_at);
  }
  object.set_flag("rotates", login.rotates);
  object.set_number("login_version", static_cast<std::int64_t>(login.version));
  return object;
}

/// Adds the parts of scopes that some servers separate by commas.
void add_comma_separated(std::vector<std::string>& scopes) {
  std::string text = join_words(scopes);
  std::replace(text.begin(), text.end(), ',', ' ');
  for (std::string& scope : split_words(text)) {
    if (!contains(scopes, scope)) {
      scopes.push_back(std::move(scope));
    }
  }
}

/// Reads the tokens from the token response: 0.1.0 stored them nowhere else.
void read_response(StoredLogin& login, const JsonObject& response, int format) {
  login.access_token = Secret(text_of(response, "access_token"));
  login.refresh_token = Secret(text_of(response, "refresh_token"));
  login.json = Secret(format_json_object(response));
  if (format == kFirstFormat) {  // what it did not write follows from what it did
    login.covered_scopes = login.scopes;
    add_comma_separated(login.covered_scopes);
    login.lifetime = seconds_of(response, "expires_in");
    if (login.lifetime && login.expires_at) {
      login.received_at = *login.expires_at - *login.lifetime;
    }
  }
}

/// @param response the token response where it is known to be as it was stored.
StoredLogin read_login(const JsonObject& object, int format,
                       const std::optional<std::string_view>& response) {
  StoredLogin login;
  login.key = read_key(object);
  login.token_endpoint = require_url(require<std::string>(object, "token_endpoint"));
  if (const auto& endpoint = require<std::string>(object, "revocation_endpoint"); !endpoint.empty()) {
    login.revocation_endpoint = require_url(endpoint);
  }
  login.client_authentication = find_client_authentication(text_of(object, "client_auth"));
  login.assertion_algorithm = find_signing_algorithm(text_of(object, "client_auth_alg"));
  login.scopes = split_words(require<std::string>(object, "scope"));
  login.covered_scopes = split_words(text_of(object, "covered_scope"));
  login.received_at = time_of(object, "received_at").value_or(std::chrono::sys_seconds());
  login.lifetime = seconds_of(object, "lifetime");
  login.expires_at = time_of(object, "expires_at");
  const auto* const rotates = find_member<bool>(object, "rotates");
  login.rotates = rotates != nullptr && *rotates;
  login.version = version_of(object);
  if (response) {
    login.access_token = Secret(require<std::string>(object, "access_token"));
    login.refresh_token = Secret(require<std::string>(object, "refresh_token"));
    login.json = Secret(*response);
    return login;
  }
  const JsonMember* const member = object.find("token_response");
  const auto parsed =
      member == nullptr ? std::nullopt : parse_json_object(member->text, kTokenResponseLimits);
  if (!parsed) {
    fail("token_response");
  }
  read_response(login, *parsed, format);
  return login;
}

/// The two parts of a login's text.
struct LoginText {
  std::string login;          ///< A JSON object: all but the token response.
  std::string_view response;  ///< The token response, as it was stored.
};

/// Splits a text that is exactly as format_login wrote it, which the checksum shows. So the token response,
/// which makes most of it, need not be parsed. Nullopt for any other text.
std::optional<LoginText> split(std::string_view text) {
  const std::size_t at = text.find(kResponseMember);
  if (at == std::string_view::npos || at < kChecksumSize || !text.ends_with(kEnd)) {
    return std::nullopt;
  }
  const std::string_view login = text.substr(0, at - kChecksumSize);
  const std::string_view checksum = text.substr(login.size(), kChecksumSize);
  text.remove_prefix(at + kResponseMember.size());
  text.remove_suffix(kEnd.size());
  return checksum == make_checksum(login, text) ? std::optional(LoginText{std::string(login) + "}", text})
                                                : std::nullopt;
}

/// Whether there is a token that can be used.
bool is_usable(const StoredLogin& login) {
  return login.access_token.empty() ? !login.refresh_token.empty()
                                    : is_visible_ascii(login.access_token.reveal());
}

StoredText read(const JsonObject& object, const LoginKey& key,
                const std::optional<std::string_view>& response) {
  const auto format = require<double>(object, "version");
  if ((format != kFormat && format != kFirstFormat) || read_key(object) != key) {
    return {};
  }
  if (const auto* const helper = find_member<std::string>(object, "credential_helper")) {
    return is_helper_name(*helper) ? StoredText(LoginElsewhere{*helper}) : StoredText();
  }
  StoredLogin login = read_login(object, static_cast<int>(format), response);
  return is_usable(login) ? StoredText(std::move(login)) : StoredText();
}

/// The members of a stored text, but for a token response that is known to be as it was stored.
std::optional<JsonObject> parse_members_of(std::string_view text) {
  text = text.substr(0, size_of_login(text));
  const auto whole = split(text);
  return parse_json_object(whole ? whole->login : text, kLimits);
}

}  // namespace

Secret format_login(const StoredLogin& login) {
  JsonObject object = make_object(login);
  object.set_string("access_token", std::string(login.access_token.reveal()));
  object.set_string("refresh_token", std::string(login.refresh_token.reveal()));
  std::string text = format_json_object(object);
  text.pop_back();  // the brace; the token response comes as it is
  text += make_checksum(text, login.json.reveal());
  return Secret(text.append(kResponseMember).append(login.json.reveal()).append(kEnd));
}

std::string format_login_elsewhere(const StoredLogin& login, const std::string& credential_helper) {
  JsonObject object = make_object(login);
  object.set_string("credential_helper", credential_helper);
  return format_json_object(object) + "\n";
}

std::size_t size_of_login(std::string_view text) {
  return text.find_last_not_of('\0') + 1;
}

StoredText parse_login(std::string_view text, const LoginKey& key) {
  text = text.substr(0, size_of_login(text));
  const auto whole = split(text);
  const auto object = parse_json_object(whole ? whole->login : text, kLimits);
  if (!object) {
    return {};
  }
  try {
    return read(*object, key, whole ? std::optional(whole->response) : std::nullopt);
  } catch (const Error&) {  // of a member
    return {};
  }
}

std::optional<LoginKey> find_login_key(std::string_view text) {
  const auto object = parse_members_of(text);
  try {
    return object ? std::optional(read_key(*object)) : std::nullopt;
  } catch (const Error&) {  // of a member
    return std::nullopt;
  }
}

bool is_newer_login(std::string_view text) {
  const auto object = parse_members_of(text);
  const auto* const format = object ? find_member<double>(*object, "version") : nullptr;
  return format != nullptr && *format > kFormat;
}

}  // namespace goto_token
