#include "goto_token/oauth/server_metadata.hpp"

#include <utility>

#include "goto_token/base/error.hpp"
#include "goto_token/base/text.hpp"
#include "goto_token/oauth/json_object.hpp"

namespace goto_token {
namespace {

/// A member's value; nullptr when it is missing or null.
template <typename T>
const T* read_member(const JsonObject& object, const std::string& name, const std::string& kind) {
  const JsonMember* const member = object.find(name);
  if (member == nullptr || std::holds_alternative<std::nullptr_t>(member->value)) {
    return nullptr;
  }
  const T* const value = std::get_if<T>(&member->value);
  if (value == nullptr) {
    throw Error(ExitCode::Network, "its " + name + " is not " + kind);
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

bool read_flag(const JsonObject& object, const std::string& name) {
  const auto* const value = read_member<bool>(object, name, "true or false");
  return value != nullptr && *value;
}

/// Most clients present no certificate, so what is no object, or no string in it, counts as left out.
MtlsEndpointAliases read_aliases(const JsonObject& metadata) {
  const JsonMember* const member = metadata.find("mtls_endpoint_aliases");
  const auto aliases = member == nullptr ? std::nullopt : parse_json_object(member->text);
  const auto read = [&aliases](const char* name) {
    const auto* const value = aliases ? find_member<std::string>(*aliases, name) : nullptr;
    return value == nullptr ? std::nullopt : std::optional(*value);
  };
  return {.token_endpoint = read("token_endpoint"),
          .revocation_endpoint = read("revocation_endpoint"),
          .device_authorization_endpoint = read("device_authorization_endpoint"),
          .pushed_authorization_request_endpoint = read("pushed_authorization_request_endpoint")};
}

/// An empty list counts as missing (RFC 8414 §3.2).
bool allows(const std::vector<std::string>& offered, std::string_view needed) {
  return offered.empty() || contains(offered, needed);
}

}  // namespace

std::vector<Url> make_metadata_urls(const Url& issuer) {
  Url inserted = with_path_below(issuer, "");
  inserted.path.insert(0, "/.well-known/oauth-authorization-server");
  return {std::move(inserted), with_path_below(issuer, "/.well-known/openid-configuration")};
}

std::variant<ServerMetadata, NotMetadata, ForeignMetadata> parse_server_metadata(const std::string& document,
                                                                                 const std::string& issuer) {
  const auto object = parse_json_object(document);
  const auto* const found = object ? find_member<std::string>(*object, "issuer") : nullptr;
  if (found == nullptr) {
    return NotMetadata{};
  }
  if (*found != issuer) {
    return ForeignMetadata{*found};
  }
  return ServerMetadata{
      .authorization_endpoint = read_string(*object, "authorization_endpoint"),
      .token_endpoint = read_string(*object, "token_endpoint"),
      .revocation_endpoint = read_string(*object, "revocation_endpoint"),
      .device_authorization_endpoint = read_string(*object, "device_authorization_endpoint"),
      .pushed_authorization_request_endpoint = read_string(*object, "pushed_authorization_request_endpoint"),
      .mtls_endpoint_aliases = read_aliases(*object),
      .response_types_supported = read_list(*object, "response_types_supported"),
      .code_challenge_methods_supported = read_list(*object, "code_challenge_methods_supported"),
      .token_endpoint_auth_methods_supported = read_list(*object, "token_endpoint_auth_methods_supported"),
      .token_endpoint_auth_signing_alg_values_supported =
          read_list(*object, "token_endpoint_auth_signing_alg_values_supported"),
      .require_pushed_authorization_requests = read_flag(*object, "require_pushed_authorization_requests"),
      .authorization_response_iss_parameter_supported =
          read_flag(*object, "authorization_response_iss_parameter_supported"),
  };
}

bool offers_code_grant(const ServerMetadata& metadata) {
  return allows(metadata.response_types_supported, "code");
}

bool offers_s256(const ServerMetadata& metadata) {
  return allows(metadata.code_challenge_methods_supported, "S256");
}

std::variant<Url, UnusableEndpoint> validate_metadata_endpoint(const std::string& member,
                                                               const std::optional<std::string>& url,
                                                               const MetadataTransport& transport) {
  if (!url) {
    return UnusableEndpoint{"it has no " + member};
  }
  const std::string endpoint_named = "its " + member + " '" + printable(*url) + "' cannot be used: ";
  auto endpoint = parse_url(*url);
  if (const auto* const invalid = std::get_if<InvalidUrl>(&endpoint)) {
    return UnusableEndpoint{endpoint_named + invalid->why};
  }
  if (transport.issuer_has_tls && !is_https(std::get<Url>(endpoint))) {
    return UnusableEndpoint{endpoint_named + "it is plain http, although the issuer is https"};
  }
  if (!is_confidential(std::get<Url>(endpoint)) && !transport.allow_http) {
    return UnusableEndpoint{endpoint_named + explain_plain_http(), /*plain_http=*/true};
  }
  return std::get<Url>(std::move(endpoint));
}

}  // namespace goto_token
