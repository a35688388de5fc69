#include "goto_token/doctor/store_checks.hpp"

#include <string>
#include <utility>

#include "goto_token/base/text.hpp"
#include "goto_token/base/time_format.hpp"
#include "goto_token/io/access.hpp"
#include "goto_token/tokens/token_store.hpp"

namespace goto_token {
namespace {

using Status = Check::Status;

const char* const kStore = "token store";
const char* const kLogin = "stored login";

Check check_missing_folder(const std::string& folder) {
  const std::string above = find_existing_folder(folder);
  if (is_writable_folder(above)) {
    return {kStore, Status::Ok, printable(folder) + " (the first login makes it)"};
  }
  return {kStore, Status::Warning,
          "no login can be kept: " + printable(folder) + " cannot be made, since " + printable(above) +
              " cannot be written",
          "set XDG_STATE_HOME to a folder of yours"};
}

Check check_folder(const std::string& folder) {
  if (!PrivateFolder::open(folder)) {
    return check_missing_folder(folder);
  }
  if (is_writable_folder(folder)) {
    return {kStore, Status::Ok, printable(folder) + " (for you alone)"};
  }
  return {kStore, Status::Warning,
          "no login can be kept or refreshed: " + printable(folder) + " cannot be written",
          "chmod 700 " + printable(folder)};
}

std::string describe_expiry(const StoredLogin& login, std::chrono::sys_seconds now) {
  if (!login.expires_at) {
    return "an access token of unknown lifetime";
  }
  const std::string time = format_rfc3339(*login.expires_at);
  return *login.expires_at > now ? "an access token valid until " + time
                                 : "an access token that ran out at " + time;
}

/// What the login is good for; `token_at_hand` when that is a token without a sign-in.
Check describe_login(const StoredLogin& login, const SetUp& set_up, const CommandLine& command_line,
                     std::chrono::sys_seconds now, bool& token_at_hand) {
  const bool refreshable = !login.refresh_token.empty();
  const std::string message =
      describe_expiry(login, now) + (refreshable ? ", refreshed when it runs out" : "");
  const std::string log_in_again = "goto-token login";
  if (command_line.fresh) {
    return {kLogin, Status::Ok, message + "; --fresh passes over it"};
  }
  if (!covers(login, set_up.config.scopes)) {
    return {kLogin, Status::Warning, message + "; it does not cover all scopes that are asked for",
            log_in_again + " with these scopes"};
  }
  if (!refreshable && !is_valid(login, now, command_line.min_valid)) {
    return {kLogin, Status::Warning, message + ", and cannot be refreshed", log_in_again};
  }
  token_at_hand = true;
  return {kLogin, Status::Ok, message};
}

Check check_login(const SetUp& set_up, const CommandLine& command_line, std::chrono::sys_seconds now,
                  bool& token_at_hand) {
  const Config& config = set_up.config;
  if (!set_up.has("OAUTH_CLIENT_ID") || !set_up.has("OAUTH_PROFILE") || !set_up.has_server()) {
    return {kLogin, Status::Skip, "client, profile or service is at fault"};
  }
  const TokenStore store(set_up.settings, {config.profile, config.service, config.client.id});
  const auto login = store.load();
  if (!login) {
    return {kLogin, Status::Ok, "none for this profile, service and client; goto-token login keeps one"};
  }
  return describe_login(*login, set_up, command_line, now, token_at_hand);
}

/// Without a person, there must be a login that gives a token.
void require_login(Check& login) {
  login = {kLogin, Status::Fail, login.message + "; --non-interactive needs one that gives a token",
           "goto-token login", ExitCode::LoginRequired};
}

template <typename Look>
Check look(const char* name, const CommandLine& command_line, const Look& look) {
  try {
    return look();
  } catch (const Error& error) {
    Check check = make_failed_check(name, error, "make it yours, or set XDG_STATE_HOME to a folder of yours");
    check.status = command_line.fresh ? Status::Warning : Status::Fail;  // --fresh does not open the store
    return check;
  }
}

}  // namespace

StoreChecks check_store(const SetUp& set_up, const CommandLine& command_line, std::chrono::sys_seconds now) {
  if (!set_up.config.grant->uses_store) {
    const std::string why = "the grant has nothing to do with the store";
    return {{{kStore, Status::Skip, why}, {kLogin, Status::Skip, why}}, false};
  }
  Check store = {kStore, Status::Warning, "no login can be kept: neither XDG_STATE_HOME nor HOME is set",
                 "set XDG_STATE_HOME to a folder of yours"};
  Check login = {kLogin, Status::Skip, "the token store says why"};
  bool token_at_hand = false;
  if (const auto folder = find_store_folder(set_up.settings)) {
    store = look(kStore, command_line, [&] { return check_folder(*folder); });
    if (store.code == ExitCode::Success) {
      login =
          look(kLogin, command_line, [&] { return check_login(set_up, command_line, now, token_at_hand); });
    }
  }
  if (command_line.non_interactive && !token_at_hand && login.status != Status::Fail) {
    require_login(login);
  }
  return {{std::move(store), std::move(login)}, token_at_hand};
}

}  // namespace goto_token
