#include "goto_token/config/endpoints.hpp"

#include <gtest/gtest.h>

#include "goto_token/config/config.hpp"
#include "support/failure.hpp"
#include "support/temporary_folder.hpp"

namespace goto_token {
namespace {

/// In an empty working folder, so that no env file is found but the test's own.
class EndpointsTest : public testing::Test {
 protected:
  static Config config_of(Environment environment, bool allow_http = false) {
    environment.emplace("OAUTH_CLIENT_ID", "id");
    CommandLine command_line;
    command_line.allow_http = allow_http;
    return make_config(command_line, Settings(std::move(environment), std::nullopt));
  }
  static ServerSettings server_settings_of(Environment environment, bool allow_http = false) {
    return config_of(std::move(environment), allow_http).server;
  }
  static AuthorizationServer server_of(Environment environment, bool allow_http = false) {
    return std::get<AuthorizationServer>(server_settings_of(std::move(environment), allow_http));
  }
  static IssuerSettings issuer_of(Environment environment, bool allow_http = false) {
    return std::get<IssuerSettings>(server_settings_of(std::move(environment), allow_http));
  }

  static Failure failure_with(const Environment& environment) {
    return failure_of([&] { return server_settings_of(environment); });
  }
  static Failure failed(const std::string& what, const std::string& hint = "") {
    return {ExitCode::Configuration, what, hint};
  }
  static Failure unusable(const std::string& key, const std::string& value, const std::string& why,
                          const std::string& hint = "") {
    return failed(key + " in the environment: '" + value + "' cannot be used: " + why, hint);
  }

  const TemporaryFolder& folder() const { return folder_; }

