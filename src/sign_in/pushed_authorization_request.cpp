#include "goto_token/sign_in/pushed_authorization_request.hpp"

#include <optional>
#include <utility>
#include <variant>

#include "goto_token/sign_in/rejection.hpp"
#include "goto_token/tokens/authenticated_endpoint.hpp"
#include "goto_token/tokens/error_response.hpp"

namespace goto_token {
namespace {

/// What to do about an error of which only an authorization request can be the cause; empty for none.
std::string hint_for(const TokenErrorResponse& response, const RedirectUri& redirect_uri) {
  if (response.error == "invalid_redirect_uri") {
    return advise_to_check_registration(redirect_uri);
  }
  if (response.error.empty() || response.error == "invalid_request") {
    return "if this is about the redirect URI, " + advise_to_check_registration(redirect_uri);
  }
  if (response.error == "unsupported_response_type") {
    return "this server does not offer the authorization code grant; --grant chooses another";
  }
  return {};
}

std::string describe_lifetime(const PushedAuthorization& pushed) {
  return pushed.expires_in ? ", good for " + std::to_string(pushed.expires_in->count()) + " s" : "";
}

}  // namespace

PushedAuthorizationRequest push_authorization_request(const Url& endpoint, const FormParameters& parameters,
                                                      const RedirectUri& redirect_uri, Client& client,
                                                      const Effects& effects) {
  AuthenticatedEndpoint authenticated(endpoint, kPushedAuthorizationRequestEndpoint,
                                      find_secrets(parameters, client), effects);
  std::optional<ClientAuthentication> last;
  auto parsed = try_each_method(authenticated, parameters, client, parse_pushed_authorization, &last);
  if (const auto* const response = std::get_if<TokenErrorResponse>(&parsed)) {
    const Error refusal =
        make_refusal("the pushed authorization request endpoint refused", *response, parameters, client);
    throw Error(refusal.code(), refusal.what(), refusal.hint_or(hint_for(*response, redirect_uri)));
  }
  client.accepted = last;
  auto& pushed = std::get<PushedAuthorization>(parsed);
  effects.diagnostics.trace("the authorization request was pushed" + describe_lifetime(pushed));
  return {.authorization = std::move(pushed), .pushed_at = effects.steady_now()};
}

Error with_expiry(const Error& error, const PushedAuthorizationRequest& pushed, Deadline now) {
  const auto& expires_in = pushed.authorization.expires_in;
  if (error.code() != ExitCode::TimedOut || !expires_in || now - pushed.pushed_at < *expires_in) {
    return error;
  }
  const std::string expiry = "the address was only good for " + std::to_string(expires_in->count()) + " s";
  return {error.code(), error.what(), expiry + (error.hint().empty() ? "" : "; " + error.hint())};
}

}  // namespace goto_token
