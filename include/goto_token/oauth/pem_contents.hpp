#pragma once

#include <string>
#include <string_view>

namespace goto_token {

/// Why no private key could be read from a text, by what it holds instead: `it holds a certificate and no
/// private key`. Shows nothing of the text.
[[nodiscard]] std::string explain_missing_private_key(std::string_view text);

}  // namespace goto_token