 private:
  TemporaryFolder folder_;
  WorkingFolder working_folder_{folder_.path()};
};

const std::vector<std::string> kUrlKeys = {"OAUTH_SERVICE_URL", "OAUTH_AUTHORIZATION_ENDPOINT",
                                           "OAUTH_TOKEN_ENDPOINT", "OAUTH_REVOCATION_ENDPOINT",
                                           "OAUTH_ISSUER"};

TEST_F(EndpointsTest, AreThoseOfTheDefaultService) {
  const AuthorizationServer server = server_of({});
  EXPECT_EQ(to_string(server.authorization_endpoint),
            "https://authentication.logmeininc.com/oauth/authorize");
  EXPECT_EQ(to_string(server.token_endpoint), "https://authentication.logmeininc.com/oauth/token");
  EXPECT_FALSE(server.iss_required);
  EXPECT_EQ(server.client_authentications, std::vector<ClientAuthentication>{});
}

TEST_F(EndpointsTest, AreBelowTheServiceUrl) {
  for (const auto* const url : {"https://h:8443/base", "https://h:8443/base/"}) {
    const AuthorizationServer server = server_of({{"OAUTH_SERVICE_URL", url}});
    EXPECT_EQ(to_string(server.authorization_endpoint), "https://h:8443/base/oauth/authorize");
    EXPECT_EQ(to_string(server.token_endpoint), "https://h:8443/base/oauth/token");
  }
}

TEST_F(EndpointsTest, AreWholeUrlsForOtherServers) {
  const AuthorizationServer server = server_of({{"OAUTH_SERVICE_URL", "https://h"},
                                                {"OAUTH_AUTHORIZATION_ENDPOINT", "https://a/login?tenant=1"},
                                                {"OAUTH_TOKEN_ENDPOINT", "https://t:1/token"}});
  EXPECT_EQ(to_string(server.authorization_endpoint), "https://a/login?tenant=1");
  EXPECT_EQ(to_string(server.token_endpoint), "https://t:1/token");
}

TEST_F(EndpointsTest, KnowTheIssuersOfTheDefaultService) {
  const std::vector<std::string> issuers = {"https://identity.goto.com",
                                            "https://authentication.logmeininc.com"};
  EXPECT_EQ(server_of({}).issuers, issuers);
  for (const auto* const url :
       {"https://authentication.logmeininc.com", "https://authentication.logmeininc.com/",
        "https://identity.goto.com", "HTTPS://Identity.GoTo.com"}) {
    EXPECT_EQ(server_of({{"OAUTH_SERVICE_URL", url}}).issuers, issuers) << url;
  }
}

TEST_F(EndpointsTest, KnowNoIssuerOfOtherServices) {
  EXPECT_EQ(server_of({{"OAUTH_SERVICE_URL", "https://other.example"}}).issuers, std::vector<std::string>{});
  for (const std::string key :
       {"OAUTH_AUTHORIZATION_ENDPOINT", "OAUTH_TOKEN_ENDPOINT", "OAUTH_REVOCATION_ENDPOINT"}) {
    EXPECT_EQ(server_of({{key, "https://other.example/x"}}).issuers, std::vector<std::string>{}) << key;
  }
}

TEST_F(EndpointsTest, AreLeftToTheMetadataOfAnIssuerThatIsNamed) {
  const IssuerSettings issuer =
      issuer_of({{"OAUTH_ISSUER", "HTTPS://H/Tenant/"}, {"OAUTH_SERVICE_URL", "https://other.example"}});
  EXPECT_EQ(issuer.issuer, "HTTPS://H/Tenant/") << "exactly";
  EXPECT_EQ(to_string(issuer.url), "https://h/Tenant/");
  EXPECT_EQ(issuer.authorization_endpoint, std::nullopt);
  EXPECT_EQ(issuer.token_endpoint, std::nullopt);
  EXPECT_FALSE(issuer.allow_http);
}

TEST_F(EndpointsTest, ThatAreNamedStayBesideAnIssuer) {
  const IssuerSettings issuer = issuer_of({{"OAUTH_ISSUER", "http://h"},
                                           {"OAUTH_AUTHORIZATION_ENDPOINT", "https://a/login"},
                                           {"OAUTH_TOKEN_ENDPOINT", "https://t/token"}},
                                          /*allow_http=*/true);
  EXPECT_EQ(to_string(issuer.authorization_endpoint.value()), "https://a/login");
  EXPECT_EQ(to_string(issuer.token_endpoint.value()), "https://t/token");
  EXPECT_TRUE(issuer.allow_http);
}

TEST_F(EndpointsTest, GoBelowANamedServiceForRevocationWhereverTokensComeFrom) {
  const Environment tokens = {{"OAUTH_TOKEN_ENDPOINT", "https://t/token"}};
  EXPECT_EQ(server_of(tokens).revocation_endpoint, std::nullopt);
  Environment both = tokens;
  both.emplace("OAUTH_SERVICE_URL", "https://s/x");
  EXPECT_EQ(to_string(server_of(both).revocation_endpoint.value()), "https://s/x/oauth/revoke");
}

TEST_F(EndpointsTest, AreOfAServiceWithAName) {
  const auto name = [](const Environment& environment) { return config_of(environment).service_name; };
  EXPECT_EQ(name({}), "https://authentication.logmeininc.com");
  EXPECT_EQ(name({{"OAUTH_SERVICE_URL", "https://s/x"}, {"OAUTH_REVOCATION_ENDPOINT", "https://r/?key=1"}}),
            "https://s/x");
  EXPECT_EQ(name({{"OAUTH_SERVICE_URL", "https://s/x"}, {"OAUTH_TOKEN_ENDPOINT", "https://t/token?key=1"}}),
            "https://t/token");
  EXPECT_EQ(name({{"OAUTH_ISSUER", "https://i"}, {"OAUTH_TOKEN_ENDPOINT", "https://t/token?key=1"}}),
            "https://i");
}

TEST_F(EndpointsTest, MayHavePlainHttpOnLoopbackOrWhereItIsAllowed) {
  EXPECT_EQ(server_of({{"OAUTH_SERVICE_URL", "http://localhost:1"}}).token_endpoint.scheme, "http");
  EXPECT_EQ(issuer_of({{"OAUTH_ISSUER", "http://127.0.0.1:1"}}).url.scheme, "http");
  EXPECT_EQ(to_string(server_of({{"OAUTH_SERVICE_URL", "http://h"}}, /*allow_http=*/true).token_endpoint),
            "http://h/oauth/token");
}

struct UrlCase {
  std::string value;
  std::string why;
};

TEST_F(EndpointsTest, NameTheKeyOfAnInvalidUrl) {
  for (const std::string& key : kUrlKeys) {
    for (const auto& [value, why] : std::vector<UrlCase>{
             {"h/x", "it is not an absolute http or https URL"},
             {"ftp://h", "it is not an absolute http or https URL"},
             {"https://h/#f", "it has a fragment"},
             {"https://h/a b", "it holds a blank, a control character or one beyond ASCII"},
             {"https://h:99999", "its port is not a number from 0 to 65535"},
             {"https://", "it has no host"},
         }) {
      EXPECT_EQ(failure_with({{key, value}}), unusable(key, value, why));
    }
  }
}

TEST_F(EndpointsTest, NameTheFileOfAnInvalidUrl) {
  folder().write(".env", "OAUTH_TOKEN_ENDPOINT=\"h\\n\"\n");
  EXPECT_EQ(failure_with({}), failed("OAUTH_TOKEN_ENDPOINT in .env: 'h?' cannot be used: "
                                     "it holds a blank, a control character or one beyond ASCII"));
}

TEST_F(EndpointsTest, NeverShowAPasswordInAUrl) {
  EXPECT_EQ(failure_with({{"OAUTH_SERVICE_URL", "https://user:s3cret@h/"}}),
            failed("OAUTH_SERVICE_URL in the environment: the URL cannot be used: it has user information"));
}

TEST_F(EndpointsTest, HaveNoPlainHttpToOtherMachines) {
  for (const std::string& key : kUrlKeys) {
    EXPECT_EQ(failure_with({{key, "http://h/x"}}),
              unusable(key, "http://h/x", "plain http would show the secrets to the network",
                       "use https, or --allow-http if that network is yours alone"));
  }
}

TEST_F(EndpointsTest, AreNotBelowAServiceUrlWithAQuery) {
  EXPECT_EQ(failure_with({{"OAUTH_SERVICE_URL", "https://h/?a"}}),
            unusable("OAUTH_SERVICE_URL", "https://h/?a",
                     "endpoints go below its path, so it must not have a query"));
}

TEST_F(EndpointsTest, AreNotLookedForAtAnIssuerWithAQuery) {  // RFC 8414 §2
  for (const std::string value : {"https://h/?a", "https://h?"}) {
    EXPECT_EQ(failure_with({{"OAUTH_ISSUER", value}}),
              unusable("OAUTH_ISSUER", value, "an issuer has no query (RFC 8414 §2)"));
  }
}

TEST(DescribedService, IsNamedForPeople) {
  const std::vector<std::pair<std::string, std::string>> names = {
      {"https://h/oauth/token, revoked at https://h/oauth/revoke", "https://h"},
      {"https://h/a/oauth/token, revoked at https://h/a/oauth/revoke", "https://h/a"},
      {"https://h/oauth/token, revoked at https://other/oauth/revoke", "https://h/oauth/token"},
      {"https://h/oauth/token", "https://h/oauth/token"},
      {"https://h/token?tenant=1, revoked at https://h/revoke", "https://h/token"},
      {"https://issuer/a, tokens from https://h/token, revoked at https://h/revoke", "https://issuer/a"},
      {"https://issuer/", "https://issuer/"},
      {"no URL", "no URL"},
      {"", ""},
  };
  for (const auto& [description, name] : names) {
    EXPECT_EQ(name_described_service(description), name) << description;
  }
}

TEST(DescribedService, HasTheNameOfTheConfiguredOne) {
  for (const char* const url : {"https://h", "https://h:8443/base"}) {
    ServerUrls urls;
    urls.service = WrittenUrl{.text = url, .url = require_url(url)};
    EXPECT_EQ(name_described_service(describe_service(make_server_settings(urls, false))),
              name_service(urls));
  }
}

}  // namespace
}  // namespace goto_token
