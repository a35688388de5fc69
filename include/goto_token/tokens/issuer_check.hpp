#pragma once

#include <optional>

#include "goto_token/base/error.hpp"
#include "goto_token/config/config.hpp"
#include "goto_token/io/effects.hpp"

namespace goto_token {

/// What was found out about an issuer.
struct IssuerProblem {
  Error why;
  /// No such issuer is there. Otherwise that cannot be told, or something else is the problem.
  bool is_wrong = false;
};

/// Looks for the metadata of the configuration's issuer as a sign-in does. Nullopt where a sign-in could use
/// what was found.
[[nodiscard]] std::optional<IssuerProblem> check_issuer(const Config& config, const Effects& effects);

}  // namespace goto_token
