#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "goto_token/base/error.hpp"
#include "goto_token/config/config.hpp"
#include "goto_token/io/browser.hpp"
#include "goto_token/io/diagnostics.hpp"
#include "goto_token/oauth/authorization_response.hpp"

namespace goto_token {

/// Says on stderr what is waited for, unless a waiting line does.
/// @param what as `describe_wait` returns it. @param limit nullopt waits for ever.
void note_wait(const std::string& what, std::optional<std::chrono::seconds> limit,
               const Diagnostics& diagnostics);

/// Says on stderr what is waited for, unless a waiting line does, and over SSH how to bring the redirect to
/// this machine. Warns of a listener that other machines can reach.
/// @param port the one listened on, unless the response can only be pasted. @param pasting whether the
/// response can be pasted.
void announce_wait(const Config& config, std::uint16_t port, bool pasting, const Diagnostics& diagnostics);

/// That the first of the browser commands which can be started is, for a trace.
[[nodiscard]] std::string describe_start(std::span<const std::string> commands);

/// Why no browser shows the sign-in page, with the names of the commands that were tried; nullopt when the
/// last one ended well.
[[nodiscard]] std::optional<std::string> describe_failure(std::span<const std::string> commands,
                                                          const BrowserExit& exit);

/// Whether the response is from another issuer than expected, or lacks the `iss` that the metadata promises.
[[nodiscard]] bool is_issuer_mismatch(const AuthorizationError& error);

/// An error response or an issuer mismatch in words, fit for a terminal.
[[nodiscard]] std::string describe(const AuthorizationError& error);

/// What to do about the error; empty when that is not known.
[[nodiscard]] std::string hint_for(const AuthorizationError& error);

/// The error that ends the run after such a response.
[[nodiscard]] Error make_authorization_failure(const AuthorizationError& error);

}  // namespace goto_token
