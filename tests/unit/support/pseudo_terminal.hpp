#pragma once

#include <pty.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <stdexcept>
#include <string>
#include <string_view>

#include "goto_token/io/file_descriptor.hpp"

namespace goto_token {

/// A terminal that is not the one that controls this process.
class PseudoTerminal {
 public:
  PseudoTerminal() {
    int keyboard = -1;
    int device = -1;
    if (::openpty(&keyboard, &device, nullptr, nullptr, nullptr) != 0) {
      throw std::runtime_error("cannot make a terminal");
    }
    keyboard_ = FileDescriptor(keyboard);
    device_ = FileDescriptor(device);
  }

  [[nodiscard]] const FileDescriptor& keyboard() const { return keyboard_; }
  [[nodiscard]] int device() const { return device_.number(); }

  /// Types keys.
  void type(std::string_view keys) const {
    if (write_all(keyboard_.number(), keys) != 0) {
      throw std::runtime_error("cannot type");
    }
  }

  /// Ends the connection to whoever sits in front of it.
  void hang_up() { keyboard_.close(); }

  [[nodiscard]] tcflag_t local_modes() const {
    termios mode = {};
    if (::tcgetattr(device(), &mode) != 0) {
      throw std::runtime_error("no terminal any more");
    }
    return mode.c_lflag;
  }

 private:
  FileDescriptor keyboard_;
  FileDescriptor device_;
};

}  // namespace goto_token
