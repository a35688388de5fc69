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

/// A URL of which the exact spelling matters.
struct WrittenUrl {
  std::string text;  ///< As written.
  Url url;           ///< The same, split into its parts.
};

/// The URLs of the authorization server in the configuration; nullopt where a key is not set.
struct ServerUrls {
  std::optional<WrittenUrl> service;
  std::optional<Url> authorization_endpoint;
  std::optional<Url> token_endpoint;
  std::optional<Url> revocation_endpoint;
  std::optional<Url> device_authorization_endpoint;
  std::optional<Url> pushed_authorization_request_endpoint;
  std::optional<WrittenUrl> issuer;
};

/// An authorization server with known endpoints.
struct AuthorizationServer {
  Url authorization_endpoint;  ///< Empty for a grant that needs none, if it is not known.
  Url token_endpoint;
  std::optional<Url> revocation_endpoint = {};            ///< Nullopt when the server has none.
  std::optional<Url> device_authorization_endpoint = {};  ///< Nullopt when none is known (RFC 8628 §3.1).
  /// Where authorization requests are pushed (RFC 9126 §2); nullopt: they are not pushed.
  std::optional<Url> pushed_authorization_request_endpoint = {};
  std::vector<std::string> issuers =
      {};                     ///< Valid values of `iss`; empty when the issuer is not known (RFC 9207).
  bool iss_required = false;  ///< Whether its metadata promises `iss`.
  /// The client authentication methods that its metadata offers; empty when not known.
  std::vector<ClientAuthentication> client_authentications = {};
  /// The algorithms of client assertions that its metadata offers; empty when not known.
  std::vector<std::string> assertion_algorithms = {};
};

/// An authorization server whose endpoints come from the metadata of its issuer (RFC 8414).
struct IssuerSettings {
  std::string issuer;  ///< As written; its metadata must name the same text.
  Url url;             ///< The same, split into its parts.
  // Each endpoint that is set goes before the one in the metadata.
  std::optional<Url> authorization_endpoint = {};
  std::optional<Url> token_endpoint = {};
  std::optional<Url> revocation_endpoint = {};
  std::optional<Url> device_authorization_endpoint = {};
  std::optional<Url> pushed_authorization_request_endpoint = {};
  bool allow_http = false;  ///< Whether the metadata may name endpoints with plain http.
};

/// The authorization server in the configuration.
using ServerSettings = std::variant<AuthorizationServer, IssuerSettings>;

/// The default of the service URL.
inline constexpr std::string_view kDefaultServiceUrl = "https://authentication.logmeininc.com";

/// The end of a hint for a URL that is not confidential.
inline constexpr std::string_view kAllowHttpHint = "--allow-http if that network is yours alone";

/// Ends the run because of the URL in a setting. The message names the setting. It shows the URL unless that
/// may hold a password.
/// @throws Error{Configuration}, always.
[[noreturn]] void fail_url_setting(const Setting& setting, const std::string& why,
                                   const std::string& hint = {});

/// Reads the URL in a setting.
/// @throws Error{Configuration} naming the setting when parse_url finds the URL invalid.
[[nodiscard]] Url parse_url_setting(const Setting& setting);

/// Reads the URL in a setting of a server that gets secrets.
/// @throws Error{Configuration} naming the setting when the URL is invalid, or is not confidential while
/// `allow_http` is false.
[[nodiscard]] Url parse_server_url(const Setting& setting, bool allow_http);

/// Reads an issuer (RFC 8414 §2): the URL of a server that gets secrets, without a query.
/// @throws Error{Configuration} as parse_server_url does, and for a query.
[[nodiscard]] Url parse_issuer(const Setting& setting, bool allow_http);

/// Whether the text can be offered as an issuer to set: parse_issuer takes it, and so do a shell and an env
/// file, as it is.
[[nodiscard]] bool can_be_set_as_issuer(const std::string& text, bool allow_http);

/// Whether the URL is that of GoTo's authorization server, which has two of them.
[[nodiscard]] bool is_goto(const Url& url);

/// Chooses the server: that of the issuer, else the endpoints below the service URL. Endpoints that are set
/// go before both.
[[nodiscard]] ServerSettings make_server_settings(const ServerUrls& urls, bool allow_http);

/// The audience of client assertions (RFC 7523 §3): the issuer as written, else the token endpoint.
[[nodiscard]] std::string choose_audience(const ServerSettings& settings);

/// Identifies the server without a request: the issuer, else the token endpoint, and with it the endpoints
/// that are set and get tokens. One line.
[[nodiscard]] std::string describe_service(const ServerSettings& settings);

/// The name of the server for people: its issuer, else the token endpoint if that is set, without its query,
/// else the service URL.
[[nodiscard]] std::string name_service(const ServerUrls& urls);

/// The name for people of a server of which only the description of `describe_service` is known: its issuer,
/// else the service URL where all is below that, else the token endpoint without its query.
[[nodiscard]] std::string name_described_service(const std::string& description);

}  // namespace goto_token
