#include "goto_token/oauth/device_authorization.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "goto_token/base/text.hpp"
#include "goto_token/oauth/endpoint_response.hpp"
#include "goto_token/oauth/json_object.hpp"

namespace goto_token {
namespace {

constexpr ExpectedResponse kExpected = {
    .unlike = "the device authorization endpoint's response cannot be used", .member = "device_code"};

/// The address of a page, or why no browser should open it. Scripts, files and the like have no host.
std::variant<WebAddress, InvalidUrl> parse_web_address(const std::string& text) {
  if (text.size() > kLongestAddress) {
    return InvalidUrl{"it has more than " + std::to_string(kLongestAddress) + " characters"};
  }
  const std::size_t hash = std::min(text.find('#'), text.size());
  auto url = parse_url(std::string_view(text).substr(0, hash));
  if (auto* const invalid = std::get_if<InvalidUrl>(&url)) {
    return std::move(*invalid);
  }
  // A fragment may hold what a query may (RFC 3986 §3.5).
  auto fragment = parse_url(hash == text.size() ? "https://h" : "https://h/?" + text.substr(hash + 1));
  if (auto* const invalid = std::get_if<InvalidUrl>(&fragment)) {
    return std::move(*invalid);
  }
  return WebAddress{.text = text, .url = std::get<Url>(std::move(url))};
}

/// The string that a member is, and that is not blank.
const std::string& require_text(const JsonObject& object, const std::string& name) {
  if (object.find(name) == nullptr) {
    fail_response(kExpected, "it has no " + name);
  }
  const auto* const text = find_member<std::string>(object, name);
  if (text == nullptr) {
    fail_response(kExpected, "its " + name + " is not a string");
  }
  if (trim_blanks(*text).empty()) {
    fail_response(kExpected, "its " + name + " is empty");
  }
  return *text;
}

std::string parse_user_code(const JsonObject& object) {
  const std::string& user_code = require_text(object, "user_code");
  if (printable(user_code) != user_code) {
    fail_response(kExpected, "its user_code '" + printable(user_code) + "' is none that a person can type");
  }
  return user_code;
}

WebAddress parse_verification_uri(const JsonObject& object) {
  const bool has_older_name =
      object.find("verification_uri") == nullptr && object.find("verification_url") != nullptr;
  const std::string name = has_older_name ? "verification_url" : "verification_uri";
  const std::string& text = require_text(object, name);
  auto address = parse_web_address(text);
  if (const auto* const invalid = std::get_if<InvalidUrl>(&address)) {
    fail_response(kExpected,
                  "its " + name + " '" + printable(text) + "' is no address for a browser: " + invalid->why);
  }
  return std::get<WebAddress>(std::move(address));
}

bool have_same_origin(const Url& one, const Url& other) {
  return one.scheme == other.scheme && one.host == other.host && one.port == other.port;
}

/// Sets the optional address, or why it is left out: the person can do without.
void take_complete_uri(const JsonObject& object, DeviceAuthorization& authorization) {
  const auto* const text = find_member<std::string>(object, "verification_uri_complete");
  if (text == nullptr || text->empty()) {
    return;
  }
  const auto address = parse_web_address(*text);
  if (const auto* const invalid = std::get_if<InvalidUrl>(&address)) {
    authorization.complete_problem = "is no address for a browser: " + invalid->why;
  } else if (!have_same_origin(std::get<WebAddress>(address).url, authorization.verification_uri.url)) {
    authorization.complete_problem = "is not at the same server as verification_uri";
  } else {
    authorization.verification_uri_complete = *text;
  }
}

std::chrono::seconds parse_expires_in(const JsonObject& object) {
  return parse_lifetime(object, "expires_in").value_or(kUsualCodeLifetime);
}

std::chrono::seconds parse_interval(const JsonObject& object) {
  const auto interval = parse_lifetime(object, "interval").value_or(kDefaultInterval);
  return std::clamp(interval, kShortestInterval, kLongestInterval);
}

}  // namespace

FormParameters make_device_authorization_parameters(const std::string& client_id, const std::string& scope) {
  FormParameters parameters = {{"client_id", client_id}};
  if (!scope.empty()) {
    parameters.emplace_back("scope", scope);
  }
  return parameters;
}

FormParameters make_device_code_grant(const Secret& device_code) {
  return {{"grant_type", std::string(kDeviceCodeGrantType)},
          {"device_code", std::string(device_code.reveal())}};
}

std::variant<DeviceAuthorization, TokenErrorResponse> parse_device_authorization(
    const HttpResponse& response) {
  auto parsed = parse_endpoint_response(response, kExpected);
  if (auto* const error = std::get_if<TokenErrorResponse>(&parsed)) {
    return std::move(*error);
  }
  const auto& object = std::get<JsonObject>(parsed);
  DeviceAuthorization authorization{.device_code = Secret(parse_expected_member(object, kExpected)),
                                    .user_code = parse_user_code(object),
                                    .verification_uri = parse_verification_uri(object),
                                    .verification_uri_complete = std::nullopt,
                                    .complete_problem = {},
                                    .expires_in = parse_expires_in(object),
                                    .interval = parse_interval(object)};
  take_complete_uri(object, authorization);
  return authorization;
}

}  // namespace goto_token
