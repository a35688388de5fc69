#include "goto_token/sign_in/device_flow.hpp"

#include <gtest/gtest.h>

#include <string>

#include "support/device_flow_run.hpp"

namespace goto_token {
namespace {

using namespace std::chrono_literals;
using DeviceFlowTest = DeviceFlowRun;

TEST_F(DeviceFlowTest, GetsATokenForACodeThatAPersonEntersElsewhere) {
  config().client.authentication = ClientAuthentication::Post;
  EXPECT_EQ(run({authorize(), kPending, kToken}), kSuccess);
  EXPECT_EQ(done(), "/device_authorization 5 /token 5 /token ");
  EXPECT_EQ(
      form_decode(requests()[0].body),
      (FormParameters{{"client_id", "the-client"}, {"scope", "a b:c"}, {"client_secret", "the+secret"}}));
  for (const std::size_t poll : {1U, 2U}) {
    EXPECT_EQ(form_decode(requests()[poll].body),
              (FormParameters{{"grant_type", "urn:ietf:params:oauth:grant-type:device_code"},
                              {"device_code", "the-device-code"},
                              {"client_id", "the-client"},
                              {"client_secret", "the+secret"}}));
  }
  EXPECT_EQ(accepted(), ClientAuthentication::Post);
}

TEST_F(DeviceFlowTest, SaysAddressAndCodeEachAloneOnItsLine) {
  EXPECT_EQ(run({authorize(), kToken}), kSuccess);
  EXPECT_EQ(said(),
            "goto-token: to sign in, open this address in a browser on any device:\n\n"
            "  https://as.example/device\n\n"
            "goto-token: and enter this code there:\n\n"
            "  WDJB-MJHT\n\n"
            "goto-token: waiting for the sign-in for 60 s; Ctrl+C ends it\n");
  EXPECT_EQ(opened(), "https://as.example/device");
}

TEST_F(DeviceFlowTest, OffersAndOpensTheAddressThatHoldsTheCode) {
  const std::string complete = "https://as.example/device?user_code=WDJB-MJHT";
  EXPECT_EQ(run({authorize(R"(,"verification_uri_complete":")" + complete + "\""), kToken}), kSuccess);
  EXPECT_EQ(said(),
            "goto-token: to sign in, open this address in a browser on any device:\n\n"
            "  https://as.example/device\n\n"
            "goto-token: and enter this code there:\n\n"
            "  WDJB-MJHT\n\n"
            "goto-token: or open this address, which holds the code; the page must show the same one:\n\n"
            "  https://as.example/device?user_code=WDJB-MJHT\n\n"
            "goto-token: waiting for the sign-in for 60 s; Ctrl+C ends it\n");
  EXPECT_EQ(opened(), complete);
}

TEST_F(DeviceFlowTest, LeavesAnAddressElsewhereOut) {
  EXPECT_EQ(run({authorize(R"(,"verification_uri_complete":"https://evil.example/")"), kToken}), kSuccess);
  const std::string text = said();
  EXPECT_NE(
      text.find("\n  WDJB-MJHT\n\ngoto-token: the server's verification_uri_complete is left out: it is not "
                "at the same server as verification_uri\n"),
      std::string::npos)
      << text;
  EXPECT_EQ(text.find("evil"), std::string::npos);
  EXPECT_EQ(opened(), "https://as.example/device");
}

TEST_F(DeviceFlowTest, SaysNothingElseWhenQuiet) {
  const std::string complete = R"(,"verification_uri_complete":"https://as.example/c")";
  EXPECT_EQ(run({authorize(complete), kDropped, kToken}, Verbosity::Quiet), kSuccess);
  EXPECT_EQ(said(), "https://as.example/device\nWDJB-MJHT\nhttps://as.example/c\n");
}

TEST_F(DeviceFlowTest, SlowsDownForGood) {  // RFC 8628 §3.5
  EXPECT_EQ(run({authorize(), reply_error("slow_down"), kPending, reply_error("slow_down", 403), kToken}),
            kSuccess);
  EXPECT_EQ(done(), "/device_authorization 5 /token 10 /token 10 /token 15 /token ");
}

TEST_F(DeviceFlowTest, BacksOffWhileNoResponseComesAndSaysSoOnce) {
  EXPECT_EQ(run({authorize(), kDropped, kDropped, kPending, kDropped, kToken}), kSuccess);
  EXPECT_EQ(done(), "/device_authorization 5 /token 10 /token 20 /token 5 /token 10 /token ");
  EXPECT_TRUE(
      said().ends_with("Ctrl+C ends it\n"
                       "goto-token: no response from https://as.example: dropped; trying again in 10 s\n"
                       "goto-token: no response from https://as.example: dropped; trying again in 10 s\n"));
}

TEST_F(DeviceFlowTest, WaitsForAsLongAsTheServerAsks) {
  const Reply later = reply(503, "", {{"Retry-After", "33"}});
  const Reply soon = reply(429, R"({"error":"slow_down"})", {{"Retry-After", "1"}});
  EXPECT_EQ(run({authorize(), later, soon, kToken}), kSuccess);
  EXPECT_EQ(done(), "/device_authorization 5 /token 33 /token 10 /token ");
  EXPECT_TRUE(
      said().ends_with("goto-token: the token endpoint's response is not a token response: HTTP status 503; "
                       "trying again in 33 s\n"));
}

TEST_F(DeviceFlowTest, EndsWhenThePersonRefuses) {
  EXPECT_EQ(run({authorize(), reply_error("access_denied", 403)}),
            (Failure{ExitCode::AuthorizationFailed, "authorization refused: access_denied: for …",
                     "run it again and choose Allow to give access"}));
}

TEST_F(DeviceFlowTest, EndsWhenTheServerSaysThatTheCodeRanOut) {
  EXPECT_EQ(run({authorize(), kPending, reply_error("expired_token")}),
            (Failure{ExitCode::TimedOut, "the device code ran out before the sign-in was finished",
                     "run it again for a new one"}));
}

TEST_F(DeviceFlowTest, EndsWhenTheCodeRunsOut) {
  EXPECT_EQ(run({authorize(), kDropped, kDropped, kPending, reply_error("slow_down"), kPending, kPending}),
            (Failure{ExitCode::TimedOut, "the device code ran out before the sign-in was finished",
                     "run it again for a new one"}));
  EXPECT_EQ(done(), "/device_authorization 5 /token 10 /token 20 /token 5 /token 10 /token 10 /token ");
}

TEST_F(DeviceFlowTest, NeverPollsSoonerThanAfterTheInterval) {  // RFC 8628 §3.5
  config().timeout = 19s;
  EXPECT_EQ(run({authorize(), kPending, kPending, kToken}), kSuccess);
  EXPECT_EQ(done(), "/device_authorization 5 /token 5 /token 9 /token ");
}

TEST_F(DeviceFlowTest, DoesNotPollOnceMoreWhenTheCodeRunsOutSoonerThanThat) {
  const Reply slow_down = reply_error("slow_down");
  EXPECT_EQ(run({authorize(), slow_down, slow_down, slow_down, kPending}).code, ExitCode::TimedOut);
  EXPECT_EQ(done(), "/device_authorization 5 /token 10 /token 15 /token 20 /token 10 ");
}

TEST_F(DeviceFlowTest, PollsWhenTheLimitThatWasSetIsReached) {
  config().timeout = 7s;
  EXPECT_EQ(run({authorize(), kToken}), kSuccess);
  EXPECT_EQ(done(), "/device_authorization 5 /token ");
  EXPECT_EQ(run({authorize(), kPending}).code, ExitCode::TimedOut);
  config().timeout = 3s;
  EXPECT_EQ(run({authorize(), kToken}), kSuccess);
}

TEST_F(DeviceFlowTest, EndsAtTheLimitThatWasSet) {
  config().timeout = 12s;
  EXPECT_EQ(run({authorize(), kPending, kDropped}),
            (Failure{ExitCode::TimedOut,
                     "the sign-in was not finished within 12 s; the last request failed: no response from "
                     "https://as.example: dropped",
                     "run it again, or give it longer with --timeout"}));
  EXPECT_TRUE(said().ends_with("goto-token: waiting for the sign-in for 12 s; Ctrl+C ends it\n"));
}

TEST_F(DeviceFlowTest, EndsWithTheCodeThoughTheLimitIsLater) {
  config().timeout = 61s;
  EXPECT_EQ(run({authorize(), reply_error("expired_token")}).message,
            "the device code ran out before the sign-in was finished");
  EXPECT_NE(said().find("waiting for the sign-in for 60 s"), std::string::npos);
}

TEST_F(DeviceFlowTest, DoesNotAskSoonerThanTheServerWants) {
  EXPECT_EQ(run({authorize(), reply(503, "", {{"Retry-After", "1000"}})}),
            (Failure{ExitCode::TimedOut,
                     "the device code ran out before the sign-in was finished; the last request failed: the "
                     "token endpoint's response is not a token response: HTTP status 503",
                     "run it again for a new one"}));
  EXPECT_EQ(done(), "/device_authorization 5 /token 55 ");
  EXPECT_TRUE(said().ends_with("response is not a token response: HTTP status 503\n"));
}

TEST_F(DeviceFlowTest, EndsWithAnyOtherErrorOfTheTokenEndpoint) {
  EXPECT_EQ(run({authorize(), reply_error("invalid_grant")}),
            (Failure{ExitCode::TokenRefused, "the token endpoint refused: invalid_grant: for …",
                     "run it again for a new code"}));
}

TEST_F(DeviceFlowTest, EndsAtOnceWhereALaterPollCannotSucceed) {
  const Error no_certificate(ExitCode::Network, "no response from https://as.example: TLS: expired",
                             "a hint");
  EXPECT_EQ(run({authorize(), fail_with(no_certificate)}),
            (Failure{ExitCode::Network, no_certificate.what(), "a hint"}));
  const Error configuration(ExitCode::Configuration, "cannot use the CA file", "another hint");
  EXPECT_EQ(run({authorize(), kPending, fail_with(configuration)}),
            (Failure{ExitCode::Configuration, "cannot use the CA file", "another hint"}));
  EXPECT_EQ(run({authorize(), reply(200, "<html>")}),
            (Failure{ExitCode::Network,
                     "the token endpoint's response is not a token response: it is not a JSON object",
                     "check OAUTH_SERVICE_URL or OAUTH_TOKEN_ENDPOINT"}));
}

TEST_F(DeviceFlowTest, KeepsTheMethodThatWasAcceptedForThePolls) {
  const Reply refusal = reply(401, R"({"error":"invalid_client"})");
  EXPECT_EQ(run({refusal, refusal, authorize(), reply_error("authorization_pending", 401), kToken}),
            kSuccess);
  EXPECT_EQ(done(), "/device_authorization /device_authorization /device_authorization 5 /token 5 /token ");
  EXPECT_EQ(accepted(), ClientAuthentication::Post);
  for (const HttpRequest& request : requests()) {
    const FormParameters form = form_decode(request.body);
    EXPECT_EQ(find_header(request.headers, "Authorization").has_value(),
              !find_parameter(form, "client_secret").has_value());
  }
  EXPECT_EQ(find_parameter(form_decode(requests()[0].body), "client_id"), "the-client");
}

TEST_F(DeviceFlowTest, LooksForAnotherMethodWhereTheTokenEndpointWantsOne) {
  const Reply refusal = reply(401, R"({"error":"invalid_client"})");
  EXPECT_EQ(run({authorize(), refusal, refusal, kPending, kToken}), kSuccess);
  EXPECT_EQ(done(), "/device_authorization 5 /token /token /token 5 /token ");
  EXPECT_EQ(accepted(), ClientAuthentication::Post);
}

TEST_F(DeviceFlowTest, EndsWithTheWordsOfADeviceAuthorizationEndpointThatRefuses) {
  config().client.authentication = ClientAuthentication::Basic;
  const std::string enable =
      "check OAUTH_CLIENT_ID and, where the client has one, OAUTH_CLIENT_SECRET; if they are right, enable "
      "the "
      "device authorization grant on the client, or choose another with --grant";
  const std::string refused = "the device authorization endpoint refused: ";
  EXPECT_EQ(run({reply_error("unauthorized_client", 401)}),
            (Failure{ExitCode::TokenRefused, refused + "unauthorized_client: for the-device-code", enable}));
  EXPECT_EQ(run({reply(400, R"({"error":"unsupported_grant_type"})")}),
            (Failure{ExitCode::TokenRefused, refused + "unsupported_grant_type",
                     "the server does not know this grant, or it is not enabled on the client; --grant "
                     "chooses another"}));
  EXPECT_EQ(run({reply(400, R"({"error":"invalid_scope"})")}),
            (Failure{ExitCode::TokenRefused, refused + "invalid_scope",
                     "ask only for scopes that are enabled on the client"}));
  EXPECT_EQ(run({reply(404, "<html>")}),
            (Failure{ExitCode::Network,
                     "the device authorization endpoint's response cannot be used: HTTP status 404",
                     "check OAUTH_DEVICE_AUTHORIZATION_ENDPOINT; the server may not offer the device "
                     "authorization grant, and --grant chooses another"}));
  EXPECT_EQ(run({reply(500, "")}).hint, "try again later: the server has trouble or too much to do");
  EXPECT_EQ(run({reply(200, "{}")}).hint, "check OAUTH_DEVICE_AUTHORIZATION_ENDPOINT");
  EXPECT_EQ(said(), "");
}

TEST_F(DeviceFlowTest, SendsNoPersonToAPageThatTheNetworkCanReplace) {
  const Reply plain =
      reply(200, R"({"device_code":"d","user_code":"u","verification_uri":"http://as.example/device"})");
  EXPECT_EQ(
      run({plain}),
      (Failure{ExitCode::Network,
               "the device authorization endpoint's response cannot be used: its verification_uri "
               "'http://as.example/device': plain http would show the code and the sign-in to the network",
               "ask the server's owner for https, or use --allow-http if that network is yours alone"}));
  command_line().allow_http = true;
  EXPECT_EQ(run({plain, kToken}), kSuccess);
}

TEST_F(DeviceFlowTest, TracesNoCodeOfTheDevice) {
  const Reply repeats = reply(400, kDeviceCode);
  EXPECT_EQ(run({authorize(), kPending, kDropped, kDropped, repeats}, Verbosity::Verbose).code,
            ExitCode::TokenRefused);
  const std::string text = said();
  EXPECT_EQ(text.find(kDeviceCode), std::string::npos) << text;
  EXPECT_NE(text.find("goto-token: trace: authorization_pending\n"), std::string::npos) << text;
  EXPECT_NE(
      text.find("goto-token: trace: no response from https://as.example: dropped; trying again in 20 s\n"),
      std::string::npos)
      << text;
}

}  // namespace
}  // namespace goto_token
