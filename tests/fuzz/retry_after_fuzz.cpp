// Feeds parse_retry_after any bytes and compares it with sscanf, timegm and comparisons of digits.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <optional>
#include <string>
#include <string_view>

#include "goto_token/base/time_format.hpp"
#include "support/require.hpp"

namespace {

using goto_token::fuzz::require;
using std::chrono::seconds;
using std::chrono::sys_seconds;

constexpr std::string_view kDigits = "0123456789";

std::string without_blanks_around(const std::string& text) {
  const std::size_t first = text.find_first_not_of(" \t");
  return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// Whole seconds; what no 64 bits hold counts as the most they can.
seconds count_plainly(std::string digits) {
  digits.erase(0, digits.find_first_not_of('0'));
  const std::string most = std::to_string(INT64_MAX);
  if (digits.size() > most.size() || (digits.size() == most.size() && digits > most)) {
    return seconds(INT64_MAX);
  }
  return seconds(digits.empty() ? 0 : std::stoll(digits));
}

/// Which of the names `name` is; all have three letters.
std::optional<int> index_of(std::string_view name, std::string_view names) {
  const std::size_t at = names.find(name);
  if (name.size() != 3 || at == std::string_view::npos || at % 3 != 0) {
    return std::nullopt;
  }
  return static_cast<int>(at / 3);
}

/// The date, if the parts are in range and timegm finds no other day for them.
std::optional<sys_seconds> date_plainly(const std::string& text) {
  std::array<char, 4> day_name = {};
  std::array<char, 4> month_name = {};
  std::tm parts = {};
  int end = 0;
  // The width of each number keeps sscanf from overflowing.
  const int fields =  // NOLINTNEXTLINE(cert-err34-c)
      std::sscanf(text.c_str(), "%3c, %2d %3c %4d %2d:%2d:%2d GMT%n", day_name.data(), &parts.tm_mday,
                  month_name.data(), &parts.tm_year, &parts.tm_hour, &parts.tm_min, &parts.tm_sec, &end);
  const auto month = index_of(month_name.data(), "JanFebMarAprMayJunJulAugSepOctNovDec");
  if (fields != 7 || text.size() != 29 || end != 29 || !month ||
      !index_of(day_name.data(), "MonTueWedThuFriSatSun")) {
    return std::nullopt;
  }
  parts.tm_mon = *month;
  parts.tm_year -= 1900;
  const int day = parts.tm_mday;
  if (day < 1 || parts.tm_hour > 23 || parts.tm_min > 59 || parts.tm_sec > 60) {
    return std::nullopt;
  }
  const std::time_t time = ::timegm(&parts);
  const int leap_second = parts.tm_sec == 0 && text.substr(23, 2) == "60" ? 1 : 0;
  const std::time_t before_it = time - leap_second;
  std::tm back = {};
  ::gmtime_r(&before_it, &back);
  return back.tm_mday == day ? std::optional(sys_seconds(seconds(time))) : std::nullopt;
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer calls it by this name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  const std::string value = without_blanks_around(text);
  const bool whole_number = !value.empty() && value.find_first_not_of(kDigits) == std::string::npos;
  for (const std::int64_t at : {0LL, 784111777LL, 1767225600LL, 253402300799LL}) {
    const sys_seconds now{seconds(at)};
    const auto wait = goto_token::parse_retry_after(text, now);
    require(!wait || *wait >= seconds(0), "a wait is never negative");
    if (whole_number) {
      require(wait == count_plainly(value), "whole seconds are that many seconds");
    } else if (wait) {
      const auto date = date_plainly(value);
      require(date.has_value(), "what is no number is a date");
      require(*wait == std::max(seconds(0), *date - now), "the wait lasts until the date");
    }
  }
  return 0;
}
