#pragma once

#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "goto_token/command_line/values.hpp"

namespace goto_token {

/// What stdout gets.
enum class OutputFormat {
  Token,   ///< The token and a newline.
  Header,  ///< `Authorization: Bearer TOKEN` and a newline.
  Env,     ///< Two `export` lines for a shell's `eval`.
  Json,    ///< One JSON object: the token response's members and `expires_at`, or the report of `status` or
           ///< `doctor`.
  Text,    ///< The report of `status` or `doctor`, for people.
};

/// The command line as it was typed; what it leaves open is nullopt, for the environment and the env file to
/// say.
struct CommandLine {
  enum class Action {
    FetchToken,
    LogIn,
    LogOut,
    ShowStatus,
    Exec,
    Examine,
    PrintCompletion,
    ShowHelp,
    ShowVersion
  };

  Action action = Action::FetchToken;
  /// One scope each, in order, without duplicates; empty where `--scope ''` asks for none.
  std::optional<std::vector<std::string>> scopes;
  std::optional<std::string> env_file;
  std::optional<std::string> grant;     ///< One of the option's words.
  std::optional<std::string> browser;   ///< A command; `none` opens no browser.
  bool paste = false;                   ///< Nothing is listened on: the answer is pasted.
  std::optional<ListenAddress> listen;  ///< Where to listen instead of the redirect URI's own address.
  std::optional<std::chrono::seconds> timeout;
  std::optional<std::string> ca_file;
  std::optional<std::string> profile;
  std::chrono::seconds min_valid{60};  ///< How long a stored token must still last to be used.
  bool fresh = false;                  ///< The stored login is passed over.
  bool non_interactive = false;        ///< Nobody is there to sign in.
  OutputFormat output = OutputFormat::Token;
  bool quiet = false;  ///< Excludes `verbose`.
  bool verbose = false;
  bool allow_http = false;
  std::string shell;                      ///< For `completion`: the shell, one of the command's words.
  std::vector<std::string> exec_command;  ///< For `exec`: the program and its arguments; never empty there.
  std::set<std::string_view> options;     ///< The long form of each option that was given.

  /// Whether the option was given.
  [[nodiscard]] bool given(std::string_view option) const { return options.contains(option); }
};

/// Reads the arguments behind the program's name.
/// @throws Error{Usage} naming the option at fault; a value is shown only where the option takes one, since
/// what follows an unknown option may be a secret.
[[nodiscard]] CommandLine parse_command_line(const std::vector<std::string>& arguments);

/// What `--output` takes with this command, the default first; nothing where the command prints nothing of
/// its own. An empty name is the bare command.
[[nodiscard]] std::vector<std::string> output_formats(std::string_view command);

}  // namespace goto_token
