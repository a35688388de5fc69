#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "goto_token/base/url.hpp"
#include "goto_token/config/settings.hpp"
#include "goto_token/oauth/client_authentication.hpp"

namespace goto_token {

/// The authorization server, known well enough to be used.
struct AuthorizationServer {
  Url authorization_endpoint;  ///< Empty where metadata was read for a grant that needs none.
  Url token_endpoint;
  std::optional<Url> revocation_endpoint;  ///< Nullopt when the server has none.
  std::vector<std::string> issuers;  ///< What `iss` may be; empty when the issuer is not known (RFC 9207).
  bool iss_required = false;         ///< Whether its metadata promises an `iss`.
  /// The ways of client authentication that its metadata offers; empty when it is not known.
  std::vector<ClientAuthentication> client_authentications = {};
};

/// An authorization server of which the issuer is known, and its metadata says the rest (RFC 8414).
struct IssuerSettings {
  std::string issuer;                         ///< To the letter, as its metadata has to have it.
  Url url;                                    ///< The same, taken apart.
  std::optional<Url> authorization_endpoint;  ///< Goes before the one in the metadata.
  std::optional<Url> token_endpoint;          ///< Goes before the one in the metadata.
  std::optional<Url> revocation_endpoint;     ///< Goes before the one in the metadata.
  bool allow_http = false;                    ///< Whether the metadata may name endpoints with plain http.
};

/// What the settings say of the authorization server.
using ServerSettings = std::variant<AuthorizationServer, IssuerSettings>;

/// The keys that hold the server's URLs, in the order in which they are read.
inline constexpr std::array<std::string_view, 5> kServerUrlKeys = {
    "OAUTH_SERVICE_URL", "OAUTH_AUTHORIZATION_ENDPOINT", "OAUTH_TOKEN_ENDPOINT", "OAUTH_REVOCATION_ENDPOINT",
    "OAUTH_ISSUER"};

/// What the service URL is unless it is set.
inline constexpr std::string_view kDefaultServiceUrl = "https://authentication.logmeininc.com";

/// The URL of one of those keys; nullopt when it is not set.
/// @throws Error{Configuration} naming the key of a URL that is invalid, or plain http to another machine
/// unless `allow_http`.
[[nodiscard]] std::optional<Url> find_server_url(const Settings& settings, std::string_view key,
                                                 bool allow_http);

/// Reads which server to use: the one of OAUTH_ISSUER, else the one below the service URL; named endpoints go
/// before either's.
/// @throws Error{Configuration} naming the key of a URL that is invalid, or plain http to another machine
/// unless `allow_http`.
[[nodiscard]] ServerSettings read_server_settings(const Settings& settings, bool allow_http);

/// What tells servers apart without asking any: the issuer, or the token endpoint where none is known, and
/// with it whatever else decides where tokens go. One line.
[[nodiscard]] std::string describe_service(const ServerSettings& settings);

/// What people call the server: its issuer, its service URL, or the token endpoint where that is named,
/// without the query.
[[nodiscard]] std::string name_service(const ServerSettings& server, const Settings& settings);

}  // namespace goto_token
