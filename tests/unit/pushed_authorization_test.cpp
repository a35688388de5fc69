#include "goto_token/oauth/pushed_authorization.hpp"

#include <gtest/gtest.h>

#include "support/failure.hpp"

namespace goto_token {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;

constexpr auto kRequestUri = "urn:ietf:params:oauth:request_uri:6esc_11ACC5bwc014ltc14eY22c";

PushedAuthorization parse_pushed(const std::string& body, int status = 201) {
  auto parsed = parse_pushed_authorization({status, {}, body});
  return std::get<PushedAuthorization>(std::move(parsed));
}

/// `status error / description` of an error response, or `pushed`.
std::string describe(int status, const std::string& body) {
  const auto parsed = parse_pushed_authorization({status, {}, body});
  if (const auto* const response = std::get_if<TokenErrorResponse>(&parsed)) {
    return std::to_string(response->status) + " " + response->error + " / " + response->description;
  }
  return "pushed";
}

void expect_unusable(int status, const std::string& body, const std::string& why) {
  EXPECT_EQ(
      failure_of([&] {
        return parse_pushed_authorization({status, {}, body});
      }),
      (Failure{
          ExitCode::Network, "the pushed authorization request endpoint's response cannot be used: " + why,
          status == 429 || status >= 500 ? "try again later: the server has trouble or too much to do" : ""}))
      << status << " " << body.substr(0, 80);
}

TEST(PushedAuthorization, TakesTheSpecificationExample) {  // RFC 9126 §2.2
  const PushedAuthorization pushed = parse_pushed(R"({
    "request_uri": "urn:ietf:params:oauth:request_uri:6esc_11ACC5bwc014ltc14eY22c",
    "expires_in": 60
  })");
  EXPECT_EQ(pushed.request_uri.reveal(), kRequestUri);
  EXPECT_EQ(pushed.expires_in, 60s);
}

TEST(PushedAuthorization, HasAnyStatusOfSuccess) {
  for (const int status : {200, 201, 202, 299}) {
    EXPECT_EQ(parse_pushed(R"({"request_uri":"u"})", status).request_uri.reveal(), "u") << status;
  }
}

TEST(PushedAuthorization, TakesALifetimeAsNumberOrNumericStringOrNone) {
  for (const auto& [value, expires_in] :
       std::vector<std::pair<std::string, std::optional<std::chrono::seconds>>>{
           {"90", 90s}, {"90.9", 90s}, {R"("90")", 90s}, {"1", 1s}, {"null", std::nullopt}}) {
    EXPECT_EQ(parse_pushed(R"({"request_uri":"u","expires_in":)" + value + "}").expires_in, expires_in)
        << value;
  }
  EXPECT_EQ(parse_pushed(R"({"request_uri":"u"})").expires_in, std::nullopt);
}

TEST(PushedAuthorization, NeedsALifetimeThatIsNotOverYet) {
  for (const auto* const value : {"0", "-1", R"("0")", R"("soon")", R"("")", "true", "[60]", "{}"}) {
    expect_unusable(201, R"({"request_uri":"u","expires_in":)"s + value + "}",
                    "its expires_in is not a positive number");
  }
}

TEST(PushedAuthorization, NeedsARequestUriThatFitsIntoAUrl) {
  expect_unusable(201, "{}", "it has no request_uri");
  expect_unusable(201, R"({"expires_in":60})", "it has no request_uri");
  for (const auto* const value : {"null", "1", "true", R"(["u"])", "{}"}) {
    expect_unusable(201, R"({"request_uri":)"s + value + "}", "its request_uri is not a string");
  }
  expect_unusable(201, R"({"request_uri":""})", "its request_uri is empty");
  for (const auto* const value : {" ", "urn:a b", "u\\n", "\\u001b[31m", "\\u007f", "ü"}) {
    expect_unusable(201, R"({"request_uri":")"s + value + "\"}",
                    "its request_uri holds more than visible ASCII");
  }
}

TEST(PushedAuthorization, HasARequestUriThatFitsIntoAUrl) {
  const std::string longest(4096, 'u');
  const auto parsed = parse_pushed_authorization({201, {}, R"({"request_uri":")" + longest + "\"}"});
  EXPECT_EQ(std::get<PushedAuthorization>(parsed).request_uri.reveal(), longest);
  expect_unusable(201, R"({"request_uri":"u)" + longest + "\"}",
                  "its request_uri has more than 4096 characters");
}

TEST(PushedAuthorization, IsNothingElse) {
  for (const auto& body : {""s, "<html>"s, "[]"s, "null"s, R"("u")"s}) {
    expect_unusable(200, body, "it is not a JSON object");
    expect_unusable(201, body, "it is not a JSON object (HTTP status 201)");
  }
  for (const int status : {302, 404, 405, 413, 429, 500, 503}) {
    for (const auto& body : {""s, "<html>"s, "{}"s, R"({"error":""})"s, R"({"request_uri":"u"})"s}) {
      expect_unusable(status, body, "HTTP status " + std::to_string(status));
    }
  }
}

TEST(PushedAuthorization, IsRefusedAsATokenRequestIs) {  // RFC 9126 §2.3
  EXPECT_EQ(describe(400, R"({"error": "invalid_request",
                              "error_description": "The redirect_uri is not valid for the given client"})"),
            "400 invalid_request / The redirect_uri is not valid for the given client");
  for (const int status : {400, 401, 403}) {
    EXPECT_EQ(describe(status, "<html>"), std::to_string(status) + "  / ");
  }
  for (const int status : {200, 201, 302, 405, 413, 429, 500}) {
    EXPECT_EQ(describe(status, R"({"error":"temporarily_unavailable"})"),
              std::to_string(status) + " temporarily_unavailable / ");
  }
  EXPECT_EQ(describe(201, R"({"request_uri":"u","error":"e"})"), "pushed");
}

TEST(PushedAuthorization, LeavesTheClientAndTheRequestUriInTheUrl) {  // RFC 9126 §4
  const Secret request_uri(kRequestUri);
  EXPECT_EQ(make_pushed_authorization_url(require_url("https://as.example.com/authorize"), "s6BhdRkqt3",
                                          request_uri),
            "https://as.example.com/authorize?client_id=s6BhdRkqt3"
            "&request_uri=urn%3Aietf%3Aparams%3Aoauth%3Arequest_uri%3A6esc_11ACC5bwc014ltc14eY22c");
}

TEST(PushedAuthorization, KeepsTheQueryOfTheEndpointAndEncodesEveryValue) {
  EXPECT_EQ(make_pushed_authorization_url(require_url("https://h/a?tenant=a%20b"), "a b&c",
                                          Secret("https://h/r?x=1&y#z")),
            "https://h/a?tenant=a%20b&client_id=a%20b%26c&request_uri=https%3A%2F%2Fh%2Fr%3Fx%3D1%26y%23z");
}

}  // namespace
}  // namespace goto_token
