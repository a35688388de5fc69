#include "goto_token/oauth/server_metadata.hpp"

#include <algorithm>
#include <variant>

#include "goto_token/base/error.hpp"
#include "goto_token/base/text.hpp"
#include "goto_token/oauth/json_object.hpp"

namespace goto_token {
namespace {

constexpr const char* kWayRound =
    "name the endpoints with OAUTH_AUTHORIZATION_ENDPOINT and OAUTH_TOKEN_ENDPOINT in place of OAUTH_ISSUER";

[[noreturn]] void refuse(const std::string& why, const std::string& hint) {
  throw Error(ExitCode::Network, why, hint);
}

/// A member's value; nullptr when it is left out.
template <typename T>
const T* read_member(const JsonObject& object, const std::string& name, const std::string& kind) {
  const auto member = object.find(name);
  if (member == object.end() || std::holds_alternative<std::nullptr_t>(member->second)) {
    return nullptr;
  }
  const T* const value = std::get_if<T>(&member->second);
  if (value == nullptr) {
    refuse("its " + name + " is not " + kind, kWayRound);
  }
  return value;
}

std::optional<std::string> read_string(const JsonObject& object, const std::string& name) {
  const auto* const value = read_member<std::string>(object, name, "a string");
  return value == nullptr ? std::nullopt : std::optional(*value);
}

std::vector<std::string> read_list(const JsonObject& object, const std::string& name) {
  const auto* const value = read_member<std::vector<std::string>>(object, name, "a list of strings");
  return value == nullptr ? std::vector<std::string>() : *value;
}

void check_issuer(const std::string& found, const std::string& expected) {
  if (found != expected) {
    refuse("its issuer is '" + printable(found) + "', not '" + printable(expected) + "'",
           "a server may answer at several addresses, but its issuer is one, to the letter: if this is the "
           "server you mean, set OAUTH_ISSUER=" +
               printable(found));
  }
}

/// A list without entries counts as left out, which RFC 8414 §3.2 says it must be.
void check_offer(const std::vector<std::string>& offered, const std::string& name, const std::string& needed,
                 const std::string& hint) {
  if (!offered.empty() && std::find(offered.begin(), offered.end(), needed) == offered.end()) {
    refuse("its " + name + " has no " + needed, hint);
  }
}

/// The setting that stands in for an endpoint of the metadata.
std::string key_of(const std::string& member) {
  if (member == "revocation_endpoint") {
    return "OAUTH_REVOCATION_ENDPOINT";
  }
  return member == "token_endpoint" ? "OAUTH_TOKEN_ENDPOINT" : "OAUTH_AUTHORIZATION_ENDPOINT";
}

}  // namespace

std::vector<Url> make_metadata_urls(const Url& issuer) {
  Url inserted = with_path_below(issuer, "");
  inserted.path.insert(0, "/.well-known/oauth-authorization-server");
  return {std::move(inserted), with_path_below(issuer, "/.well-known/openid-configuration")};
}

std::optional<ServerMetadata> parse_server_metadata(const std::string& document, const std::string& issuer) {
  const auto object = parse_json_object(document);
  const auto* const found = object ? find_member<std::string>(*object, "issuer") : nullptr;
  if (found == nullptr) {
    return std::nullopt;
  }
  check_issuer(*found, issuer);
  const bool* const iss_promised =
      read_member<bool>(*object, "authorization_response_iss_parameter_supported", "true or false");
  return ServerMetadata{read_string(*object, "authorization_endpoint"),
                        read_string(*object, "token_endpoint"),
                        read_string(*object, "revocation_endpoint"),
                        read_list(*object, "response_types_supported"),
                        read_list(*object, "code_challenge_methods_supported"),
                        read_list(*object, "token_endpoint_auth_methods_supported"),
                        iss_promised != nullptr && *iss_promised};
}

void require_code_grant(const ServerMetadata& metadata) {
  check_offer(metadata.response_types_supported, "response_types_supported", "code",
              "this server does not offer the authorization code grant; --grant chooses another");
  check_offer(metadata.code_challenge_methods_supported, "code_challenge_methods_supported", "S256",
              "goto-token always uses PKCE with S256 (RFC 7636), which this server does not offer");
}

Url validate_metadata_endpoint(const std::string& member, const std::optional<std::string>& url,
                               bool allow_http) {
  const std::string hint = "name the endpoint with " + key_of(member);
  if (!url) {
    refuse("it has no " + member, hint);
  }
  const std::string endpoint_named = "its " + member + " '" + printable(*url) + "' cannot be used: ";
  auto endpoint = parse_url(*url);
  if (const auto* const invalid = std::get_if<InvalidUrl>(&endpoint)) {
    refuse(endpoint_named + invalid->why, hint);
  }
  if (!is_confidential(std::get<Url>(endpoint)) && !allow_http) {
    refuse(endpoint_named + "plain http would show the secrets to the network",
           hint + ", or use --allow-http if that network is yours alone");
  }
  return std::get<Url>(std::move(endpoint));
}

}  // namespace goto_token
