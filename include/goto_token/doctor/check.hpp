#pragma once

#include <string>

#include "goto_token/base/error.hpp"

namespace goto_token {

/// One thing that `doctor` checked.
struct Check {
  enum class Status {
    Ok,       ///< As it should be.
    Warning,  ///< A token can be fetched all the same.
    Fail,     ///< No token can be fetched.
    Skip,     ///< Not checked, or nothing to check.
  };

  /// A check that found nothing to fix.
  [[nodiscard]] static Check ok(std::string name, std::string message);

  /// A check that found something to fix.
  /// @param fix the hint; empty where none is known.
  [[nodiscard]] static Check warning(std::string name, std::string message, std::string fix);

  /// A check that was not made.
  [[nodiscard]] static Check skipped(std::string name, std::string why);

  /// The check that ended with this error.
  /// @param fix the hint where the error itself has none.
  [[nodiscard]] static Check failed(std::string name, const Error& error, const std::string& fix = {});

  std::string name;  ///< What was checked: a key, or a few words; always the same.
  Status status = Status::Ok;
  std::string message = {};           ///< What was found; never a secret.
  std::string hint = {};              ///< How to fix it; empty where there is nothing to fix.
  ExitCode code = ExitCode::Success;  ///< What a run would end with, where the check failed.
};

}  // namespace goto_token
