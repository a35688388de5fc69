#include "goto_token/commands/output.hpp"

#include <utility>

#include "goto_token/base/text.hpp"
#include "goto_token/base/time_format.hpp"
#include "goto_token/oauth/json_object.hpp"

namespace goto_token {
namespace {

std::string format_json(const IssuedToken& token) {
  JsonObject object = parse_json_object(token.json.reveal()).value();
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

std::string format_as(OutputFormat format, const IssuedToken& token) {
  switch (format) {
    case OutputFormat::Header:
      return "Authorization: Bearer " + std::string(token.access_token.reveal()) + "\n";
    case OutputFormat::Env:
      return format_env(token);
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
