#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace goto_token {

/// What a body says, for a trace: its first 300 characters, fit for a terminal. Percent-encoding, HTML
/// references and JSON escapes are undone first, so that a secret is found however it is spelled; it becomes
/// `…`, and so does the value of anything that is named like a credential (`access_token`, `code`, …).
/// @param secrets what is not to be shown, as it is.
[[nodiscard]] std::string make_body_excerpt(std::string_view body, const std::vector<std::string>& secrets);

}  // namespace goto_token
