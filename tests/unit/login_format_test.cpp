#include "goto_token/tokens/login_format.hpp"

#include <gtest/gtest.h>

#include "support/example_login.hpp"

namespace goto_token {
namespace {

using namespace std::chrono_literals;

StoredLogin make_example() {
  return make_example_login(
      R"({"access_token":"access-1","expires_in":60,"scope":"a","refresh_token":"refresh-1","x":[1,2.50]})");
}

std::optional<StoredLogin> read_back(std::string_view text, const LoginKey& key = example_key()) {
  StoredText stored = parse_login(text, key);
  auto* const login = std::get_if<StoredLogin>(&stored);
  return login == nullptr ? std::nullopt : std::optional(std::move(*login));
}

bool is_nothing(std::string_view text) {
  return std::holds_alternative<std::monostate>(parse_login(text, example_key()));
}

std::string replace(std::string text, const std::string& what, const std::string& by) {
  return text.replace(text.find(what), what.size(), by);
}

TEST(LoginFormat, ComesBackAsItWasWritten) {
  StoredLogin example = make_example();
  example.rotates = true;
  example.version = 7;
  const Secret text = format_login(example);
  const auto login = read_back(text.reveal());
  ASSERT_TRUE(login.has_value());
  EXPECT_EQ(to_string(login->token_endpoint), "https://h/token");
  EXPECT_EQ(to_string(login->revocation_endpoint.value()), "https://h/revoke");
  EXPECT_EQ(login->client_authentication, ClientAuthentication::Post);
  EXPECT_EQ(login->scopes, (std::vector<std::string>{"a"}));
  EXPECT_EQ(login->covered_scopes, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(login->access_token.reveal(), "access-1");
  EXPECT_EQ(login->refresh_token.reveal(), "refresh-1");
  EXPECT_EQ(login->received_at, kReceivedAt);
  EXPECT_EQ(login->lifetime, 60s);
  EXPECT_EQ(login->expires_at, kReceivedAt + 60s);
  EXPECT_TRUE(login->rotates);
  EXPECT_EQ(login->version, 7);
  EXPECT_EQ(login->json.reveal(), example.json.reveal());
  EXPECT_EQ(format_login(*login).reveal(), text.reveal());
}

TEST(LoginFormat, KeepsHowTheClientProvedItself) {
  for (const auto method : {ClientAuthentication::PrivateKeyJwt,
                            ClientAuthentication::PrivateKeyJwtToEndpoint, ClientAuthentication::Tls}) {
    StoredLogin example = make_example();
    example.client_authentication = method;
    example.assertion_algorithm = SigningAlgorithm::Ps256;
    const auto login = read_back(format_login(example).reveal());
    ASSERT_TRUE(login.has_value());
    EXPECT_EQ(login->client_authentication, method);
    EXPECT_EQ(login->assertion_algorithm, SigningAlgorithm::Ps256);
  }
}

TEST(LoginFormat, ComesBackFromAnyOtherSpellingOfTheSameJson) {
  const std::string text(format_login(make_example()).reveal());
  const auto login = read_back(replace(text, R"(,"token_response":)", R"( , "token_response" : )"));
  ASSERT_TRUE(login.has_value());
  EXPECT_EQ(format_login(*login).reveal(), text);
}

TEST(LoginFormat, TakesNoTokenResponseForWholeThatWasChanged) {
  const std::string text(format_login(make_example()).reveal());
  const auto login = read_back(replace(text, "[1,2.50]", "[1,2.51]"));
  ASSERT_TRUE(login.has_value());
  EXPECT_NE(login->json.reveal().find("2.51"), std::string::npos);
  EXPECT_TRUE(is_nothing(replace(text, "[1,2.50]", "[1,2.50")));
}

TEST(LoginFormat, ComesBackWithoutAnAccessToken) {
  const StoredLogin rest = without_access_token(make_example());
  const auto login = read_back(format_login(rest).reveal());
  ASSERT_TRUE(login.has_value());
  EXPECT_TRUE(login->access_token.empty());
  EXPECT_EQ(login->refresh_token.reveal(), "refresh-1");
  EXPECT_EQ(login->covered_scopes, (std::vector<std::string>{"a", "b"}));
  EXPECT_FALSE(is_valid(*login, kReceivedAt, 0s));
}

TEST(LoginFormat, ComesBackWithReservedRoomBehindIt) {
  EXPECT_TRUE(read_back(std::string(format_login(make_example()).reveal()) + std::string(4096, '\0')));
  EXPECT_TRUE(is_nothing(std::string(4096, '\0')));
}

TEST(LoginFormat, ReadsWhatTheFirstVersionWrote) {
  const auto login = read_back(
      R"({"version":1,"profile":"default","service":"https://h/token","client_id":"id",)"
      R"("token_endpoint":"https://h/token","revocation_endpoint":"","scope":"a b","client_auth":"basic",)"
      R"("expires_at":1800000060,"token_response":{"access_token":"access-1","expires_in":60,)"
      R"("refresh_token":"refresh-1","principal":"someone@example.org"}})");
  ASSERT_TRUE(login.has_value());
  EXPECT_EQ(login->access_token.reveal(), "access-1");
  EXPECT_EQ(login->refresh_token.reveal(), "refresh-1");
  EXPECT_EQ(login->scopes, (std::vector<std::string>{"a", "b"}));
  EXPECT_TRUE(covers(*login, {"b"}));
  EXPECT_EQ(login->lifetime, 60s);
  EXPECT_EQ(login->received_at, kReceivedAt);
  EXPECT_EQ(login->expires_at, kReceivedAt + 60s);
  EXPECT_FALSE(login->rotates);
}

TEST(LoginFormat, BelongsToOneProfileServiceAndClient) {
  const Secret text = format_login(make_example());
  const LoginKey key = example_key();
  for (const LoginKey& other : {LoginKey{"other", key.service, key.client_id},
                                LoginKey{key.profile, "https://h/other", key.client_id},
                                LoginKey{key.profile, key.service, "other"}}) {
    EXPECT_FALSE(read_back(text.reveal(), other).has_value());
  }
}

TEST(LoginFormat, NamesAudienceAndResourcesWhereItIsBoundToThem) {
  StoredLogin login = make_example();
  EXPECT_EQ(format_login(login).reveal().find("audience"), std::string::npos);
  EXPECT_EQ(format_login(login).reveal().find("resource"), std::string::npos);
  const LoginKey plain = login.key;
  login.key.audience = "My API";
  login.key.resources = {"urn:a", "urn:b"};
  const Secret text = format_login(login);
  EXPECT_NE(text.reveal().find(R"("client_id":"id","audience":"My API","resource":"urn:a urn:b","token_e)"),
            std::string::npos)
      << text.reveal();
  EXPECT_EQ(find_login_key(text.reveal()), login.key);
  EXPECT_EQ(find_login_key(format_login_elsewhere(login, "pass")), login.key);
  EXPECT_TRUE(read_back(text.reveal(), login.key).has_value());
  LoginKey other = login.key;
  other.resources = {"urn:a"};
  EXPECT_FALSE(read_back(text.reveal(), other).has_value());
  other = login.key;
  other.audience = "my API";
  EXPECT_FALSE(read_back(text.reveal(), other).has_value());
  EXPECT_FALSE(read_back(text.reveal(), plain).has_value());
  EXPECT_FALSE(read_back(format_login(make_example()).reveal(), login.key).has_value());
}

TEST(LoginFormat, SaysOfALoginElsewhereAllButItsSecrets) {
  const std::string text = format_login_elsewhere(make_example(), "pass");
  const StoredText stored = parse_login(text, example_key());
  const auto* const elsewhere = std::get_if<LoginElsewhere>(&stored);
  ASSERT_NE(elsewhere, nullptr);
  EXPECT_EQ(elsewhere->credential_helper, "pass");
  EXPECT_EQ(text.find("access-1"), std::string::npos);
  EXPECT_EQ(text.find("refresh-1"), std::string::npos);
}

TEST(LoginFormat, IsNothingElse) {
  const std::string text(format_login(make_example()).reveal());
  for (const std::string& damaged :
       {text.substr(0, text.size() / 2), replace(text, R"("version":2)", R"("version":3)"),
        replace(text, R"("token_endpoint":"https://h/token")", R"("token_endpoint":"/token")"),
        replace(text, R"("revocation_endpoint":"https://h/revoke")", R"("revocation_endpoint":"x")"),
        replace(text, R"("scope":"a")", R"("scope":1)"),
        replace(text, R"(:{"access_token":"access-1")", R"(:{"access_token":"access 1")"),
        replace(text, R"("token_response":{)", R"("token_respons":{)"), std::string(), std::string("{}"),
        std::string("[]"), std::string("null"), std::string("7"),
        "{\"version\":2,\"token_response\":" + std::string(100'000, '[') + std::string(100'000, ']') + "}"}) {
    EXPECT_TRUE(is_nothing(damaged)) << damaged.substr(0, 400);
  }
}

TEST(LoginFormat, HoldsNumbersOfAnySizeWithoutHarm) {
  const std::string text(format_login(make_example()).reveal());
  for (const auto* const number : {"-1", "1e400", "99999999999999999999", "1.5", "-0"}) {
    const auto login =
        read_back(replace(text, R"("expires_at":1800000060)", R"("expires_at":)" + std::string(number)));
    ASSERT_TRUE(login.has_value()) << number;
    static_cast<void>(is_valid(*login, kReceivedAt, 60s));
  }
}

TEST(LoginFormat, TellsWhoseLoginItIs) {
  const std::string text(format_login(make_example()).reveal());
  EXPECT_EQ(find_login_key(text), example_key());
  EXPECT_EQ(find_login_key(text + std::string(100, '\0')), example_key());
  EXPECT_EQ(find_login_key(format_login_elsewhere(make_example(), "pass")), example_key());
  EXPECT_EQ(find_login_key(replace(text, R"("version":2)", R"("version":3)")), example_key());
  for (const std::string& none : {std::string(), std::string("{}"), text.substr(0, text.size() / 2),
                                  replace(text, R"("client_id":)", R"("client":)")}) {
    EXPECT_EQ(find_login_key(none), std::nullopt) << none;
  }
}

TEST(LoginFormat, KnowsANewerVersion) {
  const std::string text(format_login(make_example()).reveal());
  EXPECT_FALSE(is_newer_login(text));
  EXPECT_TRUE(is_newer_login(replace(text, R"("version":2)", R"("version":3)")));
  EXPECT_FALSE(is_newer_login(replace(text, R"("version":2)", R"("version":"3")")));
  EXPECT_FALSE(is_newer_login("{"));
}

}  // namespace
}  // namespace goto_token
