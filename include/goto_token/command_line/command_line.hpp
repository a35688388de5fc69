#pragma once

#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "goto_token/base/encoding.hpp"
#include "goto_token/command_line/options.hpp"
#include "goto_token/command_line/values.hpp"

namespace goto_token {

/// The format of the result on stdout.
enum class OutputFormat {
  Token,   ///< The token and a newline.
  Header,  ///< `Authorization: Bearer TOKEN` and a newline.
  Env,     ///< Two `export` lines for a shell's `eval`.
  Dotenv,  ///< The same as two `NAME=VALUE` lines for programs that read env files.
  Json,    ///< One JSON object: the token response's members and `expires_at`, or the report of `status` or
           ///< `doctor`.
  Text,    ///< The report of `status` or `doctor`, for people.
};

/// The command line as values. An option that was not given and can also come from the configuration is
/// nullopt.
struct CommandLine {
  Action action = Action::FetchToken;
  /// One scope each, in order, without duplicates; empty for `--scope ''`, the server's default.
  std::optional<std::vector<std::string>> scopes;
  std::optional<std::string> audience;                ///< Empty for `--audience ''`: none.
  std::optional<std::vector<std::string>> resources;  ///< As scopes; empty for `--resource ''`: none.
  std::optional<FormParameters> authorize_params;     ///< What the authorization request has besides.
  std::optional<FormParameters> token_params;         ///< What token requests have besides.
  std::optional<std::string> env_file;
  std::optional<std::string> grant;     ///< One of the words of `--grant`.
  std::optional<std::string> browser;   ///< A command; `none` opens no browser.
  bool paste = false;                   ///< Do not listen: the response is pasted.
  std::optional<ListenAddress> listen;  ///< Where to listen instead of the redirect URI's own address.
  std::optional<std::chrono::seconds> timeout;
  std::optional<std::string> ca_file;
  std::optional<std::string> profile;
  std::optional<std::string> credential_helper;
  std::chrono::seconds min_valid{60};  ///< A stored token is used if it is valid for this long.
  bool all = false;                    ///< Every stored login, of `status` and `logout`.
  bool fresh = false;                  ///< Ignore the stored login.
  bool refresh = false;                ///< Refresh the stored login, without a person. Excludes `fresh`.
  bool non_interactive = false;        ///< Never wait for a person.
  bool print = false;                  ///< For `init`: ask nothing, only print the template.
  OutputFormat output = OutputFormat::Token;
  bool quiet = false;  ///< Excludes `verbose`.
  bool verbose = false;
  bool allow_http = false;
  std::string shell;                       ///< For `completion`: one of the command's words.
  Action help_topic = Action::FetchToken;  ///< For `help` and `--help`: of which command; FetchToken: of all.
  std::vector<std::string> exec_command;   ///< For `exec`: the program and its arguments; never empty there.
  std::set<std::string_view> options;      ///< The long form of each option that was given.

  /// Whether the option was given, by its long form.
  [[nodiscard]] bool given(std::string_view option) const { return options.contains(option); }
};

/// Reads the arguments after the program's name.
/// @throws Error{Usage} naming the invalid option. Its value is shown only for an option that takes one: the
/// word after an unknown option may be a secret.
[[nodiscard]] CommandLine parse_command_line(const std::vector<std::string>& arguments);

/// The hint that names the help of the command.
[[nodiscard]] std::string help_hint(Action action);

/// The words of `--output` for this action, the default first; none for one that prints no result.
[[nodiscard]] std::vector<std::string> output_formats(Action action);

}  // namespace goto_token
