#include "goto_token/doctor/checks.hpp"

#include <string>

#include "goto_token/base/text.hpp"
#include "goto_token/io/access.hpp"
#include "goto_token/sign_in/browser_choice.hpp"
#include "goto_token/sign_in/response_receiver.hpp"

namespace goto_token {
namespace {

const char* const kRedirect = "redirect URI";
const char* const kPort = "port";
const char* const kBrowser = "browser";

Check check_redirect_uri(const Config& config) {
  const std::string uri = printable(config.redirect_uri.text);
  const std::string method =
      config.paste ? "the response is pasted; " : "goto-token listens for the response; ";
  const bool any_port = !config.paste && config.redirect_uri.url.port == 0;
  return Check::ok(kRedirect, method + (any_port ? "the server must allow any port in " + uri
                                                 : "the client must be registered with exactly " + uri));
}

/// The address that is listened on, for a message.
std::string describe_address(const Config& config) {
  Url address = config.redirect_uri.url;
  address.port_written = true;
  if (config.listen) {
    address.host = config.listen->host;
    address.port = config.listen->port.value_or(address.port);
  }
  return address.port == 0 ? "a port that is free" : authority(address);
}

Check check_port(const Config& config, bool has_token) {
  if (config.paste) {
    return Check::skipped(kPort, "not needed: the response is pasted");
  }
  try {
    const LoopbackSockets bound = listen_for_response(config);
    return Check::ok(kPort, describe_address(config) + " can be listened on");
  } catch (const Error& error) {
    Check check = Check::failed(kPort, error);
    if (has_token) {
      check.status = Check::Status::Warning;
      check.message += " (needed when the stored login ends)";
    }
    return check;
  }
}

/// The program of a shell command; empty where the shell must expand the first word.
std::string find_program_name(const std::string& command) {
  const std::vector<std::string> words = split_words(command);
  const bool plain =
      !words.empty() && words.front().find_first_of("\"'`$\\=;&|<>(){}*?[]~#\t\n") == std::string::npos;
  return plain ? words.front() : "";
}

Check check_browser(const SetUp& set_up, bool terminal) {
  const std::vector<std::string> commands = choose_browsers(set_up.config, set_up.settings, terminal);
  if (commands.empty()) {
    const std::string why =
        set_up.config.browser_wanted ? "no desktop, or stderr is no terminal" : "turned off";
    return Check::ok(kBrowser, "none is started (" + why + "); open the address that is printed");
  }
  const std::string path =
      set_up.settings.find_in_environment("PATH").value_or("/usr/local/bin:/usr/bin:/bin");
  std::vector<std::string> missing;
  for (const std::string& command : commands) {  // a run uses the first that starts, too
    const std::string program = find_program_name(command);
    if (program.empty()) {
      return Check::ok(kBrowser, "'" + printable(command) + "' (the shell decides which program that is)");
    }
    if (const auto found = find_program(program, path)) {
      return Check::ok(kBrowser, printable(*found));
    }
    missing.push_back("'" + printable(program) + "'");
  }
  return Check::warning(kBrowser, "there is no program " + join_words(missing, " or "),
                        "name one with --browser or BROWSER, or open the address that is printed");
}

/// The check of the redirect URI with a grant that has none.
Check check_idle_options(const SetUp& set_up, const std::string& why) {
  const auto idle = find_idle_options(set_up.command_line, *set_up.config.grant);
  return idle.empty() ? Check::skipped(kRedirect, why)
                      : Check::warning(kRedirect, join_words(idle, "; "), "leave that out");
}

}  // namespace

std::vector<Check> check_sign_in(const SetUp& set_up, bool terminal, bool has_token) {
  const auto sign_in = set_up.config.grant->sign_in;
  if (!sign_in) {
    const std::string why = "the grant needs no sign-in";
    return {check_idle_options(set_up, why), Check::skipped(kPort, why), Check::skipped(kBrowser, why)};
  }
  if (sign_in == SignIn::Device) {
    const std::string why = "the grant needs no redirect";
    return {check_idle_options(set_up, why), Check::skipped(kPort, why), check_browser(set_up, terminal)};
  }
  if (!set_up.has("OAUTH_REDIRECT_URI")) {
    const std::string why = "OAUTH_REDIRECT_URI cannot be used";
    return {Check::skipped(kRedirect, why), Check::skipped(kPort, why), check_browser(set_up, terminal)};
  }
  return {check_redirect_uri(set_up.config), check_port(set_up.config, has_token),
          check_browser(set_up, terminal)};
}

}  // namespace goto_token
