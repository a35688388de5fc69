#include "goto_token/io/prompt.hpp"

#include <poll.h>

#include <algorithm>
#include <chrono>
#include <csignal>

#include "goto_token/base/text.hpp"
#include "goto_token/io/file_descriptor.hpp"
#include "goto_token/io/terminal.hpp"
#include "goto_token/io/wait.hpp"

namespace goto_token {
namespace {

bool is_continuation(std::string_view text, std::size_t at) {
  return at < text.size() && (text[at] & 0xC0) == 0x80;
}

/// How many bytes of two texts in UTF-8 are the same, in whole characters.
std::size_t count_common(std::string_view one, std::string_view other) {
  const auto* const end = std::mismatch(one.begin(), one.end(), other.begin(), other.end()).first;
  auto same = static_cast<std::size_t>(end - one.begin());
  while (is_continuation(one, same) || is_continuation(other, same)) {
    --same;
  }
  return same;
}

}  // namespace

std::optional<Secret> Prompt::ask(const std::string& question, Typing typing) {
  begin_line(question);
  while (true) {
    std::optional<Secret> line = input_.next_line();
    if (typing == Typing::Shown) {
      show(line ? line->reveal() : input_.unfinished_line());
    }
    if (line || input_.has_ended()) {
      if (input_.has_hung_up()) {
        ::raise(SIGHUP);  // it comes to the leader of the session alone, and later
        line.reset();     // it may be half a line
      }
      end_line();
      return line;
    }
    wait();
    if (input_.retake_terminal()) {
      input_.drop_unfinished_line();  // what did not show would be typed again
      begin_line(question);           // other programs have written meanwhile
    }
  }
}

/// Waits for input; for a second at most, since no signal reports the return to the foreground.
void Prompt::wait() const {
  pollfd event = {.fd = input_.awaited(), .events = POLLIN, .revents = 0};
  wait_with_poll({&event, 1}, Clock::now() + std::chrono::seconds(1));
}

void Prompt::begin_line(const std::string& question) {
  shown_.clear();
  set_open_line(output_);
  write_all(output_, question);
}

/// Brings what shows up to date, by as few characters as that takes.
void Prompt::show(std::string_view typed) {
  std::string text = printable(typed, typed.size());
  const std::size_t same = count_common(shown_, text);
  std::string change;
  for (std::size_t at = same; at < shown_.size(); ++at) {
    change += is_continuation(shown_, at) ? "" : "\b \b";
  }
  change += text.substr(same);
  write_all(output_, change);
  shown_ = std::move(text);
}

void Prompt::end_line() const {
  write_all(output_, "\n");
  set_open_line(-1);
}

}  // namespace goto_token
