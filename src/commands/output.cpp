#include "goto_token/commands/output.hpp"

#include <cstddef>
#include <string_view>
#include <utility>

#include "goto_token/base/error.hpp"
#include "goto_token/base/text.hpp"
#include "goto_token/base/time_format.hpp"
#include "goto_token/oauth/json_object.hpp"

namespace goto_token {
namespace {

std::string format_json(const IssuedToken& token) {
  JsonObject object = parse_members(token.json);
  object.erase("expires_at");  // a server's own may be in any format
  if (token.expires_at) {
    object.set_string("expires_at", format_rfc3339(*token.expires_at));
  }
  return format_json_object(object);
}

std::string format_env(const IssuedToken& token) {
  std::string lines;
  for (const auto& [name, value] : make_token_variables(token)) {
    lines += "export " + name + "=" + quote_for_shell(value) + "\n";
  }
  return lines;
}

/// Why one of the readers of `NAME=VALUE` lines would not take the value as it is; empty when all do.
/// `$GITHUB_ENV` takes any line.
std::string_view find_unreadable(std::string_view name, std::string_view value) {
  constexpr std::size_t kLongestLine = 64UL * 1024UL;  // for docker, with the `=` and the newline
  if (!is_visible_ascii(value)) {
    return "it holds blanks, control characters or other characters than ASCII";
  }
  if (contains(value, '\\')) {
    return "it holds a backslash, which systemd reads as an escape";
  }
  if (value.starts_with('\'') || value.starts_with('"')) {
    return "it begins with a quote, which systemd drops";
  }
  return name.size() + value.size() + 2 > kLongestLine
             ? "its line is longer than the 64 KiB that docker reads"
             : "";
}

std::string format_dotenv(const IssuedToken& token) {
  std::string lines;
  for (const auto& [name, value] : make_token_variables(token)) {
    if (const std::string_view why = find_unreadable(name, value); !why.empty()) {
      throw Error(ExitCode::Failure, "cannot write " + name + " as a dotenv line: " + std::string(why),
                  "use -o env, header, json or token, or goto-token exec");
    }
    lines.append(name).append("=").append(value).append("\n");
  }
  return lines;
}

std::string format_as(OutputFormat format, const IssuedToken& token) {
  switch (format) {
    case OutputFormat::Header:
      return "Authorization: Bearer " + std::string(token.access_token.reveal()) + "\n";
    case OutputFormat::Env:
      return format_env(token);
    case OutputFormat::Dotenv:
      return format_dotenv(token);
    case OutputFormat::Json:
      return format_json(token) + "\n";
    case OutputFormat::Token:
    case OutputFormat::Text:  // of reports, which are no tokens
      break;
  }
  return std::string(token.access_token.reveal()) + "\n";
}

}  // namespace

IssuedToken make_issued_token(ReceivedToken token) {
  const auto expiry = expires_at(token.response, token.received_at);
  return {.access_token = std::move(token.response.access_token),
          .expires_at = expiry,
          .json = std::move(token.response.json)};
}

Secret format_token(const IssuedToken& token, OutputFormat format) {
  return Secret(format_as(format, token));
}

std::vector<std::pair<std::string, std::string>> make_token_variables(const IssuedToken& token) {
  return {{"GOTO_ACCESS_TOKEN", std::string(token.access_token.reveal())},
          {"GOTO_TOKEN_EXPIRES_AT", token.expires_at ? format_rfc3339(*token.expires_at) : ""}};
}

}  // namespace goto_token
