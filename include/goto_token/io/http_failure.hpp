#pragma once

#include <string>

#include "goto_token/base/error.hpp"
#include "goto_token/base/url.hpp"

namespace goto_token {

/// What to do where the network may be to blame.
inline constexpr const char* kNetworkHint = "check the address, and that this machine reaches it";

/// The failure of a request that got no answer that can be used: `no answer from SCHEME://HOST: why`.
/// @param why fit for a terminal already.
[[nodiscard]] Error make_no_response(const Url& url, const std::string& why, const std::string& hint);

}  // namespace goto_token
