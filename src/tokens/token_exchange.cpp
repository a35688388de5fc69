#include "goto_token/tokens/token_exchange.hpp"

#include <utility>
#include <variant>

#include "goto_token/base/http_status.hpp"
#include "goto_token/base/text.hpp"
#include "goto_token/base/time_format.hpp"
#include "goto_token/oauth/token_request.hpp"
#include "goto_token/tokens/body_excerpt.hpp"
#include "goto_token/tokens/traced_send.hpp"

namespace goto_token {
namespace {

constexpr std::chrono::seconds kMostPatience{5};

/// What to do about `invalid_grant`, which means whatever was presented.
std::string hint_for_grant(std::string_view grant_type) {
  if (grant_type == "personal_access_token") {
    return "make a new personal access token and set OAUTH_PERSONAL_ACCESS_TOKEN to it";
  }
  if (grant_type == "refresh_token") {
    return "the refresh token has run out, was revoked, or was used before; get a new one";
  }
  if (grant_type == "client_credentials") {
    return "check that the client may get tokens for itself; --grant chooses another grant";
  }
  return "run it again; if that does not help, check that OAUTH_REDIRECT_URI is exactly as registered";
}

std::string hint_for(const std::string& error, const FormParameters& grant) {
  const std::string_view grant_type = find_parameter(grant, "grant_type").value_or("");
  if (error == "unauthorized_client" && grant_type == "personal_access_token") {
    return "enable personal access tokens on the OAuth client, and check OAUTH_CLIENT_ID";
  }
  if (error == "invalid_client" || error == "unauthorized_client") {
    return "check OAUTH_CLIENT_ID and OAUTH_CLIENT_SECRET; OAUTH_CLIENT_AUTH chooses how they are sent";
  }
  if (error == "invalid_grant") {
    return hint_for_grant(grant_type);
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

std::string explain_refusal(const TokenErrorResponse& refusal, const FormParameters& grant,
                            const Client& client) {
  std::string why = refusal.error.empty()
                        ? "HTTP status " + std::to_string(refusal.status) + " without an OAuth error"
                        : printable(without_secrets(refusal.error, grant, client));
  if (!refusal.description.empty()) {
    why += ": " + printable(without_secrets(refusal.description, grant, client));
  }
  return why;
}

/// An endpoint that wants client authentication.
class Endpoint {
 public:
  /// @param key the setting that names it.
  /// @param secrets what no trace of an answer may show.
  Endpoint(const Url& url, std::string key, std::vector<std::string> secrets, const Effects& effects,
           const Diagnostics& diagnostics)
      : key_(std::move(key)),
        name_(to_string(Url{url.scheme, url.host, url.port, url.port_written, url.path, ""})),
        secrets_(std::move(secrets)),
        effects_(effects),
        diagnostics_(diagnostics) {}

  HttpResponse send(const HttpRequest& request, std::string_view authentication) {
    HttpResponse response = send_once(request, authentication);
    const auto patience = asked_patience(response);
    if (patience && !patience_used_) {
      patience_used_ = true;
      diagnostics_.note("the server asks to wait " + std::to_string(patience->count()) +
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
    diagnostics_.trace(body.empty() ? "the body of the answer is empty"
                                    : "the body of the answer begins: " + make_body_excerpt(body, secrets_));
  }

  void trace_end(ClientAuthentication way, bool accepted) const {
    diagnostics_.trace(std::string(accepted ? "accepted with client authentication "
                                            : "refused with client authentication ") +
                       std::string(to_string(way)));
  }

 private:
  HttpResponse send_once(const HttpRequest& request, std::string_view authentication) {
    return send_traced(request,
                       "request to " + name_ + ", client authentication " + std::string(authentication),
                       effects_, diagnostics_);
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
  const Diagnostics& diagnostics_;
  bool patience_used_ = false;
};

const TokenErrorResponse* find_refusal(const std::variant<TokenResponse, TokenErrorResponse>& answer) {
  return std::get_if<TokenErrorResponse>(&answer);
}

const TokenErrorResponse* find_refusal(const std::optional<TokenErrorResponse>& answer) {
  return answer ? &*answer : nullptr;
}

/// Reads an answer; one that is not OAuth's is shown in the trace.
template <typename Parse>
auto parse_traced(const HttpResponse& response, Parse parse, const Endpoint& endpoint) {
  try {
    auto answer = parse(response);
    const TokenErrorResponse* const refusal = find_refusal(answer);
    if (refusal != nullptr && refusal->error.empty()) {
      endpoint.trace_body(response.body);
    }
    return answer;
  } catch (const Error& error) {
    endpoint.trace_body(response.body);
    throw Error(error.code(), error.what(), error.hint().empty() ? endpoint.hint() : error.hint());
  }
}

/// Sends a request with each way of client authentication until one is not refused for that.
template <typename Parse, typename MakeRequest>
auto try_each_way(Endpoint& endpoint, const Client& client, Parse parse, MakeRequest make_request) {
  const std::vector<ClientAuthentication> ways = client_authentications_to_try(client);
  for (std::size_t i = 0;; ++i) {
    auto answer = parse_traced(endpoint.send(make_request(ways[i]), to_string(ways[i])), parse, endpoint);
    const TokenErrorResponse* const refusal = find_refusal(answer);
    const bool try_next = refusal != nullptr && i + 1 < ways.size() &&
                          is_client_authentication_error(refusal->status, refusal->error);
    if (!try_next) {
      endpoint.trace_end(ways[i], refusal == nullptr);
      return answer;
    }
  }
}

}  // namespace

std::variant<TokenResponse, TokenErrorResponse> try_exchange_token(const Url& token_endpoint,
                                                                   const FormParameters& grant,
                                                                   const Client& client,
                                                                   const Effects& effects,
                                                                   const Diagnostics& diagnostics) {
  Endpoint endpoint(token_endpoint, "OAUTH_TOKEN_ENDPOINT", find_secrets(grant, client), effects,
                    diagnostics);
  std::optional<ClientAuthentication> last;
  auto answer = try_each_way(endpoint, client, parse_token_response, [&](ClientAuthentication way) {
    last = way;
    return make_token_request(token_endpoint, grant, client, way);
  });
  if (auto* const token = std::get_if<TokenResponse>(&answer)) {
    token->client_authentication = last;
  }
  return answer;
}

Error make_token_refusal(const TokenErrorResponse& refusal, const FormParameters& grant,
                         const Client& client) {
  return {ExitCode::TokenRefused, "the token endpoint refused: " + explain_refusal(refusal, grant, client),
          hint_for(refusal.error, grant)};
}

TokenResponse exchange_token(const Url& token_endpoint, const FormParameters& grant, const Client& client,
                             const Effects& effects, const Diagnostics& diagnostics) {
  auto answer = try_exchange_token(token_endpoint, grant, client, effects, diagnostics);
  if (const auto* const refusal = std::get_if<TokenErrorResponse>(&answer)) {
    throw make_token_refusal(*refusal, grant, client);
  }
  return std::get<TokenResponse>(std::move(answer));
}

void revoke_token(const Url& revocation_endpoint, const Secret& token, const std::string& token_type_hint,
                  const Client& client, const Effects& effects, const Diagnostics& diagnostics) {
  const FormParameters secrets = {{"token", std::string(token.reveal())}};
  Endpoint endpoint(revocation_endpoint, "OAUTH_REVOCATION_ENDPOINT", find_secrets(secrets, client), effects,
                    diagnostics);
  const auto refusal =
      try_each_way(endpoint, client, parse_revocation_response, [&](ClientAuthentication way) {
        return make_revocation_request(revocation_endpoint, token, token_type_hint, client, way);
      });
  if (refusal) {
    throw Error(ExitCode::TokenRefused,
                "the revocation endpoint refused: " + explain_refusal(*refusal, secrets, client),
                hint_for(refusal->error, secrets));
  }
}

}  // namespace goto_token
