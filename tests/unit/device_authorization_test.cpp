#include "goto_token/oauth/device_authorization.hpp"

#include <gtest/gtest.h>

#include "support/failure.hpp"

namespace goto_token {
namespace {

using namespace std::chrono_literals;

/// A response with the least that it must have, and `members`, each followed by a comma.
std::string response_with(const std::string& members,
                          const std::string& uri = R"("verification_uri":"https://as.example/device")") {
  return "{" + members + uri + R"(,"device_code":"the-device-code","user_code":"WDJB-MJHT"})";
}

DeviceAuthorization parse(const std::string& body) {
  auto parsed = parse_device_authorization({200, {}, body});
  return std::get<DeviceAuthorization>(std::move(parsed));
}

Failure failure_of_body(const std::string& body, int status = 200) {
  return failure_of([&] { return parse_device_authorization({status, {}, body}); });
}

Failure unusable(const std::string& why) {
  return {ExitCode::Network, "the device authorization endpoint's response cannot be used: " + why, ""};
}

TEST(DeviceAuthorization, MakesTheParametersOfTheRequest) {  // RFC 8628 §3.1
  EXPECT_EQ(make_device_authorization_parameters("1406020730", "example_scope"),
            (FormParameters{{"client_id", "1406020730"}, {"scope", "example_scope"}}));
  EXPECT_EQ(make_device_authorization_parameters("id", ""), (FormParameters{{"client_id", "id"}}));
}

TEST(DeviceAuthorization, MakesTheParametersOfTheTokenRequest) {  // RFC 8628 §3.4
  const Secret device_code("GmRhmhcxhwAzkoEqiMEg_DnyEysNkuNhszIySk9eS");
  EXPECT_EQ(make_device_code_grant(device_code),
            (FormParameters{{"grant_type", "urn:ietf:params:oauth:grant-type:device_code"},
                            {"device_code", "GmRhmhcxhwAzkoEqiMEg_DnyEysNkuNhszIySk9eS"}}));
}

TEST(DeviceAuthorization, TakesTheSpecificationExample) {  // RFC 8628 §3.2
  const DeviceAuthorization authorization = parse(R"({
      "device_code": "GmRhmhcxhwAzkoEqiMEg_DnyEysNkuNhszIySk9eS",
      "user_code": "WDJB-MJHT",
      "verification_uri": "https://example.com/device",
      "verification_uri_complete":
          "https://example.com/device?user_code=WDJB-MJHT",
      "expires_in": 1800,
      "interval": 5
    })");
  EXPECT_EQ(authorization.device_code.reveal(), "GmRhmhcxhwAzkoEqiMEg_DnyEysNkuNhszIySk9eS");
  EXPECT_EQ(authorization.user_code, "WDJB-MJHT");
  EXPECT_EQ(authorization.verification_uri.text, "https://example.com/device");
  EXPECT_EQ(authorization.verification_uri_complete, "https://example.com/device?user_code=WDJB-MJHT");
  EXPECT_EQ(authorization.complete_problem, "");
  EXPECT_EQ(authorization.expires_in, 1800s);
  EXPECT_EQ(authorization.interval, 5s);
}

TEST(DeviceAuthorization, NeedsNothingButTheCodesAndTheAddress) {
  const DeviceAuthorization authorization = parse(response_with(""));
  EXPECT_EQ(authorization.verification_uri_complete, std::nullopt);
  EXPECT_EQ(authorization.complete_problem, "");
  EXPECT_EQ(authorization.expires_in, 600s);
  EXPECT_EQ(authorization.interval, 5s);
}

TEST(DeviceAuthorization, TakesTheOlderNameOfTheAddressWhereTheNewOneIsMissing) {
  const std::string older = R"("verification_url":"https://www.google.com/device")";
  EXPECT_EQ(parse(response_with("", older)).verification_uri.text, "https://www.google.com/device");
  EXPECT_EQ(parse(response_with(older + ",")).verification_uri.text, "https://as.example/device");
  EXPECT_EQ(failure_of_body(response_with(R"("verification_url":"https://as.example","verification_uri":"",)",
                                          R"("x":1)")),
            unusable("its verification_uri is empty"));
}

TEST(DeviceAuthorization, KeepsTheAddressAsItIsWritten) {
  for (const auto* const address :
       {"https://AS.example", "https://as.example:443/a%20b?c=d", "https://as.example/#/device?x=y",
        "http://localhost:8080/device", "http://[::1]/device", "http://as.example/device"}) {
    const DeviceAuthorization authorization =
        parse(response_with("", R"("verification_uri":")" + std::string(address) + "\""));
    EXPECT_EQ(authorization.verification_uri.text, address);
  }
  const auto with_fragment =
      parse(response_with("", R"("verification_uri":"https://as.example/a?b=c#//@evil.example/")"));
  EXPECT_EQ(to_string(with_fragment.verification_uri.url), "https://as.example/a?b=c");
}

struct UnusableAddress {
  std::string json;   // as it stands in the response
  std::string shown;  // as it stands in the message
  std::string why;
};

TEST(DeviceAuthorization, RefusesAnAddressThatNoBrowserShouldOpen) {
  const std::string not_web = "it is not an absolute http or https URL";
  const std::string not_visible = "it holds a blank, a control character or one beyond ASCII";
  const std::string no_url = "it holds a character that no URL may hold";
  const std::vector<UnusableAddress> addresses = {
      {"javascript:alert(1)", "javascript:alert(1)", not_web},
      {"javascript://as.example/%0aalert(1)", "javascript://as.example/%0aalert(1)", not_web},
      {"file:///etc/passwd", "file:///etc/passwd", not_web},
      {"data:text/html,x", "data:text/html,x", not_web},
      {"/device", "/device", not_web},
      {"//as.example/device", "//as.example/device", not_web},
      {"as.example/device", "as.example/device", not_web},
      {"--profile=x", "--profile=x", not_web},
      {"https:as.example", "https:as.example", not_web},
      {"https://", "https://", "it has no host"},
      {"https:///device", "https:///device", "it has no host"},
      {"https://as.example@evil.example/", "https://as.example@evil.example/", "it has user information"},
      {"https://as.example:x/", "https://as.example:x/", "its port is not a number from 0 to 65535"},
      {"https://as.example/a b", "https://as.example/a b", not_visible},
      {" https://as.example/", " https://as.example/", not_visible},
      {R"(https://as.example/\u001b[2J)", "https://as.example/?[2J", not_visible},
      {R"(https://as.example/\nhttps://evil.example/)", "https://as.example/?https://evil.example/",
       not_visible},
      {R"(https://as.example/\u202e)", "https://as.example/?", not_visible},
      {R"(https://\u0430s.example/)", "https://\u0430s.example/", not_visible},
      {R"(https://as.example\\@evil.example/)", R"(https://as.example\@evil.example/)",
       "it has user information"},
      {R"(https://as.example/\")", R"(https://as.example/")", no_url},
      {"https://as.example/#<b>", "https://as.example/#<b>", no_url},
      {"https://as.example/#a#b", "https://as.example/#a#b", "it has a fragment"},
  };
  for (const auto& [json, shown, why] : addresses) {
    EXPECT_EQ(failure_of_body(response_with("", R"("verification_uri":")" + json + "\"")),
              unusable("its verification_uri '" + shown + "' is no address for a browser: " + why));
  }
  EXPECT_EQ(failure_of_body(response_with("", R"("verification_url":"ftp://as.example/")")),
            unusable("its verification_url 'ftp://as.example/' is no address for a browser: " + not_web));
}

TEST(DeviceAuthorization, TakesNoAddressThatWouldFillTheTerminal) {
  const std::string longest = "https://as.example/" + std::string(2048 - 19, 'a');
  const std::string uri = R"("verification_uri":")";
  EXPECT_EQ(parse(response_with("", uri + longest + "\"")).verification_uri.text, longest);
  EXPECT_EQ(failure_of_body(response_with("", uri + longest + "a\"")),
            unusable("its verification_uri '" + longest.substr(0, 300) +
                     "…' is no address for a browser: it has more than 2048 characters"));
  const auto authorization = parse(response_with(R"("verification_uri_complete":")" + longest + R"(a",)"));
  EXPECT_EQ(authorization.verification_uri_complete, std::nullopt);
  EXPECT_EQ(authorization.complete_problem, "is no address for a browser: it has more than 2048 characters");
}

TEST(DeviceAuthorization, NamesWhatIsMissingOrOfTheWrongKind) {
  const std::string address = R"("verification_uri":"https://as.example/device")";
  const std::vector<std::pair<std::string, std::string>> bodies = {
      {"{}", "it has no device_code"},
      {R"({"device_code":1})", "its device_code is not a string"},
      {R"({"device_code":""})", "its device_code is empty"},
      {R"({"device_code":"a b"})", "its device_code holds more than visible ASCII"},
      {R"({"device_code":"d"})", "it has no user_code"},
      {R"({"device_code":"d","user_code":null})", "its user_code is not a string"},
      {R"({"device_code":"d","user_code":" "})", "its user_code is empty"},
      {R"({"device_code":"d","user_code":"a\u001bb"})", "its user_code 'a?b' is none that a person can type"},
      {R"({"device_code":"d","user_code":"a\nb"})", "its user_code 'a?b' is none that a person can type"},
      {R"({"device_code":"d","user_code":"u"})", "it has no verification_uri"},
      {R"({"device_code":"d","user_code":"u","verification_uri":[]})",
       "its verification_uri is not a string"},
      {R"({"device_code":"d","user_code":"u","verification_url":7})", "its verification_url is not a string"},
      {"<html>", "it is not a JSON object"},
      {"", "it is not a JSON object"},
  };
  for (const auto& [body, why] : bodies) {
    EXPECT_EQ(failure_of_body(body), unusable(why)) << body;
  }
  EXPECT_EQ(failure_of_body("", 404), unusable("HTTP status 404"));
  EXPECT_EQ(failure_of_body("", 302), unusable("HTTP status 302"));
}

TEST(DeviceAuthorization, LeavesACompleteAddressOutThatCannotBeUsed) {
  const std::string elsewhere = "is not at the same server as verification_uri";
  const std::vector<std::pair<std::string, std::string>> addresses = {
      {"javascript:alert(1)", "is no address for a browser: it is not an absolute http or https URL"},
      {"https://evil.example/device?user_code=x", elsewhere},
      {"http://as.example/device?user_code=x", elsewhere},
      {"https://as.example:8443/device?user_code=x", elsewhere},
      {"https://x.as.example/device?user_code=x", elsewhere},
  };
  for (const auto& [address, problem] : addresses) {
    const auto authorization = parse(response_with(R"("verification_uri_complete":")" + address + R"(",)"));
    EXPECT_EQ(authorization.verification_uri_complete, std::nullopt) << address;
    EXPECT_EQ(authorization.complete_problem, problem) << address;
  }
}

TEST(DeviceAuthorization, TakesACompleteAddressAtTheSameServer) {
  for (const auto* const address : {"https://as.example/device?user_code=WDJB-MJHT",
                                    "https://as.example:443/", "https://AS.example/a#b"}) {
    const auto authorization =
        parse(response_with(R"("verification_uri_complete":")" + std::string(address) + R"(",)"));
    EXPECT_EQ(authorization.verification_uri_complete, address);
    EXPECT_EQ(authorization.complete_problem, "");
  }
}

TEST(DeviceAuthorization, DoesWithoutACompleteAddressThatSaysNothing) {
  for (const auto* const value : {"null", "\"\"", "1", "{}"}) {
    const auto authorization =
        parse(response_with(R"("verification_uri_complete":)" + std::string(value) + ","));
    EXPECT_EQ(authorization.verification_uri_complete, std::nullopt) << value;
    EXPECT_EQ(authorization.complete_problem, "") << value;
  }
}

TEST(DeviceAuthorization, BoundsTheTimes) {
  struct Times {
    std::string value;
    std::chrono::seconds expires_in;
    std::chrono::seconds interval;
  };
  const std::vector<Times> all = {
      {"7", 7s, 7s},          {"\"7\"", 7s, 7s},       {"0", 0s, 1s},
      {"-1", 600s, 5s},       {"0.5", 0s, 1s},         {"null", 600s, 5s},
      {"\"soon\"", 600s, 5s}, {"86400", 86400s, 300s}, {"1e300", std::chrono::hours(24 * 365 * 100), 300s},
  };
  for (const auto& [value, expires_in, interval] : all) {
    const auto authorization =
        parse(response_with(R"("expires_in":)" + value + R"(,"interval":)" + value + ","));
    EXPECT_EQ(authorization.expires_in, expires_in) << value;
    EXPECT_EQ(authorization.interval, interval) << value;
  }
}

TEST(DeviceAuthorization, ReadsErrorResponses) {
  const auto parsed = parse_device_authorization(
      {401, {}, R"({"error":"unauthorized_client","error_description":"The flow is disabled"})"});
  const auto& error = std::get<TokenErrorResponse>(parsed);
  EXPECT_EQ(error.status, 401);
  EXPECT_EQ(error.error, "unauthorized_client");
  EXPECT_EQ(error.description, "The flow is disabled");
}

}  // namespace
}  // namespace goto_token
