#include <cerrno>
#include <system_error>

#include "goto_token/base/text.hpp"
#include "goto_token/command_line/login_command.hpp"
#include "goto_token/commands/commands.hpp"
#include "goto_token/commands/init_questions.hpp"
#include "goto_token/config/keys.hpp"
#include "goto_token/io/new_file.hpp"
#include "goto_token/io/signals.hpp"
#include "goto_token/io/terminal.hpp"
#include "goto_token/tokens/issuer_check.hpp"

namespace goto_token {
namespace {

/// Reads one key alone: the rest need not be there yet.
void read_key(std::string_view name, const InitRun& run, const Settings& settings, Config& config) {
  const Key& key = *find_key(name);
  key.read({.key = key, .command_line = run.command_line, .settings = settings, .config = config});
}

void require_terminal(const InitRun& run) {
  const std::string hint = "goto-token init --print prints a file to fill in";
  if (run.command_line.non_interactive) {
    throw Error(ExitCode::Usage, "init asks questions, which --non-interactive excludes", hint);
  }
  if (!is_terminal(run.streams.in)) {
    throw Error(ExitCode::Usage, "init asks questions on a terminal, and stdin is none", hint);
  }
}

bool has_profile(const InitRun& run, const Settings& settings) {
  return run.command_line.profile || settings.find("OAUTH_PROFILE");
}

/// The file to write: that of `--env-file`, else the one that is found in every folder.
std::string choose_path(const InitRun& run, const Settings& settings) {
  if (run.command_line.env_file) {
    return *run.command_line.env_file;
  }
  const auto folder = settings.find_config_folder();
  if (!folder) {
    fail_configuration("there is no folder for the env file: HOME is not set to an absolute path",
                       "set HOME or XDG_CONFIG_HOME, or name the file with --env-file");
  }
  Config config;
  read_key("OAUTH_PROFILE", run, settings, config);
  return *folder + "/" + (has_profile(run, settings) ? config.profile : "") + ".env";
}

void require_written(int failure, const std::string& path) {
  if (failure == 0) {
    return;
  }
  const std::string file = "the env file '" + printable(path) + "'";
  if (failure == EEXIST) {
    fail_configuration(file + " is there already", "edit it, or name another with --env-file or --profile");
  }
  fail_configuration("cannot write " + file + ": " + std::generic_category().message(failure),
                     "nothing was written; name another with --env-file");
}

/// Asks for the metadata of a typed issuer. What may be right all the same is only warned of: the file can
/// also be written where the server cannot be reached.
std::optional<Error> object_to_issuer(const std::string& issuer, const InitRun& run, const Settings& settings,
                                      Config& config) {
  config.server_urls.issuer = WrittenUrl{.text = issuer, .url = require_url(issuer)};
  choose_server(config, run.command_line.allow_http);
  run.diagnostics.note("asking " + printable(issuer) + " for its metadata");
  const RealEffects effects(config, settings, run.diagnostics, run.streams, kCheckLimits,
                            TlsContext(make_tls_trust(config)));
  const auto problem = check_issuer(config, effects.effects());
  if (!problem) {
    return std::nullopt;
  }
  if (problem->is_wrong) {
    return Error(ExitCode::Network, problem->why.what(),
                 "type the issuer exactly as the server names it; for a server without metadata, goto-token "
                 "init --print prints a file to fill in");
  }
  run.diagnostics.warning(
      Error(problem->why.code(), std::string("kept, but ") + problem->why.what(), problem->why.hint()));
  return std::nullopt;
}

EnvFileValues ask(const InitRun& run, const Settings& settings, const std::string& path) {
  Config config;
  read_key("OAUTH_CA_FILE", run, settings, config);
  InitQuestions questions(run.streams.in, run.streams.err, !run.command_line.quiet,
                          run.command_line.allow_http, run.diagnostics);
  return questions.ask(
      path, [&](const std::string& issuer) { return object_to_issuer(issuer, run, settings, config); });
}

/// What to do about the redirect URI where the client is registered.
std::string explain_registration(const std::string& redirect_uri) {
  const Url url = require_url(redirect_uri);
  return is_loopback_redirect(url) && url.port == 0
             ? "register this redirect URI with the client; the server must allow any port in place of the "
               "0: "
             : "register this redirect URI with the client, letter for letter: ";
}

/// Warns of what goes before the new file, so that a run would not do what was just typed.
void warn_of_other_settings(const InitRun& run, const Settings& settings, const std::string& path) {
  std::vector<std::string> variables;
  for (const Key& key : all_keys()) {
    const bool is_asked_for = key.kind == KeyKind::ServerUrl || key.name == "OAUTH_CLIENT_ID" ||
                              key.name == "OAUTH_CLIENT_SECRET" || key.name == "OAUTH_REDIRECT_URI" ||
                              key.name == "OAUTH_SCOPE";
    for (const std::string& name : {std::string(key.name), file_form(key.name)}) {
      if (is_asked_for && is_known_key(name) && settings.find(name)) {
        variables.push_back(name);
      }
    }
  }
  if (!variables.empty()) {
    run.diagnostics.warning("the environment goes before the file, and sets " + join_words(variables, ", "));
  }
  if (run.command_line.env_file || has_profile(run, settings)) {
    return;  // nothing goes before these files
  }
  try {
    const std::string found = Settings(run.environment, std::nullopt).env_file();
    if (!found.empty() && found != path) {
      run.diagnostics.warning("in this folder, " + printable(found) + " is read instead of it");
    }
  } catch (const Error& error) {
    run.diagnostics.warning(error);
  }
}

}  // namespace

ExitCode write_env_file(const InitRun& run) {
  const Settings settings(run.environment);
  require_terminal(run);
  const std::string path = choose_path(run, settings);
  require_written(check_new_file(path), path);  // before a person takes trouble
  const EnvFileValues values = ask(run, settings, path);
  SignalHold hold({});  // no part of a file is left
  const int failure = write_new_file(path, make_env_file_text(values).reveal());
  hold.release();
  require_written(failure, path);
  run.diagnostics.note("wrote " + printable(path) + ", which only you can read");
  warn_of_other_settings(run, settings, path);
  run.diagnostics.note(explain_registration(values.redirect_uri) + printable(values.redirect_uri));
  if (!values.issuer.empty()) {
    run.diagnostics.note(
        "where the server needs an audience, as Auth0 does, set OAUTH_AUDIENCE in that file");
  }
  run.diagnostics.note("then sign in with: " + make_login_command(run.command_line));
  return ExitCode::Success;
}

}  // namespace goto_token
