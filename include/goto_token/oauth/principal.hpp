#pragma once

#include <string>

#include "goto_token/oauth/json_object.hpp"

namespace goto_token {

/// Who signed in, as a token response tells it: GoTo's `principal`, else what an `id_token` says of the user
/// (OpenID Connect Core §5.1), else `sub`. Outside text; empty when nothing tells.
///
/// The signature of the `id_token` is not checked: it came from the token endpoint itself (§3.1.3.7), and the
/// result is only shown.
[[nodiscard]] std::string find_principal(const JsonObject& response);

}  // namespace goto_token
