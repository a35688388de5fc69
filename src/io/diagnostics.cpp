#include "goto_token/io/diagnostics.hpp"

#include "goto_token/io/file_descriptor.hpp"
#include "goto_token/io/status_line.hpp"

namespace goto_token {
void Diagnostics::error(const Error& error) const {
  write("error: ", Colour::Red, error.what());
  if (!error.hint().empty()) {
    write("hint: ", std::nullopt, error.hint());
  }
}

void Diagnostics::warning(std::string_view text) const {
  if (verbosity_ != Verbosity::Quiet) {
    write("warning: ", Colour::Yellow, text);
  }
}

void Diagnostics::warning(const Error& failure) const {
  warning(std::string_view(failure.what()));
  if (verbosity_ != Verbosity::Quiet && !failure.hint().empty()) {
    write("hint: ", std::nullopt, failure.hint());
  }
}

void Diagnostics::note(std::string_view text) const {
  if (verbosity_ != Verbosity::Quiet) {
    write("", std::nullopt, text);
  }
}

Line Diagnostics::make_note(std::string_view text) const {
  return {.fd = fd_, .text = verbosity_ != Verbosity::Quiet ? make_line("", std::nullopt, text) : ""};
}

void Diagnostics::objection(std::string_view text) const {
  write("", std::nullopt, text);
}

void Diagnostics::objection(const Error& why) const {
  objection(std::string_view(why.what()));
  if (!why.hint().empty()) {
    write("hint: ", {}, why.hint());
  }
}

bool Diagnostics::would_wait() const noexcept {
  return fd_ >= 0 && !is_writable(fd_);
}

void Diagnostics::trace(std::string_view text) const {
  if (verbosity_ == Verbosity::Verbose) {
    write("trace: ", std::nullopt, text);
  }
}

void Diagnostics::to_copy(std::string_view introduction, std::string_view line) const {
  std::string text;
  if (verbosity_ != Verbosity::Quiet) {
    text.append("goto-token: ").append(introduction).append("\n\n  ").append(line).append("\n\n");
  } else {
    text.append(line).append("\n");
  }
  write_above_status_line(fd_, text);
}

std::string Diagnostics::make_line(std::string_view label, std::optional<Colour> colour,
                                   std::string_view text) const {
  std::string line = "goto-token: ";
  line.append(colour_ && colour ? paint(label, *colour) : label).append(text).append("\n");
  return line;
}

void Diagnostics::write(std::string_view label, std::optional<Colour> colour, std::string_view text) const {
  write_above_status_line(fd_, make_line(label, colour, text));
}

}  // namespace goto_token
