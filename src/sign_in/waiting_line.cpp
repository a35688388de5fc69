#include "goto_token/sign_in/waiting_line.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace goto_token {
namespace {

using std::chrono::seconds;

/// `4:58`, or `1:04:58` from an hour on.
std::string format_clock(seconds time) {
  const std::chrono::hh_mm_ss clock(time);
  const auto minutes = static_cast<int>(clock.minutes().count());
  const auto rest = static_cast<int>(clock.seconds().count());
  std::array<char, 32> text = {};
  if (clock.hours().count() > 0) {
    std::snprintf(text.data(), text.size(), "%ld:%02d:%02d", static_cast<long>(clock.hours().count()),
                  minutes, rest);
  } else {
    std::snprintf(text.data(), text.size(), "%d:%02d", minutes, rest);
  }
  return text.data();
}

}  // namespace

std::string describe_wait(const Config& config, std::uint16_t port) {
  return config.paste ? "waiting for that address"
                      : "waiting for the response on port " + std::to_string(port);
}

std::vector<std::string> make_waiting_texts(const std::string& what, seconds time, bool is_left) {
  const std::string count = ", " + format_clock(time) + (is_left ? " left" : " so far");
  const std::string whole = "goto-token: " + what + count;
  return {whole + "; Ctrl+C ends it", whole, "goto-token: waiting" + count, "waiting" + count};
}

std::optional<Deadline> WaitingLine::show(Deadline now) const {
  if (!may_be_shown_) {
    return std::nullopt;
  }
  constexpr seconds kTick{1};
  const auto taken = now - started_at_;
  if (!limit_) {
    const auto whole = std::chrono::floor<seconds>(taken);
    line_.show(make_waiting_texts(what_, whole, false));
    return started_at_ + whole + kTick;
  }
  const auto left = std::max(std::chrono::ceil<seconds>(*limit_ - taken), seconds(0));
  line_.show(make_waiting_texts(what_, left, true));
  return left > seconds(0) ? started_at_ + *limit_ - left + kTick : now + kTick;
}

}  // namespace goto_token
