#pragma once

#include <set>
#include <string>
#include <string_view>

#include "http.hpp"

namespace goto_mock_auth {

/// How a client shows who it is at the token endpoint (RFC 6749 §2.3.1).
enum class ClientAuthentication {
  BasicForm,  ///< HTTP Basic, id and secret form-encoded first, as the RFC requires
  BasicRaw,   ///< HTTP Basic, id and secret as they are, as many servers require
  Post,       ///< client_id and client_secret in the form
  None,       ///< a public client: client_id in the form
};

/// The client this server knows, and the methods by which it may authenticate.
struct Client {
  std::string id;
  std::string secret;
  std::string name;
  std::set<ClientAuthentication> accepted;

  /// Whether the client has no secret.
  [[nodiscard]] bool is_public() const { return accepted == std::set{ClientAuthentication::None}; }
};

/// The name in the request log: `basic-form`, `basic-raw`, `post` or `none`.
[[nodiscard]] std::string_view name_of(ClientAuthentication form);

/// Which form a request uses, right or wrong. Where Basic credentials don't tell (their encoding would change
/// nothing), it is BasicForm, and BasicRaw if only that is accepted.
[[nodiscard]] ClientAuthentication client_authentication_of(const HttpRequest& request, const Client& client);

/// Checks that the request comes from `client`.
/// @throws OAuthError 401 invalid_client, or 400 invalid_request when it uses two forms at once.
void authenticate_client(const HttpRequest& request, const Client& client);

}  // namespace goto_mock_auth
