#include "goto_token/sign_in/pages.hpp"

#include <gtest/gtest.h>
#include <openssl/evp.h>

#include <array>

#include "goto_token/base/encoding.hpp"
#include "support/http_text.hpp"

namespace goto_token {
namespace {

using Outcome = RedirectPage::Outcome;

const RedirectPage kGoodPage = {
    .status = 200, .outcome = Outcome::Good, .title = "Title", .message = "A message.", .next = "What next."};
constexpr std::array kStatuses = {200, 400, 403, 404, 405, 409, 421, 431, 502};

HttpText make_page(const RedirectPage& page) {
  return parse_http_text(make_http_response(page));
}

/// What stands between two marks; empty when they are not there.
std::string between(const std::string& text, const std::string& begin, const std::string& end) {
  const std::size_t from = text.find(begin);
  const std::size_t to = from == std::string::npos ? from : text.find(end, from + begin.size());
  return to == std::string::npos ? "" : text.substr(from + begin.size(), to - from - begin.size());
}

std::string sha256_base64(const std::string& text) {
  std::array<char, 32> digest = {};
  EXPECT_EQ(
      EVP_Digest(text.data(), text.size(), static_cast<unsigned char*>(static_cast<void*>(digest.data())),
                 nullptr, EVP_sha256(), nullptr),
      1);
  return base64_encode({digest.data(), digest.size()});
}

TEST(RedirectPage, SaysWhatItIsToSay) {
  const HttpText page = make_page(kGoodPage);
  EXPECT_EQ(page.status_line, "HTTP/1.1 200 OK");
  EXPECT_EQ(between(page.body, "<title>", "</title>"), "Title – goto-token");
  EXPECT_EQ(between(page.body, "<h1>", "</h1>"), "Title");
  EXPECT_EQ(between(page.body, "<p>", "</p>"), "A message.");
  EXPECT_EQ(between(page.body, "<p class=\"next\">", "</p>"), "What next.");
  EXPECT_EQ(between(page.body, "<main class=\"", "\">"), "good");
}

TEST(RedirectPage, ShowsABadOutcomeAsOne) {
  RedirectPage page = kGoodPage;
  page.outcome = Outcome::Bad;
  EXPECT_EQ(between(make_page(page).body, "<main class=\"", "\">"), "bad");
}

TEST(RedirectPage, EscapesEveryText) {
  const std::string hostile = "<script>alert('x')</script>&\"";
  const std::string escaped = "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;&quot;";
  const HttpText page = make_page(
      {.status = 200, .outcome = Outcome::Bad, .title = hostile, .message = hostile, .next = hostile});
  EXPECT_EQ(page.body.find("<script"), std::string::npos);
  EXPECT_EQ(between(page.body, "<title>", "</title>"), escaped + " – goto-token");
  EXPECT_EQ(between(page.body, "<h1>", "</h1>"), escaped);
  EXPECT_EQ(between(page.body, "<p>", "</p>"), escaped);
  EXPECT_EQ(between(page.body, "<p class=\"next\">", "</p>"), escaped);
}

TEST(RedirectPage, ForbidsStoringScriptsFramingReferrersAndSniffing) {
  for (const int status : kStatuses) {
    const HttpText page = make_page(make_rejection_page(status));
    EXPECT_EQ(page.header("Content-Type"), "text/html; charset=utf-8");
    EXPECT_EQ(page.header("Cache-Control"), "no-store");
    EXPECT_EQ(page.header("Referrer-Policy"), "no-referrer");
    EXPECT_EQ(page.header("X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(page.header("Connection"), "close");
    const std::string policy = page.header("Content-Security-Policy");
    EXPECT_EQ(policy.find("default-src 'none'; "), 0U) << policy;
    EXPECT_NE(policy.find("base-uri 'none'; form-action 'none'; frame-ancestors 'none'"), std::string::npos);
    EXPECT_EQ(policy.find("script-src"), std::string::npos);
    EXPECT_EQ(policy.find("unsafe"), std::string::npos);
  }
}

TEST(RedirectPage, AllowsNoStyleButItsOwn) {
  const HttpText page = make_page(kGoodPage);
  const std::string style = between(page.body, "<style>", "</style>");
  ASSERT_FALSE(style.empty());
  EXPECT_EQ(between(page.header("Content-Security-Policy"), "style-src ", ";"),
            "'sha256-" + sha256_base64(style) + "'");
  EXPECT_EQ(page.body.find("style="), std::string::npos) << "a style attribute has no hash";
}

TEST(RedirectPage, RefersToNothingOutside) {
  for (const int status : kStatuses) {
    const std::string body = make_page(make_rejection_page(status)).body;
    for (const auto* const reference :
         {"http://", "https://", "src=", "url(", "@import", "<script", "<img", "<a "}) {
      EXPECT_EQ(body.find(reference), std::string::npos) << status << " " << reference;
    }
    EXPECT_EQ(between(body, "href=\"", "\""), "data:,");
  }
}

TEST(RedirectPage, CountsItsBytes) {
  for (const auto* const message : {"", "plain", "Grüße €"}) {
    RedirectPage page = kGoodPage;
    page.message = message;
    const HttpText text = make_page(page);
    EXPECT_EQ(text.header("Content-Length"), std::to_string(text.body.size()));
  }
}

TEST(RedirectPage, HasNoBodyInTheResponseToHead) {  // RFC 9110 §9.3.2
  for (const int status : kStatuses) {
    const RedirectPage page = make_rejection_page(status);
    const std::string whole = make_http_response(page);
    const std::string head = make_http_response(page, false);
    EXPECT_EQ(head, whole.substr(0, whole.find("\r\n\r\n") + 4));
  }
}

TEST(RedirectPage, NamesTheAllowedMethodOnA405Only) {  // RFC 9110 §15.5.6
  for (const int status : kStatuses) {
    EXPECT_EQ(make_page(make_rejection_page(status)).header("Allow"), status == 405 ? "GET" : "") << status;
  }
}

struct Rejection {
  int status;
  std::string status_line;
  std::string message;
};

TEST(RedirectPage, SaysWhyARequestIsRejected) {
  const std::string not_understood = "goto-token does not understand this request.";
  for (const auto& [status, status_line, message] : std::vector<Rejection>{
           {400, "HTTP/1.1 400 Bad Request", not_understood},
           {403, "HTTP/1.1 403 Forbidden",
            "This request does not belong to the sign-in that goto-token is waiting for."},
           {404, "HTTP/1.1 404 Not Found", "There is nothing at this address."},
           {405, "HTTP/1.1 405 Method Not Allowed", "Only GET is allowed at this address."},
           {409, "HTTP/1.1 409 Conflict",
            "This sign-in is already being finished in another tab or request."},
           {421, "HTTP/1.1 421 Misdirected Request",
            "This request names a host that goto-token does not serve."},
           {431, "HTTP/1.1 431 Request Header Fields Too Large", not_understood},
       }) {
    const HttpText page = make_page(make_rejection_page(status));
    EXPECT_EQ(page.status_line, status_line);
    EXPECT_EQ("HTTP/1.1 " + std::to_string(status) + " " + between(page.body, "<h1>", "</h1>"), status_line);
    EXPECT_EQ(between(page.body, "<p>", "</p>"), message);
    EXPECT_EQ(between(page.body, "<p class=\"next\">", "</p>"),
              "Nothing was changed. You can close this page.");
    EXPECT_EQ(between(page.body, "<main class=\"", "\">"), "bad");
  }
}

TEST(RedirectPage, SaysWhatToDoAboutARejectionWhereItHelps) {
  const HttpText page = make_page(make_rejection_page(404, "register <this>"));
  EXPECT_EQ(between(page.body, "<p>", "</p>"), "There is nothing at this address.");
  EXPECT_EQ(between(page.body, "<p class=\"next\">", "</p>"), "What to do: register &lt;this&gt;.");
}

void expect_page(const RedirectPage& page, int status, Outcome outcome, const std::string& title,
                 const std::string& message, const std::string& next) {
  EXPECT_EQ(page.status, status);
  EXPECT_EQ(page.outcome, outcome);
  EXPECT_EQ(page.title, title);
  EXPECT_EQ(page.message, message);
  EXPECT_EQ(page.next, next);
}

TEST(Pages, SayThatItWorked) {
  expect_page(make_success_page(), 200, Outcome::Good, "You are signed in",
              "goto-token has received the access token.",
              "You can close this page and go back to the terminal.");
}

TEST(Pages, SayWhyThereIsNoToken) {
  const std::string message = "The sign-in itself worked, but goto-token got no token: why.";
  expect_page(make_failure_page(Error(ExitCode::Network, "why", "do this")), 502, Outcome::Bad,
              "Sign-in failed", message, "What to do: do this.");
  expect_page(make_failure_page(Error(ExitCode::Network, "why")), 502, Outcome::Bad, "Sign-in failed",
              message, "Run goto-token again in the terminal.");
}

TEST(Pages, SayWhyTheSignInWasRefused) {
  const std::string title = "Sign-in refused";
  expect_page(make_error_response_page(AuthorizationErrorResponse{"access_denied", "No."}), 200, Outcome::Bad,
              title, "The authorization server gave no access: access_denied: No..",
              "What to do: run it again and choose Allow to give access.");
  expect_page(make_error_response_page(AuthorizationErrorResponse{"made_up", ""}), 200, Outcome::Bad, title,
              "The authorization server gave no access: made_up.", "Run goto-token again in the terminal.");
}

TEST(Pages, WarnOfAnIssuerThatIsNotTheExpectedOne) {
  const std::string next =
      "What to do: do not go on: someone may be mixing up authorization servers (RFC 9207).";
  expect_page(make_error_response_page(IssuerMissing{}), 400, Outcome::Bad, "Sign-in refused",
              "The authorization server gave no access: issuer mismatch: the response names no issuer, "
              "although the server's metadata promises one.",
              next);
  expect_page(make_error_response_page(IssuerMismatch{"https://evil.example\x1b"}), 400, Outcome::Bad,
              "Sign-in refused",
              "The authorization server gave no access: issuer mismatch: the response names "
              "'https://evil.example?', which is not the server that was asked.",
              next);
}

}  // namespace
}  // namespace goto_token
