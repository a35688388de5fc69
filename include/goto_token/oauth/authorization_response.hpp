#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "goto_token/base/secret.hpp"

namespace goto_token {

/// What an authorization response must match before anything in it is believed.
struct ExpectedAuthorizationResponse {
  const Secret& state;
  /// The issuers that `iss` may name (RFC 9207 §2.4). Empty when none is known; then `iss` is not checked.
  std::vector<std::string> issuers;
  bool iss_required = false;  ///< Whether the metadata promises `iss` in every response (RFC 9207 §3).
};

/// The code of a checked authorization response; only `validate_authorization_response` makes one.
class AuthorizationCode {
 public:
  /// The code, decoded; never empty.
  [[nodiscard]] const Secret& value() const noexcept { return value_; }

 private:
  friend class AuthorizationResponseCheck;
  explicit AuthorizationCode(std::string_view value) : value_(value) {}

  Secret value_;
};

/// An error response (RFC 6749 §4.1.2.1). State and code are redacted in the texts.
struct AuthorizationErrorResponse {
  std::string error;        ///< Outside text, never empty.
  std::string description;  ///< `error_description`; outside text, may be empty.
};

/// A response from another issuer than the expected ones (RFC 9207 §2.4).
struct IssuerMismatch {
  std::string iss;  ///< Outside text, may be empty. State and code are redacted.
};

/// A response without the `iss` that the metadata promises (RFC 9207 §2.4).
struct IssuerMissing {};

/// What ends the run without a code.
using AuthorizationError = std::variant<AuthorizationErrorResponse, IssuerMismatch, IssuerMissing>;

/// Not a response to our request; it changes nothing, and the wait goes on.
struct IgnoredAuthorizationResponse {
  enum class Reason {
    NoState,              ///< An empty one counts as absent.
    ErrorWithoutState,    ///< See `read_unverified_error`.
    RepeatedState,        ///< More than one, empty ones included.
    WrongState,           ///< Another one than that of this run.
    TooManyParameters,    ///< More than are looked through for a state.
    RepeatedParameter,    ///< The state is right, as for those that follow.
    CodeAndError,         ///< Not exactly one of the two.
    NeitherCodeNorError,  ///< Not exactly one of the two.
  };
  Reason reason;
};

/// The reason in words, fit to follow "ignored a request:" and "that is not the response:".
[[nodiscard]] std::string_view describe(IgnoredAuthorizationResponse::Reason reason) noexcept;

/// An authorization response that ends the wait.
using FinalResponse = std::variant<AuthorizationCode, AuthorizationError>;

using AuthorizationResponse = std::variant<FinalResponse, IgnoredAuthorizationResponse>;

/// Checks an authorization response (RFC 6749 §4.1.2, RFC 9207 §2.4).
///
/// `state` is compared first, in constant time: until it matches, not even an error is believed. Then a
/// parameter without a value counts as absent, unless it is `iss`, and each may occur once (§3.1); there must
/// be either a code or an error, and `iss` must be an expected one, and present if it was promised.
/// @param query form-encoded, without `?`.
[[nodiscard]] AuthorizationResponse validate_authorization_response(
    std::string_view query, const ExpectedAuthorizationResponse& expected);

/// The error of a response without a state. Anyone may have sent it, so that it may be shown, but never ends
/// the wait. `state` and any code are redacted.
[[nodiscard]] AuthorizationErrorResponse read_unverified_error(std::string_view query, const Secret& state);

}  // namespace goto_token
