#include "goto_token/oauth/authorization_response.hpp"

#include <gtest/gtest.h>

#include <type_traits>

namespace goto_token {
namespace {

/// The verdict on an authorization response as one line: its kind, and what it says.
struct Describe {
  std::string operator()(const AuthorizationCode& code) const {
    return "code: " + std::string(code.value().reveal());
  }
  std::string operator()(const AuthorizationError& error) const { return std::visit(*this, error); }
  std::string operator()(const FinalResponse& response) const { return std::visit(*this, response); }
  std::string operator()(const AuthorizationErrorResponse& response) const {
    return "error: " + response.error + " / " + response.description;
  }
  std::string operator()(const IssuerMismatch& mismatch) const { return "issuer mismatch: " + mismatch.iss; }
  std::string operator()(const IssuerMissing& /*missing*/) const { return "issuer missing"; }
  std::string operator()(const IgnoredAuthorizationResponse& ignored) const {
    const bool state = ignored.reason < IgnoredAuthorizationResponse::Reason::RepeatedParameter;
    return (state ? "state mismatch: " : "malformed: ") + std::string(describe(ignored.reason));
  }
};

std::string judge(std::string_view query, std::string_view state, std::vector<std::string> issuers = {},
                  bool iss_required = false) {
  const Secret expected_state(state);
  return std::visit(
      Describe{}, validate_authorization_response(query, {expected_state, std::move(issuers), iss_required}));
}

struct Example {
  std::string_view query;
  std::string_view verdict;
};

void expect_verdicts(const std::vector<Example>& table, const std::vector<std::string>& issuers = {},
                     bool iss_required = false) {
  for (const auto& [query, verdict] : table) {
    EXPECT_EQ(judge(query, "xyz", issuers, iss_required), verdict) << query;
  }
}

TEST(AuthorizationResponse, AcceptsTheSpecificationExample) {  // RFC 6749 §4.1.2
  EXPECT_EQ(judge("code=SplxlOBeZQQYbYS6WxSbIA&state=xyz", "xyz"), "code: SplxlOBeZQQYbYS6WxSbIA");
}

TEST(AuthorizationResponse, TakesTheErrorOfTheSpecificationExample) {  // RFC 6749 §4.1.2.1
  EXPECT_EQ(judge("error=access_denied&state=xyz", "xyz"), "error: access_denied / ");
}

TEST(AuthorizationResponse, ShowsNeitherStateNorCodeThatAServerRepeats) {
  EXPECT_EQ(judge("error=no-state1&error_description=state1+is+old&state=state1", "state1"),
            "error: no-… / … is old");
  EXPECT_EQ(
      judge("code=code1&iss=https://state1.example/code1&state=state1", "state1", {"https://as.example"}),
      "issuer mismatch: https://….example/…");
}

TEST(AuthorizationResponse, AcceptsTheIssuerOfTheSpecificationExamples) {  // RFC 9207 §2.1, §2.2
  EXPECT_EQ(judge("code=x1848ZT64p4IirMPT0R-X3141MFPTuBX-VFL_cvaplMH58"
                  "&state=ZWVlNDBlYzA1NjdkMDNhYjg3ZjUxZjAyNGQzMTM2NzI&iss=https%3A%2F%2Fhonest.as.example",
                  "ZWVlNDBlYzA1NjdkMDNhYjg3ZjUxZjAyNGQzMTM2NzI", {"https://honest.as.example"}),
            "code: x1848ZT64p4IirMPT0R-X3141MFPTuBX-VFL_cvaplMH58");
  EXPECT_EQ(judge("error=access_denied&state=N2JjNTAwN2U2YzYyNTQ0Mw&iss=https%3A%2F%2Fhonest.as.example",
                  "N2JjNTAwN2U2YzYyNTQ0Mw", {"https://honest.as.example"}),
            "error: access_denied / ");
}

TEST(AuthorizationResponse, HoldsTheCodeAsDecoded) {
  expect_verdicts({{"state=xyz&code=a%2Bb%2F%3D%25+c", "code: a+b/=% c"}});
}

TEST(AuthorizationResponse, ComesOnlyWithItsState) {
  expect_verdicts({
      {"", "state mismatch: it has no state"},
      {"code=a", "state mismatch: it has no state"},
      {"code=a&STATE=xyz", "state mismatch: it has no state"},
      {"code=a&state=", "state mismatch: it has no state"},
      {"code=a&state", "state mismatch: it has no state"},
      {"code=a&state=xy", "state mismatch: its state is not the one of this run"},
      {"code=a&state=xyzz", "state mismatch: its state is not the one of this run"},
      {"code=a&state=XYZ", "state mismatch: its state is not the one of this run"},
      {"code=a&state=%78%79%7A%7A", "state mismatch: its state is not the one of this run"},
      {"code=a&state=xyz%%%%%%%%%%", "state mismatch: its state is not the one of this run"},
      {"code=a&state=xyz%00", "state mismatch: its state is not the one of this run"},
      {"code=a&state=xyz&state=xyz", "state mismatch: it has more than one state"},
      {"code=a&state=xyz&state=guess", "state mismatch: it has more than one state"},
      {"code=a&state=xyz&state=", "state mismatch: it has more than one state"},
      {"code=a&state&state=xyz", "state mismatch: it has more than one state"},
      {"code=a&%73tate=xyz&state=xyz", "state mismatch: it has more than one state"},
  });
}

TEST(AuthorizationResponse, IsNotBelievedInAnythingBeforeItsState) {
  expect_verdicts(
      {
          {"error=access_denied&state=guess", "state mismatch: its state is not the one of this run"},
          {"error=access_denied",
           "state mismatch: it has an error without a state, which cannot be verified"},
          {"error=access_denied&state=",
           "state mismatch: it has an error without a state, which cannot be verified"},
          {"error=&code=a", "state mismatch: it has no state"},
          {"code=a&code=b&state=guess", "state mismatch: its state is not the one of this run"},
          {"code=a&iss=https://evil.example&state=guess",
           "state mismatch: its state is not the one of this run"},
          {"iss=https://evil.example&state=xyz&state=xyz", "state mismatch: it has more than one state"},
      },
      {"https://as.example"});
}

TEST(AuthorizationResponse, HoldsEachParameterOnce) {  // RFC 6749 §3.1
  constexpr std::string_view kRepeated = "malformed: it repeats a parameter";
  expect_verdicts(
      {
          {"state=xyz&code=a&code=a", kRepeated},
          {"state=xyz&code=a&code=b", kRepeated},
          {"state=xyz&error=a&error=b", kRepeated},
          {"state=xyz&code=a&iss=https://as.example&iss=https://as.example", kRepeated},
          {"state=xyz&code=a&iss=https://evil.example&iss=https://as.example", kRepeated},
          {"state=xyz&code=a&other=1&other=2", kRepeated},
          {"state=xyz&other=1&other=2", kRepeated},
      },
      {"https://as.example"});
}

TEST(AuthorizationResponse, HoldsEitherACodeOrAnError) {
  expect_verdicts({
      {"state=xyz", "malformed: it has neither a code nor an error"},
      {"state=xyz&error_description=x", "malformed: it has neither a code nor an error"},
      {"state=xyz&CODE=a", "malformed: it has neither a code nor an error"},
      {"state=xyz&code=a&error=b", "malformed: it has both a code and an error"},
      {"state=xyz&code=&error=", "malformed: it has neither a code nor an error"},
      {"state=xyz&code=", "malformed: it has neither a code nor an error"},
      {"state=xyz&code", "malformed: it has neither a code nor an error"},
      {"state=xyz&error=", "malformed: it has neither a code nor an error"},
      {"state=xyz&error=&error_description=x", "malformed: it has neither a code nor an error"},
  });
}

TEST(AuthorizationResponse, IsReadAsIfParametersWithoutAValueWereOmitted) {  // RFC 6749 §3.1
  expect_verdicts(
      {
          {"state=xyz&code=a&error=", "code: a"},
          {"state=xyz&code=a&error", "code: a"},
          {"state=xyz&code=a&iss=", "issuer mismatch: "},
          {"state=xyz&code=&code=a", "code: a"},
          {"state=xyz&code=a&code=&code", "code: a"},
          {"state=xyz&code=a&iss=&iss=https://as.example", "malformed: it repeats a parameter"},
          {"state=xyz&code=a&other&other", "code: a"},
          {"state=xyz&code=a&=&=", "code: a"},
          {"state=xyz&code=&error=access_denied", "error: access_denied / "},
          {"state=xyz&error=&error=a&error_description=&error_description=No.", "error: a / No."},
      },
      {"https://as.example"});
}

TEST(AuthorizationResponse, IsLookedAtForFormBeforeItsIssuer) {
  expect_verdicts(
      {
          {"state=xyz&iss=https://evil.example", "malformed: it has neither a code nor an error"},
          {"state=xyz&iss=https://evil.example&code=", "malformed: it has neither a code nor an error"},
      },
      {"https://as.example"});
}

TEST(AuthorizationResponse, ComesFromAnExpectedIssuer) {  // RFC 9207 §2.4: simple string comparison
  expect_verdicts(
      {
          {"state=xyz&code=a&iss=https://as.example", "code: a"},
          {"state=xyz&code=a&iss=https%3A%2F%2Fother.example", "code: a"},
          {"state=xyz&code=a", "code: a"},
          {"state=xyz&code=a&iss=https://evil.example", "issuer mismatch: https://evil.example"},
          {"state=xyz&code=a&iss=https://as.example/", "issuer mismatch: https://as.example/"},
          {"state=xyz&code=a&iss=https://AS.example", "issuer mismatch: https://AS.example"},
          {"state=xyz&error=access_denied&iss=https://evil.example", "issuer mismatch: https://evil.example"},
          {"state=xyz&error=access_denied&iss=https://as.example", "error: access_denied / "},
      },
      {"https://as.example", "https://other.example"});
}

TEST(AuthorizationResponse, NamesItsIssuerWhereTheMetadataPromisesIt) {  // RFC 9207 §2.4
  expect_verdicts(
      {
          {"state=xyz&code=a&iss=https://as.example", "code: a"},
          {"state=xyz&error=access_denied&iss=https://as.example", "error: access_denied / "},
          {"state=xyz&code=a", "issuer missing"},
          {"state=xyz&error=access_denied", "issuer missing"},
          {"state=xyz&code=a&ISS=https://as.example", "issuer missing"},
          {"state=xyz&code=a&iss=", "issuer mismatch: "},
          {"state=guess&code=a", "state mismatch: its state is not the one of this run"},
          {"state=xyz", "malformed: it has neither a code nor an error"},
      },
      {"https://as.example"}, /*iss_required=*/true);
}

TEST(AuthorizationResponse, MayNameAnyIssuerWhereNoneIsKnown) {
  expect_verdicts({{"state=xyz&code=a&iss=https://any.example", "code: a"}});
}

TEST(AuthorizationResponse, ExplainsItsErrorInTheServersWords) {
  expect_verdicts({
      {"state=xyz&error=access_denied&error_description=The+user+said+no.&error_uri=https://h",
       "error: access_denied / The user said no."},
      {"state=xyz&error=made_up", "error: made_up / "},
  });
}

std::string read_error(std::string_view query) {
  const AuthorizationErrorResponse response = read_unverified_error(query, Secret("the-state"));
  return response.error + " / " + response.description;
}

TEST(UnverifiedError, IsReadWithoutStateAndCodes) {
  EXPECT_EQ(read_error("error=access_denied"), "access_denied / ");
  EXPECT_EQ(read_error("error=&error=a+b&error=c&error_description=d%0A"), "a b / d\n");
  EXPECT_EQ(read_error("error=no-the-state&error_description=of+code-1+and+code-2&code=code-1&code=code-2"),
            "no-… / of … and …");
  EXPECT_EQ(read_error(""), " / ");
}

TEST(AuthorizationResponse, MakesCodesThatNothingElseCanMake) {
  EXPECT_FALSE(std::is_default_constructible_v<AuthorizationCode>);
  EXPECT_FALSE((std::is_constructible_v<AuthorizationCode, std::string_view>));
  EXPECT_FALSE(std::is_copy_constructible_v<AuthorizationCode>);
}

}  // namespace
}  // namespace goto_token
