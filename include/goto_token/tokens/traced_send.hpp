#pragma once

#include <string>

#include "goto_token/io/diagnostics.hpp"
#include "goto_token/io/effects.hpp"

namespace goto_token {

/// Sends a request, and traces how it was answered and after how long.
/// @param what names it in the trace; no secret.
/// @throws Error{Network} when there is no answer.
[[nodiscard]] HttpResponse send_traced(const HttpRequest& request, const std::string& what,
                                       const Effects& effects, const Diagnostics& diagnostics);

}  // namespace goto_token
