#include "goto_token/tokens/direct_grant.hpp"

#include <utility>

#include "goto_token/base/text.hpp"
#include "goto_token/oauth/token_request.hpp"
#include "goto_token/tokens/metadata_discovery.hpp"
#include "goto_token/tokens/token_exchange.hpp"

namespace goto_token {
namespace {

FormParameters make_grant(const Config& config) {
  const std::string scope = join_words(config.scopes);
  switch (config.grant) {
    case Grant::PersonalAccessToken:
      return make_personal_access_token_grant(config.grant_secret);
    case Grant::RefreshToken:
      return make_refresh_token_grant(config.grant_secret, scope);
    default:
      return make_client_credentials_grant(scope);
  }
}

}  // namespace

ReceivedToken run_direct_grant(const Session& session) {
  const auto& [command_line, settings, config, effects, diagnostics] = session;
  const AuthorizationServer server = find_authorization_server(config, effects, diagnostics);
  const Client client = make_client(config, server);
  TokenResponse response =
      exchange_token(server.token_endpoint, make_grant(config), client, effects, diagnostics);
  const bool shown = command_line.output == OutputFormat::Json;
  const Secret& refresh_token = response.refresh_token;
  const bool replaced = config.grant == Grant::RefreshToken && !refresh_token.empty() &&
                        !refresh_token.equals(config.grant_secret.reveal());
  if (replaced && !shown) {
    diagnostics.warning(
        "the server gave a new refresh token, which may end the old one; -o json shows it, goto-token login "
        "keeps it");
  }
  return {std::move(response), effects.now()};
}

}  // namespace goto_token
