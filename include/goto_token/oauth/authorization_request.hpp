#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "goto_token/base/encoding.hpp"
#include "goto_token/base/secret.hpp"
#include "goto_token/base/url.hpp"

namespace goto_token {

/// Random octets of a `state`: 256 bits, which cannot be guessed while a listener waits.
inline constexpr std::size_t kStateOctets = 32;

/// The contents of an authorization request (RFC 6749 §4.1.1, RFC 7636 §4.3).
struct AuthorizationRequest {
  std::string client_id;
  std::string redirect_uri;  ///< The token request repeats it byte for byte.
  std::string scope;         ///< Space-separated; empty leaves the choice to the server.
  std::string_view state;
  std::string code_challenge;   ///< S256.
  FormParameters further = {};  ///< What follows these, such as `audience` and `resource` (RFC 8707 §2.1).
};

/// The `state` of 43 base64url characters for these random octets (RFC 6749 §10.12).
[[nodiscard]] Secret make_state(std::span<const std::byte, kStateOctets> random);

/// The parameters of the request, in the order of the wire.
[[nodiscard]] FormParameters make_authorization_parameters(const AuthorizationRequest& request);

/// The URL that the browser opens. The endpoint's own query is kept, in front (RFC 6749 §3.1).
[[nodiscard]] std::string make_authorization_url(const Url& authorization_endpoint,
                                                 const FormParameters& parameters);

}  // namespace goto_token
