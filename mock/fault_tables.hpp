#pragma once

#include <string_view>
#include <vector>

#include "faults.hpp"

namespace goto_mock_auth {

/// The name of a value in whole seconds.
inline constexpr std::string_view kSeconds = "SECONDS";

/// What a fault puts into texts that a person sees: on a terminal that is handed it as it is, this clears the
/// screen, sets the title and colours what follows.
inline constexpr const char* kTerminalEscapes =
    "\x1b[2J\x1b]0;owned\x07\x1b[31mred\x1b[0m \xc2\x9b"
    "31m\r\nsecond line";

/// What error responses made by a fault say for themselves.
inline constexpr const char* kAskedFor = "asked for with --fault";

/// What comes instead of an endpoint's response: errors, what is no response of OAuth's, and nothing.
[[nodiscard]] std::vector<FaultKind> replacement_faults();

/// What is changed in a token response, and how a response is sent.
[[nodiscard]] std::vector<FaultKind> token_response_faults();

/// What is changed in a device authorization response (RFC 8628 §3.2).
[[nodiscard]] std::vector<FaultKind> device_response_faults();

/// What is changed in the response to a pushed authorization request (RFC 9126 §2.2).
[[nodiscard]] std::vector<FaultKind> par_response_faults();

/// What is changed in an authorization response (RFC 6749 §4.1.2).
[[nodiscard]] std::vector<FaultKind> redirect_faults();

}  // namespace goto_mock_auth
