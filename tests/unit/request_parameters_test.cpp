#include "goto_token/command_line/request_parameters.hpp"

#include <gtest/gtest.h>

#include "goto_token/command_line/login_command.hpp"
#include "support/usage.hpp"

namespace goto_token {
namespace {

using Resources = std::vector<std::string>;

constexpr auto kAuthorization = ExtensibleRequest::Authorization;
constexpr auto kToken = ExtensibleRequest::Token;

/// `'SHOWN' WHY; HINT`; empty where there is no objection.
std::string text_of(const std::optional<Objection>& objection) {
  return objection ? "'" + objection->shown + "' " + objection->why + "; " + objection->hint : "";
}

std::string object_to_parameter(const std::string& text, ExtensibleRequest request = kAuthorization) {
  FormParameters parameters;
  const std::string objection = text_of(add_parameter(parameters, text, request));
  EXPECT_EQ(parameters.empty(), !objection.empty()) << text;
  return objection;
}

std::string object_to_list(const std::string& encoded, FormParameters& parameters) {
  return text_of(add_form_parameters(parameters, encoded, kAuthorization));
}

TEST(Audience, IsAnyTextThatShows) {
  for (const auto* const text : {"https://api.example.com/", "api", "My API", "urn:a#b", "jürgen", ""}) {
    EXPECT_EQ(object_to_audience(text), std::nullopt) << text;
  }
  EXPECT_EQ(text_of(object_to_audience("a\nb")), "'a\nb' holds a control or invisible character; ");
  EXPECT_EQ(text_of(object_to_audience("a\u200B")), "'a\u200B' holds a control or invisible character; ");
  EXPECT_EQ(text_of(object_to_audience("a\n")), "'a\n' has a blank or a line end around it; ");
  EXPECT_EQ(text_of(object_to_audience(" ")), "' ' has a blank or a line end around it; ");
}

TEST(Resources, AreAbsoluteUrisWithoutAFragment) {  // RFC 8707 §2, RFC 3986 §4.3
  for (const std::string uri : {"https://api.example.com/", "https://h/a?tenant=1", "urn:example:api",
                                "api://3f5c", "HTTPS://h", "x+y-z.1:a"}) {
    Resources resources;
    EXPECT_EQ(add_resources(resources, uri), std::nullopt) << uri;
    EXPECT_EQ(resources, Resources{uri});
  }
  const std::string not_absolute =
      " is not an absolute URI such as https://api.example.com/; what is no URI may be an audience: "
      "--audience";
  for (const std::string uri : {"api", "/api", "//h/api", ":x", "https:", "1a:x", "a_b:x", "#f"}) {
    Resources resources;
    EXPECT_EQ(text_of(add_resources(resources, uri)), "'" + uri + "'" + not_absolute);
  }
  for (const auto& [uri, why] : std::vector<std::pair<std::string, std::string>>{
           {"https://h/#", "has a fragment, which no resource may have (RFC 8707 §2)"},
           {"https://h/<x>", "holds a character that no URI may hold"},
           {"https://jürgen/", "holds a character that no URI may hold"},
           {"https://h/\t", "holds a character that no URI may hold"}}) {
    Resources resources;
    EXPECT_EQ(text_of(add_resources(resources, uri)), "'" + uri + "' " + why + "; ");
  }
}

TEST(Resources, KeepTheirOrderWithoutDuplicates) {
  Resources resources;
  EXPECT_EQ(add_resources(resources, " urn:b  urn:a urn:b "), std::nullopt);
  EXPECT_EQ(add_resources(resources, "urn:a urn:c"), std::nullopt);
  EXPECT_EQ(add_resources(resources, ""), std::nullopt);
  EXPECT_EQ(resources, (Resources{"urn:b", "urn:a", "urn:c"}));
}

TEST(RequestParameter, IsSplitAtItsFirstEqualsSign) {
  FormParameters parameters;
  for (const auto* const text : {"claims={\"a\":\"b=c\"}", "empty=", "", "login_hint=jo+x@example.com y"}) {
    EXPECT_EQ(add_parameter(parameters, text, kAuthorization), std::nullopt) << text;
  }
  EXPECT_EQ(
      parameters,
      (FormParameters{{"claims", "{\"a\":\"b=c\"}"}, {"empty", ""}, {"login_hint", "jo+x@example.com y"}}));
}

TEST(RequestParameter, IsNamedAndGivenOnce) {  // RFC 6749 §3.1, §3.2
  EXPECT_EQ(object_to_parameter("prompt"), "'prompt' is not NAME=VALUE; ");
  EXPECT_EQ(object_to_parameter("=login"), "'=' has no name before it; ");
  EXPECT_EQ(object_to_parameter(" prompt=login"),
            "' prompt' is no name of a parameter: it holds more than letters, digits, '-', '.' and '_'; ");
  FormParameters parameters = {{"prompt", "login"}};
  EXPECT_EQ(text_of(add_parameter(parameters, "prompt=", kToken)),
            "'prompt' is given twice, and a request has each parameter once (RFC 6749 §3); ");
}

TEST(RequestParameter, IsNoneThatIsSetOtherwise) {
  const std::string pkce = "leave it out: PKCE is always on";
  const std::string assertion = "set OAUTH_CLIENT_KEY_FILE, and OAUTH_CLIENT_AUTH=private-key-jwt";
  using Hints = std::vector<std::pair<std::string, std::string>>;
  const Hints of_both = {{"client_id", "set OAUTH_CLIENT_ID"},
                         {"redirect_uri", "set OAUTH_REDIRECT_URI"},
                         {"scope", "use --scope or OAUTH_SCOPE"},
                         {"audience", "use --audience or OAUTH_AUDIENCE"},
                         {"resource", "use --resource or OAUTH_RESOURCE"},
                         {"client_secret", "set OAUTH_CLIENT_SECRET"},
                         {"client_assertion", assertion},
                         {"client_assertion_type", assertion}};
  const Hints of_authorization = {
      {"response_type", "leave it out: it is always code"},
      {"state", "leave it out: each run makes a state of its own and checks it"},
      {"code_challenge", pkce},
      {"code_challenge_method", pkce},
      {"request", "leave it out: goto-token makes no request objects"},
      {"request_uri", "leave it out: OAUTH_PAR_ENDPOINT names where requests are pushed"}};
  const Hints of_token = {{"grant_type", "use --grant or OAUTH_GRANT"},
                          {"code", "leave it out: it comes from the authorization response"},
                          {"code_verifier", pkce},
                          {"refresh_token", "set OAUTH_REFRESH_TOKEN, for --grant refresh-token"},
                          {"pat", "set OAUTH_PERSONAL_ACCESS_TOKEN, for --grant personal-access-token"},
                          {"device_code", "leave it out: the server gives it, with --grant device-code"}};
  const auto expect = [](const Hints& hints, ExtensibleRequest request) {
    for (const auto& [name, hint] : hints) {
      EXPECT_EQ(object_to_parameter(name + "=s3cret", request),
                "'" + name + "' is set by goto-token itself; " + hint);
    }
  };
  expect(of_both, kAuthorization);
  expect(of_both, kToken);
  expect(of_authorization, kAuthorization);
  expect(of_token, kToken);
  for (const auto& [name, hint] : of_token) {
    EXPECT_EQ(object_to_parameter(name + "=x", kAuthorization), "") << name;
  }
  for (const auto& [name, hint] : of_authorization) {
    EXPECT_EQ(object_to_parameter(name + "=x", kToken), "") << name;
  }
  EXPECT_EQ(object_to_parameter("Scope=x"), "") << "names are compared as they are";
}

TEST(RequestParameter, AsksForNoResponseThatCannotBeRead) {
  const std::string hint = "; only response_mode=query brings the response to where goto-token listens";
  for (const std::string mode : {"form_post", "fragment", "jwt", ""}) {
    EXPECT_EQ(object_to_parameter("response_mode=" + mode),
              "'response_mode=" + mode + "' asks for a response that goto-token cannot read" + hint);
  }
  EXPECT_EQ(object_to_parameter("response_mode=query"), "");
  EXPECT_EQ(object_to_parameter("response_mode=form_post", kToken), "");
}

TEST(RequestParameters, OfAListAreFormEncoded) {
  FormParameters parameters;
  EXPECT_EQ(object_to_list("prompt=login&login_hint=jo%2Bx%40example.com+y&&empty=&", parameters), "");
  EXPECT_EQ(parameters,
            (FormParameters{{"prompt", "login"}, {"login_hint", "jo+x@example.com y"}, {"empty", ""}}));
}

TEST(RequestParameters, OfAListAreCheckedOneByOne) {
  const std::string own = "' is set by goto-token itself; use --scope or OAUTH_SCOPE";
  for (const auto& [encoded, objection] : std::vector<std::pair<std::string, std::string>>{
           {"prompt", "'prompt' is not NAME=VALUE; "},
           {"password=s3&cret&b=2",
            "'&' separates parameters, and number 2 has no '='; "
            "each is NAME=VALUE; write %26 for & within a value"},
           {"a=1&=2", "'=' has no name before it; "},
           {"a=%2z", "'%' begins no two hex digits in parameter number 1; write %25 for a percent sign"},
           {"a=%41&b=100%",
            "'%' begins no two hex digits in parameter number 2; write %25 for a percent sign"},
           {"?a=1", "'?a' is no name of a parameter: it holds more than letters, digits, '-', '.' and '_'; "},
           {"a=1&sc%6Fpe=x", "'scope" + own},
           {"a=1&b=2&a=3", "'a' is given twice, and a request has each parameter once (RFC 6749 §3); "},
           {"+a=1",
            "' a' is no name of a parameter: it holds more than letters, digits, '-', '.' and '_'; "}}) {
    FormParameters parameters;
    EXPECT_EQ(object_to_list(encoded, parameters), objection);
  }
}

TEST(RequestOptions, AreTakenWhole) {
  const CommandLine none = parse_command_line({});
  EXPECT_EQ(none.audience, std::nullopt);
  EXPECT_EQ(none.resources, std::nullopt);
  EXPECT_EQ(none.authorize_params, std::nullopt);
  EXPECT_EQ(none.token_params, std::nullopt);
  const CommandLine given = parse_command_line({"--audience=api", "--resource", "urn:b urn:a",
                                                "--resource=urn:b", "--authorize-param", "prompt=login",
                                                "--authorize-param=max_age=1", "--token-param", "tenant=1"});
  EXPECT_EQ(given.audience, "api");
  EXPECT_EQ(given.resources, (Resources{"urn:b", "urn:a"}));
  EXPECT_EQ(given.authorize_params, (FormParameters{{"prompt", "login"}, {"max_age", "1"}}));
  EXPECT_EQ(given.token_params, (FormParameters{{"tenant", "1"}}));
}

TEST(RequestOptions, AreNoneWhereTheyAreEmpty) {
  const CommandLine empty =
      parse_command_line({"--audience", "", "--resource", "", "--authorize-param", "", "--token-param", ""});
  EXPECT_EQ(empty.audience, "");
  EXPECT_EQ(empty.resources, Resources{});
  EXPECT_EQ(empty.authorize_params, FormParameters{});
  EXPECT_EQ(empty.token_params, FormParameters{});
}

TEST(RequestOptions, AreNamedWhereTheyAreInvalid) {
  EXPECT_EQ(failure_with({"--audience", " x"}),
            usage("--audience: ' x' has a blank or a line end around it", "see goto-token --help"));
  EXPECT_EQ(failure_with({"login", "--resource", "api"}),
            usage("--resource: 'api' is not an absolute URI such as https://api.example.com/",
                  "what is no URI may be an audience: --audience"));
  EXPECT_EQ(
      failure_with({"--authorize-param", "prompt=login", "--authorize-param", "prompt=none"}),
      usage("--authorize-param: 'prompt' is given twice, and a request has each parameter once (RFC 6749 §3)",
            "see goto-token --help"));
  EXPECT_EQ(failure_with({"--token-param", "client_secret=s3cret"}),
            usage("--token-param: 'client_secret' is set by goto-token itself", "set OAUTH_CLIENT_SECRET"));
}

TEST(RequestOptions, AreNotForEveryLogin) {
  for (const std::string option : {"--audience", "--resource"}) {
    EXPECT_EQ(failure_with({"status", "--all", option, "urn:a"}),
              usage("--all excludes " + option, "see goto-token status --help"));
  }
}

TEST(RequestOptions, BelongToTheLoginThatTheyAskFor) {
  const auto login_of = [](const Arguments& arguments) {
    return make_login_command(parse_command_line(arguments));
  };
  EXPECT_EQ(
      login_of({"--audience", "My API", "--resource", "urn:b", "--resource", "https://h/?a", "-s", "a"}),
      "goto-token login --scope a --audience 'My API' --resource 'urn:b https://h/?a'");
  EXPECT_EQ(
      login_of({"--token-param", "a=b c", "--authorize-param", "prompt=login", "--authorize-param", "x="}),
      "goto-token login --authorize-param prompt=login --authorize-param x= --token-param 'a=b c'");
  EXPECT_EQ(login_of({"--audience", "", "--resource", "", "--authorize-param", "", "--token-param", ""}),
            "goto-token login --audience '' --resource '' --authorize-param '' --token-param ''");
}

}  // namespace
}  // namespace goto_token
