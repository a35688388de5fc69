#include "goto_token/tokens/issuer_check.hpp"

#include <gtest/gtest.h>

#include "support/captured_output.hpp"
#include "support/scripted_server.hpp"

namespace goto_token {
namespace {

const HttpResponse kMissing = {404, {}, ""};

HttpResponse document(const std::string& text) {
  return {200, {}, text};
}

HttpResponse metadata_with(const std::string& members) {
  return document(R"({"issuer":"https://h","authorization_endpoint":"https://h/a",)"
                  R"("token_endpoint":"https://h/t",)" +
                  members + "}");
}

/// `fine`, `wrong` or `unclear`.
std::string verdict_of(const std::function<HttpResponse(const HttpRequest&)>& send) {
  Config config;
  config.server = IssuerSettings{.issuer = "https://h", .url = require_url("https://h")};
  Effects effects;
  effects.send = [&send](const HttpRequest& request, const SendOptions&) { return send(request); };
  const auto problem = check_issuer(config, effects);
  return problem ? problem->is_wrong ? "wrong" : "unclear" : "fine";
}

std::string verdict_of(std::vector<HttpResponse> responses) {
  ScriptedServer server(std::move(responses));
  return verdict_of([&server](const HttpRequest& request) { return server.send(request); });
}

TEST(IssuerCheck, IsFineWithMetadataThatASignInCanUse) {
  EXPECT_EQ(verdict_of({metadata_with(R"("a":1)")}), "fine");
  EXPECT_EQ(verdict_of({kMissing, metadata_with(R"("a":1)")}), "fine");
}

TEST(IssuerCheck, FindsThatNoSuchIssuerIsThere) {
  EXPECT_EQ(verdict_of({document(R"({"issuer":"https://other"})")}), "wrong");
  EXPECT_EQ(verdict_of({kMissing, kMissing}), "wrong");
  EXPECT_EQ(verdict_of({document("<html>"), document("<html>")}), "wrong");
  EXPECT_EQ(verdict_of({document("{}"), document("[]")}), "wrong");
}

TEST(IssuerCheck, DoesNotBlameTheIssuerForOtherFaults) {
  EXPECT_EQ(verdict_of({metadata_with(R"("response_types_supported":["token"])")}), "unclear");
  EXPECT_EQ(verdict_of({metadata_with(R"("response_types_supported":1)")}), "unclear");
  EXPECT_EQ(verdict_of({document(R"({"issuer":"https://h"})")}), "unclear");
}

TEST(IssuerCheck, CannotTellFromAServerThatDoesNotRespondOrNotAtAll) {
  for (const int status : {302, 401, 403, 429, 500, 503}) {
    EXPECT_EQ(verdict_of({kMissing, {status, {}, ""}}), "unclear") << status;
  }
  int requests = 0;
  EXPECT_EQ(verdict_of([&requests](const HttpRequest&) -> HttpResponse {
              if (requests++ == 0) {
                return kMissing;
              }
              throw Error(ExitCode::Network, "no response");
            }),
            "unclear");
}

}  // namespace
}  // namespace goto_token
