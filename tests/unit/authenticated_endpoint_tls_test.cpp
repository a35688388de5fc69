#include "goto_token/tokens/authenticated_endpoint.hpp"

#include <gtest/gtest.h>

#include "support/failure.hpp"
#include "support/scripted_server.hpp"

namespace goto_token {
namespace {

using Method = ClientAuthentication;

/// Requests with each method to one endpoint.
class AuthenticatedEndpointTlsTest : public testing::Test {
 protected:
  /// Whether the client certificate was presented with a request by this method.
  ClientCertificateUse use_with(Method method, const std::string& url = "https://h/token?tenant=1") {
    ScriptedServer server({{200, {}, "{}"}});
    std::optional<ClientCertificateUse> use;
    Effects effects;
    effects.send = [&](const HttpRequest& request, const SendOptions& options) {
      use = options.client_certificate;
      return server.send(request);
    };
    AuthenticatedEndpoint endpoint(require_url(url), kTokenEndpoint, {}, effects);
    static_cast<void>(endpoint.send({{"a", "1"}}, client_, method));
    body_ = server.requests().front().body;
    return use.value();
  }

  Failure check(const std::string& url) {
    return failure_of([&] {
      require_usable_certificate(client_, require_url(url), "OAUTH_TOKEN_ENDPOINT", effects_);
      return 0;
    });
  }

  static Failure plain_http(const std::string& url) {
    return {ExitCode::Configuration,
            "client authentication tls cannot be used at '" + url + "': it is plain http",
            "name an https endpoint with OAUTH_TOKEN_ENDPOINT, or another method with OAUTH_CLIENT_AUTH"};
  }

  Client client_{.id = "id", .secret = Secret("s"), .authentication = Method::Tls};
  Effects effects_;
  std::string body_;
};

TEST_F(AuthenticatedEndpointTlsTest, PresentsTheCertificateWithTheMethodTlsAlone) {  // RFC 8705 §2
  EXPECT_EQ(use_with(Method::Tls), ClientCertificateUse::Present);
  EXPECT_EQ(body_, "a=1&client_id=id");
  for (const Method other : {Method::Basic, Method::BasicRaw, Method::Post, Method::None}) {
    EXPECT_EQ(use_with(other), ClientCertificateUse::Withhold) << to_string(other);
  }
}

TEST_F(AuthenticatedEndpointTlsTest, SendsNothingOverPlainHttpThatOnlyTlsCouldProve) {
  EXPECT_EQ(failure_of([&] { return use_with(Method::Tls, "http://127.0.0.1/token?tenant=1"); }),
            plain_http("http://127.0.0.1/token"));
  EXPECT_EQ(use_with(Method::Post, "http://127.0.0.1/token"), ClientCertificateUse::Withhold);
}

TEST_F(AuthenticatedEndpointTlsTest, ChecksTheCertificateOfAClientThatPresentsOne) {
  int checks = 0;
  effects_.check_client_certificate = [&checks] { ++checks; };
  EXPECT_EQ(check("https://h/token").code, ExitCode::Success);
  EXPECT_EQ(checks, 1);
  EXPECT_EQ(check("http://127.0.0.1/token"), plain_http("http://127.0.0.1/token"));
  EXPECT_EQ(checks, 1);
  client_.authentication = Method::Post;
  EXPECT_EQ(check("http://127.0.0.1/token").code, ExitCode::Success);
  EXPECT_EQ(checks, 1);
}

}  // namespace
}  // namespace goto_token
