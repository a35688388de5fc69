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

/// Where a fault strikes: in the response of an endpoint, or in the authorization response.
enum class FaultPlace { Token, Redirect, Device, Par, Revoke, Introspect, Metadata };

/// Makes the response that takes the place of an endpoint's own; the request isn't looked at.
using Replacement = std::function<HttpResponse(const std::string& value, const std::string& base_url)>;
/// Says how an endpoint's own response is delivered.
using BadDelivery = std::function<Delivery(const std::string& value)>;
/// Changes the members of a JSON response that is no error.
using MembersChange = std::function<void(nlohmann::json& members)>;
/// Keeps the last scope that was asked for from being granted.
struct LessScope {};
/// Changes the parameters of an authorization response.
using RedirectChange = std::function<void(Parameters& parameters, const std::string& value)>;

/// One row of the table of faults.
struct FaultKind {
  std::string_view name;
  std::string_view meaning;
  std::variant<Replacement, BadDelivery, MembersChange, LessScope, RedirectChange> effect;
  std::string_view value_name = {};     ///< what may follow the name after `=`; empty if nothing may
  std::string_view default_value = {};  ///< used where the value is left out
  FaultPlace place = FaultPlace::Token;

  /// Whether it may strike at another endpoint than its own, too.
  [[nodiscard]] bool may_move() const {
    return place == FaultPlace::Token && !std::holds_alternative<LessScope>(effect);
  }
};

/// All kinds there are, those of the token endpoint first.
[[nodiscard]] const std::vector<FaultKind>& fault_kinds();

/// The words that name another endpoint in front of a kind, as in `device/503`.
[[nodiscard]] std::string fault_place_words();

/// A fault that was asked for.
struct Fault {
  const FaultKind* kind = nullptr;
  FaultPlace place = FaultPlace::Token;
  std::string value;                  ///< what followed `=`, or the default
  std::optional<unsigned> remaining;  ///< how often it still strikes; nullopt: always
};

/// Reads `[ENDPOINT/]KIND[=VALUE][:COUNT]`.
/// @throws std::invalid_argument saying what is wrong and, for an unknown kind, which ones there are.
[[nodiscard]] Fault parse_fault(std::string_view text);

/// Gives out the faults in the order given, those of each place apart: one strikes until its count is used
/// up, then the next. Thread-safe.
class FaultPlan {
 public:
  explicit FaultPlan(std::vector<Fault> faults) : faults_(std::move(faults)) {}

  /// The fault that strikes now, if there is one; counts it.
  [[nodiscard]] std::optional<Fault> take(FaultPlace place);

 private:
  std::mutex mutex_;
  std::vector<Fault> faults_;
};

}  // namespace goto_mock_auth
