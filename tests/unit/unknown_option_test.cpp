#include "goto_token/command_line/unknown_option.hpp"

#include <gtest/gtest.h>

#include "goto_token/command_line/options.hpp"
#include "support/usage.hpp"

namespace goto_token {
namespace {

Failure unknown(const std::string& name, const std::string& hint = "see goto-token --help") {
  return usage("unknown option '" + name + "'", hint);
}

TEST(UnknownOption, IsNamed) {
  for (const std::string option : {"--bogus", "-x", "--sc", "--no-scope", "--target"}) {
    EXPECT_EQ(failure_with({option}), unknown(option));
  }
  EXPECT_EQ(failure_with({"-s", "a", "--bogus", "-q"}), unknown("--bogus"));
  EXPECT_EQ(failure_with({"login", "--bogus"}), unknown("--bogus", "see goto-token login --help"));
}

TEST(UnknownOption, IsToldFromTheNearestRightOne) {
  for (const auto& [typed, meant] : {std::pair("--scop", "--scope"),
                                     {"--scpoe", "--scope"},
                                     {"--nobrowser", "--no-browser"},
                                     {"--no_browser", "--no-browser"},
                                     {"--envfile", "--env-file"},
                                     {"--env-fiel", "--env-file"},
                                     {"--time-out", "--timeout"},
                                     {"--noninteractive", "--non-interactive"},
                                     {"--verbsoe", "--verbose"},
                                     {"--cafile", "--ca-file"},
                                     {"--credentials-helper", "--credential-helper"},
                                     {"--Output", "--output"},
                                     {"--sco", "--scope"},
                                     {"--env", "--env-file"}}) {
    EXPECT_EQ(failure_with({typed, "x"}), unknown(typed, "did you mean " + std::string(meant) + "?"));
    EXPECT_EQ(failure_with({"login", typed}), unknown(typed, "did you mean " + std::string(meant) + "?"));
  }
}

TEST(UnknownOption, IsALongOneWithOneDash) {
  for (const Option& option : all_options()) {
    const std::string typed(option.name.substr(1));
    if (option.name == "--help") {
      EXPECT_EQ(parse_command_line({typed}).action, Action::ShowHelp);  // its first letter asks for that
    } else {
      const std::string hint = "did you mean " + std::string(option.name) + "?";
      EXPECT_EQ(failure_with({typed, "x"}), unknown(typed, hint));
      EXPECT_EQ(failure_with({typed + "=x"}), unknown(typed, hint));
    }
  }
  EXPECT_EQ(failure_with({"-client-id", "x"}),
            unknown("-client-id", "set OAUTH_CLIENT_ID in the env file or the environment"));
}

TEST(UnknownOption, IsALetterWithAnEqualsSign) {
  EXPECT_EQ(failure_with({"-o=json"}), unknown("-o", "no equals sign follows a letter: write -o VALUE"));
}

TEST(UnknownOption, OfACommandOfExecBelongsBehindTheDashes) {
  EXPECT_EQ(failure_with({"exec", "curl", "--user", "s3cret"}),
            unknown("--user", "write goto-token exec -- COMMAND"));
  EXPECT_EQ(failure_with({"exec", "--scop", "a", "--", "curl"}), unknown("--scop", "did you mean --scope?"));
}

TEST(UnknownOption, IsNoLetterWithItsValue) {
  EXPECT_EQ(parse_command_line({"-scop"}).scopes, Arguments{"cop"});
  EXPECT_EQ(parse_command_line({"-qsscope"}).scopes, Arguments{"scope"});
  EXPECT_EQ(parse_command_line({"--scope=cope"}).scopes, Arguments{"cope"});
}

TEST(UnknownOption, IsShownWithoutItsValue) {
  const std::string hint =
      "secrets are never options: set OAUTH_CLIENT_SECRET in the env file or the environment";
  EXPECT_EQ(failure_with({"--client-password", "s3cret"}), unknown("--client-password", hint));
  EXPECT_EQ(failure_with({"--my-token=s3cret"}), unknown("--my-token", hint));
  EXPECT_EQ(failure_with({"--bogus=s3cret"}), unknown("--bogus"));
  EXPECT_EQ(failure_with({"-x=s3cret"}), unknown("-x"));
  EXPECT_EQ(failure_with({"-xs3cret"}), unknown("-x"));
  EXPECT_EQ(failure_with({"-qxs3cret"}), unknown("-x"));
  EXPECT_EQ(failure_with({"--bogus", "login"}), unknown("--bogus", "see goto-token login --help"));
  EXPECT_EQ(failure_with({"--bogus", "s3cret"}), unknown("--bogus"));
}

TEST(UnknownOption, OfOtherToolsGetsAHintOfItsOwn) {
  const std::string place = " in the env file or the environment";
  for (const auto& [option, hint] : std::vector<std::pair<std::string, std::string>>{
           {"--client-id", "set OAUTH_CLIENT_ID" + place},
           {"--clientId", "set OAUTH_CLIENT_ID" + place},
           {"--client-secret",
            "set OAUTH_CLIENT_SECRET in the env file or the environment; as an option, every user of the "
            "machine could read it, and shells would keep it in their history"},
           {"--port",
            "the port is that of OAUTH_REDIRECT_URI; --listen ADDRESS:PORT listens elsewhere, as "
            "containers need"},
           {"--redirect_uri", "set OAUTH_REDIRECT_URI" + place + ", exactly as it is registered"},
           {"--issuer", "set OAUTH_ISSUER" + place},
           {"--token-url", "set OAUTH_TOKEN_ENDPOINT" + place},
           {"--authorization-endpoint", "set OAUTH_AUTHORIZATION_ENDPOINT" + place},
           {"--scopes", "write --scope 'ONE TWO', or --scope once for each"},
           {"--extra-scope", "write --scope 'ONE TWO', or --scope once for each"},
           {"--oidc-auth-request-extra-params",
            "write --authorize-param NAME=VALUE, once for each; --token-param is for the token request"},
           {"--login_hint", "write --authorize-param NAME=VALUE, such as --authorize-param prompt=login"},
           {"--use-device-code", "write --grant device-code"},
           {"--client-cert", "set OAUTH_CLIENT_CERT_FILE and OAUTH_CLIENT_KEY_FILE" + place},
           {"--private-key", "set OAUTH_CLIENT_KEY_FILE" + place},
           {"--refresh-token",
            "set OAUTH_REFRESH_TOKEN in the env file or the environment, for --grant refresh-token; as an "
            "option, every user of the machine could read it"},
           {"-p", "people sign in in the browser; goto-token asks for no name and no password"},
           {"-k",
            "certificates are always verified; --ca-file PATH trusts one more, such as that of a company"},
           {"--json", "write --output json"},
           {"--config", "write --env-file PATH"},
           {"--no-open", "write --no-browser"},
           {"--pkce", "leave it out: PKCE is always on"},
           {"--force", "--fresh ignores the stored login, --refresh refreshes it now"}}) {
    EXPECT_EQ(failure_with({option, "s3cret"}), unknown(option, hint));
    EXPECT_EQ(failure_with({"login", option + "=s3cret"}), unknown(option, hint));
  }
  EXPECT_EQ(failure_with({"-ps3cret"}).message, "unknown option '-p'");
}

TEST(UnknownOption, OfOtherToolsIsNoneOfOurs) {
  for (const auto* const name : {"--client-id",
                                 "--client-secret",
                                 "--port",
                                 "--callback-port",
                                 "--redirect-port",
                                 "--redirect-uri",
                                 "--redirect-url",
                                 "--callback-url",
                                 "--issuer",
                                 "--authority",
                                 "--service-url",
                                 "--url",
                                 "--token-url",
                                 "--token-endpoint",
                                 "--auth-url",
                                 "--authorization-endpoint",
                                 "--scopes",
                                 "--refresh-token",
                                 "--access-token",
                                 "--token",
                                 "--username",
                                 "--password",
                                 "-u",
                                 "-p",
                                 "--insecure",
                                 "-k",
                                 "--json",
                                 "--config",
                                 "--no-open",
                                 "--pkce",
                                 "--state",
                                 "--secret",
                                 "--force"}) {
    EXPECT_TRUE(find_foreign_hint(name).has_value()) << name;
  }
  for (const Option& option : all_options()) {
    EXPECT_EQ(find_foreign_hint(option.name), std::nullopt) << option.name;
  }
}

}  // namespace
}  // namespace goto_token
