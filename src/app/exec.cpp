#include "goto_token/app/commands.hpp"
#include "goto_token/io/process.hpp"

namespace goto_token {
namespace {

bool is_variable(const std::string& assignment, const std::string& name) {
  return assignment.starts_with(name + "=");
}

}  // namespace

void exec_with_token(const Session& session) {
  const IssuedToken token = fetch_token(session);
  std::vector<std::string> environment = session.settings.child_environment();
  for (const auto& [name, value] : make_token_variables(token)) {
    std::erase_if(environment, [&name](const auto& assignment) { return is_variable(assignment, name); });
    environment.push_back(name + "=" + value);
  }
  session.diagnostics.trace("running the command");
  replace_process(session.command_line.exec_command, std::move(environment));
}

}  // namespace goto_token
