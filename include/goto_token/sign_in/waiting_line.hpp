#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "goto_token/config/config.hpp"
#include "goto_token/io/diagnostics.hpp"
#include "goto_token/io/status_line.hpp"
#include "goto_token/io/wait.hpp"

namespace goto_token {

/// What is waited for: `waiting for the response on port 5000`.
/// @param port the one listened on, unless the response can only be pasted.
[[nodiscard]] std::string describe_wait(const Config& config, std::uint16_t port);

/// The texts of the waiting line, the longest first.
/// @param what as `describe_wait` returns it. @param time how long is left, else how long it has taken.
[[nodiscard]] std::vector<std::string> make_waiting_texts(const std::string& what, std::chrono::seconds time,
                                                          bool is_left);

/// The sign of life on a terminal while a person signs in: how long is left, or how long it has taken where
/// there is no limit.
class WaitingLine {
 public:
  /// @param what as `describe_wait` returns it. @param limit nullopt waits for ever.
  WaitingLine(std::string what, Deadline started_at, std::optional<std::chrono::seconds> limit,
              const Diagnostics& diagnostics)
      : what_(std::move(what)),
        started_at_(started_at),
        limit_(limit),
        may_be_shown_(diagnostics.status_terminal() >= 0),
        line_(diagnostics.status_terminal()) {}

  /// Shows the line as of now.
  /// @returns when to show it again, later than now: when its text changes, a second from now at most.
  /// Nullopt where it is never shown.
  [[nodiscard]] std::optional<Deadline> show(Deadline now) const;

 private:
  std::string what_;
  Deadline started_at_;
  std::optional<std::chrono::seconds> limit_;
  bool may_be_shown_;
  StatusLine line_;
};

}  // namespace goto_token
