#include "goto_token/command_line/help.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <sstream>

#include "goto_token/base/text.hpp"
#include "goto_token/command_line/command_line.hpp"
#include "support/usage.hpp"

namespace goto_token {
namespace {

std::vector<Action> all_topics() {
  std::vector<Action> topics = {Action::FetchToken};
  for (const CommandName& command : all_commands()) {
    topics.push_back(command.action);
  }
  return topics;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    lines.push_back(line);
  }
  return lines;
}

/// The lines after the heading, up to an empty one.
std::vector<std::string> section_of(const std::string& help, const std::string& heading) {
  const std::size_t at = help.find("\n" + heading + "\n");
  if (at == std::string::npos) {
    return {};
  }
  const std::size_t begin = at + heading.size() + 2;
  return lines_of(help.substr(begin, help.find("\n\n", begin) - begin));
}

/// Every long form that a text names.
std::set<std::string> options_named_in(const std::string& text) {
  std::set<std::string> names;
  for (std::size_t at = text.find("--"); at != std::string::npos; at = text.find("--", at)) {
    const std::size_t end = std::min(text.find_first_not_of("abcdefghijklmnopqrstuvwxyz-", at), text.size());
    if (end > at + 2) {
      names.insert(text.substr(at, end - at));
    }
    at = end;
  }
  return names;
}

/// The arguments of each call of goto-token in a line for a shell, without quotes.
std::vector<Arguments> calls_in(const std::string& line) {
  constexpr std::string_view kProgram = "goto-token ";
  std::vector<Arguments> calls;
  for (std::size_t at = line.find(kProgram); at != std::string::npos; at = line.find(kProgram, at)) {
    at += kProgram.size();
    calls.push_back(split_words(line.substr(at, line.find_first_of(")#|;", at) - at)));
  }
  return calls;
}

TEST(Help, FitsATerminal) {
  for (const Action topic : all_topics()) {
    const std::string help = help_text(topic);
    EXPECT_TRUE(help.ends_with('\n'));
    for (const std::string& line : lines_of(help)) {
      EXPECT_LE(line.size(), 80U) << line;
      EXPECT_FALSE(line.ends_with(' ')) << line;
    }
  }
}

TEST(Help, OfTheProgramListsEveryOptionAndCommand) {
  const std::string help = help_text();
  for (const Option& option : all_options()) {
    const std::string letter = option.letter == '\0' ? "    " : std::string("-") + option.letter + ", ";
    EXPECT_NE(help.find("\n  " + letter + std::string(option.name) + " "), std::string::npos) << option.name;
  }
  for (const CommandName& command : all_commands()) {
    EXPECT_NE(help.find("\n  " + std::string(command.name) + " "), std::string::npos) << command.name;
  }
}

TEST(Help, OfACommandNamesItsOwnOptionsAndNoOther) {
  for (const CommandName& command : all_commands()) {
    std::set<std::string> listed;
    for (const std::string& line : section_of(help_text(command.action), "Options:")) {
      const std::size_t name = line.find("--");
      if (name == 6) {
        listed.insert(line.substr(name, line.find(' ', name) - name));
      }
    }
    std::set<std::string> own;
    for (const Option& option : all_options()) {
      if (option.commands.contains(command.action)) {
        own.emplace(option.name);
      }
    }
    EXPECT_EQ(listed, own) << command.name;
    own.insert("--help");
    for (const std::string& named : options_named_in(help_text(command.action))) {
      EXPECT_TRUE(own.contains(named)) << command.name << " names " << named;
    }
  }
}

TEST(Help, HasAPlaceholderForEveryValueAndForNoFlag) {
  for (const Option& option : all_options()) {
    EXPECT_EQ(option.placeholder.empty(), option.value == OptionValue::None) << option.name;
  }
}

TEST(Help, GivesEachOptionToACommand) {
  for (const Option& option : all_options()) {
    EXPECT_TRUE(option.commands.contains(Action::FetchToken) || !commands_of(option).empty()) << option.name;
    EXPECT_TRUE(!option.alone || !option.commands.contains(Action::FetchToken)) << option.name;
  }
}

TEST(Help, HasAnExampleOfEveryCommandThatTheParserTakes) {
  for (const Action topic : all_topics()) {
    std::vector<Action> shown;
    for (const std::string& line : section_of(help_text(topic), "Example:")) {
      for (const Arguments& arguments : calls_in(line)) {
        SCOPED_TRACE(line);
        const CommandLine command_line = parse_command_line(arguments);
        shown.push_back(command_line.action);
        for (const std::string_view option : command_line.options) {
          EXPECT_TRUE(find_option(option)->commands.contains(command_line.action)) << option;
        }
      }
    }
    EXPECT_TRUE(contains(shown, topic)) << help_text(topic);
  }
}

TEST(Help, OfInitIsThisWhole) {
  EXPECT_EQ(help_text(Action::Init), R"(Usage: goto-token init [options]

Asks on the terminal for what the env file needs: the service, the client id,
the secret (not shown), the redirect URI and the scopes. It checks each answer
and writes ~/.config/goto-token/.env, with --profile NAME.env there, or the file
that --env-file names; never over a file that exists.

Example:
  goto-token init --profile work

Options:
      --env-file PATH           the env file, in place of the usual one
      --profile NAME            which stored login and env file (default)
      --print                   only print the template of an env file
      --ca-file PATH            PEM certificates to trust besides the system's
      --allow-http              allow plain http to other machines
  -q, --quiet                   only errors and the address on stderr
  -v, --verbose                 also each step on stderr, without secrets
  -h, --help                    print this help

goto-token --help lists the keys of the env file and all exit statuses.
)");
}

TEST(Help, ListsTheWordsOfAnOption) {
  const std::string about_grant =
      "      --grant GRANT             how to get the token: authorization-code\n"
      "                                (default), device-code, personal-access-token,\n"
      "                                refresh-token or client-credentials\n";
  EXPECT_NE(help_text().find(about_grant), std::string::npos);
  EXPECT_NE(help_text().find("what stdout gets: token (default), header, env,\n"), std::string::npos);
  EXPECT_NE(help_text(Action::ShowStatus).find("what stdout gets: text (default) or json\n"),
            std::string::npos);
}

TEST(Help, IsAskedForByOptionOrCommand) {
  for (const auto& arguments : {Arguments{"--help"},
                                {"-h"},
                                {"help"},
                                {"help", "-h"},
                                {"--bogus", "-h"},
                                {"-h", "--timeout", "x"},
                                {"--bogus", "nosuch", "-h"},
                                {"--version", "--help"},
                                {"-Vh"},
                                {"-s", "login", "-h"}}) {
    const CommandLine command_line = parse_command_line(arguments);
    EXPECT_EQ(command_line.action, Action::ShowHelp);
    const bool of_help = arguments == Arguments{"help", "-h"};
    EXPECT_EQ(command_line.help_topic, of_help ? Action::ShowHelp : Action::FetchToken) << arguments.back();
  }
}

TEST(Help, IsThatOfTheCommandWhereOneIsNamed) {
  for (const CommandName& command : all_commands()) {
    const std::string name(command.name);
    for (const auto& arguments : {Arguments{name, "--help"},
                                  {name, "-h"},
                                  {"help", name},
                                  {"-h", name},
                                  {"help", name, "--help"},
                                  {"-q", name, "--bogus", "--help"},
                                  {name, "--help", "--", "x"},
                                  {"help", "-q", name}}) {
      const CommandLine command_line = parse_command_line(arguments);
      EXPECT_EQ(command_line.action, Action::ShowHelp) << name;
      EXPECT_EQ(command_line.help_topic, command.action) << name;
    }
  }
}

TEST(Help, IsNotWhatTheArgumentsOfExecAskFor) {
  EXPECT_EQ(parse_command_line({"exec", "--", "env", "--help"}).action, Action::Exec);
}

TEST(Help, OfNoCommandIsAUsageError) {
  EXPECT_EQ(failure_with({"help", "logn"}), usage("unknown command 'logn'", "did you mean login?"));
  EXPECT_EQ(failure_with({"help", "nosuch"}),
            usage("unknown command 'nosuch'",
                  "the commands are login, logout, status, exec, doctor, init, "
                  "completion, help; see goto-token --help"));
  EXPECT_EQ(failure_with({"help", "login", "logout"}),
            usage("unexpected argument 'logout'", "see goto-token help --help"));
  EXPECT_EQ(failure_with({"help", "--", "login"}),
            usage("unexpected argument '--'", "see goto-token help --help"));
}

TEST(Version, IsOneLine) {
  const std::string_view version = version_text();
  EXPECT_TRUE(version.starts_with("goto-token ")) << version;
  EXPECT_EQ(std::count(version.begin(), version.end(), '\n'), 1);
  EXPECT_TRUE(version.ends_with('\n'));
}

TEST(Version, IsAskedForInEitherForm) {
  for (const auto& arguments :
       {Arguments{"--version"}, {"-V"}, {"-qV"}, {"login", "-V"}, {"--bogus", "-V"}}) {
    EXPECT_EQ(parse_command_line(arguments).action, Action::ShowVersion);
  }
}

}  // namespace
}  // namespace goto_token
