#include "goto_token/base/time_format.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <limits>

#include "goto_token/base/text.hpp"

namespace goto_token {
namespace {

constexpr std::array<std::string_view, 7> kDayNames = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
// The shape of an IMF-fixdate (RFC 9110 §5.6.7): X is any character, 0 any digit.
constexpr std::string_view kShape = "XXX, 00 XXX 0000 00:00:00 GMT";

bool has_date_shape(std::string_view value) {
  return std::equal(value.begin(), value.end(), kShape.begin(), kShape.end(), [](char c, char shape) {
    return shape == 'X' || (shape == '0' ? is_digit(c) : c == shape);
  });
}

int number_at(std::string_view value, std::size_t position, std::size_t digits) {
  return parse_decimal<int>(value.substr(position, digits)).value_or(0);
}

}  // namespace

std::string format_rfc3339(std::chrono::sys_seconds time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  std::array<char, 32> text = {};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  return text.data();
}

std::optional<std::chrono::sys_seconds> parse_http_date(std::string_view value) {
  using namespace std::chrono;
  if (!has_date_shape(value) || !contains(kDayNames, value.substr(0, 3))) {
    return std::nullopt;
  }
  const auto* const month_name = std::find(kMonths.begin(), kMonths.end(), value.substr(8, 3));
  const auto month_number = static_cast<unsigned>(month_name - kMonths.begin()) + 1U;
  const year_month_day date{year{number_at(value, 12, 4)}, month{month_number},
                            day{static_cast<unsigned>(number_at(value, 5, 2))}};
  const int hour = number_at(value, 17, 2);
  const int minute = number_at(value, 20, 2);
  const int second = number_at(value, 23, 2);
  if (!date.ok() || hour > 23 || minute > 59 || second > 60) {
    return std::nullopt;
  }
  return sys_days{date} + hours{hour} + minutes{minute} + seconds{second};
}

std::optional<std::chrono::seconds> parse_retry_after(std::string_view value, std::chrono::sys_seconds now) {
  value = trim_blanks(value);
  if (!value.empty() && std::all_of(value.begin(), value.end(), is_digit)) {
    return std::chrono::seconds(
        parse_decimal<std::int64_t>(value).value_or(std::numeric_limits<std::int64_t>::max()));
  }
  const auto date = parse_http_date(value);
  if (!date) {
    return std::nullopt;
  }
  return std::max(std::chrono::seconds(0), *date - now);
}

}  // namespace goto_token
