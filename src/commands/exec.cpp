#include <utility>

#include "goto_token/commands/commands.hpp"
#include "goto_token/io/process.hpp"

namespace goto_token {
namespace {

/// Sets a variable in a list of `NAME=VALUE` strings.
void set_variable(std::vector<std::string>& environment, const std::string& name, const std::string& value) {
  const std::string beginning = name + "=";
  std::erase_if(environment, [&](const std::string& variable) { return variable.starts_with(beginning); });
  environment.push_back(beginning + value);
}

}  // namespace

ExitCode exec_with_token(const Session& session) {
  const IssuedToken token = fetch_token(session);
  std::vector<std::string> environment = session.settings.child_environment();
  for (const auto& [name, value] : make_token_variables(token)) {
    set_variable(environment, name, value);
  }
  session.effects.diagnostics.trace("running the command");
  replace_process(session.command_line.exec_command, std::move(environment));
}

}  // namespace goto_token
