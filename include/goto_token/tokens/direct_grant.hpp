#pragma once

#include "goto_token/config/session.hpp"
#include "goto_token/tokens/token_exchange.hpp"

namespace goto_token {

/// Gets a token with the configured grant, which is one that needs no person. The store is neither read nor
/// written. Warns of scopes that were not granted.
/// @throws Error{TokenRefused, Network}.
[[nodiscard]] ReceivedToken run_direct_grant(const Session& session);

}  // namespace goto_token
