#include "goto_token/command_line/request_parameters.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "goto_token/base/text.hpp"
#include "goto_token/base/white_space.hpp"

namespace goto_token {
namespace {

/// A parameter that a run sets itself.
struct OwnParameter {
  std::string_view name;
  std::string_view hint;  ///< What sets it.
};

constexpr std::string_view kPkceHint = "leave it out: PKCE is always on";
constexpr std::string_view kRedirectUriHint = "set OAUTH_REDIRECT_URI";
constexpr std::string_view kClientIdHint = "set OAUTH_CLIENT_ID";
constexpr std::string_view kScopeHint = "use --scope or OAUTH_SCOPE";
constexpr std::string_view kAudienceHint = "use --audience or OAUTH_AUDIENCE";
constexpr std::string_view kResourceHint = "use --resource or OAUTH_RESOURCE";
constexpr std::string_view kSecretHint = "set OAUTH_CLIENT_SECRET";
constexpr std::string_view kAssertionHint =
    "set OAUTH_CLIENT_KEY_FILE, and OAUTH_CLIENT_AUTH=private-key-jwt";

// The last three authenticate the client where the request is pushed (RFC 9126 §2), and are never for a URL.
constexpr auto kOfAuthorizationRequest = std::to_array<OwnParameter>({
    {"response_type", "leave it out: it is always code"},
    {"client_id", kClientIdHint},
    {"redirect_uri", kRedirectUriHint},
    {"scope", kScopeHint},
    {"state", "leave it out: each run makes a state of its own and checks it"},
    {"code_challenge", kPkceHint},
    {"code_challenge_method", kPkceHint},
    {"audience", kAudienceHint},
    {"resource", kResourceHint},
    {"request", "leave it out: goto-token makes no request objects"},
    {"request_uri", "leave it out: OAUTH_PAR_ENDPOINT names where requests are pushed"},
    {"client_secret", kSecretHint},
    {"client_assertion", kAssertionHint},
    {"client_assertion_type", kAssertionHint},
});

constexpr auto kOfTokenRequest = std::to_array<OwnParameter>({
    {"grant_type", "use --grant or OAUTH_GRANT"},
    {"code", "leave it out: it comes from the authorization response"},
    {"redirect_uri", kRedirectUriHint},
    {"code_verifier", kPkceHint},
    {"refresh_token", "set OAUTH_REFRESH_TOKEN, for --grant refresh-token"},
    {"pat", "set OAUTH_PERSONAL_ACCESS_TOKEN, for --grant personal-access-token"},
    {"scope", kScopeHint},
    {"device_code", "leave it out: the server gives it, with --grant device-code"},
    {"client_id", kClientIdHint},
    {"client_secret", kSecretHint},
    {"client_assertion", kAssertionHint},
    {"client_assertion_type", kAssertionHint},
    {"audience", kAudienceHint},
    {"resource", kResourceHint},
});

const OwnParameter* find_own(std::string_view name, ExtensibleRequest request) {
  const std::span<const OwnParameter> all = request == ExtensibleRequest::Authorization
                                                ? std::span<const OwnParameter>(kOfAuthorizationRequest)
                                                : kOfTokenRequest;
  const auto found =
      std::find_if(all.begin(), all.end(), [name](const OwnParameter& own) { return own.name == name; });
  return found == all.end() ? nullptr : &*found;
}

bool is_parameter_name(std::string_view text) {  // RFC 6749 §8.2
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return is_alphanumeric(c) || contains(std::string_view("-._"), c); });
}

/// Whether each percent sign begins two hex digits (RFC 3986 §2.1).
bool is_percent_encoded(std::string_view text) {
  constexpr std::string_view kHexDigits = "0123456789abcdefABCDEF";
  for (std::size_t i = text.find('%'); i != std::string_view::npos; i = text.find('%', i + 1)) {
    const std::string_view digits = text.substr(i + 1, 2);
    if (digits.size() < 2 || digits.find_first_not_of(kHexDigits) != std::string_view::npos) {
      return false;
    }
  }
  return true;
}

