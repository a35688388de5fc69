#include "goto_token/sign_in/rejection.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace goto_token {
namespace {

using Reason = IgnoredAuthorizationResponse::Reason;

const RedirectEndpoint kEndpoint = {{"127.0.0.1:5000"}, "/cb"};
const RedirectUri kRedirectUri = {"http://127.0.0.1:5000/cb", require_url("http://127.0.0.1:5000/cb")};
const std::string kRegister =
    "register exactly http://127.0.0.1:5000/cb at the server, or set OAUTH_REDIRECT_URI to the registered "
    "one";
const std::string kQueryMode = "use --authorize-param response_mode=query, or set that at the server";

struct Screened {
  RequestHead head;
  Rejection rejection;
};

void expect_rejections(const std::vector<Screened>& table, const RedirectEndpoint& endpoint = kEndpoint) {
  for (const auto& [head, rejection] : table) {
    const auto status = screen_request(head, endpoint);
    ASSERT_TRUE(status) << head.path;
    EXPECT_EQ(classify_screened(head, *status, endpoint), rejection)
        << head.method << " " << head.host << head.path << "?" << head.query;
  }
}

TEST(Rejection, OfAnotherPathIsOneWhereAResponseComesThere) {
  const std::string host = "127.0.0.1:5000";
  expect_rejections({
      {{"GET", host, "/cb/", "code=a&state=b"}, Rejection::SlashMore},
      {{"GET", host, "/%63b/", "code=a&state=b"}, Rejection::SlashMore},
      {{"GET", host, "/cb/", ""}, Rejection::SlashMore},
      {{"POST", host, "/cb/", ""}, Rejection::SlashMore},
      {{"GET", host, "/cb//", "code=a"}, Rejection::OtherPath},
      {{"GET", host, "/other", "code=a"}, Rejection::OtherPath},
      {{"GET", host, "/other", "x&state"}, Rejection::OtherPath},
      {{"GET", host, "/", "%65rror=x"}, Rejection::OtherPath},
      {{"PUT", host, "/", "error=x"}, Rejection::OtherPath},
  });
  expect_rejections({{{"GET", host, "/cb", "code=a&state=b"}, Rejection::SlashLess}}, {{host}, "/cb/"});
}

TEST(Rejection, OfAnotherMethodIsOneWhereItMayBringTheResponse) {
  const std::string host = "127.0.0.1:5000";
  expect_rejections({{{"POST", host, "/cb", ""}, Rejection::FormPost},
                     {{"POST", host, "/cb", "code=a"}, Rejection::FormPost},
                     {{"PUT", host, "/cb", ""}, Rejection::OtherMethod},
                     {{"get", host, "/cb", "code=a"}, Rejection::OtherMethod}});
}

TEST(Rejection, OfAnotherHostIsOneWhereAResponseIsAddressedToIt) {
  expect_rejections({{{"GET", "evil.example", "/cb", ""}, Rejection::OtherHost},
                     {{"POST", "127.0.0.1:8080", "/cb", ""}, Rejection::OtherHost},
                     {{"GET", "127.0.0.1:8080", "/other", "code=a"}, Rejection::OtherHost},
                     {{"GET", "", "/cb", "code=a"}, Rejection::OtherHost},
                     {{"GET", "evil.example", "/", "x=code"}, Rejection::NoResponse},
                     {{"HEAD", "evil.example", "/cb", "code=a"}, Rejection::NoResponse}});
}

TEST(Rejection, IsNothingToTellOfWhatBrowsersAndScannersSend) {
  const std::string host = "127.0.0.1:5000";
  std::string many = "code=a";
  for (int i = 0; i < 1000; ++i) {
    many += "&";
  }
  expect_rejections({{{"GET", host, "/", ""}, Rejection::NoResponse},
                     {{"GET", host, "/favicon.ico", ""}, Rejection::NoResponse},
                     {{"GET", host, "/robots.txt", "v=1"}, Rejection::NoResponse},
                     {{"GET", host, "/.well-known/x", "codes=a&xstate=b"}, Rejection::NoResponse},
                     {{"POST", host, "/other", ""}, Rejection::NoResponse},
                     {{"GET", host, "/other", many}, Rejection::NoResponse},
                     {{"HEAD", host, "/cb", "code=a&state=b"}, Rejection::NoResponse},
                     {{"OPTIONS", host, "/cb", "code=a&state=b"}, Rejection::NoResponse},
                     {{"TRACE", host, "/cb/", "code=a&state=b"}, Rejection::NoResponse},
                     {{"GET", host, "/cb/", "code=a&state=b", true}, Rejection::NoResponse}});
  EXPECT_EQ(classify_unreadable(Unreadable::Malformed), Rejection::NoResponse);
}

TEST(Rejection, OfAResponseIsWhyItIsIgnored) {
  struct Case {
    Reason reason;
    Rejection rejection;
  };
  for (const auto& [reason, rejection] :
       std::vector<Case>{{Reason::NoState, Rejection::NoState},
                         {Reason::ErrorWithoutState, Rejection::ErrorWithoutState},
                         {Reason::RepeatedState, Rejection::RepeatedState},
                         {Reason::WrongState, Rejection::WrongState},
                         {Reason::TooManyParameters, Rejection::TooManyParameters},
                         {Reason::RepeatedParameter, Rejection::RepeatedParameter},
                         {Reason::CodeAndError, Rejection::CodeAndError},
                         {Reason::NeitherCodeNorError, Rejection::NeitherCodeNorError}}) {
    EXPECT_EQ(classify_ignored({"GET", "h", "/cb", "x"}, reason), rejection);
    EXPECT_EQ(classify_ignored({"GET", "h", "/cb", "x", true}, reason), Rejection::NoResponse);
  }
  EXPECT_EQ(classify_ignored({"GET", "h", "/cb", ""}, Reason::NoState), Rejection::NoQuery);
}

TEST(Rejection, HasWordsThatSayWhyAndWhatToDo) {
  struct Case {
    Rejection rejection;
    std::string why;
    std::string advice;
  };
  for (const auto& [rejection, why, advice] : std::vector<Case>{
           {Rejection::ErrorWithoutState, "it has an error without a state, which cannot be verified",
            "if your sign-in ended with this error, fix its cause and run it again"},
           {Rejection::SlashMore, "its path has a slash more at its end than the redirect URI", kRegister},
           {Rejection::SlashLess, "its path lacks the slash at the end of the redirect URI", kRegister},
           {Rejection::OtherPath, "its path is not that of the redirect URI", kRegister},
           {Rejection::FormPost, "it is a POST, so the server sends the response as a form", kQueryMode},
           {Rejection::NoQuery,
            "it has no query, so the response may be in a fragment, which browsers do not send", kQueryMode},
           {Rejection::OtherHost, "its host and port are not those of the redirect URI",
            kRegister + "; a forwarded port has to be the same at both ends"},
           {Rejection::TlsGreeting, "it begins with TLS, but plain http is served here",
            "the browser or an extension turned http into https: change https:// back to http:// in the "
            "address bar, and turn that off for 127.0.0.1"},
           {Rejection::TooLarge, "its head is larger than 32 KiB",
            "delete the browser's cookies for 127.0.0.1"},
           {Rejection::NoState, "it has no state", "the server has to send the state back (RFC 6749)"},
           {Rejection::WrongState, "its state is not the one of this run",
            "sign in at the address that goto-token printed, not in an older tab"},
           {Rejection::NoResponse, "it holds no response", ""},
       }) {
    EXPECT_EQ(describe(rejection, kRedirectUri).why, why);
    EXPECT_EQ(describe(rejection, kRedirectUri).advice, advice);
  }
}

TEST(Rejection, HasWordsOfItsOwnForEachKind) {
  std::vector<std::string_view> seen;
  for (std::size_t i = 0; i < kRejections; ++i) {
    const RejectionWords words = describe(static_cast<Rejection>(i), kRedirectUri);
    EXPECT_TRUE(words.why.starts_with("it ") || words.why.starts_with("its ")) << words.why;
    EXPECT_TRUE(words.what.starts_with("a ") || words.what.starts_with("an ")) << words.what;
    for (const std::string_view word : {words.why, words.what}) {
      EXPECT_EQ(std::count(seen.begin(), seen.end(), word), 0) << word;
      seen.push_back(word);
    }
  }
}

TEST(Rejection, IsToldOfFiveTimesButOfTlsOnce) {  // browsers connect several times in a row
  EXPECT_EQ(count_to_tell(Rejection::ErrorWithoutState), 5U);
  EXPECT_EQ(count_to_tell(Rejection::WrongState), 5U);
  EXPECT_EQ(count_to_tell(Rejection::TlsGreeting), 1U);
  EXPECT_EQ(count_to_tell(Rejection::SecondResponse), 0U);
  EXPECT_EQ(count_to_tell(Rejection::NoResponse), 0U);
}

TEST(Rejection, NamesTheRedirectUriWithoutAPortThatChanges) {
  const RedirectUri any_port = {"http://127.0.0.1:0/cb", require_url("http://127.0.0.1:0/cb")};
  EXPECT_EQ(describe(Rejection::OtherPath, any_port).advice,
            "register http://127.0.0.1/cb with any port at the server, or set OAUTH_REDIRECT_URI to the "
            "registered one");
  EXPECT_EQ(advise_to_check_registration(kRedirectUri),
            "register exactly http://127.0.0.1:5000/cb at the server, and check OAUTH_CLIENT_ID");
}

TEST(Rejection, OfTlsIsTheProxysWhereTheRedirectUriIsHttps) {
  const RedirectUri behind_proxy = {"https://app.example/cb", require_url("https://app.example/cb")};
  EXPECT_EQ(describe(Rejection::TlsGreeting, behind_proxy).advice,
            "let the proxy in front of goto-token end TLS, and pass on plain http");
}

}  // namespace
}  // namespace goto_token
