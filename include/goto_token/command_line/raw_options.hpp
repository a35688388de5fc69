#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace goto_token {

/// The command line split into words and options. Values are still text; an option is named by its long form.
class RawOptions {
 public:
  /// Splits the arguments before a `--`.
  /// @throws Error{Usage} for a missing value, and for a value of a flag.
  explicit RawOptions(const std::vector<std::string>& arguments);

  /// The words that are neither options nor their values, in order: the command and its words.
  [[nodiscard]] const std::vector<std::string>& words() const { return words_; }

  /// An unknown option, as name_of_unknown() shows it.
  [[nodiscard]] const std::optional<std::string>& unknown_option() const { return unknown_option_; }

  /// Whether the flag was given.
  [[nodiscard]] bool given(std::string_view flag) const;

  /// The long form of each option that was given.
  [[nodiscard]] std::set<std::string_view> options() const;

  /// All values of the option, in order.
  [[nodiscard]] const std::vector<std::string>& values(std::string_view option) const;

  /// The last value; nullopt when the option was not given.
  [[nodiscard]] std::optional<std::string> value(std::string_view option) const;

  /// The last value of an option that must not be empty.
  /// @throws Error{Usage} when it is.
  [[nodiscard]] std::optional<std::string> filled_value(const std::string& option) const;

  /// The last value as a duration.
  /// @throws Error{Usage} when it is none.
  [[nodiscard]] std::optional<std::chrono::seconds> duration(const std::string& option) const;

 private:
  struct Raw {
    std::vector<std::string> values;
    bool given = false;
  };

  std::vector<std::string> words_;
  std::optional<std::string> unknown_option_;
  std::map<std::string_view, Raw> options_;  // also some that were not given
};

/// Ends the run because of the command line. Without a hint, parse_command_line() names the help.
/// @throws Error{Usage}, always.
[[noreturn]] void fail_usage(const std::string& what, const std::string& hint = {});

/// Ends the run because of an option's value, which is shown: `OPTION: 'VALUE' WHY`.
/// @throws Error{Usage}, always.
[[noreturn]] void fail_value(const std::string& option, const std::string& value, std::string_view why,
                             const std::string& hint = {});

}  // namespace goto_token
