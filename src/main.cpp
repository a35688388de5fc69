#include <unistd.h>

#include <cstdlib>
#include <string_view>

#include "goto_token/commands/run.hpp"
#include "goto_token/io/process.hpp"

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
  // Not exit(): the lookup of a name that took too long may still be at work in its thread, and must not see
  // static objects destroyed.
  std::_Exit(status);
}
