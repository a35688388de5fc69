#include "goto_token/config/typed_value.hpp"

#include <array>
#include <cstddef>

#include "goto_token/base/text.hpp"
#include "goto_token/base/white_space.hpp"
#include "goto_token/command_line/command_line.hpp"
#include "goto_token/config/config.hpp"
#include "goto_token/config/env_file_text.hpp"
#include "goto_token/config/keys.hpp"

namespace goto_token {
namespace {

struct Quotes {
  std::string_view opening;
  std::string_view closing;
};

constexpr auto kQuotes = std::to_array<Quotes>({
    {"'", "'"},
    {"\"", "\""},
    {"`", "`"},
    {"\u201C", "\u201D"},  // as word processors write them
    {"\u2018", "\u2019"},
});

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
  for (const auto& [opening, closing] : kQuotes) {
    const std::size_t both = opening.size() + closing.size();
    if (text.size() >= both && text.starts_with(opening) && text.ends_with(closing)) {
      return {.text = trim_white_space(text.substr(opening.size(), text.size() - both)), .had_quotes = true};
    }
  }
  return {.text = text};
}

std::optional<Error> find_objection(std::string_view key, const std::string& value, bool allow_http) {
  const Key* const row = find_key(key);
  if (auto objection = row == nullptr ? std::nullopt : read(*row, value, allow_http)) {
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
