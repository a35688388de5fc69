#pragma once

#include <chrono>
#include <vector>

#include "goto_token/command_line/command_line.hpp"
#include "goto_token/doctor/check.hpp"
#include "goto_token/doctor/set_up.hpp"

namespace goto_token {

/// The checks of the token store.
struct StoreChecks {
  std::vector<Check> checks;
  bool has_token;  ///< Whether the stored login gives a token without a sign-in.
};

/// Whether the token store's folder can hold secrets, and what it holds for this service and client. Changes
/// nothing.
[[nodiscard]] StoreChecks check_store(const SetUp& set_up, const CommandLine& command_line,
                                      std::chrono::sys_seconds now);

}  // namespace goto_token
