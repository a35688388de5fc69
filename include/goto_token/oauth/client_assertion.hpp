#pragma once

#include <chrono>
#include <cstddef>
#include <span>
#include <string>

#include "goto_token/base/secret.hpp"
#include "goto_token/oauth/signing_key.hpp"

namespace goto_token {

/// Random octets of a `jti`: 128 bits, so that none occurs twice.
inline constexpr std::size_t kJtiOctets = 16;

/// How long an assertion is valid. It is sent at once, and servers refuse long ones.
inline constexpr std::chrono::seconds kAssertionLifetime{60};

/// The contents of a client assertion (RFC 7523 §3, OpenID Connect Core 1.0 §9).
struct AssertionClaims {
  std::string client_id;  ///< `iss` and `sub`.
  std::string audience;   ///< `aud`: names the authorization server.
  std::string key_id;     ///< `kid`; empty for none.
  /// The key's certificate in DER, named by `x5t` and `x5t#S256` (RFC 7515 §4.1.7, §4.1.8); empty for none.
  std::string certificate = {};
  std::chrono::sys_seconds issued_at;
};

/// Makes a client assertion: a signed JWT that proves who the client is, once. `jti` is made of `random`.
/// @param algorithm one of the key's.
/// @throws Error{Failure} when OpenSSL cannot sign.
[[nodiscard]] Secret make_client_assertion(const AssertionClaims& claims, const SigningKey& key,
                                           SigningAlgorithm algorithm,
                                           std::span<const std::byte, kJtiOctets> random);

}  // namespace goto_token
