#include "goto_token/tokens/error_response.hpp"

#include <algorithm>
#include <array>

#include "goto_token/base/text.hpp"
#include "goto_token/config/grants.hpp"
#include "goto_token/tokens/body_excerpt.hpp"

namespace goto_token {
namespace {

/// Parameters that are secrets, however short.
constexpr auto kSecretParameters = std::to_array<std::string_view>(
    {"code", "code_verifier", "device_code", "pat", "refresh_token", "state", "token"});

/// Parameters that are no secrets. All others may be, such as those that a user adds.
constexpr auto kPublicParameters = std::to_array<std::string_view>(
    {"grant_type", "response_type", "client_id", "redirect_uri", "scope", "code_challenge",
     "code_challenge_method", "audience", "resource", "token_type_hint"});

bool may_be_secret(const std::string& name, const std::string& value) {
  return contains(kSecretParameters, name) ||
         (!contains(kPublicParameters, name) && value.size() > kLongestWord);
}

/// What to do where the server does not accept an assertion.
std::string make_key_hint(const ClientKey& key) {
  const std::string algorithm(to_string(choose_algorithm(key)));
  const std::string offered = printable(join_words(key.offered_algorithms, ", "));
  const bool is_offered = offered.empty() || contains(key.offered_algorithms, algorithm);
  return (is_offered ? ""
                     : "the server offers " + offered + " for assertions, and the key signs with " +
                           algorithm + "; also ") +
         "check OAUTH_CLIENT_ID and OAUTH_CLIENT_KEY_ID, that the server knows the public key, and this "
         "machine's clock, since an assertion is valid for 60 s; goto-token doctor checks the clock";
}

/// What to do where the server does not accept the client.
std::string make_client_hint(const TokenErrorResponse& response, const Client& client) {
  if (presents_certificate(client)) {
    return "check OAUTH_CLIENT_ID, and that the server knows the certificate of OAUTH_CLIENT_CERT_FILE for "
           "this client; goto-token doctor shows whose it is";
  }
  const std::vector<ClientAuthentication> methods = client_authentications_to_try(client);
  if (std::any_of(methods.begin(), methods.end(), is_assertion)) {
    return make_key_hint(client.key);
  }
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
  if ((is_client_authentication_error(response.status, error) || !response.refused_methods.empty()) &&
      !is_error_after_client_authentication(error)) {
    return make_client_hint(response, client);
  }
  if (error == "invalid_grant" && grant != nullptr) {
    return std::string(grant->invalid_grant_hint);
  }
  if (error == "invalid_scope") {
    return "ask only for scopes that are enabled on the client";
  }
  if (error == "invalid_target") {  // RFC 8707 §2
    return "check --audience and --resource: the server gives this client no token for one of them";
  }
  if (error == "unsupported_grant_type") {
    return "the server does not know this grant, or it is not enabled on the client; --grant chooses another";
  }
  return {};
}

std::string explain(const TokenErrorResponse& response, const FormParameters& parameters,
                    const Client& client) {
  const std::vector<std::string> secrets =
      find_secrets(parameters, client);  // a server may repeat what it was sent
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

}  // namespace

std::vector<std::string> find_secrets(const FormParameters& parameters, const Client& client) {
  std::vector<std::string> secrets = find_secret_forms(client);
  for (const auto& [name, value] : parameters) {
    if (may_be_secret(name, value)) {
      secrets.push_back(form_encode(value));
      secrets.push_back(value);
    }
  }
  return secrets;
}

Error make_refusal(const std::string& what, const TokenErrorResponse& response,
                   const FormParameters& parameters, const Client& client) {
  return {ExitCode::TokenRefused, what + ": " + explain(response, parameters, client),
          hint_for(response, parameters, client)};
}

}  // namespace goto_token
