#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace goto_mock_auth {

/// Scope tokens (RFC 6749 §3.3) in the order asked for, without duplicates.
using Scope = std::vector<std::string>;

/// Splits a space-separated list.
[[nodiscard]] Scope parse_scope(std::string_view text);

/// Joins with spaces.
[[nodiscard]] std::string scope_text(const Scope& scope);

/// Whether each token of `part` is in `whole`.
[[nodiscard]] bool is_within(const Scope& part, const Scope& whole);

}  // namespace goto_mock_auth
