#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "goto_token/base/url.hpp"

namespace goto_token {

/// What a run uses of an authorization server's metadata (RFC 8414 §2, OpenID Connect Discovery 1.0 §3), in
/// the server's words. A list is empty when the document leaves it out.
struct ServerMetadata {
  std::optional<std::string> authorization_endpoint;
  std::optional<std::string> token_endpoint;
  std::optional<std::string> revocation_endpoint;
  std::vector<std::string> response_types_supported;
  std::vector<std::string> code_challenge_methods_supported;
  std::vector<std::string> token_endpoint_auth_methods_supported;
  /// Whether each authorization response comes with an `iss` (RFC 9207 §3).
  bool authorization_response_iss_parameter_supported = false;
};

/// Where the metadata of `issuer` may be, in the order to look: its path behind the well-known part (RFC 8414
/// §3.1), then in front of it (OpenID Connect Discovery 1.0 §4).
[[nodiscard]] std::vector<Url> make_metadata_urls(const Url& issuer);

/// Reads a metadata document; nullopt when the text is none: no JSON object, or one that names no issuer.
///
/// The document must be of `issuer`, letter by letter (RFC 8414 §3.3). A member that is null counts as left
/// out.
/// @throws Error{Network} naming the member at fault; the caller adds where the document is from. It is the
/// server's answer that is unfit, even where a setting may have to change.
[[nodiscard]] std::optional<ServerMetadata> parse_server_metadata(const std::string& document,
                                                                  const std::string& issuer);

/// Makes sure that the server does not rule out the authorization code grant with PKCE's S256. What its
/// metadata leaves out it does not rule out, for many leave out much.
/// @throws Error{Network} naming the member.
void require_code_grant(const ServerMetadata& metadata);

/// The URL of an endpoint that the metadata names as `member`.
/// @throws Error{Network} naming the member when there is no URL, or one that no secret may be sent to: plain
/// http to another machine, unless `allow_http`.
[[nodiscard]] Url validate_metadata_endpoint(const std::string& member, const std::optional<std::string>& url,
                                             bool allow_http);

}  // namespace goto_token
