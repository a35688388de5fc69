#include <fcntl.h>
#include <unistd.h>

#include <iostream>
#include <string>
#include <string_view>

#include "env_file.hpp"
#include "options.hpp"
#include "server.hpp"

namespace {

using goto_mock_auth::Failure;
using goto_mock_auth::Settings;

int fail(int exit_code, std::string_view message, std::string_view hint = {}) {
  std::cerr << "goto-mock-auth: error: " << message << '\n';
  if (!hint.empty()) {
    std::cerr << "goto-mock-auth: hint: " << hint << '\n';
  }
  return exit_code;
}

// Says that the server listens, and ends stdout, so that a reader to end of file goes on now.
void announce(const Settings& settings, const std::string& base_url) {
  const std::string listening = "goto-mock-auth: listening on " + base_url + "\n";
  if (settings.print_env && !settings.quiet) {
    std::cerr << listening;
  }
  const std::string text = settings.print_env ? env_file_text(settings, base_url) : listening;
  const bool written = write(STDOUT_FILENO, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  // Not just closed: the next socket would get its number.
  const int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (!written || null < 0 || dup2(null, STDOUT_FILENO) < 0 || close(null) != 0) {
    throw Failure(1, "cannot write to stdout");
  }
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const auto settings = goto_mock_auth::parse_options(argc, argv);
    if (settings) {
      goto_mock_auth::serve(*settings, [&](const std::string& base_url) { announce(*settings, base_url); });
    }
    return 0;
  } catch (const Failure& failure) {
    return fail(failure.exit_code, failure.what(), failure.hint);
  } catch (const std::exception& error) {
    return fail(1, error.what());
  }
}
