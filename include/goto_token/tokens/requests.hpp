#pragma once

#include <string>

#include "goto_token/base/http_message.hpp"
#include "goto_token/io/effects.hpp"

namespace goto_token {

/// Sends a request, and traces the status of the response and how long it took.
/// @param what names the request in the trace; no secret.
/// @throws Error{Network} when there is no response.
[[nodiscard]] HttpResponse send_traced(const HttpRequest& request, const std::string& what,
                                       const Effects& effects,
                                       ClientCertificateUse certificate = ClientCertificateUse::Withhold);

/// The same effects, but a wait that takes long shows on a terminal what it is for, until the last copy of
/// them is gone.
/// @param what in ASCII: `waiting for SOMETHING`.
[[nodiscard]] Effects show_long_wait(const Effects& effects, const std::string& what);

}  // namespace goto_token
