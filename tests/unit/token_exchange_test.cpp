#include "goto_token/tokens/token_exchange.hpp"

#include <gtest/gtest.h>

#include <regex>

#include "support/captured_output.hpp"
#include "support/failure.hpp"
#include "support/scripted_server.hpp"

namespace goto_token {
namespace {

using namespace std::chrono_literals;

// Sun, 06 Nov 1994 08:49:37 GMT
constexpr std::chrono::sys_seconds kNow{784111777s};
const HttpResponse kToken = {200, {}, R"({"access_token":"the-token"})"};
const HttpResponse kInvalidClient = {401, {}, R"({"error":"invalid_client"})"};
const std::string kAllRefusedHint =
    "check OAUTH_CLIENT_ID and OAUTH_CLIENT_SECRET; only a run can try them, goto-token doctor checks the "
    "rest";
const std::string kOneRefusedHint =
    "check OAUTH_CLIENT_ID and OAUTH_CLIENT_SECRET; OAUTH_CLIENT_AUTH chooses how they are sent; only a run "
    "can try them, goto-token doctor checks the rest";
const std::string kPublicClientHint =
    "check OAUTH_CLIENT_ID; a client that has a secret also needs OAUTH_CLIENT_SECRET";

HttpResponse error_response(int status, const std::string& error, const std::string& description = "") {
  return {status, {}, R"({"error":")" + error + R"(","error_description":")" + description + "\"}"};
}

HttpResponse retry_later(int status, const std::string& retry_after) {
  return {status, {{"retry-after", retry_after}}, ""};
}

/// One exchange with a scripted token endpoint.
class Exchange {
 public:
  explicit Exchange(std::vector<HttpResponse> responses) : server_(std::move(responses)) {}

  /// The access token, or what it failed with.
  Failure run(Client client = {
                  .id = "id", .secret = Secret("client+secret"), .authentication = std::nullopt}) {
    const FormParameters grant = {{"grant_type", "authorization_code"},
                                  {"code", "the-code-0123"},
                                  {"redirect_uri", "http://127.0.0.1:5000/cb"},
                                  {"code_verifier", "the-verifier"}};
    Effects effects;
    effects.now = [] { return kNow; };
    effects.send = [this](const HttpRequest& request, const SendOptions&) { return server_.send(request); };
    effects.diagnostics = Diagnostics(output_.fd(), Verbosity::Verbose);
    return failure_of([&] {
      const ReceivedToken token =
          exchange_token(require_url("https://h:1/token?tenant=1"), grant, client, effects);
      EXPECT_EQ(token.response.access_token.reveal(), "the-token");
      EXPECT_EQ(token.received_at, kNow);
      return 0;
    });
  }

  /// How the client authenticated itself, request by request.
  [[nodiscard]] std::string methods() const {
    std::string methods;
    for (const HttpRequest& request : server_.requests()) {
      const auto header = find_header(request.headers, "Authorization");
      // client+secret, and its form-encoded self
      const bool raw = header == "Basic aWQ6Y2xpZW50K3NlY3JldA==";
      const bool encoded = header == "Basic aWQ6Y2xpZW50JTJCc2VjcmV0";
      const bool post = request.body.ends_with("&client_id=id&client_secret=client%2Bsecret");
      methods += raw ? "raw " : encoded ? "basic " : post ? "post " : "none ";
      EXPECT_EQ(request.body.find("grant_type=authorization_code&code=the-code-0123&"), 0U) << request.body;
    }
    return methods;
  }

  /// The body of the one request.
  [[nodiscard]] std::string body() const { return server_.requests().at(0).body; }

  /// The trace, with each time taken replaced.
  std::string trace() { return std::regex_replace(output_.text(), std::regex("after [0-9]+ ms"), "after T"); }

