#include "goto_token/tokens/metadata_endpoints.hpp"

#include <utility>
#include <variant>

#include "goto_token/base/error.hpp"

namespace goto_token {

std::string hint_at_source(const MetadataEndpoint& endpoint, const Client& client) {
  const std::string key = endpoint.key;
  if (client.has_issuer) {
    return "check " + key + ", or where that is not set the " + endpoint.member +
           " in the metadata of OAUTH_ISSUER";
  }
  return "check " + (endpoint.is_below_service ? "OAUTH_SERVICE_URL or " + key : key);
}

const std::optional<std::string>* MetadataEndpoints::find_alias(const MetadataEndpoint& endpoint) const {
  const bool aliased =
      presents_certificate && endpoint.alias != nullptr && metadata.mtls_endpoint_aliases.*endpoint.alias;
  return aliased ? &(metadata.mtls_endpoint_aliases.*endpoint.alias) : nullptr;
}

Url MetadataEndpoints::choose(const MetadataEndpoint& endpoint) const {
  if (const auto& set = settings.*endpoint.set) {
    return *set;
  }
  const auto* const alias = find_alias(endpoint);
  auto found = validate_metadata_endpoint(
      std::string(alias == nullptr ? "" : "mtls_endpoint_aliases.") + endpoint.member,
      alias == nullptr ? metadata.*endpoint.found : *alias,
      {.issuer_has_tls = is_https(settings.url), .allow_http = settings.allow_http});
  if (const auto* const unusable = std::get_if<UnusableEndpoint>(&found)) {
    const std::string hint = std::string("name the endpoint with ") + endpoint.key;
    throw Error(ExitCode::Network, unusable->why,
                unusable->plain_http ? hint + ", or use " + std::string(kAllowHttpHint) : hint);
  }
  return std::get<Url>(std::move(found));
}

std::optional<Url> MetadataEndpoints::find(const MetadataEndpoint& endpoint) const {
  const bool named = settings.*endpoint.set || metadata.*endpoint.found || find_alias(endpoint) != nullptr;
  return named ? std::optional(choose(endpoint)) : std::nullopt;
}

void MetadataEndpoints::require_https() const {
  if (!is_https(settings.url)) {
    return;
  }
  for (const MetadataEndpoint& endpoint :
       {kAuthorizationEndpoint, kTokenEndpoint, kRevocationEndpoint, kDeviceAuthorizationEndpoint,
        kPushedAuthorizationRequestEndpoint}) {
    const auto& found = metadata.*endpoint.found;
    const auto url = found ? parse_url(*found) : std::variant<Url, InvalidUrl>(InvalidUrl{});
    // One that is no URL at all fails where it is used.
    if (std::holds_alternative<Url>(url) && !is_https(std::get<Url>(url)) &&
        find_alias(endpoint) == nullptr) {
      static_cast<void>(choose(endpoint));
    }
  }
}

}  // namespace goto_token
