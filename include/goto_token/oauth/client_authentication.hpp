#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "goto_token/base/encoding.hpp"
#include "goto_token/base/http_message.hpp"
#include "goto_token/base/secret.hpp"

namespace goto_token {

/// The method of client authentication at the token endpoint (RFC 6749 §2.3).
enum class ClientAuthentication {
  Basic,          ///< HTTP Basic, with id and secret form-encoded first (§2.3.1).
  BasicRaw,       ///< HTTP Basic, with id and secret as they are, which many servers expect.
  Post,           ///< `client_id` and `client_secret` in the body.
  None,           ///< A public client: `client_id` in the body.
  PrivateKeyJwt,  ///< An assertion that the client's key signs (RFC 7523 §2.2).
  Tls,            ///< The client's certificate, and `client_id` in the body (RFC 8705 §2).
};

/// The registered client.
struct Client {
  std::string id;
  Secret secret;                                       ///< Empty for a public client.
  std::optional<ClientAuthentication> authentication;  ///< Nullopt: try methods (`auto`).
  /// The methods that the metadata offers, which limit `auto`; empty when not known.
  std::vector<ClientAuthentication> offered = {};
  /// The method that the server accepted before, which `auto` tries first.
  std::optional<ClientAuthentication> accepted = {};
  bool certificate = false;  ///< Whether the client's certificate can be presented.
};

/// The name of a method in settings and stored logins.
[[nodiscard]] std::string_view to_string(ClientAuthentication authentication) noexcept;

/// The method of that name; nullopt when there is none.
[[nodiscard]] std::optional<ClientAuthentication> find_client_authentication(std::string_view name) noexcept;

/// The known ones of the methods in a metadata document's `token_endpoint_auth_methods_supported` (RFC 8414
/// §2): `client_secret_basic`, `client_secret_post`, `none`.
[[nodiscard]] std::vector<ClientAuthentication> find_known_authentications(
    const std::vector<std::string>& methods);

/// The methods to try, in order: the one that is set; without a secret `None`; else `Basic`, then `BasicRaw`
/// if encoding changes anything, then `Post`, since no method works with every server.
///
/// Methods that the server does not offer are left out; `BasicRaw` counts as `Basic`. With neither `Basic`
/// nor `Post` offered, `None` remains. The method that was accepted before comes first: at a refresh, some
/// servers reject the client with an error that blames the grant.
[[nodiscard]] std::vector<ClientAuthentication> client_authentications_to_try(const Client& client);

/// Adds the client's credentials to a request, as a header field or as body parameters.
void authenticate(const Client& client, ClientAuthentication authentication, HttpHeaders& headers,
                  FormParameters& body);

/// The client's secret in each form that requests contain, to be redacted where a server repeats it. Empty
/// for a public client.
[[nodiscard]] std::vector<std::string> find_secret_forms(const Client& client);

/// Whether an error response is about the client authentication, not the grant (RFC 6749 §5.2). Another
/// method may still succeed: the authorization code is not spent.
[[nodiscard]] bool is_client_authentication_error(int status, std::string_view error) noexcept;

/// Whether a server finds this error only once it has accepted the client (RFC 6749 §5.2), whatever HTTP
/// status it sends along.
[[nodiscard]] bool is_error_after_client_authentication(std::string_view error) noexcept;

}  // namespace goto_token
