#include "goto_token/sign_in/notices.hpp"

#include <gtest/gtest.h>

#include "support/captured_output.hpp"
#include "support/failure.hpp"

namespace goto_token {
namespace {

using namespace std::chrono_literals;

constexpr bool kPasting = true;

Config make_config_for(const std::string& redirect_uri = "http://127.0.0.1:5000/cb") {
  Config config;
  config.redirect_uri = {redirect_uri, require_url(redirect_uri)};
  return config;
}

std::string announce(const Config& config, bool pasting = false, Verbosity verbosity = Verbosity::Normal) {
  CapturedOutput output;
  announce_wait(config, 5000, pasting, Diagnostics(output.fd(), verbosity, false));
  return output.text();
}

const std::string kWaiting = "goto-token: waiting for the response on port 5000; Ctrl+C ends it\n";

TEST(AnnounceWait, SaysWhereAndHowLong) {
  Config config = make_config_for();
  config.timeout = 300s;
  EXPECT_EQ(announce(config),
            "goto-token: waiting for the response on port 5000 for 300 s; Ctrl+C ends it\n");
  config.timeout = std::nullopt;
  EXPECT_EQ(announce(config), kWaiting);
}

TEST(AnnounceWait, SaysWhatCountsWhenTheResponseIsPasted) {
  Config config = make_config_for();
  config.paste = true;
  config.timeout = 60s;
  config.ssh_destination = "198.51.100.7";
  EXPECT_EQ(
      announce(config, kPasting),
      "goto-token: the browser may say that it cannot open the page it ends on: only its address counts\n"
      "goto-token: waiting for that address for 60 s; Ctrl+C ends it\n");
}

const std::string kPasteOption = "goto-token: pasting works too, with --paste\n";

std::string over_ssh(const std::string& ssh_command, const std::string& pasting = kPasteOption) {
  return "goto-token: this is a remote machine; to bring the response here, run this on your own computer "
         "first:\n\n  ssh -L " +
         ssh_command + "\n\n" + pasting + kWaiting;
}

TEST(AnnounceWait, SaysHowToForwardThePortOverSsh) {
  Config config = make_config_for();
  config.ssh_destination = "198.51.100.7";
  const std::string command = "5000:127.0.0.1:5000 198.51.100.7";
  EXPECT_EQ(announce(config), over_ssh(command));
  EXPECT_EQ(announce(config, kPasting), over_ssh(command, "")) << "the request to paste follows";
}

TEST(AnnounceWait, ForwardsThePortToWhereTheListenerIs) {
  struct Case {
    std::string redirect_uri;
    std::optional<ListenAddress> listen;
    std::string command;
  };
  for (const auto& [redirect_uri, listen, command] : std::vector<Case>{
           {"http://localhost:0/cb", std::nullopt, "5000:127.0.0.1:5000 h"},
           {"http://[::1]:5000/cb", std::nullopt, "'5000:[::1]:5000' h"},
           {"http://127.0.0.2:5000/cb", std::nullopt, "5000:127.0.0.2:5000 h"},
           {"http://127.0.0.1:8080/cb", ListenAddress{"127.0.0.1", 5000}, "8080:127.0.0.1:5000 h"},
       }) {
    Config config = make_config_for(redirect_uri);
    config.listen = listen;
    config.ssh_destination = "h";
    EXPECT_EQ(announce(config), over_ssh(command));
  }
}

TEST(AnnounceWait, WarnsWhenOtherMachinesCanReachTheListener) {
  for (const auto& [host, shown] : std::vector<std::pair<std::string, std::string>>{
           {"0.0.0.0", "0.0.0.0:5000"}, {"::", "[::]:5000"}, {"192.0.2.1", "192.0.2.1:5000"}}) {
    Config config = make_config_for();
    config.listen = {host, std::nullopt};
    std::string expected = "goto-token: warning: other machines may reach ";
    expected.append(shown).append(", where goto-token waits for the response\n").append(kWaiting);
    EXPECT_EQ(announce(config), expected);
  }
  Config config = make_config_for();
  config.listen = {"127.0.0.2", std::nullopt};
  EXPECT_EQ(announce(config), kWaiting);
}

TEST(AnnounceWait, SaysNothingWhenQuiet) {
  Config config = make_config_for();
  config.ssh_destination = "198.51.100.7";
  config.listen = {"0.0.0.0", std::nullopt};
  EXPECT_EQ(announce(config, kPasting, Verbosity::Quiet), "");
}

struct BrowserEnd {
  std::vector<std::string> commands;
  BrowserExit exit;
  std::string failure;
};

TEST(DescribeFailure, NamesTheBrowserCommandsThatFailed) {
  for (const auto& [commands, exit, failure] : std::vector<BrowserEnd>{
           {{"nosuch %s"}, {1, 127}, "the browser command 'nosuch %s' was not found"},
           {{"/etc/passwd"}, {1, 126}, "the browser command '/etc/passwd' cannot be run"},
           {{"w3m"}, {1, 3}, "the browser command 'w3m' failed with status 3"},
           {{"w3m"}, {1, 255}, "the browser command 'w3m' failed with status 255"},
           {{"w3m"}, {1, 139}, "the browser command 'w3m' was ended by SIGSEGV"},
           {{"a", "b"}, {2, 127}, "none of the browser commands 'a', 'b' can be run"},
           {{"a", "b"}, {2, 126}, "none of the browser commands 'a', 'b' can be run"},
           {{"a", "b", "c"}, {2, 1}, "the browser command 'b' failed with status 1"},
           {{"a", "b"}, {1, 143}, "the browser command 'a' was ended by SIGTERM"},
           {{"\x1b[31m"}, {1, 127}, "the browser command '?[31m' was not found"},
           {{std::string(61, 'x')},
            {1, 127},
            "the browser command '" + std::string(60, 'x') + "…' was not found"},
       }) {
    EXPECT_EQ(describe_failure(commands, exit), failure);
  }
  EXPECT_EQ(describe_failure(std::vector<std::string>{"a", "b"}, {2, 0}), std::nullopt);
}

TEST(DescribeStart, NamesTheBrowserCommands) {
  EXPECT_EQ(describe_start(std::vector<std::string>{"w3m"}), "starting the browser command 'w3m'");
  EXPECT_EQ(describe_start(std::vector<std::string>{"a", "b"}),
            "trying the browser commands 'a', 'b' in turn");
}

Failure failure_for(const AuthorizationError& error) {
  return failure_of([&]() -> int { throw make_authorization_failure(error); });
}

struct ErrorResponse {
  std::string code;
  std::string description;
  std::string explanation;
  std::string hint;
};

TEST(AuthorizationFailure, SaysTheServersWordsAndWhatToDo) {
  for (const auto& [code, description, explanation, hint] : std::vector<ErrorResponse>{
           {"access_denied", "", "access_denied", "run it again and choose Allow to give access"},
           {"access_denied", "No.", "access_denied: No.", "run it again and choose Allow to give access"},
           {"invalid_scope", "", "invalid_scope", "ask only for scopes that are enabled on the client"},
           {"invalid_target", "", "invalid_target",
            "check --audience and --resource: the server gives this client no token for one of them"},
           {"unauthorized_client", "", "unauthorized_client",
            "check that the client may use the authorization code grant"},
           {"made_up", "<b>\x1b[31m", "made_up: <b>?[31m", ""},
           {"e\n", std::string(301, 'x'), "e?: " + std::string(300, 'x') + "…", ""},
       }) {
    const AuthorizationErrorResponse error{code, description};
    EXPECT_EQ(failure_for(error),
              (Failure{ExitCode::AuthorizationFailed, "authorization refused: " + explanation, hint}));
  }
}

TEST(AuthorizationFailure, SaysThatThePromisedIssuerIsMissing) {
  const std::string explanation =
      "issuer mismatch: the response names no issuer, although the server's metadata promises one";
  const std::string hint = "do not go on: someone may be mixing up authorization servers (RFC 9207)";
  EXPECT_EQ(failure_for(IssuerMissing{}), (Failure{ExitCode::AuthorizationFailed, explanation, hint}));
}

TEST(AuthorizationFailure, NamesAnIssuerThatWasNotAsked) {
  const std::string explanation =
      "issuer mismatch: the response names 'https://evil.example?', which is not the server that was asked";
  const std::string hint = "do not go on: someone may be mixing up authorization servers (RFC 9207)";
  EXPECT_EQ(failure_for(IssuerMismatch{"https://evil.example\x1b"}),
            (Failure{ExitCode::AuthorizationFailed, explanation, hint}));
}

}  // namespace
}  // namespace goto_token
