#include "goto_token/tokens/token_exchange.hpp"

#include <utility>
#include <variant>

#include "goto_token/base/text.hpp"
#include "goto_token/config/grants.hpp"
#include "goto_token/oauth/token_request.hpp"
#include "goto_token/tokens/body_excerpt.hpp"
#include "goto_token/tokens/metadata_discovery.hpp"
#include "goto_token/tokens/requests.hpp"

namespace goto_token {
namespace {

/// What to do where the server does not accept the client.
std::string make_client_hint(const TokenErrorResponse& response, const Client& client) {
  if (client.secret.empty()) {
    return "check OAUTH_CLIENT_ID; a client that has a secret also needs OAUTH_CLIENT_SECRET";
  }
  return std::string("check OAUTH_CLIENT_ID and OAUTH_CLIENT_SECRET") +
         (response.refused_methods.empty() ? "; OAUTH_CLIENT_AUTH chooses how they are sent" : "") +
         "; only a run can try them, goto-token doctor checks the rest";
}

std::string hint_for(const TokenErrorResponse& response, const FormParameters& parameters,
                     const Client& client) {
  const std::string& error = response.error;
  const Grant* const grant = find_grant_by_type(find_parameter(parameters, "grant_type").value_or(""));
  if (error == "unauthorized_client" && grant != nullptr && !grant->unauthorized_client_hint.empty()) {
    return std::string(grant->unauthorized_client_hint);
  }
  if (is_client_authentication_error(response.status, error) &&
      !is_error_after_client_authentication(error)) {
    return make_client_hint(response, client);
  }
  if (error == "invalid_grant" && grant != nullptr) {
    return std::string(grant->invalid_grant_hint);
  }
  if (error == "invalid_scope") {
    return "ask only for scopes that are enabled on the client";
  }
  if (error == "unsupported_grant_type") {
    return "the server does not know this grant, or it is not enabled on the client; --grant chooses another";
  }
  return {};
}

/// The secrets of a request, in each form in which they were sent.
std::vector<std::string> find_secrets(const FormParameters& grant, const Client& client) {
  std::vector<std::string> secrets = find_secret_forms(client);
  for (const auto& [name, value] : grant) {
    if (name != "grant_type" && name != "redirect_uri" && name != "scope") {
      secrets.push_back(form_encode(value));
      secrets.push_back(value);
    }
  }
  return secrets;
}

std::string explain(const TokenErrorResponse& response, const FormParameters& grant, const Client& client) {
  const std::vector<std::string> secrets =
      find_secrets(grant, client);  // a server may repeat what it was sent
  std::string why = response.error.empty()
                        ? "HTTP status " + std::to_string(response.status) + " without an OAuth error"
                        : printable(redact_secrets(response.error, secrets));
  if (!response.description.empty()) {
    why += ": " + printable(redact_secrets(response.description, secrets));
  }
  if (!response.refused_methods.empty()) {
    why += " (tried " +
           join_words(response.refused_methods, ", ",
                      [](ClientAuthentication method) { return to_string(method); }) +
           ")";
  }
  return why;
}

const TokenErrorResponse* find_error(const std::variant<TokenResponse, TokenErrorResponse>& response) {
  return std::get_if<TokenErrorResponse>(&response);
}

const TokenErrorResponse* find_error(const std::optional<TokenErrorResponse>& response) {
  return response ? &*response : nullptr;
}

/// Parses a response. Traces the body of one that is not OAuth's.
template <typename Parse>
auto parse_traced(const HttpResponse& http_response, Parse parse, const AuthenticatedEndpoint& endpoint) {
  try {
    auto response = parse(http_response);
    const TokenErrorResponse* const error = find_error(response);
    if (error != nullptr && error->error.empty()) {
      endpoint.trace_body(http_response.body);
    }
    return response;
  } catch (const Error& error) {
    endpoint.trace_body(http_response.body);
    throw Error(error.code(), error.what(), error.hint_or(endpoint.hint()));
  }
}

/// Sends a request with each method of client authentication until the server does not reject that. Where it
/// rejects all of them, the response is the first one, which most often says best what is wrong.
template <typename Parse, typename MakeRequest>
auto try_each_method(AuthenticatedEndpoint& endpoint, const Client& client, Parse parse,
                     MakeRequest make_request) {
  const std::vector<ClientAuthentication> methods = client_authentications_to_try(client);
  std::optional<TokenErrorResponse> first;
  for (std::size_t i = 0;; ++i) {
    const ClientAuthentication method = methods[i];
    auto response = parse_traced(endpoint.send(make_request(method), method), parse, endpoint);
    const TokenErrorResponse* const error = find_error(response);
    const bool is_refused = error != nullptr && is_client_authentication_error(error->status, error->error);
    if (!is_refused || i + 1 == methods.size()) {
      endpoint.trace_end(method, error == nullptr);
      if (!is_refused || !first || is_error_after_client_authentication(error->error)) {
        return response;
      }
      first->refused_methods = methods;
      return decltype(response)(*std::move(first));
    }
    if (!first) {
      first = *error;
    }
  }
}

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
  AuthenticatedEndpoint endpoint(token_endpoint, "OAUTH_TOKEN_ENDPOINT", find_secrets(grant, client),
                                 effects);
  std::optional<ClientAuthentication> last;
  auto response = try_each_method(endpoint, client, parse_token_response, [&](ClientAuthentication method) {
    last = method;
    return make_token_request(token_endpoint, grant, client, method);
  });
  if (auto* const error = std::get_if<TokenErrorResponse>(&response)) {
    return std::move(*error);
  }
  ReceivedToken token{std::get<TokenResponse>(std::move(response)), effects.now()};
  token.response.client_authentication = last;
  return token;
}

Error make_token_error(const TokenErrorResponse& response, const FormParameters& grant,
                       const Client& client) {
  return {ExitCode::TokenRefused, "the token endpoint refused: " + explain(response, grant, client),
          hint_for(response, grant, client)};
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
  const FormParameters grant = config.grant->make_parameters(config);
  ReceivedToken token =
      exchange_token(server.token_endpoint, grant, make_client(config, server), session.effects);
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
  const FormParameters secrets = {{"token", std::string(token.reveal())}};
  AuthenticatedEndpoint endpoint(revocation_endpoint, "OAUTH_REVOCATION_ENDPOINT",
                                 find_secrets(secrets, client), effects);
  const auto error =
      try_each_method(endpoint, client, parse_revocation_response, [&](ClientAuthentication method) {
        return make_revocation_request(revocation_endpoint, token, token_type_hint, client, method);
      });
  if (error) {
    throw Error(ExitCode::TokenRefused,
                "the revocation endpoint refused: " + explain(*error, secrets, client),
                hint_for(*error, secrets, client));
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
