#include "goto_token/tokens/direct_grant.hpp"

#include "goto_token/tokens/metadata_discovery.hpp"

namespace goto_token {
namespace {

/// Whether the response holds another refresh token than the one that was presented.
bool replaces_refresh_token(const TokenResponse& response, const FormParameters& parameters) {
  const auto presented = find_parameter(parameters, "refresh_token");
  return presented && !response.refresh_token.empty() && !response.refresh_token.equals(*presented);
}

}  // namespace

ReceivedToken run_direct_grant(const Session& session) {
  const Config& config = session.config;
  const AuthorizationServer server = find_authorization_server(config, session.effects);
  const FormParameters parameters = config.grant->make_parameters(config);
  ReceivedToken token =
      exchange_token(server.token_endpoint, parameters, make_client(config, server), session.effects);
  const bool shown = session.command_line.output == OutputFormat::Json;
  if (replaces_refresh_token(token.response, parameters) && !shown) {
    session.effects.diagnostics.warning(
        "the server gave a new refresh token, which may end the old one; -o json shows it, goto-token login "
        "keeps it");
  }
  warn_of_missing_scopes(token.response, config.scopes, session.effects.diagnostics);
  return token;
}

}  // namespace goto_token
