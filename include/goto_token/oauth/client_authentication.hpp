#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "goto_token/base/encoding.hpp"
#include "goto_token/base/http_message.hpp"
#include "goto_token/base/secret.hpp"

namespace goto_token {

/// How the client proves itself at the token endpoint (RFC 6749 §2.3).
enum class ClientAuthentication {
  Basic,     ///< HTTP Basic, id and secret form-encoded first, as §2.3.1 says.
  BasicRaw,  ///< HTTP Basic, id and secret as they are; many servers want it so.
  Post,      ///< `client_id` and `client_secret` in the body.
  None,      ///< A public client: `client_id` in the body.
};

/// Who asks: the registered client.
struct Client {
  std::string id;
  Secret secret;                                       ///< Empty for a public client.
  std::optional<ClientAuthentication> authentication;  ///< Nullopt: find out (`auto`).
  /// What the server's metadata offers, which narrows `auto`; empty when it is not known.
  std::vector<ClientAuthentication> offered = {};
  /// What the server accepted before, which `auto` tries first.
  std::optional<ClientAuthentication> accepted = {};
};

/// The name of a way of authenticating, as OAUTH_CLIENT_AUTH spells it.
[[nodiscard]] std::string_view to_string(ClientAuthentication authentication) noexcept;

/// The way of that name; nullopt when there is none.
[[nodiscard]] std::optional<ClientAuthentication> find_client_authentication(std::string_view name) noexcept;

/// The ways that a metadata document's `token_endpoint_auth_methods_supported` offers and we know (RFC 8414
/// §2): `client_secret_basic`, `client_secret_post`, `none`.
[[nodiscard]] std::vector<ClientAuthentication> find_known_authentications(
    const std::vector<std::string>& methods);

/// The ways to try, in order: the one that is set; without a secret `None`; else `Basic`, then `BasicRaw` if
/// encoding changes anything, then `Post`. No single form is accepted by every server in use. Where it is
/// known what the server offers, only that: `BasicRaw` counts as `Basic`, and `None` is left when it offers
/// neither `Basic` nor `Post`. The one that was accepted before goes first: at a
/// refresh, some servers do not say that it is the client they refuse.
[[nodiscard]] std::vector<ClientAuthentication> client_authentications_to_try(const Client& client);

/// Puts the client's credentials into a request: a header field, or body parameters.
void authenticate(const Client& client, ClientAuthentication authentication, HttpHeaders& headers,
                  FormParameters& body);

/// The client's secret in each form in which it goes over the wire, so that it is found wherever somebody
/// repeats it. Empty for a public client.
[[nodiscard]] std::vector<std::string> find_secret_forms(const Client& client);

/// Whether a refusal means the client authentication and not the grant (RFC 6749 §5.2), so that another form
/// of it may still succeed; the authorization code is not used up by such a refusal.
[[nodiscard]] bool is_client_authentication_error(int status, std::string_view error) noexcept;

}  // namespace goto_token
