#include "goto_token/oauth/client_authentication.hpp"

#include <gtest/gtest.h>

#include "goto_token/base/error.hpp"

namespace goto_token {
namespace {

using Method = ClientAuthentication;

Client make_client(const std::string& id, std::string_view secret,
                   std::optional<Method> method = std::nullopt) {
  return {id, Secret(secret), method};
}

struct Credentials {
  HttpHeaders headers;
  FormParameters body;
};

Credentials credentials(const Client& client, Method method) {
  Credentials made;
  authenticate(client, method, made.headers, made.body);
  return made;
}

TEST(ClientAuthentication, ReproducesTheSpecificationExamples) {  // RFC 6749 §2.3.1
  const Client client = make_client("s6BhdRkqt3", "7Fjfp0ZBr1KtDRbnfVdmIw");
  const auto basic = credentials(client, Method::Basic);
  EXPECT_EQ(basic.headers,
            (HttpHeaders{{"Authorization", "Basic czZCaGRSa3F0Mzo3RmpmcDBaQnIxS3REUmJuZlZkbUl3"}}));
  EXPECT_EQ(basic.body, FormParameters{});
  const auto post = credentials(client, Method::Post);
  EXPECT_EQ(post.headers, HttpHeaders{});
  EXPECT_EQ(form_encode(post.body), "client_id=s6BhdRkqt3&client_secret=7Fjfp0ZBr1KtDRbnfVdmIw");
}

TEST(ClientAuthentication, BasicFormEncodesIdAndSecretFirst) {
  const auto made = credentials(make_client("id:1", "3naO10IA2agcvG+9I9TGEQ=="), Method::Basic);
  // id%3A1:3naO10IA2agcvG%2B9I9TGEQ%3D%3D
  EXPECT_EQ(made.headers,
            (HttpHeaders{{"Authorization", "Basic aWQlM0ExOjNuYU8xMElBMmFnY3ZHJTJCOUk5VEdFUSUzRCUzRA=="}}));
}

TEST(ClientAuthentication, BasicRawTakesIdAndSecretAsTheyAre) {
  const auto made = credentials(make_client("id", "3naO10IA2agcvG+9I9TGEQ=="), Method::BasicRaw);
  // id:3naO10IA2agcvG+9I9TGEQ==
  EXPECT_EQ(made.headers, (HttpHeaders{{"Authorization", "Basic aWQ6M25hTzEwSUEyYWdjdkcrOUk5VEdFUT09"}}));
  EXPECT_EQ(made.body, FormParameters{});
}

TEST(ClientAuthentication, PutsCredentialsBehindTheParametersThatAreThere) {
  FormParameters body = {{"grant_type", "authorization_code"}};
  HttpHeaders headers = {{"Accept", "application/json"}};
  authenticate(make_client("id", "a+b"), Method::Post, headers, body);
  EXPECT_EQ(body, (FormParameters{
                      {"grant_type", "authorization_code"}, {"client_id", "id"}, {"client_secret", "a+b"}}));
  EXPECT_EQ(headers, (HttpHeaders{{"Accept", "application/json"}}));
}

TEST(ClientAuthentication, SendsNoSecondIdBesideThatOfAnAuthorizationRequest) {  // RFC 9126 §2.1
  const FormParameters request = {{"client_id", "id"}, {"state", "x"}};
  for (const Method method : {Method::Post, Method::None}) {
    FormParameters body = request;
    HttpHeaders headers;
    authenticate(make_client("id", "a+b"), method, headers, body);
    FormParameters expected = request;
    if (method == Method::Post) {
      expected.emplace_back("client_secret", "a+b");
    }
    EXPECT_EQ(body, expected);
  }
}

TEST(ClientAuthentication, NoneSendsTheIdAlone) {  // RFC 6749 §3.2.1
  const auto made = credentials(make_client("id", "secret"), Method::None);
  EXPECT_EQ(made.headers, HttpHeaders{});
  EXPECT_EQ(made.body, (FormParameters{{"client_id", "id"}}));
}

TEST(ClientAuthentication, IsSpelledAsInTheConfiguration) {
  EXPECT_EQ(to_string(Method::Basic), "basic");
  EXPECT_EQ(to_string(Method::BasicRaw), "basic-raw");
  EXPECT_EQ(to_string(Method::Post), "post");
  EXPECT_EQ(to_string(Method::None), "none");
  EXPECT_EQ(to_string(Method::PrivateKeyJwt), "private-key-jwt");
  EXPECT_EQ(to_string(Method::PrivateKeyJwtToEndpoint), "private-key-jwt-endpoint");
  EXPECT_EQ(to_string(Method::Tls), "tls");
}

TEST(ClientAuthentication, TriesOnlyTheWayThatIsSet) {
  for (const Method method : {Method::Basic, Method::BasicRaw, Method::Post, Method::None}) {
    EXPECT_EQ(client_authentications_to_try(make_client("id", "a+b", method)), std::vector<Method>{method});
  }
}

TEST(ClientAuthentication, TriesNoneWithoutASecret) {
  EXPECT_EQ(client_authentications_to_try(make_client("i d", "")), std::vector<Method>{Method::None});
}

TEST(ClientAuthentication, TriesBasicRawWhereTheEncodingChangesAnything) {
  const std::vector<Method> all = {Method::Basic, Method::BasicRaw, Method::Post};
  for (const auto* const secret : {"a+b", "a/b", "a=", "a b", "a~b", "a%b", "é"}) {
    EXPECT_EQ(client_authentications_to_try(make_client("id", secret)), all) << secret;
  }
  EXPECT_EQ(client_authentications_to_try(make_client("i:d", "secret")), all);
}

TEST(ClientAuthentication, TriesBasicRawNotWhereItIsTheSameAsBasic) {
  EXPECT_EQ(client_authentications_to_try(make_client("id-1", "aZ09-._*")),
            (std::vector<Method>{Method::Basic, Method::Post}));
}

TEST(ClientAuthentication, IsSpelledAsInMetadata) {  // RFC 8414 §2, RFC 7591 §2
  EXPECT_EQ(find_known_authentications({"none", "private_key_jwt", "client_secret_post",
                                        "Client_Secret_Basic", "client_secret_basic"}),
            (std::vector<Method>{Method::None, Method::PrivateKeyJwt, Method::Post, Method::Basic}));
  EXPECT_EQ(find_known_authentications({"self_signed_tls_client_auth", "tls_client_auth"}),
            std::vector<Method>{Method::Tls});
  EXPECT_EQ(find_known_authentications({"client_secret_jwt", "", "tls"}), std::vector<Method>{});
}

struct Offer {
  std::vector<Method> offered;
  std::vector<Method> tried;
};

TEST(ClientAuthentication, TriesOnlyWhatTheServerOffers) {
  for (const auto& [offered, tried] : std::vector<Offer>{
           {{Method::Basic}, {Method::Basic, Method::BasicRaw}},
           {{Method::Post}, {Method::Post}},
           {{Method::None}, {Method::None}},
           {{Method::None, Method::Post}, {Method::Post}},
           {{Method::None, Method::Post, Method::Basic}, {Method::Basic, Method::BasicRaw, Method::Post}},
       }) {
    Client client = make_client("id", "a+b");
    client.offered = offered;
    EXPECT_EQ(client_authentications_to_try(client), tried);
  }
}

TEST(ClientAuthentication, TriesTheWayThatIsSetWhateverTheServerOffers) {
  Client client = make_client("id", "a+b", Method::Post);
  client.offered = {Method::Basic};
  EXPECT_EQ(client_authentications_to_try(client), std::vector<Method>{Method::Post});
  Client public_client = make_client("id", "");
  public_client.offered = {Method::Basic};
  EXPECT_EQ(client_authentications_to_try(public_client), std::vector<Method>{Method::None})
      << "many servers do not list what public clients do";
}

TEST(ClientAuthentication, TriesTheWayThatWasAcceptedBeforeFirst) {
  Client client = make_client("id", "a+b");
  client.accepted = Method::Post;
  EXPECT_EQ(client_authentications_to_try(client),
            (std::vector<Method>{Method::Post, Method::Basic, Method::BasicRaw}));
  client.accepted = Method::None;
  EXPECT_EQ(client_authentications_to_try(client),
            (std::vector<Method>{Method::Basic, Method::BasicRaw, Method::Post}));
  client.authentication = Method::Basic;
  client.accepted = Method::Post;
  EXPECT_EQ(client_authentications_to_try(client), std::vector<Method>{Method::Basic});
}

/// A client with all of these.
struct Held {
  std::string secret;
  bool key = false;
  bool certificate = false;
};

const std::vector<Method> kAssertions = {Method::PrivateKeyJwt, Method::PrivateKeyJwtToEndpoint};

Client make_client(const Held& held) {
  Client client = make_client("id", held.secret);
  client.certificate = held.certificate;
  if (held.key) {
    client.key.read = []() -> const SigningKey& { throw Error(ExitCode::Configuration, "the key is read"); };
  }
  return client;
}

TEST(ClientAuthentication, PrefersCertificateAndKeyWhereTheServerOffersThem) {
  struct Case {
    Held held;
    std::vector<Method> offered;
    std::vector<Method> tried;
  };
  for (const auto& [held, offered, tried] :
       std::vector<Case>{{{"s", true, true}, {}, {Method::Tls}},
                         {{"s", true, true}, {Method::Basic, Method::PrivateKeyJwt}, kAssertions},
                         {{"s", true, true}, {Method::Post}, {Method::Post}},
                         {{"", true, true}, {Method::None}, {Method::None}},
                         {{"s", true, false}, {}, kAssertions},
                         {{"s", true, false}, {Method::Tls, Method::Basic}, {Method::Basic}},
                         {{"", true, false}, {Method::Tls, Method::Basic}, {Method::None}},
                         {{"", false, true}, {Method::PrivateKeyJwt, Method::Tls}, {Method::Tls}}}) {
    Client client = make_client(held);
    client.offered = offered;
    EXPECT_EQ(client_authentications_to_try(client), tried);
  }
}

TEST(ClientAuthentication, TriesWhatWasAcceptedBeforeFirstThoughMoreIsSetNow) {
  struct Case {
    Held held;
    Method accepted;
    std::vector<Method> tried;
  };
  for (const auto& [held, accepted, tried] :
       std::vector<Case>{{{"", true}, Method::None, {Method::None, kAssertions[0], kAssertions[1]}},
                         {{"s", true}, Method::Post, {Method::Post, kAssertions[0], kAssertions[1]}},
                         {{"s", true}, Method::None, kAssertions},
                         {{"s", true}, kAssertions[0], kAssertions},
                         {{"s", true}, kAssertions[1], {kAssertions[1], kAssertions[0]}},
                         {{"s", true, true}, kAssertions[1], {kAssertions[1], Method::Tls}},
                         {{"s"}, kAssertions[1], {Method::Basic, Method::Post}},
                         {{"s", true, true}, Method::PrivateKeyJwt, {Method::PrivateKeyJwt, Method::Tls}},
                         {{"s"}, Method::PrivateKeyJwt, {Method::Basic, Method::Post}},
                         {{""}, Method::Tls, {Method::None}}}) {
    Client client = make_client(held);
    client.accepted = accepted;
    EXPECT_EQ(client_authentications_to_try(client), tried) << to_string(accepted);
  }
}

TEST(ClientAuthentication, TriesTheEndpointAsAudienceAlsoWhereAnAssertionIsSet) {
  Client client = make_client(Held{.secret = "s", .key = true});
  client.authentication = Method::PrivateKeyJwt;
  EXPECT_EQ(client_authentications_to_try(client), kAssertions);
  client.accepted = Method::PrivateKeyJwtToEndpoint;
  EXPECT_EQ(client_authentications_to_try(client), (std::vector<Method>{kAssertions[1], kAssertions[0]}));
  client.accepted = Method::Post;
  EXPECT_EQ(client_authentications_to_try(client), kAssertions);
  client.authentication = Method::PrivateKeyJwtToEndpoint;
  EXPECT_EQ(client_authentications_to_try(client), std::vector<Method>{Method::PrivateKeyJwtToEndpoint});
}

TEST(ClientAuthentication, IsPossibleWithWhatIsSetAndOffered) {
  struct Case {
    Held held;
    std::vector<Method> offered;
    bool possible;
  };
  for (const auto& [held, offered, possible] :
       std::vector<Case>{{{""}, {Method::Basic}, true},
                         {{""}, {Method::PrivateKeyJwt, Method::Post}, true},
                         {{""}, {Method::PrivateKeyJwt, Method::Tls}, false},
                         {{"s"}, {Method::PrivateKeyJwt}, false},
                         {{"s", true}, {Method::PrivateKeyJwt}, true},
                         {{"", true}, {Method::Basic, Method::Tls}, false},
                         {{"", true}, {Method::Basic, Method::None}, true},
                         {{"", false, true}, {Method::Tls}, true}}) {
    EXPECT_EQ(can_authenticate(make_client(held), offered), possible);
  }
}

TEST(ClientAuthentication, ReadsTheKeyOnlyWhereItIsToSign) {
  Client client = make_client(Held{.secret = "s", .key = true});
  EXPECT_THROW(require_usable_key(client), Error);
  client.offered = {Method::Basic};
  EXPECT_NO_THROW(require_usable_key(client));
  client.authentication = Method::PrivateKeyJwtToEndpoint;
  EXPECT_THROW(require_usable_key(client), Error);
}

TEST(ClientAuthentication, PutsTheAssertionIntoTheBodyBesideTheId) {  // RFC 7523 §2.2
  FormParameters body = {{"grant_type", "client_credentials"}};
  HttpHeaders headers;
  authenticate(make_client(Held{.secret = "s", .key = true}), Method::PrivateKeyJwt, headers, body,
               Secret("a.b.c"));
  EXPECT_EQ(headers, HttpHeaders{});
  EXPECT_EQ(body, (FormParameters{
                      {"grant_type", "client_credentials"},
                      {"client_id", "id"},
                      {"client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
                      {"client_assertion", "a.b.c"}}));
}

TEST(ClientAuthentication, SendsTheIdAloneBesideACertificate) {  // RFC 8705 §2
  const auto made = credentials(make_client(Held{.secret = "s", .certificate = true}), Method::Tls);
  EXPECT_EQ(made.headers, HttpHeaders{});
  EXPECT_EQ(made.body, (FormParameters{{"client_id", "id"}}));
}

TEST(ClientAuthentication, IsFoundByItsName) {
  for (const Method method : {Method::Basic, Method::BasicRaw, Method::Post, Method::None,
                              Method::PrivateKeyJwt, Method::PrivateKeyJwtToEndpoint, Method::Tls}) {
    EXPECT_EQ(find_client_authentication(to_string(method)), method);
  }
  EXPECT_EQ(find_client_authentication("auto"), std::nullopt);
  EXPECT_EQ(find_client_authentication("Basic"), std::nullopt);
}

TEST(ClientAuthentication, KnowsRejectionsOfTheClient) {  // RFC 6749 §5.2
  EXPECT_TRUE(is_client_authentication_error(401, ""));
  EXPECT_TRUE(is_client_authentication_error(401, "invalid_client"));
  EXPECT_TRUE(is_client_authentication_error(400, "invalid_client"));
  EXPECT_TRUE(is_client_authentication_error(403, "unauthorized_client"));
  EXPECT_FALSE(is_client_authentication_error(400, "invalid_grant"));
  EXPECT_FALSE(is_client_authentication_error(403, ""));
  EXPECT_FALSE(is_client_authentication_error(400, ""));
  EXPECT_FALSE(is_client_authentication_error(400, "invalid_client_x"));
}

TEST(ClientAuthentication, TakesAForbiddenWithoutAWordForARejectionOfAnAssertion) {  // as of glewlwyd
  for (const Method assertion : kAssertions) {
    EXPECT_TRUE(is_refused(assertion, 403, ""));
    EXPECT_TRUE(is_refused(assertion, 400, "invalid_client"));
    EXPECT_FALSE(is_refused(assertion, 403, "access_denied"));
    EXPECT_FALSE(is_refused(assertion, 400, ""));
  }
  EXPECT_FALSE(is_refused(Method::Basic, 403, ""));
  EXPECT_TRUE(is_refused(Method::Basic, 401, ""));
}

TEST(ClientAuthentication, KnowsErrorsThatAreOnlyFoundOnceTheClientIsAccepted) {  // RFC 6749 §5.2
  for (const auto* const error : {"invalid_grant", "invalid_scope", "unsupported_grant_type"}) {
    EXPECT_TRUE(is_error_after_client_authentication(error)) << error;
  }
  for (const auto* const error :
       {"", "invalid_client", "unauthorized_client", "invalid_request", "unauthorized"}) {
    EXPECT_FALSE(is_error_after_client_authentication(error)) << error;
  }
}

}  // namespace
}  // namespace goto_token
