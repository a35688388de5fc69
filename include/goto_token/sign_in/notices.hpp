#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "goto_token/base/error.hpp"
#include "goto_token/config/config.hpp"
#include "goto_token/io/diagnostics.hpp"
#include "goto_token/io/redirect_page.hpp"
#include "goto_token/oauth/authorization_response.hpp"
#include "goto_token/oauth/token_response.hpp"

namespace goto_token {

/// Says on stderr what is waited for and, over SSH, how to bring the redirect home; warns of a listener that
/// other machines can reach.
/// @param port the one listened on, if the answer isn't only to be pasted. @param pasting whether it can be
/// pasted.
void announce_wait(const Config& config, std::uint16_t port, bool pasting, const Diagnostics& diagnostics);

/// Says which of the requested scopes were not granted, if any were not.
void warn_of_missing_scopes(const TokenResponse& response, const std::vector<std::string>& requested,
                            const Diagnostics& diagnostics);

/// The page after a token was received.
[[nodiscard]] RedirectPage make_success_page();

/// The page after the token request failed, with the reason that stderr gets too.
[[nodiscard]] RedirectPage make_failure_page(const Error& error);

/// The page after an authorization response that is an error, or comes from another issuer.
[[nodiscard]] RedirectPage make_refused_page(const AuthorizationError& refusal);

/// The error that such a response ends the run with.
[[nodiscard]] Error make_authorization_failure(const AuthorizationError& refusal);

}  // namespace goto_token
