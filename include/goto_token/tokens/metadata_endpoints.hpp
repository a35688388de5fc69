#pragma once

#include <optional>
#include <string>

#include "goto_token/base/url.hpp"
#include "goto_token/config/endpoints.hpp"
#include "goto_token/oauth/server_metadata.hpp"

namespace goto_token {

/// An endpoint that the metadata and a key may name.
struct MetadataEndpoint {
  const char* member;
  std::optional<std::string> ServerMetadata::*found;
  /// That of the metadata for clients that present a certificate; nullptr where the browser goes.
  std::optional<std::string> MtlsEndpointAliases::*alias;
  const char* key;
  std::optional<Url> IssuerSettings::*set;
  bool is_below_service = false;  ///< Whether it is below the service URL where neither names it.
};

/// Where a person signs in (RFC 6749 §3.1).
inline constexpr MetadataEndpoint kAuthorizationEndpoint{
    .member = "authorization_endpoint",
    .found = &ServerMetadata::authorization_endpoint,
    .alias = nullptr,
    .key = "OAUTH_AUTHORIZATION_ENDPOINT",
    .set = &IssuerSettings::authorization_endpoint,
};
/// Where tokens are issued (RFC 6749 §3.2).
inline constexpr MetadataEndpoint kTokenEndpoint{
    .member = "token_endpoint",
    .found = &ServerMetadata::token_endpoint,
    .alias = &MtlsEndpointAliases::token_endpoint,
    .key = "OAUTH_TOKEN_ENDPOINT",
    .set = &IssuerSettings::token_endpoint,
    .is_below_service = true,
};
/// Where tokens are revoked (RFC 7009 §2).
inline constexpr MetadataEndpoint kRevocationEndpoint{
    .member = "revocation_endpoint",
    .found = &ServerMetadata::revocation_endpoint,
    .alias = &MtlsEndpointAliases::revocation_endpoint,
    .key = "OAUTH_REVOCATION_ENDPOINT",
    .set = &IssuerSettings::revocation_endpoint,
    .is_below_service = true,
};
/// Where device codes are issued (RFC 8628 §3.1).
inline constexpr MetadataEndpoint kDeviceAuthorizationEndpoint{
    .member = "device_authorization_endpoint",
    .found = &ServerMetadata::device_authorization_endpoint,
    .alias = &MtlsEndpointAliases::device_authorization_endpoint,
    .key = "OAUTH_DEVICE_AUTHORIZATION_ENDPOINT",
    .set = &IssuerSettings::device_authorization_endpoint,
};
/// Where authorization requests are pushed (RFC 9126 §2).
inline constexpr MetadataEndpoint kPushedAuthorizationRequestEndpoint{
    .member = "pushed_authorization_request_endpoint",
    .found = &ServerMetadata::pushed_authorization_request_endpoint,
    .alias = &MtlsEndpointAliases::pushed_authorization_request_endpoint,
    .key = "OAUTH_PAR_ENDPOINT",
    .set = &IssuerSettings::pushed_authorization_request_endpoint,
};

/// What to check where the endpoint may be another one: the setting or the metadata that names it.
[[nodiscard]] std::string hint_at_source(const MetadataEndpoint& endpoint, const Client& client);

/// The metadata's endpoints for a client, beside the settings that go before them.
struct MetadataEndpoints {
  const ServerMetadata& metadata;
  const IssuerSettings& settings;
  bool presents_certificate;  ///< Whether the client's method is `tls`.

  /// The endpoint of the configuration, else that of the metadata.
  /// @throws Error{Network} when there is none, or secrets may not be sent there.
  [[nodiscard]] Url choose(const MetadataEndpoint& endpoint) const;

  /// The same; nullopt where neither names one.
  [[nodiscard]] std::optional<Url> find(const MetadataEndpoint& endpoint) const;

  /// Makes sure that no endpoint of an https issuer is plain http, used or not: its metadata would not be
  /// what its owner meant. An endpoint that is set does not count.
  /// @throws Error{Network} naming the endpoint.
  void require_https() const;

 private:
  /// The endpoint's alias if the client is to use that, else nullptr.
  [[nodiscard]] const std::optional<std::string>* find_alias(const MetadataEndpoint& endpoint) const;
};

}  // namespace goto_token
