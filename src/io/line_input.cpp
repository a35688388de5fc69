#include "goto_token/io/line_input.hpp"

#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "goto_token/io/terminal.hpp"
#include "goto_token/io/wait.hpp"

namespace goto_token {
namespace {

constexpr char kEndOfInput = 0x04;  // Ctrl+D
constexpr char kEraseLine = 0x15;   // Ctrl+U
constexpr char kErase = 0x7F;
constexpr char kBackspace = 0x08;

/// read(2) that fails in the background instead of stopping the process, which may get there at any moment.
ssize_t read_without_stop(int fd, char* to, std::size_t most) {
  sigset_t stop;
  sigset_t before;
  ::sigemptyset(&stop);
  ::sigaddset(&stop, SIGTTIN);
  ::pthread_sigmask(SIG_BLOCK, &stop, &before);
  const ssize_t count = ::read(fd, to, most);
  const int error_number = errno;
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  errno = error_number;
  return count;
}

}  // namespace

LineInput::LineInput(int fd) : fd_(fd), terminal_(is_terminal(fd)) {
  retake_terminal();
}

LineInput::~LineInput() {
  restore_terminal();
}

bool LineInput::retake_terminal() const noexcept {
  return terminal_ && !ended_ && take_terminal(fd_);
}

bool LineInput::may_be_read() const noexcept {
  return !terminal_ || !is_in_background(fd_);
}

int LineInput::awaited() const noexcept {
  return ended_ || !may_be_read() ? -1 : fd_;
}

bool LineInput::has_hung_up() const noexcept {
  pollfd input = {.fd = fd_, .events = 0, .revents = 0};
  return ::poll(&input, 1, 0) > 0 && (input.revents & (POLLHUP | POLLERR)) != 0;
}

std::optional<Secret> LineInput::next_line() {
  if (lines_.empty() && !ended_) {
    read_available();
  }
  if (lines_.empty()) {
    return std::nullopt;
  }
  Secret line = std::move(lines_.front());
  lines_.pop_front();
  return line;
}

void LineInput::read_available() {
  // Bounded, so that an endless line cannot block the caller.
  constexpr int kMostReads = 16'384;
  for (int reads = 0; reads < kMostReads && lines_.empty() && !ended_; ++reads) {
    if (!read_once()) {
      return;
    }
  }
}

bool LineInput::read_once() {
  pollfd input = {.fd = awaited(), .events = POLLIN, .revents = 0};
  if (input.fd < 0 || ::poll(&input, 1, 0) <= 0) {
    return false;
  }
  std::array<char, 4096> chunk = {};
  // Byte by byte, as a shell's `read` does: other programs may read the rest.
  const ssize_t count =
      terminal_ ? read_without_stop(fd_, chunk.data(), chunk.size()) : ::read(fd_, chunk.data(), 1);
  if (count > 0) {
    for (const char c : std::string_view(chunk.data(), static_cast<std::size_t>(count))) {
      take_in(c);
    }
    ::explicit_bzero(chunk.data(), chunk.size());
    return true;
  }
  const bool try_again =
      count < 0 ? would_block(errno) || !may_be_read() : terminal_ && (input.revents & POLLHUP) == 0;
  if (!try_again) {
    end();
  }
  return false;
}

void LineInput::take_in(char c) {
  if (ended_ || (terminal_ && edit(c))) {
    return;
  }
  if (c == '\n' || (terminal_ && c == '\r')) {
    finish_line();
  } else if (line_.size() <= kLongestLine) {
    line_ += c;
  }
}

bool LineInput::edit(char c) {
  switch (c) {
    case kErase:
    case kBackspace:
      erase_character();
      return true;
    case kEraseLine:
      drop_unfinished_line();
      return true;
    case kEndOfInput:
      line_.empty() ? end() : finish_line();
      return true;
    default:
      return false;
  }
}

/// Erases the last character, of all its bytes in UTF-8.
void LineInput::erase_character() {
  while (!line_.empty()) {
    const bool is_continuation = (line_.back() & 0xC0) == 0x80;
    line_.pop_back();
    if (!is_continuation) {
      return;
    }
  }
}

void LineInput::finish_line() {
  lines_.emplace_back(line_);
  drop_unfinished_line();
}

void LineInput::drop_unfinished_line() noexcept {
  ::explicit_bzero(line_.data(), line_.size());
  line_.clear();
}

void LineInput::end() {
  if (!line_.empty()) {
    finish_line();
  }
  ended_ = true;
}

}  // namespace goto_token
