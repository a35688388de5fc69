#pragma once

#include <chrono>
#include <string>

#include "goto_token/app/cli.hpp"
#include "goto_token/base/secret.hpp"
#include "goto_token/oauth/token_response.hpp"

namespace goto_token {

/// The result as stdout gets it, its newline included.
/// @param received_at when the response came, from which `expires_at` counts.
[[nodiscard]] Secret format_token(const TokenResponse& token, OutputFormat format,
                                  std::chrono::sys_seconds received_at);

/// A point in time as RFC 3339 writes it in UTC: `2026-01-31T23:59:59Z`.
[[nodiscard]] std::string format_rfc3339(std::chrono::sys_seconds time);

}  // namespace goto_token
