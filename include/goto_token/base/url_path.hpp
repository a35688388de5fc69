#pragma once

#include <string>
#include <string_view>

namespace goto_token {

/// The path of a URL in one of its equivalent spellings (RFC 3986 §6.2.2): what need not be encoded is
/// decoded, what browsers encode is encoded, with digits in upper case. `%2F` never becomes a slash, and
/// `%2E` never a dot segment: which segments there are does not change.
[[nodiscard]] std::string normalize_path(std::string_view path);

/// Whether two paths are the same but for their spelling.
[[nodiscard]] bool is_same_path(std::string_view one, std::string_view other);

}  // namespace goto_token
