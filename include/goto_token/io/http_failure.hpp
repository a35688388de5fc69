#pragma once

#include <string>

#include "goto_token/base/error.hpp"
#include "goto_token/base/text.hpp"
#include "goto_token/base/url.hpp"

namespace goto_token {

/// The hint where the network may be the reason.
inline constexpr const char* kNetworkHint = "check the address, and that this machine reaches it";

/// The failure of a request without a usable response: `no response from SCHEME://HOST: why`.
/// @param why already printable.
[[nodiscard]] inline Error make_no_response(const Url& url, const std::string& why, const std::string& hint) {
  return {ExitCode::Network, "no response from " + printable(origin(url)) + ": " + why, hint};
}

}  // namespace goto_token
