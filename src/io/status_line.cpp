#include "goto_token/io/status_line.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <atomic>

#include "goto_token/io/file_descriptor.hpp"
#include "goto_token/io/terminal.hpp"

namespace goto_token {
namespace {

constexpr std::string_view kErase = "\r\x1b[J";  // to the end of the screen: the line may have been wrapped

// Global, because signal handlers read it: the terminal that shows a line. It is set before the line is
// written, and cleared after it was erased; to erase twice does no harm. A handler leaves it alone, because
// the line may be about to be written.
std::atomic<int> shown_on = -1;
static_assert(std::atomic<int>::is_always_lock_free, "a signal handler uses it");

/// The texts that are shown, for the thread that writes.
std::vector<std::string>& shown_texts() {
  static std::vector<std::string> texts;
  return texts;
}

std::size_t columns_of(int fd) noexcept {
  constexpr std::size_t kUsual = 80;
  winsize size = {};
  return ::ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : kUsual;
}

/// The line as it is written; empty for no texts.
std::string make_line(int fd) {
  const std::string text = fit_status_line(shown_texts(), columns_of(fd));
  return text.empty() ? "" : text + "\r";
}

/// Forgets a line that others have written below, once this process is in the background.
void forget_in_background() noexcept {
  if (const int fd = shown_on; fd >= 0 && is_in_background(fd)) {
    shown_on = -1;
  }
}

}  // namespace

std::string fit_status_line(std::span<const std::string> texts, std::size_t columns) {
  const std::size_t most = columns > 0 ? columns - 1 : 0;
  for (const std::string& text : texts) {
    if (text.size() <= most) {
      return text;
    }
  }
  return texts.empty() ? "" : texts.back().substr(0, most);
}

bool takes_status_line(int fd) noexcept {
  return fd >= 0 && !is_in_background(fd);
}

StatusLine::~StatusLine() {
  // Where the terminal takes no output, the next message erases the line.
  shown_texts().clear();
  if (const int fd = shown_on; fd >= 0 && is_writable(fd)) {
    erase_status_line();
    shown_on = -1;
  }
}

void StatusLine::show(std::vector<std::string> texts) const {
  forget_in_background();
  if (!takes_status_line(fd_) || !is_writable(fd_)) {
    return;
  }
  shown_texts() = std::move(texts);
  shown_on = fd_;
  write_all(fd_, std::string(kErase) + make_line(fd_));
}

void write_above_status_line(int fd, std::string_view lines) {
  forget_in_background();
  if (fd < 0 || shown_on != fd) {
    write_all(fd, lines);
    return;
  }
  write_all(fd, std::string(kErase).append(lines) + make_line(fd));
  if (shown_texts().empty()) {
    shown_on = -1;
  }
}

void erase_status_line() noexcept {
  const int fd = shown_on;
  if (fd >= 0 && !is_in_background(fd) && is_writable(fd)) {
    [[maybe_unused]] const ssize_t count = ::write(fd, kErase.data(), kErase.size());
  }
}

}  // namespace goto_token
