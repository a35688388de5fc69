#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "goto_token/base/secret.hpp"

namespace goto_token {

/// What must hold of an authorization response before anything in it is believed.
struct ExpectedAuthorizationResponse {
  const Secret& state;
  /// The issuers an `iss` parameter may name (RFC 9207 §2.4); empty when none is known, and `iss` is not
  /// looked at.
  std::vector<std::string> issuers;
  bool iss_required = false;  ///< The server's metadata promises an `iss` in every response (RFC 9207 §3).
};

/// An authorization code whose response has been checked; only `validate_authorization_response` makes one.
class AuthorizationCode {
 public:
  /// The code as the server sent it, decoded; never empty.
  [[nodiscard]] const Secret& value() const noexcept { return value_; }

 private:
  friend class AuthorizationResponseCheck;
  explicit AuthorizationCode(std::string_view value) : value_(value) {}

  Secret value_;
};

/// The server's refusal (RFC 6749 §4.1.2.1), or an issuer that is not ours or not named as promised (RFC 9207
/// §2.4): each ends the run. Where the texts repeat the state or the code, `…` stands in their place.
struct AuthorizationError {
  enum class Kind { ErrorResponse, IssuerMismatch, IssuerMissing };
  Kind kind;
  std::string error;        ///< The `error` code, or the `iss` that was not expected, if any; outside text.
  std::string description;  ///< `error_description`; outside text, may be empty.
};

/// Not an answer to our request; it changes nothing and the wait goes on.
struct IgnoredAuthorizationResponse {
  enum class Reason { StateMismatch, Malformed };
  Reason reason;
  std::string why;  ///< Fit to follow "ignored a request:"; names parameters, never their values.
};

using AuthorizationResponse =
    std::variant<AuthorizationCode, AuthorizationError, IgnoredAuthorizationResponse>;

/// Checks an authorization response (RFC 6749 §4.1.2, RFC 9207 §2.4).
///
/// `state` comes first, in constant time: until it matches, not even an error is believed. Then each
/// parameter may stand once (§3.1), `iss` must be ours and there if it was promised, and there must be either
/// a code or an error, not both, not empty.
/// @param query as the redirect URI got it, form-encoded, without `?`.
[[nodiscard]] AuthorizationResponse validate_authorization_response(
    std::string_view query, const ExpectedAuthorizationResponse& expected);

}  // namespace goto_token
