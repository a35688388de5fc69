#include "goto_token/base/retry_after.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

#include "goto_token/base/http_date.hpp"
#include "goto_token/base/text.hpp"

namespace goto_token {

std::optional<std::chrono::seconds> parse_retry_after(std::string_view value, std::chrono::sys_seconds now) {
  value = trim_blanks(value);
  if (!value.empty() &&
      std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; })) {
    std::int64_t count = 0;
    const auto [end, failure] = std::from_chars(value.data(), value.data() + value.size(), count);
    return std::chrono::seconds(failure == std::errc() ? count : std::numeric_limits<std::int64_t>::max());
  }
  const auto date = parse_http_date(value);
  if (!date) {
    return std::nullopt;
  }
  return std::max(std::chrono::seconds(0), *date - now);
}

}  // namespace goto_token
