#include "goto_token/tokens/token_exchange.hpp"

#include <utility>
#include <variant>

#include "goto_token/base/http_status.hpp"
#include "goto_token/base/text.hpp"
#include "goto_token/base/time_format.hpp"
#include "goto_token/config/grants.hpp"
#include "goto_token/oauth/token_request.hpp"
#include "goto_token/tokens/body_excerpt.hpp"
#include "goto_token/tokens/traced_send.hpp"

namespace goto_token {
namespace {

constexpr std::chrono::seconds kMostPatience{5};

std::string hint_for(const std::string& error, const FormParameters& parameters) {
  const Grant* const grant = find_grant_by_type(find_parameter(parameters, "grant_type").value_or(""));
  if (error == "unauthorized_client" && grant != nullptr && !grant->unauthorized_client_hint.empty()) {
    return std::string(grant->unauthorized_client_hint);
  }
  if (error == "invalid_client" || error == "unauthorized_client") {
    return "check OAUTH_CLIENT_ID and OAUTH_CLIENT_SECRET; OAUTH_CLIENT_AUTH chooses how they are sent";
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

/// What was sent that nobody is to see, in each form in which it went over the wire.
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

/// The server's words without anything of ours that it may have repeated in them, as it came or decoded.
std::string without_secrets(std::string text, const FormParameters& grant, const Client& client) {
  for (const std::string& secret : find_secrets(grant, client)) {
    text = redact(std::move(text), secret);
  }
  return text;
}

std::string explain(const TokenErrorResponse& response, const FormParameters& grant, const Client& client) {
  std::string why = response.error.empty()
                        ? "HTTP status " + std::to_string(response.status) + " without an OAuth error"
                        : printable(without_secrets(response.error, grant, client));
  if (!response.description.empty()) {
    why += ": " + printable(without_secrets(response.description, grant, client));
  }
  return why;
}

/// An endpoint that wants client authentication.
class Endpoint {
 public:
  /// @param key the setting that names it.
  /// @param secrets what no trace of an answer may show.
  Endpoint(const Url& url, std::string key, std::vector<std::string> secrets, const Effects& effects)
      : key_(std::move(key)),
        name_(to_string(Url{url.scheme, url.host, url.port, url.port_written, url.path, ""})),
        secrets_(std::move(secrets)),
        effects_(effects) {}

  HttpResponse send(const HttpRequest& request, std::string_view authentication) {
    HttpResponse response = send_once(request, authentication);
    const auto patience = asked_patience(response);
    if (patience && !patience_used_) {
      patience_used_ = true;
      effects_.diagnostics.note("the server asks to wait " + std::to_string(patience->count()) +
                                " s before trying again");
      pause(*patience, effects_.wait);
      response = send_once(request, authentication);
    }
    return response;
  }

  /// What to do about an answer that is not OAuth's.
  [[nodiscard]] std::string hint() const { return "check OAUTH_SERVICE_URL or " + key_; }

  /// Shows what a body says that is not OAuth's.
  void trace_body(const std::string& body) const {
    effects_.diagnostics.trace(body.empty()
                                   ? "the body of the answer is empty"
                                   : "the body of the answer begins: " + make_body_excerpt(body, secrets_));
  }

  void trace_end(ClientAuthentication method, bool accepted) const {
    effects_.diagnostics.trace(std::string(accepted ? "accepted with client authentication "
                                                    : "refused with client authentication ") +
                               std::string(to_string(method)));
  }

 private:
  HttpResponse send_once(const HttpRequest& request, std::string_view authentication) {
    return send_traced(
        request, "request to " + name_ + ", client authentication " + std::string(authentication), effects_);
  }

  [[nodiscard]] std::optional<std::chrono::seconds> asked_patience(const HttpResponse& response) const {
    const auto field = find_header(response.headers, "Retry-After");
    if (!field || (response.status != http_status::kTooManyRequests &&
                   response.status != http_status::kServiceUnavailable)) {
      return std::nullopt;
    }
    const auto patience = parse_retry_after(*field, effects_.now());
    return patience && *patience <= kMostPatience ? patience : std::nullopt;
  }

  std::string key_;
  std::string name_;
  std::vector<std::string> secrets_;
  const Effects& effects_;
  bool patience_used_ = false;
};

const TokenErrorResponse* find_error(const std::variant<TokenResponse, TokenErrorResponse>& response) {
  return std::get_if<TokenErrorResponse>(&response);
}

const TokenErrorResponse* find_error(const std::optional<TokenErrorResponse>& response) {
  return response ? &*response : nullptr;
}

/// Parses a response; one that is not OAuth's is shown in the trace.
template <typename Parse>
auto parse_traced(const HttpResponse& http_response, Parse parse, const Endpoint& endpoint) {
  try {
    auto response = parse(http_response);
    const TokenErrorResponse* const error = find_error(response);
    if (error != nullptr && error->error.empty()) {
      endpoint.trace_body(http_response.body);
    }
    return response;
  } catch (const Error& error) {
    endpoint.trace_body(http_response.body);
    throw Error(error.code(), error.what(), error.hint().empty() ? endpoint.hint() : error.hint());
  }
}

/// Sends a request with each method of client authentication until one is not rejected for that.
template <typename Parse, typename MakeRequest>
auto try_each_method(Endpoint& endpoint, const Client& client, Parse parse, MakeRequest make_request) {
  const std::vector<ClientAuthentication> methods = client_authentications_to_try(client);
  for (std::size_t i = 0;; ++i) {
    const ClientAuthentication method = methods[i];
    auto response = parse_traced(endpoint.send(make_request(method), to_string(method)), parse, endpoint);
    const TokenErrorResponse* const error = find_error(response);
    const bool try_next = error != nullptr && i + 1 < methods.size() &&
                          is_client_authentication_error(error->status, error->error);
    if (!try_next) {
      endpoint.trace_end(method, error == nullptr);
      return response;
    }
  }
}

}  // namespace

std::variant<ReceivedToken, TokenErrorResponse> try_exchange_token(const Url& token_endpoint,
                                                                   const FormParameters& grant,
                                                                   const Client& client,
                                                                   const Effects& effects) {
  Endpoint endpoint(token_endpoint, "OAUTH_TOKEN_ENDPOINT", find_secrets(grant, client), effects);
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
          hint_for(response.error, grant)};
}

ReceivedToken exchange_token(const Url& token_endpoint, const FormParameters& grant, const Client& client,
                             const Effects& effects) {
  auto response = try_exchange_token(token_endpoint, grant, client, effects);
  if (const auto* const error = std::get_if<TokenErrorResponse>(&response)) {
    throw make_token_error(*error, grant, client);
  }
  return std::get<ReceivedToken>(std::move(response));
}

void revoke_token(const Url& revocation_endpoint, const Secret& token, const std::string& token_type_hint,
                  const Client& client, const Effects& effects) {
  const FormParameters secrets = {{"token", std::string(token.reveal())}};
  Endpoint endpoint(revocation_endpoint, "OAUTH_REVOCATION_ENDPOINT", find_secrets(secrets, client), effects);
  const auto error =
      try_each_method(endpoint, client, parse_revocation_response, [&](ClientAuthentication method) {
        return make_revocation_request(revocation_endpoint, token, token_type_hint, client, method);
      });
  if (error) {
    throw Error(ExitCode::TokenRefused,
                "the revocation endpoint refused: " + explain(*error, secrets, client),
                hint_for(error->error, secrets));
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
