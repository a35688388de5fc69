#include "goto_token/oauth/device_polling.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "support/failure.hpp"

namespace goto_token {
namespace {

using namespace std::chrono_literals;
using enum PollResult;

std::string with_error(const std::string& error) {
  return R"({"error":")" + error + R"(","error_description":"why"})";
}

TEST(DevicePolling, KnowsAResultByTheErrorCodeWhateverTheStatus) {  // RFC 8628 §3.5
  const std::vector<std::pair<std::string, PollResult>> errors = {
      {"authorization_pending", Pending}, {"slow_down", SlowDown},   {"access_denied", Denied},
      {"authorization_declined", Denied}, {"code_expired", Expired}, {"expired_token", Expired},
  };
  for (const auto& [error, result] : errors) {
    for (const int status : {200, 400, 401, 403, 428, 429, 500, 503}) {  // Google sends 428 and 403
      const auto parsed = parse_poll_response({status, {}, with_error(error)});
      const auto& poll_error = std::get<PollError>(std::get<PollResponse>(parsed));
      EXPECT_EQ(poll_error.result, result) << error << " with " << status;
      EXPECT_EQ(poll_error.response.error, error);
      EXPECT_EQ(poll_error.response.description, "why");
    }
  }
}

TEST(DevicePolling, TakesAnyOtherErrorForFinal) {
  for (const auto* const error : {"invalid_grant", "invalid_client", "AUTHORIZATION_PENDING", "pending"}) {
    for (const int status : {200, 400, 401, 428, 429, 500}) {
      const auto parsed = parse_poll_response({status, {}, with_error(error)});
      EXPECT_EQ(std::get<TokenErrorResponse>(parsed).error, error);
    }
  }
  for (const auto* const body : {"", R"({"error":"server_error"})"}) {
    EXPECT_EQ(std::get<TokenErrorResponse>(parse_poll_response({400, {}, body})).status, 400);
  }
}

/// Whether the response is a failure, and may pass.
bool may_pass(const HttpResponse& response) {
  try {
    static_cast<void>(parse_poll_response(response));
  } catch (const Error& failure) {
    return failure.may_pass();
  }
  return false;
}

TEST(DevicePolling, FailsInAWayThatMayPassWhereTheServerHasTrouble) {
  for (const int status : {429, 500, 502, 503, 504}) {
    for (const auto* const body : {"", "<html>", R"({"message":"later"})", R"({"error":"server_error"})",
                                   R"({"error":"temporarily_unavailable"})"}) {
      EXPECT_TRUE(may_pass({status, {}, body})) << status << body;
    }
  }
  EXPECT_EQ(failure_of([] {
              return parse_poll_response({503, {}, R"({"error":"server_error"})"});
            }),
            (Failure{ExitCode::Network, "the token endpoint has trouble: HTTP status 503", ""}));
  for (const int status : {200, 302, 404}) {
    EXPECT_FALSE(may_pass({status, {}, "<html>"})) << status;
  }
}

TEST(DevicePolling, ReadsAllOtherResponsesAsThoseToAnyTokenRequest) {
  const auto token = parse_poll_response({200, {}, R"({"access_token":"t"})"});
  EXPECT_EQ(std::get<TokenResponse>(std::get<PollResponse>(token)).access_token.reveal(), "t");
  EXPECT_EQ(failure_of([] {
              return parse_poll_response({404, {}, ""});
            }),
            (Failure{ExitCode::Network,
                     "the token endpoint's response is not a token response: HTTP status 404", ""}));
}

TEST(DevicePolling, WaitsForTheIntervalBetweenPolls) {
  PollingPace pace(5s);
  EXPECT_EQ(pace.wait(), 5s);
  pace.take(Pending);
  EXPECT_EQ(pace.wait(), 5s);
}

TEST(DevicePolling, SlowsDownForGood) {
  PollingPace pace(5s);
  pace.take(SlowDown);
  EXPECT_EQ(pace.wait(), 10s);
  pace.take(Pending);
  EXPECT_EQ(pace.wait(), 10s);
  pace.take(SlowDown);
  EXPECT_EQ(pace.wait(), 15s);
}

TEST(DevicePolling, BacksOffWhileTheServerIsUnavailable) {
  PollingPace pace(5s);
  for (const auto wait : {10s, 20s, 40s, 60s, 60s}) {
    pace.take(Unavailable);
    EXPECT_EQ(pace.wait(), wait);
  }
  pace.take(Pending);
  EXPECT_EQ(pace.wait(), 5s);
  for (int i = 0; i < 100; ++i) {
    pace.take(Unavailable);
  }
  EXPECT_EQ(pace.wait(), 60s);
}

TEST(DevicePolling, NeverWaitsForLessThanTheInterval) {
  PollingPace pace(300s);
  pace.take(Unavailable);
  EXPECT_EQ(pace.wait(), 300s);
}

TEST(DevicePolling, WaitsForAsLongAsTheServerAsks) {
  PollingPace pace(5s);
  pace.take(Unavailable, 120s);
  EXPECT_EQ(pace.wait(), 120s);
  EXPECT_EQ(pace.least(), 120s);
  pace.take(Unavailable, 1s);
  EXPECT_EQ(pace.wait(), 20s);
  EXPECT_EQ(pace.least(), 5s);
  pace.take(SlowDown, 90s);
  EXPECT_EQ(pace.wait(), 90s);
  pace.take(Pending);
  EXPECT_EQ(pace.wait(), 10s);
  pace.take(Unavailable, std::chrono::seconds::max());
  EXPECT_EQ(pace.wait(), std::chrono::hours(24));
}

}  // namespace
}  // namespace goto_token
