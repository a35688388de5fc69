// OAUTH_AUDIENCE, OAUTH_RESOURCE, OAUTH_AUTHORIZE_PARAMS and OAUTH_TOKEN_PARAMS.
#include <gtest/gtest.h>

#include "goto_token/config/config.hpp"
#include "support/failure.hpp"
#include "support/temporary_folder.hpp"

namespace goto_token {
namespace {

class RequestKeysTest : public testing::Test {
 protected:
  static Config config_of(Environment environment, const CommandLine& command_line = {}) {
    environment.emplace("OAUTH_CLIENT_ID", "id");
    return make_config(command_line, Settings(std::move(environment), std::nullopt));
  }
  static Failure failure_with(const Environment& environment, const CommandLine& command_line = {}) {
    return failure_of([&] { return config_of(environment, command_line); });
  }
  static Failure failed(const std::string& what, const std::string& hint = "") {
    return {ExitCode::Configuration, what, hint};
  }

  const TemporaryFolder& folder() const { return folder_; }

 private:
  TemporaryFolder folder_;
  WorkingFolder working_folder_{folder_.path()};
};

const Environment kAll = {{"OAUTH_AUDIENCE", "My API"},
                          {"OAUTH_RESOURCE", "urn:b urn:a urn:b"},
                          {"OAUTH_AUTHORIZE_PARAMS", "prompt=login&login_hint=a%20b"},
                          {"OAUTH_TOKEN_PARAMS", "tenant=1"}};

TEST_F(RequestKeysTest, SendNothingWhereTheyAreNotSet) {
  const Config config = config_of({});
  EXPECT_EQ(config.audience, "");
  EXPECT_TRUE(config.resources.empty());
  EXPECT_TRUE(config.authorization_parameters.empty());
  EXPECT_TRUE(config.client.token_parameters.empty());
}

TEST_F(RequestKeysTest, AreSentInTheOrderOfTheRequests) {
  const Config config = config_of(kAll);
  EXPECT_EQ(config.audience, "My API");
  EXPECT_EQ(config.resources, (std::vector<std::string>{"urn:b", "urn:a"}));
  const FormParameters target = {{"audience", "My API"}, {"resource", "urn:b"}, {"resource", "urn:a"}};
  FormParameters expected = target;
  expected.emplace_back("prompt", "login");
  expected.emplace_back("login_hint", "a b");
  EXPECT_EQ(config.authorization_parameters, expected);
  expected = target;
  expected.emplace_back("tenant", "1");
  EXPECT_EQ(config.client.token_parameters, expected);
  EXPECT_EQ(make_client(config, AuthorizationServer()).token_parameters, expected);
}

TEST_F(RequestKeysTest, ComeAfterTheirOptionsAndEachAsAWhole) {
  folder().write(".env", "OAUTH_RESOURCE=urn:file\nOAUTH_TOKEN_PARAMS='x=file'\n");
  EXPECT_EQ(config_of({}).client.token_parameters, (FormParameters{{"resource", "urn:file"}, {"x", "file"}}));
  EXPECT_EQ(config_of({{"OAUTH_RESOURCE", "urn:process"}}).client.token_parameters,
            (FormParameters{{"resource", "urn:process"}, {"x", "file"}}));
  CommandLine command_line;
  command_line.audience = "option";
  command_line.resources = {"urn:option"};
  command_line.authorize_params = FormParameters{{"a", "1"}};
  command_line.token_params = FormParameters{{"b", "2"}};
  const Config config = config_of(kAll, command_line);
  EXPECT_EQ(config.authorization_parameters,
            (FormParameters{{"audience", "option"}, {"resource", "urn:option"}, {"a", "1"}}));
  EXPECT_EQ(config.client.token_parameters,
            (FormParameters{{"audience", "option"}, {"resource", "urn:option"}, {"b", "2"}}));
}

TEST_F(RequestKeysTest, CountForNothingWhereTheOptionIsEmpty) {
  CommandLine command_line;
  command_line.audience = "";
  command_line.resources = std::vector<std::string>();
  command_line.authorize_params = FormParameters();
  command_line.token_params = FormParameters();
  const Config config = config_of(kAll, command_line);
  EXPECT_EQ(config.audience, "");
  EXPECT_TRUE(config.resources.empty());
  EXPECT_TRUE(config.authorization_parameters.empty());
  EXPECT_TRUE(config.client.token_parameters.empty());
}

TEST_F(RequestKeysTest, AreNotReadWhereTheirOptionIsGiven) {
  CommandLine command_line;
  command_line.resources = {"urn:a"};
  command_line.audience = "api";
  EXPECT_EQ(failure_with({{"OAUTH_RESOURCE", "#"}, {"OAUTH_AUDIENCE", "\n"}}, command_line).code,
            ExitCode::Success);
}

TEST_F(RequestKeysTest, AreNamedWhereTheyAreInvalid) {
  const std::string place = " in the environment: ";
  EXPECT_EQ(failure_with({{"OAUTH_AUDIENCE", "a\x1b"}}),
            failed("OAUTH_AUDIENCE" + place + "'a?' holds a control or invisible character"));
  EXPECT_EQ(failure_with({{"OAUTH_RESOURCE", "urn:a api"}}),
            failed("OAUTH_RESOURCE" + place + "'api' is not an absolute URI such as https://api.example.com/",
                   "what is no URI may be an audience: --audience"));
  EXPECT_EQ(failure_with({{"OAUTH_AUTHORIZE_PARAMS", "a=1&state=2"}}),
            failed("OAUTH_AUTHORIZE_PARAMS" + place + "'state' is set by goto-token itself",
                   "leave it out: each run makes a state of its own and checks it"));
  EXPECT_EQ(failure_with({{"OAUTH_TOKEN_PARAMS", "client_secret=s3cret"}}),
            failed("OAUTH_TOKEN_PARAMS" + place + "'client_secret' is set by goto-token itself",
                   "set OAUTH_CLIENT_SECRET"));
}

TEST_F(RequestKeysTest, AreNotInTheQueryOfTheEndpointAsWell) {
  const std::string url = "https://h/authorize?audience=x&prompt=none";
  EXPECT_EQ(failure_with({{"OAUTH_AUTHORIZATION_ENDPOINT", url}}).code, ExitCode::Success);
  const auto failed_for = [&](const std::string& name) {
    return failed("OAUTH_AUTHORIZATION_ENDPOINT in the environment: '" + url +
                      "' cannot be used: its query holds " + name + ", which goto-token sets itself",
                  "remove that from the URL");
  };
  EXPECT_EQ(failure_with({{"OAUTH_AUTHORIZATION_ENDPOINT", url}, {"OAUTH_AUDIENCE", "api"}}),
            failed_for("audience"));
  EXPECT_EQ(failure_with({{"OAUTH_AUTHORIZATION_ENDPOINT", url}, {"OAUTH_AUTHORIZE_PARAMS", "prompt=login"}}),
            failed_for("prompt"));
}

TEST_F(RequestKeysTest, AreNotInTheQueryOfAnEndpointForForms) {
  const std::string url = "https://h/x?tenant=a&client_secret=s3cret";
  for (const std::string key : {"OAUTH_TOKEN_ENDPOINT", "OAUTH_REVOCATION_ENDPOINT",
                                "OAUTH_DEVICE_AUTHORIZATION_ENDPOINT", "OAUTH_PAR_ENDPOINT"}) {
    EXPECT_EQ(
        failure_with({{key, url}}),
        failed(key + " in the environment: 'https://h/x?…' cannot be used: its query holds client_secret, "
                     "which goto-token sets itself",
               "remove that from the URL"));
  }
}

}  // namespace
}  // namespace goto_token
