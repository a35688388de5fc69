#include <gtest/gtest.h>

#include "goto_token/config/config.hpp"
#include "support/failure.hpp"
#include "support/temporary_folder.hpp"

namespace goto_token {
namespace {

class ConfigFailureTest : public testing::Test {
 protected:
  static Failure failure_with(Environment environment) {
    environment.emplace("OAUTH_CLIENT_ID", "id");
    return failure_of([&] { return make_config({}, Settings(environment, std::nullopt)); });
  }

  static Failure failed(const std::string& what, const std::string& hint = "") {
    return {ExitCode::Configuration, what, hint};
  }

  const TemporaryFolder& folder() const { return folder_; }

 private:
  TemporaryFolder folder_;
  WorkingFolder working_folder_{folder_.path()};
};

TEST_F(ConfigFailureTest, FailsForAClientIdentifierThatCannotBeShown) {
  const std::string what = "' holds a character that no client identifier may hold";
  const std::string hint = "copy it again from the place where the client is registered";
  EXPECT_EQ(failure_with({{"OAUTH_CLIENT_ID", "a\x1b[31m"}}),
            failed("OAUTH_CLIENT_ID in the environment: 'a?[31m" + what, hint));
  EXPECT_EQ(failure_with({{"OAUTH_CLIENT_ID", "\xff"}}),
            failed("OAUTH_CLIENT_ID in the environment: '?" + what, hint));
  EXPECT_EQ(failure_with({{"OAUTH_CLIENT_ID", "jürgen's client"}}).code, ExitCode::Success);
}

TEST_F(ConfigFailureTest, NamesTheKeyOfAnInvalidUrl) {
  EXPECT_EQ(
      failure_with({{"OAUTH_REDIRECT_URI", "https://h/#f"}}),
      failed("OAUTH_REDIRECT_URI in the environment: 'https://h/#f' cannot be used: it has a fragment"));
  EXPECT_EQ(
      failure_with({{"OAUTH_SERVICE_URL", "h/x"}}),
      failed("OAUTH_SERVICE_URL in the environment: 'h/x' cannot be used: it is not an absolute http or "
             "https URL"));
}

TEST_F(ConfigFailureTest, FailsForARedirectUriThatShowsTheCodeToTheNetwork) {
  for (const std::string uri :
       {"http://example.com/cb", "http://0.0.0.0:5000/", "http://192.168.1.2:5000/cb"}) {
    EXPECT_EQ(failure_with({{"OAUTH_REDIRECT_URI", uri}}),
              failed("OAUTH_REDIRECT_URI in the environment: '" + uri +
                         "' cannot be used: plain http would show the authorization code to the network",
                     "register an https redirect URI, or one on loopback such as "
                     "http://127.0.0.1:5000/login/oauth2/code/goto; or use --allow-http if that network is "
                     "yours alone"));
  }
}

TEST_F(ConfigFailureTest, FailsForAClientCertificateWithoutItsKey) {
  EXPECT_EQ(failure_with({{"OAUTH_CLIENT_CERT_FILE", "client.pem"}}),
            failed("OAUTH_CLIENT_CERT_FILE in the environment: a client certificate needs its private key",
                   "name the PEM file that holds it with OAUTH_CLIENT_KEY_FILE"));
  EXPECT_EQ(failure_with({{"OAUTH_CLIENT_AUTH", "tls"}, {"OAUTH_CLIENT_KEY_FILE", "client.key"}}),
            failed("OAUTH_CLIENT_AUTH in the environment: 'tls' needs a client certificate",
                   "set OAUTH_CLIENT_CERT_FILE and OAUTH_CLIENT_KEY_FILE to PEM files that hold it and its "
                   "key"));
}

TEST_F(ConfigFailureTest, FailsForAnUnknownMethodOfClientAuthentication) {
  for (const auto& [value, hint] : {std::pair<std::string, std::string>("Basic", "did you mean basic?"),
                                    {"basic_raw", "did you mean basic-raw?"},
                                    {"client_secret_basic", "did you mean basic?"},
                                    {"client_secret_post", "did you mean post?"},
                                    {"private_key_jwt", "did you mean private-key-jwt?"},
                                    {"tls_client_auth", "did you mean tls?"},
                                    {"self_signed_tls_client_auth", "did you mean tls?"},
                                    {"client_secret_jwt", ""},
                                    {"x", ""}}) {
    EXPECT_EQ(failure_with({{"OAUTH_CLIENT_AUTH", value}, {"OAUTH_CLIENT_SECRET", "s"}}),
              failed("OAUTH_CLIENT_AUTH in the environment: '" + value +
                         "' is not one of auto, basic, basic-raw, post, none, private-key-jwt, "
                         "private-key-jwt-endpoint, tls",
                     hint));
  }
}

TEST_F(ConfigFailureTest, FailsForClientAuthenticationWithoutASecret) {
  for (const std::string value : {"basic", "basic-raw", "post"}) {
    EXPECT_EQ(failure_with({{"OAUTH_CLIENT_AUTH", value}}),
              failed("OAUTH_CLIENT_AUTH in the environment: '" + value + "' needs a client secret",
                     "set OAUTH_CLIENT_SECRET, or OAUTH_CLIENT_AUTH=none for a public client"));
  }
}

TEST_F(ConfigFailureTest, FailsForClientAuthenticationWithoutAKeyOrACertificate) {
  EXPECT_EQ(failure_with({{"OAUTH_CLIENT_AUTH", "private-key-jwt"}, {"OAUTH_CLIENT_SECRET", "s"}}),
            failed("OAUTH_CLIENT_AUTH in the environment: 'private-key-jwt' needs a private key",
                   "set OAUTH_CLIENT_KEY_FILE to a PEM file that holds it"));
  EXPECT_EQ(failure_with({{"OAUTH_CLIENT_AUTH", "tls"}, {"OAUTH_CLIENT_KEY_FILE", "k"}}),
            failed("OAUTH_CLIENT_AUTH in the environment: 'tls' needs a client certificate",
                   "set OAUTH_CLIENT_CERT_FILE and OAUTH_CLIENT_KEY_FILE to PEM files that hold it and its "
                   "key"));
}

TEST_F(ConfigFailureTest, FailsForASecretInBothForms) {
  EXPECT_EQ(failure_with({{"OAUTH_CLIENT_SECRET", "s"}, {"OAUTH_CLIENT_SECRET_FILE", "f"}}),
            failed("OAUTH_CLIENT_SECRET in the environment and OAUTH_CLIENT_SECRET_FILE in the environment "
                   "exclude each other",
                   "remove one of the two"));
}

TEST_F(ConfigFailureTest, FailsForInvalidScopesAndTimeouts) {
  EXPECT_EQ(failure_with({{"OAUTH_SCOPE", "a \"b\""}}),
            failed("OAUTH_SCOPE in the environment: 'a \"b\"' holds a character that no scope may hold"));
  for (const std::string value : {"-1", "soon", "1.5"}) {
    EXPECT_EQ(failure_with({{"OAUTH_TIMEOUT", value}}),
              failed("OAUTH_TIMEOUT in the environment: '" + value +
                     "' is not a duration such as 90, 90s, 5m or 2h, of ten years at most"));
  }
}

TEST_F(ConfigFailureTest, FailsForAnUnknownGrant) {
  EXPECT_EQ(failure_with({{"OAUTH_GRANT", "client-credential"}}),
            failed("OAUTH_GRANT in the environment: 'client-credential' is not one of authorization-code, "
                   "device-code, personal-access-token, refresh-token, client-credentials",
                   "did you mean client-credentials?"));
  EXPECT_EQ(failure_with({{"OAUTH_GRANT", "authorization-code"}}).code, ExitCode::Success);
}

TEST_F(ConfigFailureTest, FailsForACredentialHelperThatIsNoName) {
  for (const std::string name : {"../x", "a b", "pass;ls"}) {
    EXPECT_EQ(failure_with({{"OAUTH_CREDENTIAL_HELPER", name}}),
              failed("OAUTH_CREDENTIAL_HELPER in the environment: '" + name +
                     "' is not a name of letters, digits, '.', '_' and '-'"));
  }
}

}  // namespace
}  // namespace goto_token
