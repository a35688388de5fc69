#include "goto_token/doctor/checks.hpp"

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
const char* const kSetFolder = "set XDG_STATE_HOME to a folder of yours";

Check check_missing_folder(const std::string& folder) {
  const std::string above = find_existing_folder(folder);
  if (is_writable_folder(above)) {
    return Check::ok(kStore, printable(folder) + " (the first login makes it)");
  }
  return Check::warning(kStore,
                        "no login can be kept: " + printable(folder) + " cannot be made, since " +
                            printable(above) + " cannot be written",
                        kSetFolder);
}

Check check_folder(const std::string& folder) {
  if (!PrivateFolder::open(folder)) {
    return check_missing_folder(folder);
  }
  if (is_writable_folder(folder)) {
    return Check::ok(kStore, printable(folder) + " (for you alone)");
  }
  return Check::warning(kStore,
                        "no login can be kept or refreshed: " + printable(folder) + " cannot be written",
                        "chmod 700 " + printable(folder));
}

std::string describe_expiry(const StoredLogin& login, std::chrono::sys_seconds now) {
  if (!login.expires_at) {
    return "an access token of unknown lifetime";
  }
  const std::string time = format_rfc3339(*login.expires_at);
  return *login.expires_at > now ? "an access token valid until " + time
                                 : "an access token that expired at " + time;
}

/// Describes the login. Sets `has_token` when it gives a token without a sign-in.
Check describe_login(const StoredLogin& login, const SetUp& set_up, std::chrono::sys_seconds now,
                     bool& has_token) {
  const bool refreshable = !login.refresh_token.empty();
  const std::string message =
      describe_expiry(login, now) + (refreshable ? ", refreshed when it expires" : "");
  if (set_up.command_line.fresh) {
    return Check::ok(kLogin, message + "; --fresh ignores it");
  }
  if (!covers(login, set_up.config.scopes)) {
    return Check::warning(kLogin, message + "; it does not cover all requested scopes",
                          "goto-token login with these scopes");
  }
  if (!refreshable && !is_valid(login, now, set_up.command_line.min_valid)) {
    return Check::warning(kLogin, message + ", and cannot be refreshed", "goto-token login");
  }
  has_token = true;
  return Check::ok(kLogin, message);
}

Check check_login(const SetUp& set_up, std::chrono::sys_seconds now, bool& has_token) {
  if (!set_up.has("OAUTH_CLIENT_ID") || !set_up.has("OAUTH_PROFILE") || !set_up.has_server()) {
    return Check::skipped(kLogin, "the client, profile or service cannot be used");
  }
  const auto login = open_store(set_up.settings, set_up.config).load();
  if (!login) {
    return Check::ok(kLogin, "none for this profile, service and client; goto-token login stores one");
  }
  return describe_login(*login, set_up, now, has_token);
}

/// Without a person, there must be a login that gives a token.
Check make_missing_login(const Check& login) {
  return {.name = kLogin,
          .status = Status::Fail,
          .message = login.message + "; --non-interactive needs a login that gives a token",
          .hint = "goto-token login",
          .code = ExitCode::LoginRequired};
}

template <typename Look>
Check look(const char* name, bool is_used, const Look& look) {
  try {
    return look();
  } catch (const Error& error) {
    Check check = Check::failed(name, error, "make it yours, or set XDG_STATE_HOME to a folder of yours");
    check.status = is_used ? Status::Fail : Status::Warning;
    return check;
  }
}

}  // namespace

StoreChecks check_store(const SetUp& set_up, std::chrono::sys_seconds now) {
  if (!set_up.config.grant->uses_store) {
    const std::string why = "the grant does not use the store";
    return {{Check::skipped(kStore, why), Check::skipped(kLogin, why)}, false};
  }
  Check store =
      Check::warning(kStore, "no login can be kept: neither XDG_STATE_HOME nor HOME is set", kSetFolder);
  Check login = Check::skipped(kLogin, "not checked: the token store cannot be used");
  bool has_token = false;
  const bool is_used = !set_up.command_line.fresh;  // --fresh does not open the store
  if (const auto folder = find_store_folder(set_up.settings)) {
    store = look(kStore, is_used, [&] { return check_folder(*folder); });
    if (store.code == ExitCode::Success) {
      login = look(kLogin, is_used, [&] { return check_login(set_up, now, has_token); });
    }
  }
  if (set_up.command_line.non_interactive && !has_token && login.status != Status::Fail) {
    login = make_missing_login(login);
  }
  return {{std::move(store), std::move(login)}, has_token};
}

}  // namespace goto_token
