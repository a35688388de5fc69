#include "goto_token/oauth/device_polling.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "support/failure.hpp"

namespace goto_token {
namespace {

using namespace std::chrono_literals;
using enum PollResult;

TEST(DevicePolling, KnowsAResultByTheErrorCodeWhateverTheStatus) {  // RFC 8628 §3.5
  const std::vector<std::pair<std::string, PollResult>> errors = {
      {"authorization_pending", Pending}, {"slow_down", SlowDown},          {"access_denied", Denied},
      {"expired_token", Expired},         {"invalid_grant", Refused},       {"invalid_client", Refused},
      {"AUTHORIZATION_PENDING", Refused}, {"unauthorized_client", Refused},
  };
  for (const auto& [error, result] : errors) {
    for (const int status : {200, 400, 401, 403, 428, 429, 500, 503}) {  // Google sends 428 and 403
      EXPECT_EQ(find_poll_result({.status = status, .error = error, .description = {}}), result)
          << error << " with " << status;
    }
  }
}

TEST(DevicePolling, GoesOnWhereTheServerHasTrouble) {
  for (const auto* const error : {"", "server_error", "temporarily_unavailable"}) {
    for (const int status : {429, 500, 502, 503, 504}) {
      EXPECT_EQ(find_poll_result({.status = status, .error = error, .description = {}}), Unavailable);
    }
    for (const int status : {400, 401, 403}) {
      EXPECT_EQ(find_poll_result({.status = status, .error = error, .description = {}}), Refused);
    }
  }
}

TEST(DevicePolling, TakesTroubleOfTheServerForAnErrorResponse) {
  for (const int status : {429, 500, 503}) {
    for (const auto* const body : {"", "<html>", R"({"message":"later"})"}) {
      const auto parsed = parse_poll_response({status, {}, body});
      const auto& error = std::get<TokenErrorResponse>(parsed);
      EXPECT_EQ(error.status, status);
      EXPECT_EQ(error.error, "");
    }
  }
  const auto parsed = parse_poll_response({503, {}, R"({"error":"slow_down"})"});
  EXPECT_EQ(std::get<TokenErrorResponse>(parsed).error, "slow_down");
}

TEST(DevicePolling, ReadsAllOtherResponsesAsThoseToAnyTokenRequest) {
  const auto token = parse_poll_response({200, {}, R"({"access_token":"t"})"});
  EXPECT_EQ(std::get<TokenResponse>(token).access_token.reveal(), "t");
  const auto error = parse_poll_response({428, {}, R"({"error":"authorization_pending"})"});
  EXPECT_EQ(std::get<TokenErrorResponse>(error).error, "authorization_pending");
  EXPECT_EQ(failure_of([] {
              return parse_poll_response({404, {}, ""});
            }),
            (Failure{ExitCode::Network,
                     "the token endpoint's response is not a token response: HTTP status 404", ""}));
  EXPECT_EQ(failure_of([] { return parse_poll_response({200, {}, "<html>"}); }).code, ExitCode::Network);
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
  pace.take(Unavailable, 1s);
  EXPECT_EQ(pace.wait(), 20s);
  pace.take(SlowDown, 90s);
  EXPECT_EQ(pace.wait(), 90s);
  pace.take(Pending);
  EXPECT_EQ(pace.wait(), 10s);
  pace.take(Unavailable, std::chrono::seconds::max());
  EXPECT_EQ(pace.wait(), std::chrono::hours(24));
}

}  // namespace
}  // namespace goto_token
