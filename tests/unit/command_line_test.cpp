#include "goto_token/command_line/command_line.hpp"

#include <gtest/gtest.h>

#include "support/usage.hpp"

namespace goto_token {
namespace {

using namespace std::chrono_literals;

TEST(CommandLine, HasDefaultsWithoutOptions) {
  const CommandLine command_line = parse_command_line({});
  EXPECT_EQ(command_line.action, Action::FetchToken);
  EXPECT_EQ(command_line.scopes, std::nullopt);
  EXPECT_EQ(command_line.env_file, std::nullopt);
  EXPECT_EQ(command_line.browser, std::nullopt);
  EXPECT_EQ(command_line.timeout, std::nullopt);
  EXPECT_EQ(command_line.ca_file, std::nullopt);
  EXPECT_EQ(command_line.output, OutputFormat::Token);
  EXPECT_FALSE(command_line.quiet);
  EXPECT_FALSE(command_line.verbose);
  EXPECT_FALSE(command_line.given("--scope"));
  EXPECT_FALSE(command_line.allow_http);
}

TEST(CommandLine, TakesEveryOption) {
  const CommandLine command_line = parse_command_line({"--scope", "a b", "--env-file", "x.env", "--output",
                                                       "json", "--browser", "firefox %s", "--timeout", "10",
                                                       "--ca-file", "ca.pem", "--allow-http", "--verbose"});
  EXPECT_EQ(command_line.scopes, (Arguments{"a", "b"}));
  EXPECT_EQ(command_line.env_file, "x.env");
  EXPECT_EQ(command_line.output, OutputFormat::Json);
  EXPECT_EQ(command_line.browser, "firefox %s");
  EXPECT_EQ(command_line.timeout, 10s);
  EXPECT_EQ(command_line.ca_file, "ca.pem");
  EXPECT_TRUE(command_line.allow_http);
  EXPECT_TRUE(command_line.verbose);
  EXPECT_TRUE(command_line.given("--scope"));
  EXPECT_TRUE(command_line.given("--allow-http"));
  EXPECT_FALSE(command_line.given("--grant"));
}

TEST(CommandLine, TakesShortFormsAndValuesAfterEquals) {
  const CommandLine command_line =
      parse_command_line({"-s", "a", "-sb", "--scope=c", "-ojson", "-q", "--timeout=0"});
  EXPECT_EQ(command_line.scopes, (Arguments{"a", "b", "c"}));
  EXPECT_EQ(command_line.output, OutputFormat::Json);
  EXPECT_TRUE(command_line.quiet);
  EXPECT_EQ(command_line.timeout, 0s);
  EXPECT_TRUE(parse_command_line({"-v"}).verbose);
}

TEST(CommandLine, KeepsTheOrderOfScopesAndDropsDuplicates) {
  EXPECT_EQ(parse_command_line({"-s", "c a", "-s", "b c", "-s", "", "-s", " a "}).scopes,
            (Arguments{"c", "a", "b"}));
}

TEST(CommandLine, TakesAnEmptyScopeForNone) {
  EXPECT_EQ(parse_command_line({"-s", ""}).scopes, Arguments{});
}

TEST(CommandLine, TakesTheLastOfARepeatedOption) {
  const CommandLine command_line =
      parse_command_line({"-o", "json", "-o", "token", "--timeout", "1", "--timeout", "2", "--env-file", "a",
                          "--env-file", "b", "--browser", "e", "--browser", "f"});
  EXPECT_EQ(command_line.output, OutputFormat::Token);
  EXPECT_EQ(command_line.timeout, 2s);
  EXPECT_EQ(command_line.env_file, "b");
  EXPECT_EQ(command_line.browser, "f");
}

TEST(CommandLine, FailsForTwoValuesWhereBothMayBeMeant) {
  for (const std::string option : {"--audience", "--listen", "--ca-file"}) {
    EXPECT_EQ(failure_with({option, "127.0.0.1", option, "127.0.0.2"}),
              usage(option + " takes one value, and several are given", "leave all but one out"));
    EXPECT_NO_THROW(static_cast<void>(parse_command_line({option, "127.0.0.1", option, "127.0.0.1"})));
  }
}

TEST(CommandLine, NoBrowserIsTheBrowserNone) {
  EXPECT_EQ(parse_command_line({"--no-browser"}).browser, "none");
  EXPECT_EQ(parse_command_line({"--browser", "none"}).browser, "none");
}

TEST(CommandLine, FailsForUnknownCommandsAndExtraWords) {
  const std::string hint =
      "the commands are login, logout, status, exec, doctor, init, completion, help; see goto-token --help";
  EXPECT_EQ(failure_with({"-s", "a", "b"}), usage("unknown command 'b'", hint));
  EXPECT_EQ(failure_with({""}), usage("unknown command ''", hint));
  EXPECT_EQ(failure_with({"OAUTH_CLIENT_SECRET=hunter2"}),
            usage("unknown command 'OAUTH_CLIENT_SECRET=…'",
                  "a variable stands before goto-token, or in the env file"));
  EXPECT_EQ(failure_with({"\x1b[31m"}), usage("unknown command '?[31m'", hint));
  EXPECT_EQ(failure_with({"login", "b"}), usage("unexpected argument 'b'", "see goto-token login --help"));
}

TEST(CommandLine, NamesTheNearestCommandOrWord) {
  for (const auto& [typed, meant] : {std::pair("logn", "login"),
                                     {"lgout", "logout"},
                                     {"stauts", "status"},
                                     {"docter", "doctor"},
                                     {"exce", "exec"},
                                     {"LOGIN", "login"},
                                     {"completions", "completion"},
                                     {"hlep", "help"}}) {
    EXPECT_EQ(failure_with({typed}), usage("unknown command '" + std::string(typed) + "'",
                                           "did you mean " + std::string(meant) + "?"));
  }
  EXPECT_EQ(failure_with({"version"}), usage("unknown command 'version'", "did you mean --version?"));
  EXPECT_EQ(failure_with({"--grant", "client-credential"}).hint, "did you mean client-credentials?");
  EXPECT_EQ(failure_with({"--grant", "client_credentials"}).hint, "did you mean client-credentials?");
  EXPECT_EQ(failure_with({"-o", "jsn"}).hint, "did you mean json?");
  EXPECT_EQ(failure_with({"--grant", "client"}).hint, "did you mean client-credentials?");
  EXPECT_EQ(failure_with({"stat"}).hint, "did you mean status?");
  EXPECT_EQ(failure_with({"status", "-o", "txt"}).hint, "did you mean text?");
  EXPECT_EQ(failure_with({"status", "-o", "header"}).hint, "see goto-token status --help");
  EXPECT_EQ(failure_with({"completion", "bahs"}),
            usage("completion: 'bahs' is not one of bash, zsh, fish", "did you mean bash?"));
}

TEST(CommandLine, HintsAtTheHelpOfTheCommandHoweverItIsMisused) {
  for (const auto& arguments : {Arguments{"login", "--timeout", "x"},
                                {"--timeout", "x", "login"},
                                {"login", "--scope"},
                                {"login", "--quiet=1"},
                                {"login", "-v", "-q"},
                                {"-s", "status", "login", "--bogus"},
                                {"login", "--", "x"}}) {
    const Failure failure = failure_with(arguments);
    EXPECT_EQ(failure, usage(failure.message, "see goto-token login --help"));
  }
}

TEST(CommandLine, KnowsItsCommandsAndTheirFormats) {
  EXPECT_EQ(parse_command_line({"login"}).action, Action::LogIn);
  EXPECT_EQ(parse_command_line({"-q", "logout"}).action, Action::LogOut);
  EXPECT_EQ(parse_command_line({"status"}).output, OutputFormat::Text);
  EXPECT_EQ(parse_command_line({"status", "-o", "json"}).output, OutputFormat::Json);
  EXPECT_EQ(failure_with({"status", "-o", "token"}),
            usage("--output: 'token' is not one of text, json", "see goto-token status --help"));
  EXPECT_EQ(parse_command_line({"doctor"}).action, Action::Examine);
  EXPECT_EQ(parse_command_line({"doctor", "-o", "json"}).output, OutputFormat::Json);
  EXPECT_EQ(failure_with({"login", "-o", "json"}),
            usage("--output: this command prints nothing of its own", "see goto-token login --help"));
}

TEST(CommandLine, TakesTheOptionsOfTheStoredLogin) {
  const CommandLine command_line =
      parse_command_line({"--fresh", "--non-interactive", "--min-valid", "5", "--profile", "a.b-c_1"});
  EXPECT_TRUE(command_line.fresh);
  EXPECT_TRUE(command_line.non_interactive);
  EXPECT_EQ(command_line.min_valid, 5s);
  EXPECT_EQ(command_line.profile, "a.b-c_1");
  EXPECT_EQ(parse_command_line({}).min_valid, 60s);
  EXPECT_EQ(failure_with({"--profile", "a/b"}),
            usage("--profile: 'a/b' is not a name of letters, digits, '.', '_' and '-' (64 at most, and "
                  "neither '.' nor '-' first)"));
  EXPECT_EQ(failure_with({"--min-valid", "soon"}),
            usage("--min-valid: 'soon' is not a duration such as 90, 90s, 5m or 2h, of ten years at most"));
}

TEST(CommandLine, TakesDurations) {
  const CommandLine command_line = parse_command_line({"--timeout", "5m", "--min-valid=2h"});
  EXPECT_EQ(command_line.timeout, 300s);
  EXPECT_EQ(command_line.min_valid, 7200s);
}

TEST(CommandLine, TakesAllLoginsForStatusAndLogoutAlone) {
  EXPECT_TRUE(parse_command_line({"status", "--all"}).all);
  EXPECT_TRUE(parse_command_line({"--all", "logout", "-q"}).all);
  EXPECT_FALSE(parse_command_line({"status"}).all);
  const std::string what = "--all is for logout and status alone";
  EXPECT_EQ(failure_with({"--all"}), usage(what));
  EXPECT_EQ(failure_with({"login", "--all"}), usage(what, "see goto-token login --help"));
  EXPECT_EQ(failure_with({"--all", "exec", "--", "env"}), usage(what, "see goto-token exec --help"));
  for (const std::string option : {"--profile", "--scope"}) {
    EXPECT_EQ(failure_with({"status", "--all", option, "a"}),
              usage("--all excludes " + option, "see goto-token status --help"));
  }
  EXPECT_EQ(failure_with({"logout", "--fresh", "--all"}),
            usage("--all excludes --fresh", "see goto-token logout --help"));
}

TEST(CommandLine, PrintsATemplateForInitAlone) {
  EXPECT_EQ(parse_command_line({"init"}).action, Action::Init);
  EXPECT_FALSE(parse_command_line({"init"}).print);
  EXPECT_TRUE(parse_command_line({"init", "--print"}).print);
  const Failure failure = usage("--print is for init alone", "write goto-token init --print");
  EXPECT_EQ(failure_with({"--print"}), failure);
  EXPECT_EQ(failure_with({"doctor", "--print"}), failure);
}

TEST(CommandLine, TakesOptionsThatMeanNothingToTheCommand) {
  EXPECT_NO_THROW(static_cast<void>(
      parse_command_line({"logout", "--scope", "a", "--timeout", "1", "--fresh", "--paste"})));
  EXPECT_NO_THROW(static_cast<void>(parse_command_line({"help", "--min-valid", "1", "login"})));
}

TEST(CommandLine, TakesTheNameOfACredentialHelper) {
  EXPECT_EQ(parse_command_line({"--credential-helper=-a.b_C1"}).credential_helper, "-a.b_C1");
  EXPECT_EQ(parse_command_line({}).credential_helper, std::nullopt);
  for (const std::string name : {"../x", "a b", "ä"}) {
    EXPECT_EQ(failure_with({"--credential-helper=" + name}).message,
              "--credential-helper: '" + name + "' is not a name of letters, digits, '.', '_' and '-'");
  }
}

TEST(CommandLine, PassesWhatFollowsTheDashesToTheCommand) {
  const CommandLine command_line =
      parse_command_line({"-q", "exec", "--profile", "p", "--", "env", "--help", "-s", "--", ""});
  EXPECT_EQ(command_line.action, Action::Exec);
  EXPECT_EQ(command_line.profile, "p");
  EXPECT_EQ(command_line.exec_command, (Arguments{"env", "--help", "-s", "--", ""}));
  const std::string hint = "write goto-token exec -- COMMAND";
  EXPECT_EQ(failure_with({"exec"}), usage("exec needs a command", hint));
  EXPECT_EQ(failure_with({"exec", "--"}), usage("exec needs a command", hint));
  EXPECT_EQ(failure_with({"exec", "--", ""}), usage("exec needs a command", hint));
  EXPECT_EQ(failure_with({"exec", "env"}), usage("exec: 'env' has no '--' in front of it", hint));
  EXPECT_EQ(failure_with({"status", "--", "env"}),
            usage("unexpected argument '--'", "see goto-token status --help"));
  EXPECT_EQ(failure_with({"exec", "-o", "json", "--", "env"}),
            usage("--output: this command prints nothing of its own", "see goto-token exec --help"));
}

TEST(CommandLine, TakesTheShellOfCompletion) {
  const CommandLine command_line = parse_command_line({"completion", "-q", "zsh"});
  EXPECT_EQ(command_line.action, Action::PrintCompletion);
  EXPECT_EQ(command_line.shell, "zsh");
  const std::string hint = "see goto-token completion --help";
  EXPECT_EQ(failure_with({"completion"}), usage("completion needs one of bash, zsh, fish", hint));
  EXPECT_EQ(failure_with({"completion", "sh"}),
            usage("completion: 'sh' is not one of bash, zsh, fish", hint));
  EXPECT_EQ(failure_with({"completion", "zsh", "a"}), usage("unexpected argument 'a'", hint));
}

TEST(CommandLine, KnowsTheGrants) {
  EXPECT_EQ(parse_command_line({}).grant, std::nullopt);
  EXPECT_EQ(parse_command_line({"--grant", "authorization-code"}).grant, "authorization-code");
  EXPECT_EQ(parse_command_line({"--grant", "device-code"}).grant, "device-code");
  EXPECT_EQ(parse_command_line({"--grant", "personal-access-token"}).grant, "personal-access-token");
  EXPECT_EQ(parse_command_line({"--grant", "refresh-token"}).grant, "refresh-token");
  EXPECT_EQ(parse_command_line({"--grant", "client-credentials"}).grant, "client-credentials");
  EXPECT_EQ(failure_with({"--grant", "password"}),
            usage("--grant: 'password' is not one of authorization-code, device-code, "
                  "personal-access-token, refresh-token, client-credentials"));
}

TEST(CommandLine, FailsForAnOptionWithoutItsValue) {
  for (const std::string option :
       {"--scope", "--env-file", "--output", "--browser", "--timeout", "--ca-file"}) {
    EXPECT_EQ(failure_with({option}), usage(option + " needs a value"));
  }
  EXPECT_EQ(failure_with({"-s"}), usage("--scope needs a value"));
}

TEST(CommandLine, FailsForAnOptionInsteadOfAValue) {
  for (const std::string option :
       {"-s", "--scope", "--env-file", "-o", "--output", "--browser", "--timeout", "--ca-file"}) {
    const std::string hint = "a value that begins with a dash is written " + option + "=VALUE";
    EXPECT_EQ(failure_with({option, "--quiet"}), usage(option + " needs a value", hint));
    EXPECT_EQ(failure_with({option, "-q"}), usage(option + " needs a value", hint));
  }
  EXPECT_EQ(parse_command_line({"--browser=--quiet"}).browser, "--quiet");
}

TEST(CommandLine, FailsForAnEmptyValue) {
  for (const std::string option : {"--env-file", "--browser", "--ca-file"}) {
    EXPECT_EQ(failure_with({option, ""}), usage(option + " needs a value"));
  }
  for (const std::string option :
       {"--scope", "--env-file", "--output", "--browser", "--timeout", "--ca-file"}) {
    EXPECT_EQ(failure_with({option + "=", "next"}), usage(option + " needs a value"));
  }
}

TEST(CommandLine, FailsForAValueOfAFlag) {
  for (const std::string flag :
       {"--no-browser", "--allow-http", "--quiet", "--verbose", "--version", "--help"}) {
    for (const std::string value : {"=true", "=false", "=1", "="}) {
      EXPECT_EQ(failure_with({flag + value}), usage(flag + " takes no value")) << value;
    }
  }
}

TEST(CommandLine, FailsForInvalidValues) {
  EXPECT_EQ(failure_with({"-o", "xml"}),
            usage("--output: 'xml' is not one of token, header, env, dotenv, json"));
  EXPECT_EQ(failure_with({"-o", ""}), usage("--output: '' is not one of token, header, env, dotenv, json"));
  EXPECT_EQ(failure_with({"-o", "JSON"}),
            usage("--output: 'JSON' is not one of token, header, env, dotenv, json", "did you mean json?"));
  const std::string no_duration = " is not a duration such as 90, 90s, 5m or 2h, of ten years at most";
  for (const std::string value : {"x", "-1", "1.5", "315360001", "1d", "5 m", "87601h"}) {
    EXPECT_EQ(failure_with({"--timeout=" + value}), usage("--timeout: '" + value + "'" + no_duration));
    EXPECT_EQ(failure_with({"--min-valid=" + value}), usage("--min-valid: '" + value + "'" + no_duration));
  }
  EXPECT_EQ(failure_with({"--timeout", ""}), usage("--timeout: ''" + no_duration));
  EXPECT_EQ(failure_with({"--scope", "a\"b"}),
            usage("--scope: 'a\"b' holds a character that no scope may hold"));
}

TEST(CommandLine, FailsForOptionsThatExcludeEachOther) {
  EXPECT_EQ(failure_with({"--browser", "x", "--no-browser"}), usage("--browser excludes --no-browser"));
  EXPECT_EQ(failure_with({"-v", "-q"}), usage("--quiet excludes --verbose"));
}

TEST(CommandLine, TakesAnAddressToListenOn) {
  const CommandLine command_line = parse_command_line({"--listen", "0.0.0.0:8080"});
  ASSERT_TRUE(command_line.listen);
  EXPECT_EQ(command_line.listen->host, "0.0.0.0");
  EXPECT_EQ(command_line.listen->port, 8080);
  EXPECT_EQ(failure_with({"--listen", "somewhere"}),
            usage("--listen: 'somewhere' is not ADDRESS or ADDRESS:PORT",
                  "write an IP address such as 0.0.0.0:5000, or [::]:5000"));
}

TEST(CommandLine, DoesNotListenWhenTheResponseIsPasted) {
  EXPECT_TRUE(parse_command_line({"--paste"}).paste);
  EXPECT_EQ(failure_with({"--paste", "--listen", "0.0.0.0"}), usage("--listen excludes --paste"));
}

}  // namespace
}  // namespace goto_token