 private:
  ScriptedServer server_;
  CapturedOutput output_;
};

Client make_public_client() {
  return {.id = "id", .secret = Secret(), .authentication = std::nullopt};
}

/// What a revocation fails with when its endpoint responds so.
Failure revocation_failure(std::vector<HttpResponse> responses, const Client& client = make_public_client()) {
  ScriptedServer server(std::move(responses));
  Effects effects;
  effects.send = [&server](const HttpRequest& request, const SendOptions&) { return server.send(request); };
  return failure_of([&] {
    revoke_token(require_url("https://h/revoke"), Secret("t"), "refresh_token", client, effects);
    return 0;
  });
}

const Failure kSuccess = {ExitCode::Success, "nothing failed", ""};

Failure refused(const std::string& why, const std::string& hint = "") {
  return {ExitCode::TokenRefused, "the token endpoint refused: " + why, hint};
}

TEST(TokenExchange, GetsATokenAtTheFirstAttempt) {
  Exchange exchange({kToken});
  EXPECT_EQ(exchange.run(), kSuccess);
  EXPECT_EQ(exchange.methods(), "basic ");
  EXPECT_EQ(exchange.trace(),
            "goto-token: trace: request to https://h:1/token, client authentication basic: HTTP status 200 "
            "after T\n"
            "goto-token: trace: accepted with client authentication basic\n");
}

TEST(TokenExchange, TriesEachMethodOnceWhileTheClientIsRejected) {
  Exchange second({kInvalidClient, kToken});
  EXPECT_EQ(second.run(), kSuccess);
  EXPECT_EQ(second.methods(), "basic raw ");

  Exchange third({{401, {}, ""}, error_response(403, "unauthorized_client"), kToken});
  EXPECT_EQ(third.run(), kSuccess);
  EXPECT_EQ(third.methods(), "basic raw post ");
  EXPECT_NE(third.trace().find("accepted with client authentication post"), std::string::npos);
}

TEST(TokenExchange, TellsTheFirstRefusalOfTheClientAndWhatWasTried) {
  for (const auto& [responses, why] : std::vector<std::pair<std::vector<HttpResponse>, std::string>>{
           {{error_response(401, "invalid_client", "wrong secret"),
             error_response(401, "invalid_client", "malformed header"),
             error_response(400, "invalid_client", "no header")},
            "invalid_client: wrong secret (tried basic, basic-raw, post)"},
           {{{401, {}, ""}, kInvalidClient, kInvalidClient},
            "HTTP status 401 without an OAuth error (tried basic, basic-raw, post)"},
           {{error_response(401, "invalid_client", "client+secret aWQ6Y2xpZW50K3NlY3JldA== client%2bsecret"),
             kInvalidClient,
             {401, {}, ""}},
            "invalid_client: … … … (tried basic, basic-raw, post)"},
           {{error_response(401, "invalid_client", std::string(301, 'x')), kInvalidClient,
             error_response(401, "access_denied")},
            "invalid_client: " + std::string(300, 'x') + "… (tried basic, basic-raw, post)"},
       }) {
    Exchange exchange(responses);
    EXPECT_EQ(exchange.run(), refused(why, kAllRefusedHint));
    EXPECT_EQ(exchange.methods(), "basic raw post ");
  }
}

TEST(TokenExchange, BeginsTheListWithTheMethodThatWasAcceptedBefore) {
  Exchange exchange({error_response(401, "invalid_client", "a"), error_response(401, "invalid_client", "b"),
                     error_response(401, "invalid_client", "c")});
  EXPECT_EQ(exchange.run({.id = "id",
                          .secret = Secret("client+secret"),
                          .authentication = std::nullopt,
                          .accepted = ClientAuthentication::Post}),
            refused("invalid_client: a (tried post, basic, basic-raw)", kAllRefusedHint));
  EXPECT_EQ(exchange.methods(), "post basic raw ");
}

TEST(TokenExchange, TellsWhatTheServerSaysOfTheRequestOnceItAcceptsTheClient) {
  for (const auto& [last, why, hint] : std::vector<std::tuple<HttpResponse, std::string, std::string>>{
           {error_response(401, "invalid_scope", "unknown"), "invalid_scope: unknown",
            "ask only for scopes that are enabled on the client"},
           {error_response(401, "unsupported_grant_type"), "unsupported_grant_type",
            "the server does not know this grant, or it is not enabled on the client; --grant chooses "
            "another"},
           {error_response(400, "invalid_request"), "invalid_request", ""},
       }) {
    Exchange exchange({kInvalidClient, kInvalidClient, last});
    EXPECT_EQ(exchange.run(), refused(why, hint));
    EXPECT_EQ(exchange.methods(), "basic raw post ");
  }
}

TEST(TokenExchange, TellsTheFirstRefusalOfARevocationToo) {
  EXPECT_EQ(revocation_failure({error_response(401, "invalid_client", "first"),
                                error_response(401, "invalid_client", "last")},
                               {.id = "id", .secret = Secret("secret"), .authentication = std::nullopt}),
            (Failure{ExitCode::TokenRefused,
                     "the revocation endpoint refused: invalid_client: first (tried basic, post)",
                     kAllRefusedHint}));
}

TEST(TokenExchange, StopsWhereTheGrantIsRejected) {
  const std::string hint =
      "run it again; if that does not help, check that OAUTH_REDIRECT_URI is exactly as registered";
  Exchange at_once({error_response(400, "invalid_grant", "expired")});
  EXPECT_EQ(at_once.run(), refused("invalid_grant: expired", hint));
  EXPECT_EQ(at_once.methods(), "basic ");
  Exchange second({kInvalidClient, error_response(400, "invalid_grant")});
  EXPECT_EQ(second.run(), refused("invalid_grant", hint));
  EXPECT_EQ(second.methods(), "basic raw ");
}

TEST(TokenExchange, TriesOnlyTheMethodThatIsSet) {
  Exchange post({kInvalidClient});
  EXPECT_EQ(
      post.run({.id = "id", .secret = Secret("client+secret"), .authentication = ClientAuthentication::Post}),
      refused("invalid_client", kOneRefusedHint));
  EXPECT_EQ(post.methods(), "post ");
  Exchange none({kInvalidClient});
  EXPECT_EQ(none.run(make_public_client()), refused("invalid_client", kPublicClientHint));
  EXPECT_EQ(none.methods(), "none ");
}

struct ErrorCase {
  HttpResponse response;
  std::string why;
  std::string hint;
};

TEST(TokenExchange, SaysWhatTheServerSays) {
  for (const auto& [response, why, hint] : std::vector<ErrorCase>{
           {error_response(400, "invalid_target"), "invalid_target",
            "check --audience and --resource: the server gives this client no token for one of them"},
           {error_response(400, "invalid_scope"), "invalid_scope",
            "ask only for scopes that are enabled on the client"},
           {error_response(403, "invalid_code", "no"), "invalid_code: no", ""},
           {error_response(500, "server_error"), "server_error", ""},
           {{400, {}, ""}, "HTTP status 400 without an OAuth error", ""},
           {{403, {}, "<html>"}, "HTTP status 403 without an OAuth error", ""},
           {error_response(400, R"(\u001b[31m)", R"(a\u0000b\u202e)"), "?[31m: a?b?", ""},
           {error_response(400, "e", std::string(301, 'x')), "e: " + std::string(300, 'x') + "…", ""},
       }) {
    Exchange exchange({response});
    EXPECT_EQ(exchange.run(), refused(why, hint));
  }
}

TEST(TokenExchange, RedactsOurSecretsInTheServersWords) {
  Exchange exchange({error_response(
      400, "code the-code-0123", "got client+secret, the-code-0123 and the-verifier; client+secret again")});
  EXPECT_EQ(exchange.run(), refused("code …: got …, … and …; … again"));
  const std::string trace = exchange.trace();
  for (const auto* const secret : {"client+secret", "the-code-0123", "the-verifier", "the-token", "Basic "}) {
    EXPECT_EQ(trace.find(secret), std::string::npos) << secret;
  }
}

TEST(TokenExchange, SendsTheClientsFurtherParametersBehindTheGrantAndBeforeTheCredentials) {
  Exchange exchange({kToken});
  Client client = make_public_client();
  client.token_parameters = {{"audience", "My API"}, {"resource", "urn:a"}, {"resource", "urn:b"}, {"x", ""}};
  EXPECT_EQ(exchange.run(std::move(client)), kSuccess);
  EXPECT_EQ(exchange.body(),
            "grant_type=authorization_code&code=the-code-0123&redirect_uri=http%3A%2F%2F127.0.0.1%3A5000%2Fcb"
            "&code_verifier=the-verifier&audience=My+API&resource=urn%3Aa&resource=urn%3Ab&x=&client_id=id");
}

TEST(TokenExchange, RedactsFurtherParametersThatAreLongerThanAWord) {
  Exchange exchange(
      {error_response(400, "invalid_request",
                      "no 1234567 no 12345678 no a+b%2F5678 no a b/5678 no audience-1 no urn:resource")});
  Client client = make_public_client();
  client.token_parameters = {{"audience", "audience-1"},
                             {"resource", "urn:resource"},
                             {"short", "1234567"},
                             {"long", "12345678"},
                             {"coded", "a b/5678"}};
  EXPECT_EQ(exchange.run(std::move(client)),
            refused("invalid_request: no 1234567 no … no … no … no audience-1 no urn:resource"));
}

TEST(TokenExchange, RedactsOurSecretsAsTheyAreOnTheWire) {
  Exchange exchange({error_response(400, "e",
                                    "Basic aWQ6Y2xpZW50JTJCc2VjcmV0, Basic aWQ6Y2xpZW50K3NlY3JldA==, "
                                    "client_secret=client%2Bsecret&code=the-code-0123")});
  EXPECT_EQ(exchange.run(), refused("e: Basic …, Basic …, client_secret=…&code=…"));
}

TEST(TokenExchange, LeavesEverydayWordsInTheServersWords) {
  Exchange exchange(
      {error_response(400, "e", "the id and authorization_code and http://127.0.0.1:5000/cb and a")});
  EXPECT_EQ(exchange.run({.id = "id", .secret = Secret("a"), .authentication = ClientAuthentication::Post}),
            refused("e: the id and authorization_code and http://127.0.0.1:5000/cb and a"));
}

TEST(TokenExchange, TriesAgainOnceWhenAskedTo) {
  for (const int status : {429, 503}) {
    for (const auto* const retry_after :
         {"0", "Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:00:00 GMT"}) {
      Exchange exchange({retry_later(status, retry_after), kToken});
      EXPECT_EQ(exchange.run(), kSuccess);
      EXPECT_EQ(exchange.methods(), "basic basic ");
      EXPECT_NE(exchange.trace().find("goto-token: the server asks to wait 0 s before trying again\n"),
                std::string::npos);
    }
  }
}

Failure no_token(int status) {
  return {ExitCode::Network,
          "the token endpoint's response is not a token response: HTTP status " + std::to_string(status),
          "try again later: the server has trouble or too much to do"};
}

TEST(TokenExchange, TriesAgainOnlyOnce) {
  Exchange twice({retry_later(503, "0"), retry_later(429, "0")});
  EXPECT_EQ(twice.run(), no_token(429));
  EXPECT_EQ(twice.methods(), "basic basic ");
  Exchange over_two_methods({retry_later(503, "0"), kInvalidClient, retry_later(503, "0")});
  EXPECT_EQ(over_two_methods.run(), no_token(503));
  EXPECT_EQ(over_two_methods.methods(), "basic basic raw ");
}

TEST(TokenExchange, SaysWhichSettingsToCheckWhereTheResponseIsNotOAuth) {
  Exchange page({{200, {}, "<html>"}});
  EXPECT_EQ(page.run(),
            (Failure{ExitCode::Network,
                     "the token endpoint's response is not a token response: it is not a JSON object",
                     "check OAUTH_SERVICE_URL or OAUTH_TOKEN_ENDPOINT"}));
  EXPECT_EQ(revocation_failure({{302, {}, ""}}),
            (Failure{ExitCode::Network, "the revocation endpoint answered with HTTP status 302",
                     "check OAUTH_SERVICE_URL or OAUTH_REVOCATION_ENDPOINT"}));
}

TEST(TokenExchange, TriesAgainOnlyAfterAShortWaitThatIsAskedFor) {
  for (const auto* const retry_after :
       {"6", "3600", "99999999999999999999", "soon", "", "-1", "Sun, 06 Nov 1994 08:49:43 GMT"}) {
    Exchange exchange({retry_later(503, retry_after)});
    EXPECT_EQ(exchange.run(), no_token(503)) << retry_after;
  }
  Exchange without({{503, {}, ""}});
  EXPECT_EQ(without.run(), no_token(503));
  Exchange other_status({retry_later(500, "0")});
  EXPECT_EQ(other_status.run(), no_token(500));
}

}  // namespace
}  // namespace goto_token
