#include <utility>
#include <variant>

#include "goto_token/commands/commands.hpp"
#include "goto_token/sign_in/sign_in.hpp"
#include "goto_token/tokens/stored_token.hpp"
#include "goto_token/tokens/token_exchange.hpp"

namespace goto_token {
namespace {

/// Warns when the action on the store fails. The run goes on without a stored login.
template <typename Action>
void warn_of_unusable_store(const Diagnostics& diagnostics, const Action& action) {
  try {
    action();
  } catch (const Error& error) {
    diagnostics.warning(
        Error(error.code(), std::string("no login can be kept: ") + error.what(), error.hint()));
  }
}

StoredToken find_stored_token(const Session& session) {
  if (session.command_line.fresh) {
    return NoStoredToken{.reason = kFreshIgnoresLogin};
  }
  if (!find_store_folder(session.settings)) {  // only login itself requires a folder
    return NoStoredToken{.reason = "there is no stored login"};
  }
  const TokenStore store = open_store(session);
  StoredToken stored = use_stored_login(store, make_token_requirements(session.command_line, session.config),
                                        session.config.client, session.effects);
  const auto* const none = std::get_if<NoStoredToken>(&stored);
  // What takes the place of an ended login is stored later, or warned of then.
  if (none != nullptr && !none->ended) {
    warn_of_unusable_store(session.effects.diagnostics, [&] { store.check_usable(std::nullopt); });
  }
  return stored;
}

}  // namespace

IssuedToken fetch_token(const Session& session) {
  if (session.config.grant->make_parameters != nullptr) {  // no person signs in
    return make_issued_token(run_direct_grant(session));
  }
  StoredToken stored = find_stored_token(session);
  if (auto* const login = std::get_if<StoredLogin>(&stored)) {
    return {.access_token = std::move(login->access_token),
            .expires_at = login->expires_at,
            .json = std::move(login->json)};
  }
  const auto& none = std::get<NoStoredToken>(stored);
  SignedIn signed_in = sign_in(session, none.reason);
  if (none.ended) {
    // A user who had logged in stays logged in.
    warn_of_unusable_store(session.effects.diagnostics, [&] { save_login(session, signed_in); });
  }
  return make_issued_token(std::move(signed_in.token));
}

ExitCode print_token(const Session& session) {
  session.effects.print(format_token(fetch_token(session), session.command_line.output).reveal());
  return ExitCode::Success;
}

}  // namespace goto_token
