#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace goto_token {

/// The command line taken apart, but for the meaning of the values: what was given, by the long form of each
/// option.
class RawOptions {
 public:
  /// Takes apart the arguments in front of a `--`.
  /// @throws Error{Usage} for a value that is missing, or stands where none is taken.
  explicit RawOptions(const std::vector<std::string>& arguments);

  /// The words that are no options, in order: the command and what follows it.
  [[nodiscard]] const std::vector<std::string>& words() const { return words_; }

  /// The first option that nobody knows, without a value behind `=`, which may be a secret.
  [[nodiscard]] const std::optional<std::string>& unknown_option() const { return unknown_option_; }

  /// Whether the flag is there.
  [[nodiscard]] bool given(std::string_view flag) const;

  /// The long form of each option that is there.
  [[nodiscard]] std::set<std::string_view> options() const;

  /// All values of the option, in order.
  [[nodiscard]] const std::vector<std::string>& values(std::string_view option) const;

  /// The last value, as with most programs.
  [[nodiscard]] std::optional<std::string> value(std::string_view option) const;

  /// The last value of an option for which an empty one means nothing.
  /// @throws Error{Usage} when it is empty.
  [[nodiscard]] std::optional<std::string> filled_value(const std::string& option) const;

  /// The last value as a number of seconds.
  /// @throws Error{Usage} when it is none.
  [[nodiscard]] std::optional<std::chrono::seconds> seconds(const std::string& option) const;

 private:
  struct Raw {
    std::vector<std::string> values;
    bool given = false;
  };

  std::vector<std::string> words_;
  std::optional<std::string> unknown_option_;
  std::map<std::string_view, Raw> options_;  // those that may have been given
};

/// Ends the run because of the command line.
/// @throws Error{Usage}, always.
[[noreturn]] void fail_usage(const std::string& what, const std::string& hint = "see goto-token --help");

/// Ends the run because of an option's value, which is shown: `OPTION: 'VALUE' WHY`.
/// @throws Error{Usage}, always.
[[noreturn]] void fail_value(const std::string& option, const std::string& value, std::string_view why,
                             const std::string& hint = "see goto-token --help");

}  // namespace goto_token
