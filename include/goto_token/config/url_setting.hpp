#pragma once

#include <string>

#include "goto_token/base/url.hpp"
#include "goto_token/config/settings.hpp"

namespace goto_token {

/// Ends the run because of the URL in a setting. The message names the setting and shows the URL, unless that
/// may hold a password.
/// @throws Error{Configuration}.
[[noreturn]] void refuse_url_setting(const Setting& setting, const std::string& why,
                                     const std::string& hint = {});

/// The URL that a setting holds.
/// @throws Error{Configuration} naming the setting when it is not one as parse_url takes it.
[[nodiscard]] Url parse_url_setting(const Setting& setting);

}  // namespace goto_token
