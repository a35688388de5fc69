#pragma once

#include <string>

#include "goto_token/base/error.hpp"

namespace goto_token {

/// One thing that `doctor` looked at.
struct Check {
  enum class Status {
    Ok,       ///< As it should be.
    Warning,  ///< A token can be fetched all the same.
    Fail,     ///< No token can be fetched.
    Skip,     ///< Not looked at, or nothing to look at.
  };

  std::string name;  ///< What was looked at: a key, or a few words; always the same.
  Status status;
  std::string message;                ///< What was found; never a secret.
  std::string hint = {};              ///< How to mend it; empty where nothing is to be mended.
  ExitCode code = ExitCode::Success;  ///< What a run would end with, where this one fails.
};

/// The check that ended with this error.
/// @param mend the hint where the error itself has none.
[[nodiscard]] Check make_failed_check(const std::string& name, const Error& error,
                                      const std::string& mend = {});

}  // namespace goto_token
