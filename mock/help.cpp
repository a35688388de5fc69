#include "help.hpp"

#include <CLI/CLI.hpp>
#include <array>
#include <sstream>

#include "faults.hpp"
#include "shape.hpp"

namespace goto_mock_auth {
namespace {

constexpr std::size_t kHelpColumn = 27;

constexpr const char* kAbout = R"(Usage: goto-mock-auth [options]

A whole OAuth 2.0 authorization server on loopback, for demos and tests. It
prints its address, or with --print-env the .env that fits it, and closes its
stdout once it accepts connections: read that to its end. It runs until SIGINT
or SIGTERM.

Example, before a test that calls goto-token:
  (goto-mock-auth --auto-approve --print-env & echo $! > mock.pid) | cat > .env
)";

constexpr const char* kAfterFaults = R"(
With :COUNT a fault strikes that many times, then the next one given there
does. After the last one requests succeed:
  --fault 503:1 --fault invalid_grant:1

Made for tests: it listens on loopback only, its secrets are made up, and
GET /_requests shows, as JSON, all requests with all their parameters.

Exit status: 0 stopped by a signal, 1 failure, 2 wrong usage, 3 unusable
certificate or key, 8 port in use.
)";

struct FaultGroup {
  FaultPlace place;
  const char* title;
};

constexpr std::array<FaultGroup, 4> kFaultGroups = {
    {{FaultPlace::Token, "at the token endpoint"},
     {FaultPlace::Redirect, "in the authorization response"},
     {FaultPlace::Device, "in the device authorization response"},
     {FaultPlace::Par, "in the response to a pushed authorization request"}}};

std::string faults_help(FaultPlace place) {
  std::ostringstream help;
  for (const FaultKind& kind : fault_kinds()) {
    if (kind.place == place) {
      std::string name(kind.name);
      name += kind.value_name.empty() ? "" : "[=" + std::string(kind.value_name) + "]";
      std::string meaning(kind.meaning);
      meaning += kind.default_value.empty() ? "" : " (default " + std::string(kind.default_value) + ")";
      CLI::detail::format_help(help, name, meaning, kHelpColumn);
    }
  }
  return help.str();
}

}  // namespace

std::string help_text(const CLI::App& app) {
  std::ostringstream help;
  help << kAbout;
  std::string group;
  for (const CLI::Option* const option : app.get_options()) {
    if (option->get_group() != group) {
      group = option->get_group();
      help << '\n' << group << ":\n";
    }
    std::string names = CLI::detail::find_and_replace(option->get_name(false, true), ",", ", ");
    const std::string value = option->get_option_text();
    names.append(value.empty() ? "" : " ").append(value);
    CLI::detail::format_help(help, names, option->get_description(), kHelpColumn);
  }
  help << "\nServers that it can be like:\n";
  for (const Shape& shape : shapes()) {
    CLI::detail::format_help(help, std::string(shape.name), std::string(shape.meaning), kHelpColumn);
  }
  for (const FaultGroup& faults : kFaultGroups) {
    help << "\nKinds of faults " << faults.title << ":\n" << faults_help(faults.place);
  }
  help << "\nAn ENDPOINT before a kind of the token endpoint lets it strike elsewhere, as in\n"
       << "--fault device/503: " << fault_place_words() << ".\n";
  help << kAfterFaults;
  return help.str();
}

}  // namespace goto_mock_auth