/// Why the parameter cannot be one of these; nullopt when it can.
std::optional<Objection> object_to_parameter(const FormParameters& parameters, const std::string& name,
                                             std::string_view value, ExtensibleRequest request) {
  if (!is_parameter_name(name)) {
    return Objection{name, "is no name of a parameter: it holds more than letters, digits, '-', '.' and '_'"};
  }
  if (const OwnParameter* const own = find_own(name, request)) {
    return Objection{name, "is set by goto-token itself", std::string(own->hint)};
  }
  if (name == "response_mode" && value != "query" && request == ExtensibleRequest::Authorization) {
    return Objection{name + "=" + std::string(value), "asks for a response that goto-token cannot read",
                     "only response_mode=query brings the response to where goto-token listens"};
  }
  if (find_parameter(parameters, name)) {
    return Objection{name, "is given twice, and a request has each parameter once (RFC 6749 §3)"};
  }
  return std::nullopt;
}

/// Adds a parameter that has been split and decoded. @param text the same as it was written.
std::optional<Objection> add(FormParameters& parameters, std::pair<std::string, std::string> parameter,
                             std::string_view text, ExtensibleRequest request) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos) {
    return Objection{std::string(text), "is not NAME=VALUE"};
  }
  if (equals == 0) {
    return Objection{"=", "has no name before it"};
  }
  auto objection = object_to_parameter(parameters, parameter.first, parameter.second, request);
  if (!objection) {
    parameters.push_back(std::move(parameter));
  }
  return objection;
}

bool is_scheme(std::string_view text) {  // RFC 3986 §3.1
  return !text.empty() && is_alphanumeric(text.front()) && !is_digit(text.front()) &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return is_alphanumeric(c) || contains(std::string_view("+-."), c); });
}

/// Why a text that holds no blank is not a resource; nullopt when it is one.
std::optional<Objection> object_to_resource(const std::string& uri) {
  if (!is_visible_ascii(uri) || uri.find_first_of("\"<>\\^`{|}") != std::string::npos) {
    return Objection{uri, "holds a character that no URI may hold"};  // RFC 3986 §2
  }
  const std::size_t colon = std::min(uri.find(':'), uri.size());
  if (!is_scheme(uri.substr(0, colon)) || colon + 1 >= uri.size()) {
    return Objection{uri, "is not an absolute URI such as https://api.example.com/",
                     "what is no URI may be an audience: --audience"};
  }
  if (contains(uri, '#')) {
    return Objection{uri, "has a fragment, which no resource may have (RFC 8707 §2)"};
  }
  return std::nullopt;
}

}  // namespace

std::optional<Objection> object_to_audience(std::string_view text) {
  if (trim_white_space(text) != text) {
    return Objection{std::string(text), "has a blank or a line end around it"};
  }
  if (printable(text, text.size()) != text) {
    return Objection{std::string(text), "holds a control or invisible character"};
  }
  return std::nullopt;
}

std::optional<Objection> add_resources(std::vector<std::string>& resources, std::string_view list) {
  for (std::string& uri : split_words(list)) {
    if (auto objection = object_to_resource(uri)) {
      return objection;
    }
    if (!contains(resources, uri)) {
      resources.push_back(std::move(uri));
    }
  }
  return std::nullopt;
}

std::optional<Objection> add_parameter(FormParameters& parameters, std::string_view text,
                                       ExtensibleRequest request) {
  const std::size_t equals = std::min(text.find('='), text.size());
  const std::string_view value = text.substr(std::min(equals + 1, text.size()));
  return text.empty()
             ? std::nullopt
             : add(parameters, {std::string(text.substr(0, equals)), std::string(value)}, text, request);
}

std::optional<Objection> add_form_parameters(FormParameters& parameters, std::string_view encoded,
                                             ExtensibleRequest request) {
  for (std::size_t number = 1; !encoded.empty(); ++number) {
    const std::string_view piece = encoded.substr(0, encoded.find('&'));
    encoded.remove_prefix(std::min(piece.size() + 1, encoded.size()));
    if (number > 1 && !piece.empty() && !contains(piece, '=')) {  // not shown: it may be the rest of a value
      return Objection{"&", "separates parameters, and number " + std::to_string(number) + " has no '='",
                       "each is NAME=VALUE; write %26 for & within a value"};
    }
    if (!is_percent_encoded(piece)) {  // the value is not shown: it may be a secret
      return Objection{"%", "begins no two hex digits in parameter number " + std::to_string(number),
                       "write %25 for a percent sign"};
    }
    for (auto& parameter : form_decode(piece)) {  // one, or none of an empty piece
      if (auto objection = add(parameters, std::move(parameter), piece, request)) {
        return objection;
      }
    }
  }
  return std::nullopt;
}

}  // namespace goto_token
