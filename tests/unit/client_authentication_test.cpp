#include "goto_token/oauth/client_authentication.hpp"

#include <gtest/gtest.h>

namespace goto_token {
namespace {

using Way = ClientAuthentication;

Client make_client(const std::string& id, std::string_view secret, std::optional<Way> way = std::nullopt) {
  return {id, Secret(secret), way};
}

struct Credentials {
  HttpHeaders headers;
  FormParameters body;
};

Credentials credentials(const Client& client, Way way) {
  Credentials made;
  authenticate(client, way, made.headers, made.body);
  return made;
}

TEST(ClientAuthentication, ReproducesTheSpecificationExamples) {  // RFC 6749 §2.3.1
  const Client client = make_client("s6BhdRkqt3", "7Fjfp0ZBr1KtDRbnfVdmIw");
  const auto basic = credentials(client, Way::Basic);
  EXPECT_EQ(basic.headers,
            (HttpHeaders{{"Authorization", "Basic czZCaGRSa3F0Mzo3RmpmcDBaQnIxS3REUmJuZlZkbUl3"}}));
  EXPECT_EQ(basic.body, FormParameters{});
  const auto post = credentials(client, Way::Post);
  EXPECT_EQ(post.headers, HttpHeaders{});
  EXPECT_EQ(form_encode(post.body), "client_id=s6BhdRkqt3&client_secret=7Fjfp0ZBr1KtDRbnfVdmIw");
}

TEST(ClientAuthentication, BasicFormEncodesIdAndSecretFirst) {
  const auto made = credentials(make_client("id:1", "3naO10IA2agcvG+9I9TGEQ=="), Way::Basic);
  // id%3A1:3naO10IA2agcvG%2B9I9TGEQ%3D%3D
  EXPECT_EQ(made.headers,
            (HttpHeaders{{"Authorization", "Basic aWQlM0ExOjNuYU8xMElBMmFnY3ZHJTJCOUk5VEdFUSUzRCUzRA=="}}));
}

TEST(ClientAuthentication, BasicRawTakesIdAndSecretAsTheyAre) {
  const auto made = credentials(make_client("id", "3naO10IA2agcvG+9I9TGEQ=="), Way::BasicRaw);
  // id:3naO10IA2agcvG+9I9TGEQ==
  EXPECT_EQ(made.headers, (HttpHeaders{{"Authorization", "Basic aWQ6M25hTzEwSUEyYWdjdkcrOUk5VEdFUT09"}}));
  EXPECT_EQ(made.body, FormParameters{});
}

TEST(ClientAuthentication, PutsCredentialsBehindTheParametersThatAreThere) {
  FormParameters body = {{"grant_type", "authorization_code"}};
  HttpHeaders headers = {{"Accept", "application/json"}};
  authenticate(make_client("id", "a+b"), Way::Post, headers, body);
  EXPECT_EQ(body, (FormParameters{
                      {"grant_type", "authorization_code"}, {"client_id", "id"}, {"client_secret", "a+b"}}));
  EXPECT_EQ(headers, (HttpHeaders{{"Accept", "application/json"}}));
}

TEST(ClientAuthentication, NoneSendsTheIdAlone) {  // RFC 6749 §3.2.1
  const auto made = credentials(make_client("id", "secret"), Way::None);
  EXPECT_EQ(made.headers, HttpHeaders{});
  EXPECT_EQ(made.body, (FormParameters{{"client_id", "id"}}));
}

TEST(ClientAuthentication, IsSpelledAsInTheConfiguration) {
  EXPECT_EQ(to_string(Way::Basic), "basic");
  EXPECT_EQ(to_string(Way::BasicRaw), "basic-raw");
  EXPECT_EQ(to_string(Way::Post), "post");
  EXPECT_EQ(to_string(Way::None), "none");
}

TEST(ClientAuthentication, TriesOnlyTheWayThatIsSet) {
  for (const Way way : {Way::Basic, Way::BasicRaw, Way::Post, Way::None}) {
    EXPECT_EQ(client_authentications_to_try(make_client("id", "a+b", way)), std::vector<Way>{way});
  }
}

TEST(ClientAuthentication, TriesNoneWithoutASecret) {
  EXPECT_EQ(client_authentications_to_try(make_client("i d", "")), std::vector<Way>{Way::None});
}

TEST(ClientAuthentication, TriesBasicRawWhereTheEncodingChangesAnything) {
  const std::vector<Way> all = {Way::Basic, Way::BasicRaw, Way::Post};
  for (const auto* const secret : {"a+b", "a/b", "a=", "a b", "a~b", "a%b", "é"}) {
    EXPECT_EQ(client_authentications_to_try(make_client("id", secret)), all) << secret;
  }
  EXPECT_EQ(client_authentications_to_try(make_client("i:d", "secret")), all);
}

TEST(ClientAuthentication, TriesBasicRawNotWhereItIsTheSameAsBasic) {
  EXPECT_EQ(client_authentications_to_try(make_client("id-1", "aZ09-._*")),
            (std::vector<Way>{Way::Basic, Way::Post}));
}

TEST(ClientAuthentication, IsSpelledAsInMetadata) {  // RFC 8414 §2, RFC 7591 §2
  EXPECT_EQ(find_known_authentications({"none", "private_key_jwt", "client_secret_post",
                                        "Client_Secret_Basic", "client_secret_basic"}),
            (std::vector<Way>{Way::None, Way::Post, Way::Basic}));
  EXPECT_EQ(find_known_authentications({"private_key_jwt", "tls_client_auth"}), std::vector<Way>{});
}

struct Offer {
  std::vector<Way> offered;
  std::vector<Way> tried;
};

TEST(ClientAuthentication, TriesOnlyWhatTheServerOffers) {
  for (const auto& [offered, tried] : std::vector<Offer>{
           {{Way::Basic}, {Way::Basic, Way::BasicRaw}},
           {{Way::Post}, {Way::Post}},
           {{Way::None}, {Way::None}},
           {{Way::None, Way::Post}, {Way::Post}},
           {{Way::None, Way::Post, Way::Basic}, {Way::Basic, Way::BasicRaw, Way::Post}},
       }) {
    Client client = make_client("id", "a+b");
    client.offered = offered;
    EXPECT_EQ(client_authentications_to_try(client), tried);
  }
}

TEST(ClientAuthentication, TriesTheWayThatIsSetWhateverTheServerOffers) {
  Client client = make_client("id", "a+b", Way::Post);
  client.offered = {Way::Basic};
  EXPECT_EQ(client_authentications_to_try(client), std::vector<Way>{Way::Post});
  Client public_client = make_client("id", "");
  public_client.offered = {Way::Basic};
  EXPECT_EQ(client_authentications_to_try(public_client), std::vector<Way>{Way::None})
      << "many servers do not list what public clients do";
}

TEST(ClientAuthentication, TriesTheWayThatWasAcceptedBeforeFirst) {
  Client client = make_client("id", "a+b");
  client.accepted = Way::Post;
  EXPECT_EQ(client_authentications_to_try(client), (std::vector<Way>{Way::Post, Way::Basic, Way::BasicRaw}));
  client.accepted = Way::None;
  EXPECT_EQ(client_authentications_to_try(client), (std::vector<Way>{Way::Basic, Way::BasicRaw, Way::Post}));
  client.authentication = Way::Basic;
  client.accepted = Way::Post;
  EXPECT_EQ(client_authentications_to_try(client), std::vector<Way>{Way::Basic});
}

TEST(ClientAuthentication, IsFoundByItsName) {
  for (const Way way : {Way::Basic, Way::BasicRaw, Way::Post, Way::None}) {
    EXPECT_EQ(find_client_authentication(to_string(way)), way);
  }
  EXPECT_EQ(find_client_authentication("auto"), std::nullopt);
  EXPECT_EQ(find_client_authentication("Basic"), std::nullopt);
}

TEST(ClientAuthentication, KnowsRefusalsOfTheClient) {  // RFC 6749 §5.2
  EXPECT_TRUE(is_client_authentication_error(401, ""));
  EXPECT_TRUE(is_client_authentication_error(401, "invalid_client"));
  EXPECT_TRUE(is_client_authentication_error(400, "invalid_client"));
  EXPECT_TRUE(is_client_authentication_error(403, "unauthorized_client"));
  EXPECT_FALSE(is_client_authentication_error(400, "invalid_grant"));
  EXPECT_FALSE(is_client_authentication_error(403, ""));
  EXPECT_FALSE(is_client_authentication_error(400, ""));
  EXPECT_FALSE(is_client_authentication_error(400, "invalid_client_x"));
}

}  // namespace
}  // namespace goto_token
