#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "goto_token/base/secret.hpp"
#include "goto_token/base/url.hpp"

namespace goto_token {

/// Random octets behind a `state`: 256 bits, which nobody guesses in the life of a listener.
inline constexpr std::size_t kStateOctets = 32;

/// What an authorization request asks for (RFC 6749 §4.1.1, RFC 7636 §4.3).
struct AuthorizationRequest {
  Url authorization_endpoint;
  std::string client_id;
  std::string redirect_uri;  ///< Byte for byte what the token request will repeat.
  std::string scope;         ///< Space-separated; empty leaves the choice to the server.
  std::string_view state;
  std::string code_challenge;  ///< S256.
};

/// A `state` of 43 base64url characters made of these random octets (RFC 6749 §10.12).
[[nodiscard]] Secret make_state(std::span<const std::byte, kStateOctets> random);

/// The URL that the user's browser opens. A query that the endpoint already has is kept in front (RFC 6749
/// §3.1).
[[nodiscard]] std::string make_authorization_url(const AuthorizationRequest& request);

}  // namespace goto_token
