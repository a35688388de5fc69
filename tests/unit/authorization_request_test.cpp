#include "goto_token/oauth/authorization_request.hpp"

#include <gtest/gtest.h>

#include <array>

namespace goto_token {
namespace {

AuthorizationRequest make_request() {
  return {.client_id = "s6BhdRkqt3",
          .redirect_uri = "https://client.example.com/cb",
          .scope = "",
          .state = "xyz",
          .code_challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"};
}

std::string make_url(std::string_view endpoint, const AuthorizationRequest& request) {
  return make_authorization_url(require_url(endpoint), make_authorization_parameters(request));
}

TEST(AuthorizationRequest, HasItsParametersInTheOrderOfTheWire) {
  AuthorizationRequest request = make_request();
  request.scope = "a b";
  request.further = {{"audience", "https://api.example/"}, {"prompt", "login"}};
  const FormParameters expected = {{"response_type", "code"},
                                   {"client_id", "s6BhdRkqt3"},
                                   {"redirect_uri", "https://client.example.com/cb"},
                                   {"scope", "a b"},
                                   {"state", "xyz"},
                                   {"code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"},
                                   {"code_challenge_method", "S256"},
                                   {"audience", "https://api.example/"},
                                   {"prompt", "login"}};
  EXPECT_EQ(make_authorization_parameters(request), expected);
}

TEST(AuthorizationRequest, HoldsTheParametersOfTheSpecificationExample) {  // RFC 6749 §4.1.1, RFC 7636 §4.3
  EXPECT_EQ(make_url("https://server.example.com/authorize", make_request()),
            "https://server.example.com/authorize?response_type=code&client_id=s6BhdRkqt3"
            "&redirect_uri=https%3A%2F%2Fclient.example.com%2Fcb&state=xyz"
            "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256");
}

TEST(AuthorizationRequest, KeepsAQueryThatTheEndpointHas) {  // RFC 6749 §3.1
  EXPECT_EQ(make_url("https://h:8443/a?tenant=a%20b&x", make_request()),
            "https://h:8443/a?tenant=a%20b&x&response_type=code&client_id=s6BhdRkqt3"
            "&redirect_uri=https%3A%2F%2Fclient.example.com%2Fcb&state=xyz"
            "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256");
}

TEST(AuthorizationRequest, PutsTheScopeBetweenRedirectUriAndState) {
  AuthorizationRequest request = make_request();
  request.scope = "messaging.v1.send users.v1.lines:read";
  EXPECT_NE(make_url("https://h/a", request)
                .find("%2Fcb&scope=messaging.v1.send%20users.v1.lines%3Aread&state=xyz&"),
            std::string::npos)
      << make_url("https://h/a", request);
}

TEST(AuthorizationRequest, PercentEncodesEveryNameAndValue) {
  AuthorizationRequest request = make_request();
  request.client_id = "a b+c&d=e#f%20ü";
  request.redirect_uri = "http://127.0.0.1:5000/a?b=c&d";
  request.state = "&=";
  request.further = {{"a b&", "c=ü "}};
  EXPECT_EQ(make_url("https://h/a", request),
            "https://h/a?response_type=code&client_id=a%20b%2Bc%26d%3De%23f%2520%C3%BC"
            "&redirect_uri=http%3A%2F%2F127.0.0.1%3A5000%2Fa%3Fb%3Dc%26d&state=%26%3D"
            "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256"
            "&a%20b%26=c%3D%C3%BC%20");
}

TEST(AuthorizationRequest, MakesAStateOf256Bits) {
  std::array<std::byte, kStateOctets> octets = {};
  EXPECT_EQ(make_state(octets).reveal(), "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
  octets.fill(std::byte{0xFF});
  EXPECT_EQ(make_state(octets).reveal(), "__________________________________________8");
}

}  // namespace
}  // namespace goto_token
