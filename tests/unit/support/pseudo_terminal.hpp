#pragma once

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <stdexcept>
#include <string>
#include <string_view>

#include "goto_token/io/file_descriptor.hpp"

namespace goto_token {

/// A terminal that is not the one that controls this process. It shows what is written as it is.
class PseudoTerminal {
 public:
  explicit PseudoTerminal(unsigned short columns = 80) {
    int front = -1;
    int device = -1;
    if (::openpty(&front, &device, nullptr, nullptr, nullptr) != 0) {
      throw std::runtime_error("cannot make a terminal");
    }
    front_ = FileDescriptor(front);
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

  /// Types keys.
  void type(std::string_view keys) const {
    if (write_all(front_.number(), keys) != 0) {
      throw std::runtime_error("cannot type");
    }
  }

  /// Stops the output, as Ctrl+S does, or lets it go on.
  void stop_output(bool stop) const { ::tcflow(device(), stop ? TCOOFF : TCOON); }

  /// What was written since the last look.
  [[nodiscard]] std::string shown() const {
    std::string text;
    std::array<char, 4096> chunk = {};
    while (is_readable(front_.number())) {
      const ssize_t count = ::read(front_.number(), chunk.data(), chunk.size());
      if (count <= 0) {
        break;
      }
      text.append(chunk.data(), static_cast<std::size_t>(count));
    }
    return text;
  }

  /// Ends the connection to the person in front of it.
  void hang_up() { front_.close(); }

  [[nodiscard]] tcflag_t local_modes() const {
    termios mode = {};
    if (::tcgetattr(device(), &mode) != 0) {
      throw std::runtime_error("no terminal any more");
    }
    return mode.c_lflag;
  }

 private:
  FileDescriptor front_;
  FileDescriptor device_;
};

}  // namespace goto_token
