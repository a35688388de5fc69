#pragma once

#include <gtest/gtest.h>

#include <ostream>
#include <string>

#include "goto_token/base/error.hpp"

namespace goto_token {

/// An `Error` as a value, so that a test compares all of it: status, text and hint.
struct Failure {
  ExitCode code;
  std::string message;
  std::string hint;

  friend bool operator==(const Failure&, const Failure&) = default;
  friend std::ostream& operator<<(std::ostream& out, const Failure& failure) {
    return out << "exit " << static_cast<int>(failure.code) << ": " << testing::PrintToString(failure.message)
               << ", hint " << testing::PrintToString(failure.hint);
  }
};

/// What `action` fails with; `ExitCode::Success` when it does not fail.
template <typename Action>
Failure failure_of(Action&& action) {
  try {
    static_cast<void>(action());
  } catch (const Error& error) {
    return {error.code(), error.what(), error.hint()};
  }
  return {ExitCode::Success, "nothing failed", ""};
}

}  // namespace goto_token
