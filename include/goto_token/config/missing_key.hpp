#pragma once

#include <string_view>

#include "goto_token/config/keys.hpp"

namespace goto_token {

/// Ends the run because a key is not set. The message names the env file that was read and those that were
/// passed over; the hint names the one place to set the key. It never proposes to write over a file.
/// @param why after `KEY is not set`; may be empty.
/// @throws Error{Configuration}, always.
[[noreturn]] void fail_missing_key(const Key& key, const Settings& settings, std::string_view why = {});

}  // namespace goto_token
