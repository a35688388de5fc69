#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace goto_mock_auth {

/// The gzip form of `start`, `fill_octets` times the letter x, and `end`, made without holding all of it in
/// memory.
[[nodiscard]] std::string gzip(std::string_view start, std::size_t fill_octets, std::string_view end);

}  // namespace goto_mock_auth
