#include "goto_token/base/text.hpp"
#include "goto_token/base/time_format.hpp"
#include "goto_token/commands/commands.hpp"
#include "goto_token/sign_in/sign_in.hpp"
#include "goto_token/tokens/token_store.hpp"

namespace goto_token {
namespace {

/// A warning, because others may have read the old login and may have its tokens.
void warn_of_unusable_login(LockedStore& store, const Diagnostics& diagnostics) {
  try {
    static_cast<void>(store.load());
  } catch (const Error& error) {
    diagnostics.warning(std::string(error.what()) + "; it will be replaced");
  }
}

/// How long the login lasts, as far as the server told.
std::string describe_lifetime(const StoredLogin& login) {
  std::string expiry = login.expires_at ? " until " + format_rfc3339(*login.expires_at) : "";
  if (login.refresh_token.empty()) {
    return expiry;
  }
  const auto end = find_end_of_login(login);
  return (expiry.empty() ? "" : "; the token lasts" + expiry) +
         "; goto-token now gets tokens without a browser, as long as the server accepts this login" +
         (end ? ": until " + format_rfc3339(*end) + ", or longer where it renews that" : "");
}

void describe_login(const StoredLogin& login, const Diagnostics& diagnostics) {
  const std::string principal = find_principal(login);
  diagnostics.note("logged in" + (principal.empty() ? "" : " as " + printable(principal)) +
                   describe_lifetime(login));
  if (login.refresh_token.empty()) {
    diagnostics.warning(
        Error(ExitCode::Success, "the server gave no refresh token: this login ends with its access token",
              "many servers give one where the scope offline_access is asked for, Google with "
              "--authorize-param access_type=offline"));
  }
}

}  // namespace

ExitCode log_in(const Session& session) {
  {
    const TokenStore store = open_store(session);
    LockedStore locked = store.lock(session.effects);
    locked.check_writable();
    warn_of_unusable_login(locked, session.effects.diagnostics);
  }
  const SignedIn signed_in =
      sign_in(session, "logging in needs a person, which --non-interactive and --refresh exclude");
  describe_login(save_login(session, signed_in), session.effects.diagnostics);
  return ExitCode::Success;
}

}  // namespace goto_token
