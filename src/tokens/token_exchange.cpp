#include "goto_token/tokens/token_exchange.hpp"

#include <utility>
#include <variant>

#include "goto_token/base/text.hpp"
#include "goto_token/oauth/token_request.hpp"
#include "goto_token/tokens/authenticated_endpoint.hpp"
#include "goto_token/tokens/error_response.hpp"
#include "goto_token/tokens/metadata_discovery.hpp"

namespace goto_token {
namespace {

/// Whether the response holds another refresh token than the one that was presented.
bool replaces_refresh_token(const TokenResponse& response, const FormParameters& grant) {
  const auto presented = find_parameter(grant, "refresh_token");
  return presented && !response.refresh_token.empty() && !response.refresh_token.equals(*presented);
}

}  // namespace

std::variant<ReceivedToken, TokenErrorResponse> try_exchange_token(const Url& token_endpoint,
                                                                   const FormParameters& grant,
                                                                   const Client& client,
                                                                   const Effects& effects) {
  AuthenticatedEndpoint endpoint(token_endpoint, kTokenEndpoint, find_secrets(grant, client), effects);
  std::optional<ClientAuthentication> last;
  FormParameters parameters = grant;
  parameters.insert(parameters.end(), client.token_parameters.begin(), client.token_parameters.end());
  auto response = try_each_method(endpoint, parameters, client, parse_token_response, &last);
  if (auto* const error = std::get_if<TokenErrorResponse>(&response)) {
    return std::move(*error);
  }
  ReceivedToken token{std::get<TokenResponse>(std::move(response)), effects.now()};
  token.response.client_authentication = last;
  if (is_assertion(last)) {
    token.response.assertion_algorithm = choose_algorithm(client.key);
  }
  return token;
}

Error make_token_error(const TokenErrorResponse& response, const FormParameters& grant,
                       const Client& client) {
  return make_refusal("the token endpoint refused", response, grant, client);
}

ReceivedToken exchange_token(const Url& token_endpoint, const FormParameters& grant, const Client& client,
                             const Effects& effects) {
  auto response = try_exchange_token(token_endpoint, grant, client, effects);
  if (const auto* const error = std::get_if<TokenErrorResponse>(&response)) {
    throw make_token_error(*error, grant, client);
  }
  return std::get<ReceivedToken>(std::move(response));
}

ReceivedToken run_direct_grant(const Session& session) {
  const Config& config = session.config;
  const AuthorizationServer server = find_authorization_server(config, session.effects);
  const Client client = make_client(config, server);
  check_client_key(client, session.effects);
  const FormParameters grant = config.grant->make_parameters(config);
  ReceivedToken token = exchange_token(server.token_endpoint, grant, client, session.effects);
  const bool is_shown = session.command_line.output == OutputFormat::Json;
  if (replaces_refresh_token(token.response, grant) && !is_shown) {
    session.effects.diagnostics.warning(
        "the server gave a new refresh token, which may end the old one; -o json shows it, goto-token login "
        "keeps it");
  }
  warn_of_missing_scopes(token.response, config.scopes, session.effects.diagnostics);
  return token;
}

void revoke_token(const Url& revocation_endpoint, const Secret& token, const std::string& token_type_hint,
                  const Client& client, const Effects& effects) {
  const FormParameters parameters = make_revocation_parameters(token, token_type_hint);
  AuthenticatedEndpoint endpoint(revocation_endpoint, kRevocationEndpoint, find_secrets(parameters, client),
                                 effects);
  if (const auto error = try_each_method(endpoint, parameters, client, parse_revocation_response)) {
    throw make_refusal("the revocation endpoint refused", *error, parameters, client);
  }
}

void warn_of_missing_scopes(const TokenResponse& response, const std::vector<std::string>& requested,
                            const Diagnostics& diagnostics) {
  const auto missing = find_missing_scopes(response, requested);
  if (!missing.empty()) {
    diagnostics.warning("the server did not grant these scopes: " + printable(join_words(missing)));
  }
}

}  // namespace goto_token
