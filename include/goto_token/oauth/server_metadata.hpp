#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "goto_token/base/url.hpp"

namespace goto_token {

/// Endpoints for clients that present a certificate (RFC 8705 §5). Each goes before the one of the same name
/// outside `mtls_endpoint_aliases`; nullopt where there is none.
struct MtlsEndpointAliases {
  std::optional<std::string> token_endpoint = {};
  std::optional<std::string> revocation_endpoint = {};
  std::optional<std::string> device_authorization_endpoint = {};
  std::optional<std::string> pushed_authorization_request_endpoint = {};
};

/// The members of an authorization server's metadata that a run uses (RFC 8414 §2, OpenID Connect Discovery
/// 1.0 §3). A list that is left out is empty.
struct ServerMetadata {
  std::optional<std::string> authorization_endpoint;
  std::optional<std::string> token_endpoint;
  std::optional<std::string> revocation_endpoint;
  std::optional<std::string> device_authorization_endpoint;          ///< RFC 8628 §4.
  std::optional<std::string> pushed_authorization_request_endpoint;  ///< RFC 9126 §5.
  MtlsEndpointAliases mtls_endpoint_aliases;
  std::vector<std::string> response_types_supported;
  std::vector<std::string> code_challenge_methods_supported;
  std::vector<std::string> token_endpoint_auth_methods_supported;
  std::vector<std::string> token_endpoint_auth_signing_alg_values_supported;
  /// Whether each authorization request must be pushed (RFC 9126 §5).
  bool require_pushed_authorization_requests = false;
  /// Whether each authorization response has an `iss` (RFC 9207 §3).
  bool authorization_response_iss_parameter_supported = false;
};

/// The URLs to try for the metadata of `issuer`, in order: its path after the well-known part (RFC 8414
/// §3.1), then before it (OpenID Connect Discovery 1.0 §4).
[[nodiscard]] std::vector<Url> make_metadata_urls(const Url& issuer);

/// A document that is not metadata: no JSON object, or one that names no issuer.
struct NotMetadata {};

/// Metadata of another issuer than the expected one.
struct ForeignMetadata {
  std::string issuer;  ///< The issuer that it names; outside text.
};

/// Reads a metadata document of `issuer`, which it must name exactly (RFC 8414 §3.3). A member that
/// is null counts as left out.
/// @throws Error{Network} naming a member of the wrong type; the caller adds the source and a hint.
[[nodiscard]] std::variant<ServerMetadata, NotMetadata, ForeignMetadata> parse_server_metadata(
    const std::string& document, const std::string& issuer);

/// Whether the metadata allows the authorization code grant. A missing list allows it: many servers leave it
/// out.
[[nodiscard]] bool offers_code_grant(const ServerMetadata& metadata);

/// Whether the metadata allows PKCE with S256. A missing list allows it.
[[nodiscard]] bool offers_s256(const ServerMetadata& metadata);

/// Why an endpoint of the metadata cannot be used.
struct UnusableEndpoint {
  std::string why;          ///< Names the member.
  bool plain_http = false;  ///< Whether the reason is plain http to another machine.
};

/// How endpoints of metadata may be reached.
struct MetadataTransport {
  bool issuer_has_tls;  ///< The metadata came over https, so others on the network did not change it.
  bool allow_http;      ///< Plain http to other machines is allowed, too.
};

/// The URL of an endpoint that the metadata names as `member`, if secrets may be sent there: never over plain
/// http where the issuer has TLS, and otherwise not to another machine unless that is allowed.
[[nodiscard]] std::variant<Url, UnusableEndpoint> validate_metadata_endpoint(
    const std::string& member, const std::optional<std::string>& url, const MetadataTransport& transport);

}  // namespace goto_token
