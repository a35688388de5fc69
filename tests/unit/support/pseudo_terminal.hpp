#pragma once

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <stdexcept>
#include <string>

#include "goto_token/io/file_descriptor.hpp"

namespace goto_token {

/// A terminal that is not the one that controls this process. It shows what is written as it is.
class PseudoTerminal {
 public:
  explicit PseudoTerminal(unsigned short columns = 80) {
    int screen = -1;
    int device = -1;
    if (::openpty(&screen, &device, nullptr, nullptr, nullptr) != 0) {
      throw std::runtime_error("cannot open a pseudo-terminal");
    }
    screen_ = FileDescriptor(screen);
    device_ = FileDescriptor(device);
    termios mode = {};
    ::tcgetattr(device, &mode);
    mode.c_oflag &= ~static_cast<tcflag_t>(OPOST);
    ::tcsetattr(device, TCSANOW, &mode);
    set_columns(columns);
  }

  [[nodiscard]] int device() const { return device_.number(); }

  void set_columns(unsigned short columns) const {
    const winsize size = {.ws_row = 24, .ws_col = columns, .ws_xpixel = 0, .ws_ypixel = 0};
    ::ioctl(device(), TIOCSWINSZ, &size);
  }

  /// Stops the output, as Ctrl+S does, or lets it go on.
  void stop_output(bool stop) const { ::tcflow(device(), stop ? TCOOFF : TCOON); }

  /// What was written since the last look.
  [[nodiscard]] std::string shown() const {
    std::string text;
    std::array<char, 4096> chunk = {};
    while (is_readable(screen_.number())) {
      const ssize_t count = ::read(screen_.number(), chunk.data(), chunk.size());
      if (count <= 0) {
        break;
      }
      text.append(chunk.data(), static_cast<std::size_t>(count));
    }
    return text;
  }

 private:
  FileDescriptor screen_;
  FileDescriptor device_;
};

}  // namespace goto_token
