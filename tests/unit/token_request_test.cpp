#include "goto_token/oauth/token_request.hpp"

#include <gtest/gtest.h>

#include "support/authorization_code.hpp"

namespace goto_token {
namespace {

TEST(TokenRequest, ReproducesTheSpecificationExample) {  // RFC 6749 §4.1.3
  const FormParameters grant = make_authorization_code_grant(
      make_authorization_code("SplxlOBeZQQYbYS6WxSbIA"), "https://client.example.com/cb",
      Secret("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"));
  const HttpRequest request =
      make_form_request(require_url("https://server.example.com/token"), grant,
                        {"s6BhdRkqt3", Secret("gX1fBat3bV"), std::nullopt}, ClientAuthentication::Basic);
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(to_string(request.url), "https://server.example.com/token");
  EXPECT_EQ(request.content_type, "application/x-www-form-urlencoded");
  EXPECT_EQ(request.headers, (HttpHeaders{{"Accept", "application/json"},
                                          {"Authorization", "Basic czZCaGRSa3F0MzpnWDFmQmF0M2JW"}}));
  EXPECT_EQ(request.body,
            "grant_type=authorization_code&code=SplxlOBeZQQYbYS6WxSbIA"
            "&redirect_uri=https%3A%2F%2Fclient.example.com%2Fcb"
            "&code_verifier=dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
}

TEST(TokenRequest, PresentsTheCodeAsItWasReceived) {
  EXPECT_EQ(make_authorization_code_grant(make_authorization_code("a+b/c= %"), "http://127.0.0.1:5000/cb?x=1",
                                          Secret("verifier")),
            (FormParameters{{"grant_type", "authorization_code"},
                            {"code", "a+b/c= %"},
                            {"redirect_uri", "http://127.0.0.1:5000/cb?x=1"},
                            {"code_verifier", "verifier"}}));
}

TEST(TokenRequest, AsksForAScopeOnlyWhereOneIsWanted) {  // RFC 6749 §6, §4.4.2
  EXPECT_EQ(make_refresh_token_grant(Secret("r")),
            (FormParameters{{"grant_type", "refresh_token"}, {"refresh_token", "r"}}));
  EXPECT_EQ(make_refresh_token_grant(Secret("r"), "a b"),
            (FormParameters{{"grant_type", "refresh_token"}, {"refresh_token", "r"}, {"scope", "a b"}}));
  EXPECT_EQ(make_client_credentials_grant(""), (FormParameters{{"grant_type", "client_credentials"}}));
  EXPECT_EQ(make_client_credentials_grant("a"),
            (FormParameters{{"grant_type", "client_credentials"}, {"scope", "a"}}));
}

TEST(TokenRequest, PresentsAPersonalAccessTokenAsGotoWantsIt) {
  EXPECT_EQ(make_personal_access_token_grant(Secret("p+/=")),
            (FormParameters{{"grant_type", "personal_access_token"}, {"pat", "p+/="}}));
}

TEST(TokenRequest, CarriesClientCredentialsInTheBodyWhereTheyGoThere) {
  const Client client{"id", Secret("s+t"), std::nullopt};
  const Url endpoint = require_url("https://h/t?x=1");
  const HttpRequest post = make_form_request(endpoint, {{"a", "1"}}, client, ClientAuthentication::Post);
  EXPECT_EQ(post.body, "a=1&client_id=id&client_secret=s%2Bt");
  EXPECT_EQ(post.headers, (HttpHeaders{{"Accept", "application/json"}}));
  EXPECT_EQ(to_string(post.url), "https://h/t?x=1");
  const HttpRequest none = make_form_request(endpoint, {{"a", "1"}}, client, ClientAuthentication::None);
  EXPECT_EQ(none.body, "a=1&client_id=id");
}

}  // namespace
}  // namespace goto_token
