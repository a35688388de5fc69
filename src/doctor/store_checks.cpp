#include "goto_token/doctor/checks.hpp"

#include <string>
#include <utility>

#include "goto_token/base/text.hpp"
#include "goto_token/base/time_format.hpp"
#include "goto_token/command_line/login_command.hpp"
#include "goto_token/tokens/stored_token.hpp"

namespace goto_token {
namespace {

using Status = Check::Status;

const char* const kStore = "token store";
const char* const kLogin = "stored login";
const char* const kSetFolder = "set XDG_STATE_HOME to a folder of yours";

/// @throws Error where a run would end with it.
Check check_folder(const TokenStore& store, const std::string& folder) {
  const bool exists = PrivateFolder::open(folder).has_value();
  try {
    store.check_usable(std::nullopt);
  } catch (const Error& error) {
    return Check::warning(kStore,
                          (exists ? "no login can be kept or refreshed: " : "no login can be kept: ") +
                              std::string(error.what()),
                          error.hint());
  }
  return Check::ok(kStore, printable(folder) + (exists ? " (for you alone)" : " (the first login makes it)"));
}

std::string describe_expiry(const StoredLogin& login, std::chrono::sys_seconds now) {
  if (!login.expires_at) {
    return "an access token of unknown lifetime";
  }
  const std::string time = format_rfc3339(*login.expires_at);
  return *login.expires_at > now ? "an access token valid until " + time
                                 : "an access token that expired at " + time;
}

/// What comes when the access token expires; empty where nothing does.
std::string describe_refresh(const StoredLogin& login, std::chrono::sys_seconds now) {
  if (login.refresh_token.empty()) {
    return "";
  }
  const bool expired = login.expires_at && *login.expires_at <= now;
  return expired ? "; the next run refreshes it" : "; it is refreshed when it expires";
}

/// What is stored, and whether it gives a token without a sign-in.
struct LoginCheck {
  Check check;
  bool has_token = false;
};

LoginCheck check_stored(const TokenStore& store, const std::optional<StoredLogin>& login, const SetUp& set_up,
                        const Effects& effects) {
  const std::string& helper = set_up.config.credential_helper;
  const std::string message = describe_expiry(*login, effects.now()) +
                              (helper.empty() ? "" : ", kept by the credential helper '" + helper + "'");
  if (set_up.command_line.fresh) {
    return {Check::ok(kLogin, message + "; --fresh ignores it")};
  }
  const auto obstacle =
      find_obstacle(store, login, make_token_requirements(set_up.command_line, set_up.config),
                    set_up.config.client, effects);
  if (!obstacle) {
    return {Check::ok(kLogin, message + describe_refresh(*login, effects.now())), true};
  }
  return {obstacle->code() == ExitCode::LoginRequired
              ? Check::warning(kLogin, message + "; but " + obstacle->what(), obstacle->hint())
              : Check::failed(kLogin, *obstacle)};
}

/// What identifies the login, in words.
std::string describe_this_login(const LoginKey& key) {
  if (key.audience.empty()) {
    return key.resources.empty() ? "this profile, service and client"
                                 : "this profile, service, client and resource";
  }
  return key.resources.empty() ? "this profile, service, client and audience"
                               : "this profile, service, client, audience and resource";
}

LoginCheck check_login(const TokenStore& store, const SetUp& set_up, const Effects& effects) {
  if (!set_up.has("OAUTH_CLIENT_ID") || !set_up.has("OAUTH_PROFILE") ||
      !set_up.has(kCredentialHelperVariable) || !set_up.has("OAUTH_AUDIENCE") ||
      !set_up.has("OAUTH_RESOURCE") || !set_up.has_server()) {
    return {
        Check::skipped(kLogin, "the client, profile, audience, resource, helper or service cannot be used")};
  }
  const auto login = store.load();
  if (!login) {
    return {Check::ok(kLogin, "none for " + describe_this_login(store.key()) + "; " +
                                  make_login_command(set_up.command_line) + " stores one")};
  }
  return check_stored(store, login, set_up, effects);
}

/// Without a person, there must be a login that gives a token.
/// @param option the one that excludes a person.
Check make_missing_login(const Check& login, const std::string& option, const CommandLine& command_line) {
  return {.name = kLogin,
          .status = Status::Fail,
          .message = login.message + "; " + option + " needs a login that gives a token",
          .hint = make_login_command(command_line),
          .code = ExitCode::LoginRequired};
}

/// Makes a check. An error of it only counts where the store is used.
template <typename MakeCheck>
Check check_or_fail(const char* name, bool is_used, const MakeCheck& make_check) {
  try {
    return make_check();
  } catch (const Error& error) {
    Check check = Check::failed(name, error, "make it yours, or set XDG_STATE_HOME to a folder of yours");
    check.status = is_used ? Status::Fail : Status::Warning;
    return check;
  }
}

}  // namespace

StoreChecks check_store(const SetUp& set_up, const Effects& effects) {
  if (!set_up.config.grant->uses_store) {
    const std::string why = "the grant does not use the store";
    return {{Check::skipped(kStore, why), Check::skipped(kLogin, why)}, false};
  }
  Check folder = Check::warning(
      kStore, "no login can be kept: neither XDG_STATE_HOME nor HOME is an absolute path", kSetFolder);
  LoginCheck login{Check::skipped(kLogin, "not checked: the token store cannot be used")};
  const bool is_used = !set_up.command_line.fresh;  // --fresh does not open the store
  if (const auto path = find_store_folder(set_up.settings)) {
    const TokenStore store = open_store({.command_line = set_up.command_line,
                                         .settings = set_up.settings,
                                         .config = set_up.config,
                                         .effects = effects});
    folder = check_or_fail(kStore, is_used, [&] { return check_folder(store, *path); });
    if (folder.code == ExitCode::Success) {
      login.check = check_or_fail(kLogin, is_used, [&] {
        login = check_login(store, set_up, effects);
        return login.check;
      });
    }
  }
  const bool refresh = set_up.command_line.refresh;
  if ((set_up.command_line.non_interactive || refresh) && !login.has_token &&
      login.check.status != Status::Fail) {
    login.check =
        make_missing_login(login.check, refresh ? "--refresh" : "--non-interactive", set_up.command_line);
  }
  return {{std::move(folder), std::move(login.check)}, login.has_token};
}

}  // namespace goto_token
