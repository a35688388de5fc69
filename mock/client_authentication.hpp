#pragma once

#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "client_assertion.hpp"
#include "http.hpp"

namespace goto_mock_auth {

/// How a client shows who it is at the token endpoint (RFC 6749 §2.3.1).
enum class ClientAuthentication {
  BasicForm,      ///< HTTP Basic, id and secret form-encoded first, as the RFC requires
  BasicRaw,       ///< HTTP Basic, id and secret as they are, as many servers require
  Post,           ///< client_id and client_secret in the form
  None,           ///< a public client: client_id in the form
  PrivateKeyJwt,  ///< an assertion that the client's key has signed (RFC 7523 §2.2)
  Tls,            ///< a certificate in the TLS handshake (RFC 8705 §2.1), and client_id in the form
};

/// The client this server knows, and the methods by which it may authenticate.
struct Client {
  std::string id;
  std::string secret;
  std::string name;
  std::set<ClientAuthentication> accepted;
  std::string key_file = {};  ///< verifies its assertions; empty: it has none

  /// Whether it may authenticate with its secret.
  [[nodiscard]] bool has_secret() const;

  /// Whether the client has no secret.
  [[nodiscard]] bool is_public() const { return accepted == std::set{ClientAuthentication::None}; }
};

/// The name in the request log: `basic-form`, `basic-raw`, `post`, `none`, `private-key-jwt` or `tls`.
[[nodiscard]] std::string_view name_of(ClientAuthentication form);

/// Which form a request uses, right or wrong. Where Basic credentials don't tell (their encoding would change
/// nothing), it is BasicForm, and BasicRaw if only that is accepted.
[[nodiscard]] ClientAuthentication client_authentication_of(const HttpRequest& request, const Client& client);

/// Checks that requests come from the one known client. Thread-safe.
class ClientCheck {
 public:
  /// `audiences` are what an assertion may name.
  /// @throws Failure with exit code 3 if the client's key can't be used.
  ClientCheck(Client client, std::vector<std::string> audiences);

  /// @throws OAuthError 401 invalid_client, or 400 invalid_request when it uses two forms at once.
  void check(const HttpRequest& request);

  /// The algorithms by which assertions may be signed; empty if none is taken.
  [[nodiscard]] std::vector<std::string> algorithms() const;

 private:
  const Client client_;
  const std::vector<std::string> audiences_;
  const std::unique_ptr<AssertionCheck> assertions_;  // null where none is taken
};

}  // namespace goto_mock_auth
