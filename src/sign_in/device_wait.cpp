#include "goto_token/sign_in/device_wait.hpp"

#include <algorithm>
#include <array>

#include "goto_token/base/error.hpp"
#include "goto_token/io/terminal.hpp"
#include "goto_token/sign_in/notices.hpp"
#include "goto_token/sign_in/page_opener.hpp"

namespace goto_token {

DeviceWait::DeviceWait(std::chrono::seconds limit, std::optional<BrowserRun> browser, const Effects& effects)
    : effects_(effects),
      end_(effects.steady_now() + limit),
      line_("waiting for the sign-in", effects.steady_now(), limit, effects.diagnostics),
      browser_(std::move(browser)) {
  note_wait("waiting for the sign-in", limit, effects.diagnostics);
}

void DeviceWait::wait_until(Deadline time) {
  while (effects_.steady_now() < time) {
    std::array<pollfd, 1> event = {
        pollfd{.fd = browser_ ? browser_->ended.number() : -1, .events = POLLIN, .revents = 0}};
    wait(event, time);
  }
}

void DeviceWait::wait(std::span<pollfd> events, Deadline deadline) {
  constexpr std::chrono::seconds kLongestLastPoll{5};  // one under way at the end may bring the token
  const Deadline last = end_ + kLongestLastPoll;
  const Deadline now = effects_.steady_now();
  if (now >= last) {
    throw Error(ExitCode::Network, "no response came in time").passing();
  }
  effects_.wait(events, std::min({deadline, last, line_.show(now).value_or(deadline)}));
  if (browser_ && is_readable(browser_->ended.number())) {
    report_browser(*browser_, effects_.diagnostics);
    browser_.reset();
  }
}

}  // namespace goto_token
