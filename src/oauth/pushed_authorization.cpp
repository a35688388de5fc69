#include "goto_token/oauth/pushed_authorization.hpp"

#include <string>
#include <utility>

#include "goto_token/oauth/authorization_request.hpp"
#include "goto_token/oauth/endpoint_response.hpp"
#include "goto_token/oauth/json_object.hpp"

namespace goto_token {
namespace {

constexpr ExpectedResponse kExpected = {
    .unlike = "the pushed authorization request endpoint's response cannot be used", .member = "request_uri"};

Secret parse_request_uri(const JsonObject& object) {
  Secret request_uri(parse_expected_member(object, kExpected));
  if (request_uri.reveal().size() > kLongestRequestUri) {
    fail_response(kExpected,
                  "its request_uri has more than " + std::to_string(kLongestRequestUri) + " characters");
  }
  return request_uri;
}

std::optional<std::chrono::seconds> parse_expires_in(const JsonObject& object) {
  const JsonMember* const member = object.find("expires_in");
  if (member == nullptr || std::holds_alternative<std::nullptr_t>(member->value)) {
    return std::nullopt;
  }
  const auto lifetime = parse_lifetime(object, "expires_in");
  if (!lifetime || *lifetime == std::chrono::seconds::zero()) {
    fail_response(kExpected, "its expires_in is not a positive number");
  }
  return lifetime;
}

}  // namespace

std::variant<PushedAuthorization, TokenErrorResponse> parse_pushed_authorization(
    const HttpResponse& response) {
  auto parsed = parse_endpoint_response(response, kExpected);
  if (auto* const error = std::get_if<TokenErrorResponse>(&parsed)) {
    return std::move(*error);
  }
  const auto& object = std::get<JsonObject>(parsed);
  return PushedAuthorization{.request_uri = parse_request_uri(object),
                             .expires_in = parse_expires_in(object)};
}

std::string make_pushed_authorization_url(const Url& authorization_endpoint, const std::string& client_id,
                                          const Secret& request_uri) {
  return make_authorization_url(
      authorization_endpoint, {{"client_id", client_id}, {"request_uri", std::string(request_uri.reveal())}});
}

}  // namespace goto_token
