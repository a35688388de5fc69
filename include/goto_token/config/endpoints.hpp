#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "goto_token/base/url.hpp"
#include "goto_token/config/settings.hpp"
#include "goto_token/oauth/client_authentication.hpp"

namespace goto_token {

/// A URL that counts to the letter, and the same taken apart.
struct WrittenUrl {
  std::string text;  ///< As written.
  Url url;
};

/// What the keys say of the authorization server; nullopt where a key is not set.
struct ServerUrls {
  std::optional<WrittenUrl> service;
  std::optional<Url> authorization_endpoint;
  std::optional<Url> token_endpoint;
  std::optional<Url> revocation_endpoint;
  std::optional<WrittenUrl> issuer;
};

/// The authorization server, known well enough to be used.
struct AuthorizationServer {
  Url authorization_endpoint;  ///< Empty where metadata was read for a grant that needs none.
  Url token_endpoint;
  std::optional<Url> revocation_endpoint = {};  ///< Nullopt when the server has none.
  std::vector<std::string> issuers =
      {};                     ///< What `iss` may be; empty when the issuer is not known (RFC 9207).
  bool iss_required = false;  ///< Whether its metadata promises an `iss`.
  /// The methods of client authentication that its metadata offers; empty when it is not known.
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

/// What the service URL is unless it is set.
inline constexpr std::string_view kDefaultServiceUrl = "https://authentication.logmeininc.com";

/// The end of a hint for a URL that is not confidential.
inline constexpr std::string_view kAllowHttpHint = "--allow-http if that network is yours alone";

/// Ends the run because of the URL in a setting. The message names the setting and shows the URL, unless that
/// may hold a password.
/// @throws Error{Configuration}.
[[noreturn]] void fail_url_setting(const Setting& setting, const std::string& why,
                                   const std::string& hint = {});

/// The URL that a setting holds.
/// @throws Error{Configuration} naming the setting when it is not one as parse_url takes it.
[[nodiscard]] Url parse_url_setting(const Setting& setting);

/// The URL of a setting that secrets are sent to.
/// @throws Error{Configuration} naming the setting of a URL that is invalid, or plain http to another machine
/// unless `allow_http`.
[[nodiscard]] Url parse_server_url(const Setting& setting, bool allow_http);

/// Which server to use: the one of the issuer, else the one below the service URL; named endpoints go before
/// either's.
[[nodiscard]] ServerSettings make_server_settings(const ServerUrls& urls, bool allow_http);

/// What tells servers apart without asking any: the issuer, or the token endpoint where none is known, and
/// with it whatever else decides where tokens go. One line.
[[nodiscard]] std::string describe_service(const ServerSettings& settings);

/// What people call the server: its issuer, its service URL, or the token endpoint where that is named,
/// without the query.
[[nodiscard]] std::string name_service(const ServerUrls& urls);

}  // namespace goto_token
