#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "goto_token/base/secret.hpp"

namespace goto_token {

/// Random octets of a code_verifier: 256 bits, as RFC 7636 §7.1 recommends.
inline constexpr std::size_t kCodeVerifierOctets = 32;

/// The code_verifier of 43 characters for these random octets (RFC 7636 §4.1). A secret until it is used.
[[nodiscard]] Secret make_code_verifier(std::span<const std::byte, kCodeVerifierOctets> random);

/// The S256 code_challenge of a code_verifier: 43 characters, not secret (RFC 7636 §4.2).
/// @throws Error{Failure} when OpenSSL cannot compute SHA-256.
[[nodiscard]] std::string make_code_challenge(const Secret& code_verifier);

}  // namespace goto_token
