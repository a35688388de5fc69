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
  const auto add_each = [&add](const std::string& option, const std::optional<FormParameters>& parameters) {
    if (parameters && parameters->empty()) {
      add(option, "");
    }
    for (const auto& [name, value] : parameters.value_or(FormParameters())) {
      add(option, std::string(name).append("=").append(value));
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
  add("--audience", command_line.audience);
  if (command_line.resources) {
    add("--resource", join_words(*command_line.resources));
  }
  add_each("--authorize-param", command_line.authorize_params);
  add_each("--token-param", command_line.token_params);
  return command + (command_line.allow_http ? " --allow-http" : "");
}

}  // namespace goto_token
