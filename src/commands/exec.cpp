#include <utility>

#include "goto_token/base/error.hpp"
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

/// Makes sure that the token fits into an environment. Some tokens hold whole certificates or lists of
/// groups.
void require_variable_size(const std::string& name, const std::string& value) {
  const std::size_t size = name.size() + 1 + value.size();
  if (size > longest_variable()) {
    throw Error(ExitCode::NotExecutable,
                "the token is too long for an environment: " + name + " would have " + std::to_string(size) +
                    " bytes, and a variable may have " + std::to_string(longest_variable()),
                "write it to a file with goto-token -o header, or use curl -H @<(goto-token -o header)");
  }
}

}  // namespace

ExitCode exec_with_token(const Session& session) {
  const IssuedToken token = fetch_token(session);
  std::vector<std::string> environment = session.settings.child_environment();
  for (const auto& [name, value] : make_token_variables(token)) {
    require_variable_size(name, value);
    set_variable(environment, name, value);
  }
  session.effects.diagnostics.trace("running the command");
  replace_process(session.command_line.exec_command, std::move(environment));
}

}  // namespace goto_token
