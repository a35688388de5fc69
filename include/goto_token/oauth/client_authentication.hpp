#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "goto_token/base/encoding.hpp"
#include "goto_token/base/http_message.hpp"
#include "goto_token/base/secret.hpp"
#include "goto_token/oauth/signing_key.hpp"

namespace goto_token {

/// The method of client authentication at the token endpoint (RFC 6749 §2.3).
enum class ClientAuthentication {
  Basic,                    ///< HTTP Basic, with id and secret form-encoded first (§2.3.1).
  BasicRaw,                 ///< HTTP Basic, with id and secret as they are, which many servers expect.
  Post,                     ///< `client_id` and `client_secret` in the body.
  None,                     ///< A public client: `client_id` in the body.
  PrivateKeyJwt,            ///< An assertion that the client's key signs (RFC 7523 §2.2).
  PrivateKeyJwtToEndpoint,  ///< The same, meant for the very endpoint that is called, as some servers want.
  Tls,                      ///< The client's certificate, and `client_id` in the body (RFC 8705 §2).
};

/// The private key with which a client signs assertions (RFC 7523 §2.2).
struct ClientKey {
  /// Reads the key; empty where none is set. The file is read at the first call.
  /// @throws Error{Configuration} when it holds no key that can be used.
  std::function<const SigningKey&()> read = {};
  /// Reads the client's certificate, which assertions name by its thumbprints: DER, never empty. Empty where
  /// none is set. The file is read at the first call.
  /// @throws Error{Configuration} when it holds none that can be used, or one of another key.
  std::function<const std::string&()> read_certificate = {};
  std::string id = {};  ///< `kid`; empty for none.
  /// `aud` of `PrivateKeyJwt`: the issuer, else the token endpoint.
  std::string audience = {};
  /// The algorithms that the metadata offers, or the one that the server accepted before; empty when not
  /// known.
  std::vector<std::string> offered_algorithms = {};
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
  /// What each token request also has, after the parameters of its grant: audience, resources and others.
  FormParameters token_parameters = {};
  ClientKey key = {};
  bool has_issuer = false;  ///< Whether the metadata of an issuer names the endpoints that are not set.

  /// A copy of every member.
  [[nodiscard]] Client clone() const;
};

/// The name of a method in settings and stored logins.
[[nodiscard]] std::string_view to_string(ClientAuthentication authentication) noexcept;

/// The method of that name; nullopt when there is none.
[[nodiscard]] std::optional<ClientAuthentication> find_client_authentication(std::string_view name) noexcept;

/// The known ones of the methods in a metadata document's `token_endpoint_auth_methods_supported` (RFC 8414
/// §2), each once: `client_secret_basic`, `client_secret_post`, `none`, `private_key_jwt` (OpenID Connect
/// Core 1.0 §9), `tls_client_auth` and `self_signed_tls_client_auth` (RFC 8705 §2).
[[nodiscard]] std::vector<ClientAuthentication> find_known_authentications(
    const std::vector<std::string>& methods);

/// Whether the method is an assertion, of either audience.
[[nodiscard]] bool is_assertion(std::optional<ClientAuthentication> authentication) noexcept;

/// The methods to try, in order: the one that is set; with a certificate `Tls`; with a key `PrivateKeyJwt`;
/// with a secret `Basic`, then `BasicRaw` if encoding changes anything, then `Post`, since no method works
/// with every server; else `None`. After `PrivateKeyJwt`, also where that is set, comes
/// `PrivateKeyJwtToEndpoint`.
///
/// Methods that the server does not offer are left out; `BasicRaw` counts as `Basic`, and
/// `PrivateKeyJwtToEndpoint` as `PrivateKeyJwt`. Where none is left, `None` remains. The method that was
/// accepted before comes first, as long as the client can use it: at a refresh, some servers reject the
/// client with an error that blames the grant.
[[nodiscard]] std::vector<ClientAuthentication> client_authentications_to_try(const Client& client);

/// Whether the client can use one of the methods that the server offers. A client without secret, key and
/// certificate is public, and may also use a server that takes secrets: many do not list `none`.
[[nodiscard]] bool can_authenticate(const Client& client, const std::vector<ClientAuthentication>& offered);

/// Makes sure that the private key, and the certificate that assertions name, can be used where a method to
/// try needs them, before a person signs in for nothing.
/// @throws Error{Configuration} as `ClientKey::read` and `ClientKey::read_certificate`.
void require_usable_key(const Client& client);

/// The algorithm of the client's assertions.
/// @throws Error{Configuration} as `ClientKey::read`.
[[nodiscard]] SigningAlgorithm choose_algorithm(const ClientKey& key);

/// Whether the client presents its certificate, at least at first.
[[nodiscard]] bool presents_certificate(const Client& client);

/// Adds the client's credentials to a request, as a header field or as body parameters.
/// @param assertion for this request alone, where the method is one.
void authenticate(const Client& client, ClientAuthentication authentication, HttpHeaders& headers,
                  FormParameters& body, const Secret& assertion = {});

/// The length of everyday words that a server's texts may hold. A parameter that a user adds and that is no
/// longer is not redacted.
inline constexpr std::size_t kLongestWord = 7;

/// What requests of the client contain that is redacted where a server repeats it, in each form: its secret,
/// and the values of its further token parameters that cannot be everyday words, but for audience and
/// resources.
[[nodiscard]] std::vector<std::string> find_secret_forms(const Client& client);

/// Whether an error response is about the client authentication, not the grant (RFC 6749 §5.2). Another
/// method may still succeed: the authorization code is not spent.
[[nodiscard]] bool is_client_authentication_error(int status, std::string_view error) noexcept;

/// The same for a response to this method: to an assertion, a 403 without an OAuth error is that, too. Some
/// servers have no word for an audience that is not theirs.
[[nodiscard]] bool is_refused(ClientAuthentication authentication, int status,
                              std::string_view error) noexcept;

/// Whether a server finds this error only once it has accepted the client (RFC 6749 §5.2), whatever HTTP
/// status it sends along.
[[nodiscard]] bool is_error_after_client_authentication(std::string_view error) noexcept;

}  // namespace goto_token
