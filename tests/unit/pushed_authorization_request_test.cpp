#include "goto_token/sign_in/pushed_authorization_request.hpp"

#include <gtest/gtest.h>

#include "support/captured_output.hpp"
#include "support/failure.hpp"
#include "support/scripted_server.hpp"

namespace goto_token {
namespace {

using namespace std::chrono_literals;
using Method = ClientAuthentication;

const RedirectUri kRedirectUri = {"http://127.0.0.1:5000/cb", require_url("http://127.0.0.1:5000/cb")};
const FormParameters kParameters = {{"client_id", "the-client"}, {"state", "the-state"}};
constexpr Deadline kNow{1h};

/// One push to a scripted server.
class PushedAuthorizationRequestTest : public testing::Test {
 protected:
  PushedAuthorizationRequest push(std::vector<HttpResponse> responses) {
    ScriptedServer server(std::move(responses));
    Effects effects;
    effects.diagnostics = Diagnostics(output_.fd(), Verbosity::Verbose);
    effects.now = [] { return std::chrono::sys_seconds{}; };
    effects.steady_now = [] { return kNow; };
    effects.send = [&server](const HttpRequest& request, const SendOptions&) { return server.send(request); };
    return push_authorization_request(require_url("https://as.example/par"), kParameters, kRedirectUri,
                                      client, effects);
  }
  Failure failure(std::vector<HttpResponse> responses) {
    return failure_of([&] { return push(std::move(responses)); });
  }
  std::string said() { return output_.text(); }

  Client client = {.id = "the-client", .secret = Secret("the-secret"), .authentication = std::nullopt};

 private:
  CapturedOutput output_;
};

TEST_F(PushedAuthorizationRequestTest, GivesTheRequestUriAndTheTimeOfThePush) {
  const PushedAuthorizationRequest pushed = push({{201, {}, R"({"request_uri":"urn:x","expires_in":"90"})"}});
  EXPECT_EQ(pushed.authorization.request_uri.reveal(), "urn:x");
  EXPECT_EQ(pushed.authorization.expires_in, 90s);
  EXPECT_EQ(pushed.pushed_at, kNow);
  EXPECT_EQ(client.accepted, Method::Basic);
  EXPECT_EQ(said(),
            "goto-token: trace: request to https://as.example/par, client authentication basic: HTTP status "
            "201 after 0 ms\n"
            "goto-token: trace: accepted with client authentication basic\n"
            "goto-token: trace: the authorization request was pushed, good for 90 s\n");
}

TEST_F(PushedAuthorizationRequestTest, KeepsTheMethodThatWasAcceptedInTheClient) {
  const HttpResponse refusal = {401, {}, R"({"error":"invalid_client"})"};
  static_cast<void>(push({refusal, {201, {}, R"({"request_uri":"urn:x"})"}}));
  EXPECT_EQ(client.accepted, Method::Post);
  EXPECT_TRUE(said().ends_with("the authorization request was pushed\n")) << said();
}

struct Refusal {
  HttpResponse response;
  std::string why;
  std::string hint;
};

TEST_F(PushedAuthorizationRequestTest, EndsWithTheWordsOfTheServerAndAHint) {
  const std::string check =
      "register exactly http://127.0.0.1:5000/cb at the server, and check OAUTH_CLIENT_ID";
  client.authentication = Method::Basic;
  for (const auto& [response, why, hint] : std::vector<Refusal>{
           {{400, {}, R"({"error":"invalid_redirect_uri"})"}, "invalid_redirect_uri", check},
           {{400, {}, R"({"error":"invalid_request","error_description":"why"})"},
            "invalid_request: why",
            "if this is about the redirect URI, " + check},
           {{403, {}, ""},
            "HTTP status 403 without an OAuth error",
            "if this is about the redirect URI, " + check},
           {{400, {}, R"({"error":"invalid_scope"})"},
            "invalid_scope",
            "ask only for scopes that are enabled on the client"},
           {{400, {}, R"({"error":"unsupported_response_type"})"},
            "unsupported_response_type",
            "this server does not offer the authorization code grant; --grant chooses another"},
           {{401,
             {},
             R"({"error":"invalid_client","error_description":"the-secret of the-client, the-state"})"},
            "invalid_client: … of the-client, …",
            "check OAUTH_CLIENT_ID and OAUTH_CLIENT_SECRET; OAUTH_CLIENT_AUTH chooses how they are sent; "
            "only "
            "a run can try them, goto-token doctor checks the rest"},
           {{413, {}, R"({"error":"too_large"})"}, "too_large", ""}}) {
    EXPECT_EQ(
        failure({response}),
        (Failure{ExitCode::TokenRefused, "the pushed authorization request endpoint refused: " + why, hint}));
  }
  EXPECT_EQ(client.accepted, std::nullopt);
}

TEST_F(PushedAuthorizationRequestTest, IsNoOtherResponse) {
  EXPECT_EQ(failure({{404, {}, "<html>"}}),
            (Failure{ExitCode::Network,
                     "the pushed authorization request endpoint's response cannot be used: HTTP status 404",
                     "check OAUTH_PAR_ENDPOINT"}));
}

TEST(ExpiryOfAPush, IsNamedWhereItMayBeWhyNoResponseCame) {
  const auto failure = [](const Error& error, std::optional<std::chrono::seconds> expires_in,
                          std::chrono::seconds waited) {
    const PushedAuthorizationRequest pushed = {{Secret("urn:x"), expires_in}, kNow};
    return failure_of([&]() -> int { throw with_expiry(error, pushed, kNow + waited); });
  };
  const Error timeout(ExitCode::TimedOut, "no response", "try");
  const std::string expiry = "the address was only good for 60 s";
  EXPECT_EQ(failure(timeout, 60s, 60s), (Failure{ExitCode::TimedOut, "no response", expiry + "; try"}));
  EXPECT_EQ(failure({ExitCode::TimedOut, "no response"}, 60s, 61s).hint, expiry);
  EXPECT_EQ(failure(timeout, 60s, 59s).hint, "try");
  EXPECT_EQ(failure(timeout, std::nullopt, 1000s).hint, "try");
  EXPECT_EQ(failure({ExitCode::Failure, "other", "try"}, 60s, 61s).hint, "try");
}

}  // namespace
}  // namespace goto_token
