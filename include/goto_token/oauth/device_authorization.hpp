#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "goto_token/base/encoding.hpp"
#include "goto_token/base/http_message.hpp"
#include "goto_token/base/secret.hpp"
#include "goto_token/base/url.hpp"
#include "goto_token/oauth/token_response.hpp"

namespace goto_token {

/// The `grant_type` of the token request (RFC 8628 §3.4).
inline constexpr std::string_view kDeviceCodeGrantType = "urn:ietf:params:oauth:grant-type:device_code";

/// How long a device code counts whose response does not say it, though it must (RFC 8628 §3.2): what many
/// servers give. A server that ends it sooner says so when it is polled.
inline constexpr std::chrono::seconds kUsualCodeLifetime{600};

/// The time between polls where the response names none (RFC 8628 §3.2).
inline constexpr std::chrono::seconds kDefaultInterval{5};

/// The shortest time between polls: a server that asks for less would be flooded.
inline constexpr std::chrono::seconds kShortestInterval{1};

/// The longest time between polls: with more, no sign-in would be noticed while the person waits.
inline constexpr std::chrono::seconds kLongestInterval{300};

/// The longest address of a page that is shown to a person, who may have to type it. More would fill the
/// terminal, and fit into no argument of a browser.
inline constexpr std::size_t kLongestAddress = 2048;

/// An address for a browser.
struct WebAddress {
  std::string text;  ///< As written: visible ASCII.
  Url url;           ///< The same without its fragment.
};

/// A device authorization response (RFC 8628 §3.2).
struct DeviceAuthorization {
  Secret device_code;           ///< Visible ASCII, never empty.
  std::string user_code;        ///< What the person types: fit for a terminal, never empty.
  WebAddress verification_uri;  ///< Where the person goes.
  /// The same with the user code in it; of the same origin. Nullopt where there is none that can be used.
  std::optional<std::string> verification_uri_complete;
  /// Why the `verification_uri_complete` of the response is left out, fit to follow its name; empty where it
  /// is not.
  std::string complete_problem;
  std::chrono::seconds expires_in;  ///< Zero where the code has run out already.
  std::chrono::seconds interval;    ///< From kShortestInterval to kLongestInterval.
};

/// The parameters of a device authorization request (RFC 8628 §3.1). An empty `scope` leaves the choice to
/// the server.
[[nodiscard]] FormParameters make_device_authorization_parameters(const std::string& client_id,
                                                                  const std::string& scope);

/// The parameters of the token request with a device code (RFC 8628 §3.4). The result holds a secret.
[[nodiscard]] FormParameters make_device_code_grant(const Secret& device_code);

/// Reads a response of the device authorization endpoint: 2xx must have what a person needs, or an OAuth
/// error. parse_endpoint_response says what else is an error response. `verification_url` counts where
/// `verification_uri` is missing: an older draft spelled it so, and Google does.
/// @throws Error{Network} for any other response, naming the member or status at fault; a URI that no browser
/// should open is shown. It has a hint where the server has trouble.
[[nodiscard]] std::variant<DeviceAuthorization, TokenErrorResponse> parse_device_authorization(
    const HttpResponse& response);

}  // namespace goto_token
