#include "goto_token/command_line/login_command.hpp"

#include "goto_token/base/text.hpp"

namespace goto_token {

std::string make_login_command(const CommandLine& command_line) {
  std::string command = "goto-token login";
  const auto add = [&command](const std::string& option, const std::optional<std::string>& value) {
    if (value) {
      command += " " + option + " " + shell_word(printable(*value, value->size()));
    }
  };
  add("--env-file", command_line.env_file);
  add("--grant", command_line.grant);
  add("--profile", command_line.profile);
  add("--credential-helper", command_line.credential_helper);
  add("--ca-file", command_line.ca_file);
  if (command_line.scopes) {
    add("--scope", join_words(*command_line.scopes));
  }
  return command + (command_line.allow_http ? " --allow-http" : "");
}

}  // namespace goto_token
