#include <gtest/gtest.h>

#include "goto_token/tokens/metadata_discovery.hpp"
#include "support/captured_output.hpp"
#include "support/failure.hpp"

namespace goto_token {
namespace {

using Strings = std::vector<std::string>;

TEST(AuthorizationServerOfTheSettings, IsTakenAsItIs) {
  Config config;
  config.server = AuthorizationServer{.authorization_endpoint = require_url("https://h/a"),
                                      .token_endpoint = require_url("https://h/t"),
                                      .issuers = {"https://h"}};
  CapturedOutput output;
  Effects effects;
  effects.diagnostics = Diagnostics(output.fd(), Verbosity::Verbose);
  const AuthorizationServer found = find_authorization_server(config, effects);
  EXPECT_EQ(to_string(found.token_endpoint), "https://h/t");
  EXPECT_EQ(found.issuers, Strings{"https://h"});
  EXPECT_EQ(output.text(), "");
}

TEST(AuthorizationServerOfTheSettings, NeedsADeviceAuthorizationEndpointForThatGrant) {
  const std::string message =
      "no device authorization endpoint is known: neither OAUTH_DEVICE_AUTHORIZATION_ENDPOINT nor "
      "OAUTH_ISSUER "
      "is set";
  Config config;
  config.grant = find_grant("device-code");
  config.server_urls.token_endpoint = require_url("https://h/t");
  choose_server(config, /*allow_http=*/false);
  EXPECT_EQ(failure_of([&] { return find_authorization_server(config, Effects()); }),
            (Failure{ExitCode::Configuration, message,
                     "set OAUTH_DEVICE_AUTHORIZATION_ENDPOINT, or OAUTH_ISSUER where the server's metadata "
                     "names it"}));
  config.server_urls = {};
  choose_server(config, /*allow_http=*/false);
  EXPECT_EQ(failure_of([&] { return find_authorization_server(config, Effects()); }),
            (Failure{ExitCode::Configuration, message,
                     "GoTo has no device authorization grant: --paste signs in with a browser on another "
                     "machine, --grant personal-access-token needs none"}));
  config.server_urls.device_authorization_endpoint = require_url("https://h/d");
  choose_server(config, /*allow_http=*/false);
  EXPECT_TRUE(find_authorization_server(config, Effects()).device_authorization_endpoint.has_value());
}

}  // namespace
}  // namespace goto_token
