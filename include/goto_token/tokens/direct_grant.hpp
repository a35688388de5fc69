#pragma once

#include "goto_token/config/session.hpp"
#include "goto_token/sign_in/flow.hpp"

namespace goto_token {

/// Gets a token with the configured grant, which is one that needs no person: a personal access token, a
/// refresh token, or the client's own credentials. The store is neither read nor written.
/// @throws Error{TokenRefused, Network}.
[[nodiscard]] ReceivedToken run_direct_grant(const Session& session);

}  // namespace goto_token
