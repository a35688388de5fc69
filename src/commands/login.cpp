#include "goto_token/base/text.hpp"
#include "goto_token/commands/commands.hpp"
#include "goto_token/sign_in/sign_in.hpp"

namespace goto_token {
namespace {

/// Nothing is mended in silence: whoever could read the old login may have its tokens.
void warn_of_unusable_login(const TokenStore& store, const Diagnostics& diagnostics) {
  try {
    static_cast<void>(store.load());
  } catch (const Error& error) {
    diagnostics.warning(std::string(error.what()) + "; it will be replaced");
  }
}

}  // namespace

void log_in(const Session& session) {
  const TokenStore store = open_store(session);
  {
    const FileLock lock = store.lock(session.diagnostics);
    store.check_writable();
    warn_of_unusable_login(store, session.diagnostics);
  }
  const SignedIn signed_in = sign_in(session, "logging in takes a person, whom --non-interactive rules out");
  save_login(session, signed_in);
  session.diagnostics.note("logged in; goto-token now gets tokens without a browser");
  if (signed_in.token.response.refresh_token.empty()) {
    session.diagnostics.warning("the server gave no refresh token: this login ends with its access token");
  }
}

}  // namespace goto_token
