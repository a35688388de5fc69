#include "goto_token/io/diagnostics.hpp"

#include "goto_token/io/status_line.hpp"

namespace goto_token {
namespace {

constexpr std::string_view kRed = "\x1b[1;31m";
constexpr std::string_view kYellow = "\x1b[1;33m";
constexpr std::string_view kReset = "\x1b[0m";

}  // namespace

void Diagnostics::error(const Error& error) const {
  write("error: ", kRed, error.what());
  if (!error.hint().empty()) {
    write("hint: ", {}, error.hint());
  }
}

void Diagnostics::warning(std::string_view text) const {
  if (verbosity_ != Verbosity::Quiet) {
    write("warning: ", kYellow, text);
  }
}

void Diagnostics::warning(const Error& failure) const {
  warning(std::string_view(failure.what()));
  if (verbosity_ != Verbosity::Quiet && !failure.hint().empty()) {
    write("hint: ", {}, failure.hint());
  }
}

void Diagnostics::note(std::string_view text) const {
  if (verbosity_ != Verbosity::Quiet) {
    write("", {}, text);
  }
}

Line Diagnostics::make_note(std::string_view text) const {
  return {.fd = fd_, .text = verbosity_ != Verbosity::Quiet ? make_line("", {}, text) : ""};
}

void Diagnostics::objection(std::string_view text) const {
  write("", {}, text);
}

void Diagnostics::trace(std::string_view text) const {
  if (verbosity_ == Verbosity::Verbose) {
    write("trace: ", {}, text);
  }
}

void Diagnostics::authorization_url(std::string_view introduction, std::string_view url) const {
  std::string text;
  if (verbosity_ != Verbosity::Quiet) {
    text.append("goto-token: ").append(introduction).append("\n\n  ").append(url).append("\n\n");
  } else {
    text.append(url).append("\n");
  }
  write_above_status_line(fd_, text);
}

std::string Diagnostics::make_line(std::string_view label, std::string_view colour,
                                   std::string_view text) const {
  std::string line = "goto-token: ";
  const bool coloured = colour_ && !colour.empty();
  line.append(coloured ? colour : "").append(label).append(coloured ? kReset : "").append(text).append("\n");
  return line;
}

void Diagnostics::write(std::string_view label, std::string_view colour, std::string_view text) const {
  write_above_status_line(fd_, make_line(label, colour, text));
}

}  // namespace goto_token
