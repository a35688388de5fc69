#pragma once

#include <chrono>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace goto_mock_auth {

/// The paths of a server's endpoints; an empty one isn't offered.
struct Paths {
  std::string_view authorize;
  std::string_view token;
  std::string_view revoke;
  std::string_view introspect;
  std::string_view device;
  std::string_view verification;  ///< the verification_uri
  std::string_view par;
};

/// Where a server departs from RFC 6749 §5.2 in one of its errors.
struct ErrorForm {
  std::string_view error;
  int status;
  std::string_view name = {};  ///< sent in place of `error`; empty: the same
  int number = 0;              ///< Entra's AADSTS number
};

/// What it takes to get a refresh token from a sign-in.
enum class RefreshTokens {
  Always,
  OfflineAccess,      ///< the scope offline_access
  AccessTypeOffline,  ///< access_type=offline and prompt=consent, as Google has it
};

/// What access tokens look like.
enum class AccessTokens {
  Jwt,
  JwtForAudience,  ///< opaque where no audience was asked for, as Auth0 has it
  Opaque,
};

/// Adds members to a token response whose token lives for `lifetime`.
using TokenMembers = void (*)(nlohmann::json& members, std::chrono::seconds lifetime);
/// Changes the members of a device authorization response, or of the metadata.
using OtherMembers = void (*)(nlohmann::json& members);
/// Changes the members of an error response.
using ErrorMembers = void (*)(nlohmann::json& members, int number);

/// How a server is laid out and what its responses look like: one row of the table.
struct Shape {
  std::string_view name;
  std::string_view meaning;
  std::string_view tenant = {};  ///< what its paths start with
  std::string_view common = {};  ///< what may stand in place of `tenant`, with an issuer for all tenants
  std::string_view issuer = {};  ///< what follows the base URL in the issuer
  std::string_view common_issuer = {};  ///< the same where `common` stands in the path
  Paths paths;
  bool rfc8414 = true;           ///< metadata is where RFC 8414 says
  bool openid_discovery = true;  ///< metadata is where OpenID Connect Discovery says
  std::string_view scopes;       ///< offered by default
  RefreshTokens refresh_tokens = RefreshTokens::Always;
  AccessTokens access_tokens = AccessTokens::Jwt;
  std::string_view default_audience = {};     ///< aud where none was asked for; empty: the client id
  bool iss_parameter = false;                 ///< as with --iss
  bool refresh_gives_refresh_token = false;   ///< a new one; the old one stays good
  bool hides_offline_access = false;          ///< from the scope in token responses
  std::string_view resource_is_refused = {};  ///< why the parameter `resource` is; empty: it is taken
  bool device_takes_client_id = false;        ///< alone, without authentication
  std::vector<ErrorForm> errors = {};
  TokenMembers token_members = nullptr;
  OtherMembers device_members = nullptr;
  OtherMembers metadata_members = nullptr;
  ErrorMembers error_members = nullptr;
  std::string_view env_audience = {};          ///< OAUTH_AUDIENCE of --print-env
  std::string_view env_authorize_params = {};  ///< OAUTH_AUTHORIZE_PARAMS of --print-env

  /// GoTo's own ways: `principal`, short refresh responses, personal access tokens, endpoints below the
  /// service URL without any metadata.
  [[nodiscard]] bool is_goto() const { return name == "goto"; }
};

/// All shapes there are; the first is the default.
[[nodiscard]] const std::vector<Shape>& shapes();

}  // namespace goto_mock_auth
