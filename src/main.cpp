#include <unistd.h>

#include <cstdlib>
#include <string_view>

#include "goto_token/commands/run.hpp"
#include "goto_token/io/process.hpp"
#include "goto_token/io/signals.hpp"

int main(int argc, char** argv) {
  goto_token::fill_standard_descriptors();
  goto_token::end_on_signals();
  goto_token::forbid_core_dumps();
  goto_token::Environment environment;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string_view text = *variable;
    const auto equals = text.find('=');
    if (equals != std::string_view::npos) {
      environment.emplace(text.substr(0, equals), text.substr(equals + 1));
    }
  }
  const int status = goto_token::run({argv + (argc > 0 ? 1 : 0), argv + argc}, environment,
                                     {.out = STDOUT_FILENO, .err = STDERR_FILENO, .in = STDIN_FILENO});
  // Not exit(): a name lookup that took too long may still run in its thread, and static objects must not be
  // destroyed under it.
  std::_Exit(status);
}
