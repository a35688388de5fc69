#pragma once

#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace goto_mock_auth {

/// What can be made to go wrong. Their names and meanings are in the table in faults.cpp.
enum class FaultKind {
  // answers of the token endpoint in place of the true one; the request is not looked at
  InvalidClient,
  UnauthorizedClient,
  InvalidGrant,
  ErrorCode,
  Escape,
  InternalServerError,
  ServiceUnavailable,
  TooManyRequests,
  Redirect,
  Html,
  NotJson,
  NotAnObject,
  Empty,
  Empty400,
  Empty401,
  Huge,
  GzipBomb,
  HangUp,
  // the true answer of the token endpoint, delivered badly
  Slow,
  Dribble,
  Truncated,
  // a successful answer of the token endpoint, altered
  NoAccessToken,
  EmptyAccessToken,
  ControlToken,
  NoTokenType,
  BadTokenType,
  LowerBearer,
  NumericString,
  NoExpiresIn,
  LessScope,
  NoScope,
  // authorization responses
  ErrorRedirect,
  EscapeRedirect,
  WrongState,
  MissingState,
  MissingCode,
  EmptyCode,
  WrongIss,
};

/// Where a fault strikes.
enum class FaultPoint { TokenEndpoint, AuthorizationResponse };

/// One entry of the table of faults.
struct FaultSpec {
  FaultKind kind;
  FaultPoint point;
  std::string_view name;
  std::string_view value_name;     ///< what may follow the name after `=`; empty if nothing may
  std::string_view default_value;  ///< used where the value is left out
  std::string_view meaning;
};

/// A fault that was asked for.
struct Fault {
  FaultKind kind{};
  FaultPoint point{};
  std::string value;                  ///< what followed `=`, or the default
  std::optional<unsigned> remaining;  ///< how often it still strikes; nullopt: always
};

/// All kinds there are.
[[nodiscard]] const std::vector<FaultSpec>& fault_specs();

/// Reads `KIND[=VALUE][:COUNT]`.
/// @throws std::invalid_argument saying what is wrong and, for an unknown kind, which ones there are.
[[nodiscard]] Fault parse_fault(std::string_view text);

/// Deals out the faults in the order given: the first of an endpoint strikes until its count is used up, then
/// the next. Thread-safe.
class FaultPlan {
 public:
  explicit FaultPlan(std::vector<Fault> faults) : faults_(std::move(faults)) {}

  /// The fault for the next request at `point`, if there is one; counts it.
  [[nodiscard]] std::optional<Fault> take(FaultPoint point);

 private:
  std::mutex mutex_;
  std::vector<Fault> faults_;
};

}  // namespace goto_mock_auth
