#include "goto_token/config/typed_value.hpp"

#include <algorithm>

#include "goto_token/base/text.hpp"
#include "goto_token/base/white_space.hpp"
#include "goto_token/command_line/command_line.hpp"
#include "goto_token/config/config.hpp"
#include "goto_token/config/env_file_text.hpp"
#include "goto_token/config/keys.hpp"

namespace goto_token {
namespace {

/// The message without the key and its origin, with which it begins: the person typed the value just now.
std::string without_origin(const std::string& message, std::string_view key) {
  const std::size_t end = message.find(": ");
  return message.starts_with(key) && end != std::string::npos ? message.substr(end + 2) : message;
}

std::optional<Error> read(const Key& key, const std::string& value, bool allow_http) {
  CommandLine command_line;  // no option goes before the value
  command_line.allow_http = allow_http;
  const Settings settings(Environment{{std::string(key.name), value}});
  Config config;
  try {
    key.read({.key = key, .command_line = command_line, .settings = settings, .config = config});
    return std::nullopt;
  } catch (const Error& error) {
    return Error(error.code(), without_origin(error.what(), key.name), error.hint());
  }
}

}  // namespace

TypedValue unwrap(std::string_view typed) {
  const std::string_view text = trim_white_space(typed);
  const bool has_quotes =
      text.size() > 1 && text.front() == text.back() && contains(std::string_view("'\"`"), text.front());
  return has_quotes ? TypedValue{trim_white_space(text.substr(1, text.size() - 2)), true} : TypedValue{text};
}

std::optional<Error> find_objection(std::string_view key, const std::string& value, bool allow_http) {
  const auto keys = all_keys();
  const auto row =
      std::find_if(keys.begin(), keys.end(), [key](const Key& known) { return known.name == key; });
  if (auto objection = row == keys.end() ? std::nullopt : read(*row, value, allow_http)) {
    return objection;
  }
  if (printable(value, value.size()) != value) {
    return Error(ExitCode::Configuration,
                 "it holds a character that does not show, such as that of an arrow key",
                 "type or paste it again");
  }
  if (!quote_for_env_file(value)) {
    return Error(ExitCode::Configuration, "no env file can hold its quotes, '#' and backslashes all at once",
                 is_secret_key(key)
                     ? "leave it out here, and set " + file_form(key) + " to a file that holds it"
                     : "");
  }
  return std::nullopt;
}

}  // namespace goto_token
