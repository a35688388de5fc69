#pragma once

#include <chrono>
#include <vector>

#include "goto_token/command_line/command_line.hpp"
#include "goto_token/doctor/check.hpp"
#include "goto_token/doctor/set_up.hpp"

namespace goto_token {

/// What is known of the token store, of which nothing is changed.
struct StoreChecks {
  std::vector<Check> checks;
  bool token_at_hand;  ///< Whether the stored login gives a token without a sign-in.
};

/// Whether the token store's folder is fit for secrets, and what is stored in it for this service and client.
[[nodiscard]] StoreChecks check_store(const SetUp& set_up, const CommandLine& command_line,
                                      std::chrono::sys_seconds now);

}  // namespace goto_token
