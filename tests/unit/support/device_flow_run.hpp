#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "captured_output.hpp"
#include "failure.hpp"
#include "goto_token/sign_in/device_flow.hpp"

namespace goto_token {

inline const Failure kSuccess = {ExitCode::Success, "nothing failed", ""};
inline const std::string kDeviceCode = "the-device-code";

/// What the server does with a request.
using Reply = std::function<HttpResponse()>;

inline Reply reply(int status, const std::string& body, const HttpHeaders& headers = {}) {
  return [=] { return HttpResponse{status, headers, body}; };
}

inline Reply reply_error(const std::string& error, int status = 400) {
  return reply(status, R"({"error":")" + error + R"(","error_description":"for )" + kDeviceCode + R"("})");
}

inline Reply fail_with(const Error& error) {
  return [=]() -> HttpResponse { throw Error(error); };
}

inline Reply authorize(const std::string& further = "") {
  return reply(200, R"({"device_code":")" + kDeviceCode +
                        R"(","user_code":"WDJB-MJHT","verification_uri":"https://as.example/device")" +
                        R"(,"expires_in":60,"interval":5)" + further + "}");
}

inline const Reply kToken = reply(200, R"({"access_token":"the-token","expires_in":3600})");
inline const Reply kPending = reply_error("authorization_pending");
inline const Reply kDropped =
    fail_with(Error(ExitCode::Network, "no response from https://as.example: dropped", "a hint").passing());

/// A run of the device authorization grant with a clock of its own: each wait is over at once, and is written
/// down.
class DeviceFlowRun : public testing::Test {
 protected:
  Config& config() { return config_; }
  CommandLine& command_line() { return command_line_; }
  const std::vector<HttpRequest>& requests() const { return requests_; }
  const std::string& opened() const { return opened_; }

  /// Runs against a server that replies so, one request after the other. The access token is checked on the
  /// way.
  Failure run(std::vector<Reply> replies, Verbosity verbosity = Verbosity::Normal) {
    replies_.assign(replies.begin(), replies.end());
    const Effects effects = make_effects(verbosity);
    const Settings settings({}, std::nullopt);
    const Session session{
        .command_line = command_line_, .settings = settings, .config = config_, .effects = effects};
    return failure_of([&] {
      const ReceivedToken token = run_device_code_grant(session, server_);
      EXPECT_EQ(token.response.access_token.reveal(), "the-token");
      accepted_ = token.response.client_authentication;
      return 0;
    });
  }

  /// What was done: the seconds of each wait, and the paths of the requests.
  std::string done() const { return done_; }
  std::string said() { return output_.text(); }
  std::optional<ClientAuthentication> accepted() const { return accepted_; }

 private:
  Effects make_effects(Verbosity verbosity) {
    Effects effects;
    effects.diagnostics = Diagnostics(output_.fd(), verbosity);
    effects.now = [] { return std::chrono::sys_seconds{}; };
    effects.steady_now = [this] { return now_; };
    effects.wait = [this](std::span<pollfd>, Deadline deadline) {
      const auto time = std::chrono::duration_cast<std::chrono::seconds>(deadline - now_);
      done_ += std::to_string(time.count()) + " ";
      now_ = deadline;
    };
    effects.open_browser = [this](const std::string& url) {
      opened_ = url;
      return std::optional<BrowserRun>();
    };
    effects.send = [this](const HttpRequest& request, const SendOptions&) {
      requests_.push_back(request);
      done_ += request.url.path + " ";
      if (replies_.empty()) {
        throw std::logic_error("a request that the script has no response for");
      }
      const Reply next = replies_.front();
      replies_.pop_front();
      return next();
    };
    return effects;
  }

  static Config make_config_for_tests() {
    Config config;
    config.client = {.id = "the-client", .secret = Secret("the+secret"), .authentication = std::nullopt};
    config.grant = find_grant("device-code");
    config.scopes = {"a", "b:c"};
    config.timeout = std::nullopt;
    return config;
  }

  Config config_ = make_config_for_tests();
  CommandLine command_line_;
  AuthorizationServer server_ = {
      .authorization_endpoint = {},
      .token_endpoint = require_url("https://as.example/token"),
      .device_authorization_endpoint = require_url("https://as.example/device_authorization")};
  std::deque<Reply> replies_;
  std::vector<HttpRequest> requests_;
  std::string done_;
  std::string opened_;
  std::optional<ClientAuthentication> accepted_;
  CapturedOutput output_;
  Deadline now_{std::chrono::hours(1)};
};

}  // namespace goto_token
