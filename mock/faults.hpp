#pragma once

#include <functional>
#include <mutex>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "http.hpp"

namespace goto_mock_auth {

/// Makes the response that takes the place of the token endpoint's own; the request isn't looked at.
using Replacement = std::function<HttpResponse(const std::string& value, const std::string& base_url)>;
/// Says how the token endpoint's own response is delivered.
using BadDelivery = std::function<Delivery(const std::string& value)>;
/// Changes the members of a token response.
using TokenResponseChange = std::function<void(nlohmann::json& members)>;
/// Keeps the last scope that was asked for from being granted.
struct LessScope {};
/// Changes the parameters of an authorization response.
using RedirectChange = std::function<void(Parameters& parameters, const std::string& value)>;

/// One row of the table of faults.
struct FaultKind {
  std::string_view name;
  std::string_view meaning;
  std::variant<Replacement, BadDelivery, TokenResponseChange, LessScope, RedirectChange> effect;
  std::string_view value_name = {};     ///< what may follow the name after `=`; empty if nothing may
  std::string_view default_value = {};  ///< used where the value is left out

  [[nodiscard]] bool is_of_redirect() const { return std::holds_alternative<RedirectChange>(effect); }
};

/// All kinds there are, those of the token endpoint first.
[[nodiscard]] const std::vector<FaultKind>& fault_kinds();

/// A fault that was asked for.
struct Fault {
  const FaultKind* kind = nullptr;
  std::string value;                  ///< what followed `=`, or the default
  std::optional<unsigned> remaining;  ///< how often it still strikes; nullopt: always
};

/// Reads `KIND[=VALUE][:COUNT]`.
/// @throws std::invalid_argument saying what is wrong and, for an unknown kind, which ones there are.
[[nodiscard]] Fault parse_fault(std::string_view text);

/// Gives out the faults in the order given, those of the redirect and those of the token endpoint apart: one
/// strikes until its count is used up, then the next. Thread-safe.
class FaultPlan {
 public:
  explicit FaultPlan(std::vector<Fault> faults) : faults_(std::move(faults)) {}

  /// The fault that strikes now, if there is one; counts it.
  [[nodiscard]] std::optional<Fault> take(bool of_redirect);

 private:
  std::mutex mutex_;
  std::vector<Fault> faults_;
};

}  // namespace goto_mock_auth
