#include "goto_token/app/commands.hpp"
#include "goto_token/app/sign_in.hpp"
#include "goto_token/base/text.hpp"

namespace goto_token {

void log_in(const Session& session) {
  const TokenStore store = open_store(session);
  {
    const FileLock lock = store.lock(session.diagnostics);
    store.check_writable();
  }
  const SignedIn signed_in = sign_in(session, "logging in takes a person, whom --non-interactive rules out");
  save_login(session, signed_in);
  session.diagnostics.note("logged in; goto-token now gets tokens without a browser");
  if (signed_in.token.response.refresh_token.empty()) {
    session.diagnostics.warning("the server gave no refresh token: this login ends with its access token");
  }
}

}  // namespace goto_token
