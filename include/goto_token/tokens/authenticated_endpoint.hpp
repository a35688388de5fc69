#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "goto_token/base/encoding.hpp"
#include "goto_token/base/error.hpp"
#include "goto_token/base/url.hpp"
#include "goto_token/io/effects.hpp"
#include "goto_token/oauth/client_authentication.hpp"
#include "goto_token/oauth/token_response.hpp"
#include "goto_token/tokens/metadata_endpoints.hpp"

namespace goto_token {

/// An endpoint that requires client authentication, for the requests of one purpose, such as one grant. Not
/// for use by two threads at once.
class AuthenticatedEndpoint {
 public:
  /// @param endpoint which of the server's it is. @param secrets what is redacted where a response repeats
  /// it.
  /// @param effects must live as long as this.
  AuthenticatedEndpoint(const Url& url, const MetadataEndpoint& endpoint, std::vector<std::string> secrets,
                        const Effects& effects);

  /// Sends a form with client authentication. A 429 or 503 that asks to wait for at most 5 s is obeyed, once
  /// for all requests; what is sent again is made again, with another assertion. Where the response repeats
  /// the assertion, that is redacted. With `Tls` the client certificate is presented.
  /// @throws Error{Network} when there is no response, Error{Configuration} when the client's key or
  /// certificate cannot be used.
  [[nodiscard]] HttpResponse send(const FormParameters& parameters, const Client& client,
                                  ClientAuthentication method);

  /// The methods of client_authentications_to_try, but of two assertions that name the same audience here
  /// only the first.
  [[nodiscard]] std::vector<ClientAuthentication> find_methods_to_try(const Client& client) const;

  /// Leaves it to the caller to obey a server that asks to wait.
  void leave_waiting() noexcept { has_waited_ = true; }

  /// What to do about a response that is not OAuth's.
  [[nodiscard]] std::string hint(const Client& client) const { return hint_at_source(endpoint_, client); }

  /// Traces the beginning of a body that is not OAuth's, with secrets redacted.
  void trace_body(const std::string& body) const;

  /// Traces whether the last method was accepted.
  void trace_end(ClientAuthentication method, bool accepted) const;

 private:
  [[nodiscard]] Secret sign_assertion(const Client& client, ClientAuthentication method) const;
  [[nodiscard]] HttpResponse send_once(const FormParameters& parameters, const Client& client,
                                       ClientAuthentication method);

  Url url_;
  MetadataEndpoint endpoint_;
  std::string name_;
  std::vector<std::string> secrets_;
  const Effects& effects_;
  bool has_waited_ = false;
};

/// How long a server asks to wait before another request, with 429 or 503; nullopt when it does not.
[[nodiscard]] std::optional<std::chrono::seconds> find_retry_delay(const HttpResponse& response,
                                                                   const Effects& effects);

/// Makes sure that a client certificate can be presented to an endpoint.
/// @param key the setting that names it.
/// @throws Error{Configuration} for plain http.
void require_tls(const Url& endpoint, const std::string& key);

/// Makes sure that the client's certificate can be used where its method is `Tls`, before a person signs in
/// for nothing or a login is erased.
/// @throws Error{Configuration} as require_tls and `Effects::check_client_certificate`.
void require_usable_certificate(const Client& client, const Url& endpoint, const std::string& key,
                                const Effects& effects);

/// The error response in what a parser made of a response; nullptr when it is none.
template <typename Success>
[[nodiscard]] const TokenErrorResponse* find_error(const std::variant<Success, TokenErrorResponse>& parsed) {
  return std::get_if<TokenErrorResponse>(&parsed);
}

/// The same for a response of which only an error says something.
[[nodiscard]] inline const TokenErrorResponse* find_error(const std::optional<TokenErrorResponse>& parsed) {
  return parsed ? &*parsed : nullptr;
}

/// Parses a response. Traces the body of one that is not OAuth's.
/// @throws what `parse` does, with the endpoint's hint where it gives none.
template <typename Parse>
[[nodiscard]] auto parse_traced(const HttpResponse& http_response, Parse parse,
                                const AuthenticatedEndpoint& endpoint, const Client& client) {
  try {
    auto parsed = parse(http_response);
    const TokenErrorResponse* const error = find_error(parsed);
    if (error != nullptr && error->error.empty()) {
      endpoint.trace_body(http_response.body);
    }
    return parsed;
  } catch (const Error& error) {
    endpoint.trace_body(http_response.body);
    throw error.or_hint(endpoint.hint(client));
  }
}

/// Sends a form with each method of client authentication until the server does not reject that. Where it
/// rejects all of them, the response is the first one, which most often says best what is wrong.
/// @param parse makes `std::variant<Success, TokenErrorResponse>` or `std::optional<TokenErrorResponse>` of
/// an HttpResponse. @param last is set to the method of the last request; nullptr for none.
template <typename Parse>
[[nodiscard]] auto try_each_method(AuthenticatedEndpoint& endpoint, const FormParameters& parameters,
                                   const Client& client, Parse parse,
                                   std::optional<ClientAuthentication>* last = nullptr) {
  const std::vector<ClientAuthentication> methods = endpoint.find_methods_to_try(client);
  std::optional<TokenErrorResponse> first;
  for (std::size_t i = 0;; ++i) {
    const ClientAuthentication method = methods[i];
    if (last != nullptr) {
      *last = method;
    }
    auto parsed = parse_traced(endpoint.send(parameters, client, method), parse, endpoint, client);
    const TokenErrorResponse* const error = find_error(parsed);
    const bool is_method_refused = error != nullptr && is_refused(method, error->status, error->error);
    if (!is_method_refused || i + 1 == methods.size()) {
      if (is_method_refused || error == nullptr || is_error_after_client_authentication(error->error)) {
        endpoint.trace_end(method, !is_method_refused);  // of any other error nothing is known
      }
      if (!is_method_refused || !first || is_error_after_client_authentication(error->error)) {
        return parsed;
      }
      first->refused_methods = methods;
      return decltype(parsed)(*std::move(first));
    }
    if (!first) {
      first = *error;
    }
  }
}

}  // namespace goto_token
