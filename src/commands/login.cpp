#include "goto_token/base/text.hpp"
#include "goto_token/commands/commands.hpp"
#include "goto_token/sign_in/sign_in.hpp"
#include "goto_token/tokens/token_store.hpp"

namespace goto_token {
namespace {

/// A warning, because others may have read the old login and may have its tokens.
void warn_of_unusable_login(const TokenStore& store, const Diagnostics& diagnostics) {
  try {
    static_cast<void>(store.load());
  } catch (const Error& error) {
    diagnostics.warning(std::string(error.what()) + "; it will be replaced");
  }
}

}  // namespace

ExitCode log_in(const Session& session) {
  const TokenStore store = open_store(session.settings, session.config);
  {
    const FileLock lock = store.lock(session.effects);
    store.check_writable();
    warn_of_unusable_login(store, session.effects.diagnostics);
  }
  const SignedIn signed_in = sign_in(session, "logging in needs a person, which --non-interactive excludes");
  save_login(session, signed_in);
  session.effects.diagnostics.note("logged in; goto-token now gets tokens without a browser");
  if (signed_in.token.response.refresh_token.empty()) {
    session.effects.diagnostics.warning(
        "the server gave no refresh token: this login ends with its access token");
  }
  return ExitCode::Success;
}

}  // namespace goto_token
