#include "goto_token/sign_in/flow.hpp"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/eventfd.h>

#include <array>

#include <algorithm>
#include <future>

#include "goto_token/io/loopback_socket.hpp"
#include "goto_token/oauth/pkce.hpp"
#include "support/captured_output.hpp"
#include "support/failure.hpp"
#include "support/redirect_client.hpp"
#include "support/scripted_server.hpp"

namespace goto_token {
namespace {

using namespace std::chrono_literals;

const HttpResponse kToken = {200, {}, R"({"access_token":"the-token","expires_in":3600})"};
const Failure kSuccess = {ExitCode::Success, "nothing failed", ""};

Config make_config_for_tests() {
  Config config;
  config.client = {
      .id = "the-client", .secret = Secret("the+secret"), .authentication = ClientAuthentication::Post};
  config.redirect_uri = {"http://127.0.0.1:0/cb", require_url("http://127.0.0.1:0/cb")};
  config.scopes = {"a", "b:c"};
  config.timeout = std::nullopt;
  return config;
}

AuthorizationServer make_server_for_tests() {
  return {.authorization_endpoint = require_url("https://as.example/authorize?tenant=1"),
          .token_endpoint = require_url("https://as.example/token")};
}

/// A run in a thread of its own, with the test as its browser.
class FlowTest : public testing::Test {
 protected:
  Config& config() { return config_; }
  AuthorizationServer& authorization_server() { return authorization_server_; }
  ScriptedServer& server() { return *server_; }

  /// Starts the run and returns the browser that it opens.
  RedirectClient start(std::vector<HttpResponse> responses) {
    return RedirectClient(start_and_open(std::move(responses)));
  }

  /// The same, and returns the URL that the browser opens.
  std::string start_and_open(std::vector<HttpResponse> responses) {
    server_.emplace(std::move(responses));
    Effects effects = make_effects();
    effects.open_browser = [this](const std::string& url) {
      opened_.set_value(url);
      return std::optional<BrowserRun>();
    };
    run_ = std::async(std::launch::async, [this, effects] { return run(effects); });
    return opened_.get_future().get();
  }

  /// Runs to the end in this thread, without a browser.
  Failure run_alone(std::vector<HttpResponse> responses = {}) {
    server_.emplace(std::move(responses));
    Effects effects = make_effects();
    effects.open_browser = [](const std::string&) -> std::optional<BrowserRun> {
      throw Error(ExitCode::Failure, "cannot start the browser: no reason");
    };
    return run(effects);
  }

  /// How the run ended; the access token is checked on the way.
  Failure result() { return run_.get(); }
  std::string said() { return output_.text(); }

  /// Has requests pushed; the responses of the server begin with that to the push.
  void push_requests() {
    authorization_server_.pushed_authorization_request_endpoint = require_url("https://as.example/par");
  }

 private:
  Effects make_effects() {
    Effects effects;
    effects.diagnostics = Diagnostics(output_.fd());
    // Octets that count up, so that every value of a run is known and differs from the others.
    effects.fill_random = [this](std::span<std::byte> octets) {
      std::generate(octets.begin(), octets.end(), [this] { return std::byte{next_octet_++}; });
    };
    effects.now = [] { return std::chrono::sys_seconds{}; };
    effects.send = [this](const HttpRequest& request, const SendOptions&) { return server_->send(request); };
    return effects;
  }

  Failure run(const Effects& effects) {
    return failure_of([&] {
      const ReceivedToken token = run_authorization_code_grant(config_, authorization_server_, effects);
      EXPECT_EQ(token.response.access_token.reveal(), "the-token");
      return 0;
    });
  }

  Config config_ = make_config_for_tests();
  AuthorizationServer authorization_server_ = make_server_for_tests();
  std::optional<ScriptedServer> server_;
  CapturedOutput output_;
  unsigned char next_octet_ = 0;
  std::promise<std::string> opened_;
  std::future<Failure> run_;
};

TEST_F(FlowTest, GetsATokenWithTheAuthorizationCodeGrant) {
  const RedirectClient browser = start({kToken});
  EXPECT_EQ(browser.parameter("tenant"), "1");
  EXPECT_EQ(browser.parameter("response_type"), "code");
  EXPECT_EQ(browser.parameter("client_id"), "the-client");
  EXPECT_EQ(browser.parameter("scope"), "a b:c");
  EXPECT_EQ(browser.parameter("state"), "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8");
  EXPECT_EQ(browser.parameter("code_challenge_method"), "S256");
  EXPECT_EQ(browser.parameter("redirect_uri"), "http://127.0.0.1:" + std::to_string(browser.port()) + "/cb");

  const HttpText page = browser.come_back_with_state("code=a%2Bb+c");
  EXPECT_EQ(page.status_line, "HTTP/1.1 200 OK");
  EXPECT_NE(page.body.find("You are signed in"), std::string::npos);
  EXPECT_EQ(result(), kSuccess);
  EXPECT_FALSE(try_connect(browser.port()).is_open()) << "the port is free";

  ASSERT_EQ(server().requests().size(), 1U);
  const HttpRequest& request = server().requests()[0];
  EXPECT_EQ(to_string(request.url), "https://as.example/token");
  const FormParameters body = form_decode(request.body);
  const Secret code_verifier(find_parameter(body, "code_verifier").value_or(""));
  EXPECT_EQ(code_verifier.reveal(), "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8");
  EXPECT_EQ(make_code_challenge(code_verifier), browser.parameter("code_challenge"));
  EXPECT_EQ(body, (FormParameters{{"grant_type", "authorization_code"},
                                  {"code", "a+b c"},
                                  {"redirect_uri", browser.parameter("redirect_uri")},
                                  {"code_verifier", std::string(code_verifier.reveal())},
                                  {"client_id", "the-client"},
                                  {"client_secret", "the+secret"}}));
}

TEST_F(FlowTest, SaysTheUrlAloneOnItsLineOnceItListens) {
  const RedirectClient browser = start({kToken});
  EXPECT_EQ(browser.come_back_with_state("code=x").status_line, "HTTP/1.1 200 OK");
  EXPECT_EQ(result(), kSuccess);
  const std::string port = std::to_string(browser.port());
  EXPECT_EQ(said(),
            "goto-token: open this address in a browser to sign in:\n\n"
            "  https://as.example/authorize?tenant=1&response_type=code&client_id=the-client"
            "&redirect_uri=http%3A%2F%2F127.0.0.1%3A" +
                port +
                "%2Fcb&scope=a%20b%3Ac&state=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8&code_challenge=" +
                browser.parameter("code_challenge") +
                "&code_challenge_method=S256\n\n"
                "goto-token: waiting for the response on port " +
                port + "; Ctrl+C ends it\n");
}

TEST_F(FlowTest, GoesOnAfterAForgedResponse) {
  const RedirectClient browser = start({kToken});
  EXPECT_EQ(browser.come_back("code=forged&state=guess").status_line, "HTTP/1.1 403 Forbidden");
  EXPECT_EQ(browser.come_back_with_state("").status_line, "HTTP/1.1 400 Bad Request");
  EXPECT_EQ(browser.come_back_with_state("code=good").status_line, "HTTP/1.1 200 OK");
  EXPECT_EQ(result(), kSuccess);
  EXPECT_EQ(find_parameter(form_decode(server().requests()[0].body), "code"), "good");
}

TEST_F(FlowTest, EndsWithAnErrorResponseAndAPageThatSaysSo) {
  const RedirectClient browser = start({});
  const HttpText page = browser.come_back_with_state("error=access_denied&error_description=%3Cb%3ENo");
  EXPECT_EQ(page.status_line, "HTTP/1.1 200 OK");
  EXPECT_NE(page.body.find("The authorization server gave no access: access_denied: &lt;b&gt;No."),
            std::string::npos)
      << page.body;
  EXPECT_EQ(result(), (Failure{ExitCode::AuthorizationFailed, "authorization refused: access_denied: <b>No",
                               "run it again and choose Allow to give access"}));
  EXPECT_FALSE(try_connect(browser.port()).is_open());
}

TEST_F(FlowTest, EndsWithAnIssuerThatWasNotAsked) {
  authorization_server().issuers = {"https://as.example"};
  const RedirectClient browser = start({});
  const HttpText page = browser.come_back_with_state("code=x&iss=https://evil.example");
  EXPECT_EQ(page.status_line, "HTTP/1.1 400 Bad Request");
  EXPECT_NE(page.body.find("issuer mismatch"), std::string::npos);
  EXPECT_EQ(
      result(),
      (Failure{ExitCode::AuthorizationFailed,
               "issuer mismatch: the response names 'https://evil.example', which is not the server that "
               "was asked",
               "do not go on: someone may be mixing up authorization servers (RFC 9207)"}));
}

TEST_F(FlowTest, EndsWithoutTheIssuerThatWasPromised) {
  authorization_server().issuers = {"https://as.example"};
  authorization_server().iss_required = true;
  const RedirectClient browser = start({});
  EXPECT_EQ(browser.come_back_with_state("code=x").status_line, "HTTP/1.1 400 Bad Request");
  EXPECT_EQ(result().message,
            "issuer mismatch: the response names no issuer, although the server's metadata promises one");
}

TEST_F(FlowTest, TellsTheBrowserThatTheTokenRequestFailed) {
  const RedirectClient browser = start({{400, {}, R"({"error":"invalid_grant","error_description":"<i>"})"}});
  const HttpText page = browser.come_back_with_state("code=x");
  EXPECT_EQ(page.status_line, "HTTP/1.1 502 Bad Gateway");
  EXPECT_NE(page.body.find("the token endpoint refused: invalid_grant: &lt;i&gt;."), std::string::npos)
      << page.body;
  EXPECT_EQ(result(),
            (Failure{ExitCode::TokenRefused, "the token endpoint refused: invalid_grant: <i>",
                     "run it again; if that does not help, check that OAUTH_REDIRECT_URI is exactly as "
                     "registered"}));
  EXPECT_FALSE(try_connect(browser.port()).is_open());
}

TEST_F(FlowTest, RejectsASecondResponseWhileTheFirstIsBeingUsed) {
  std::promise<void> asked;
  const FileDescriptor responded(::eventfd(0, EFD_CLOEXEC));
  Effects effects;
  effects.fill_random = [](std::span<std::byte> octets) {
    std::fill(octets.begin(), octets.end(), std::byte{1});
  };
  effects.now = [] { return std::chrono::sys_seconds{}; };
  effects.send = [&](const HttpRequest&, const SendOptions& options) {
    asked.set_value();
    std::array<pollfd, 1> event = {pollfd{responded.number(), POLLIN, 0}};
    while (event.front().revents == 0) {
      options.wait(event, Deadline::max());
    }
    return kToken;
  };
  std::promise<std::string> opened;
  effects.open_browser = [&opened](const std::string& url) {
    opened.set_value(url);
    return std::optional<BrowserRun>();
  };
  auto run = std::async(std::launch::async, [&] {
    return run_authorization_code_grant(config(), authorization_server(), effects);
  });
  const RedirectClient browser(opened.get_future().get());
  const std::string query = "state=" + browser.parameter("state") + "&code=x";
  const FileDescriptor first = browser.start(query);
  asked.get_future().get();
  EXPECT_EQ(browser.come_back(query).status_line, "HTTP/1.1 409 Conflict");
  EXPECT_EQ(receive_some(first, 0), std::nullopt) << "the first waits for the truth";
  ::eventfd_write(responded.number(), 1);
  EXPECT_EQ(parse_http_text(receive_all(first)).status_line, "HTTP/1.1 200 OK");
  EXPECT_EQ(run.get().response.access_token.reveal(), "the-token");
}

TEST_F(FlowTest, PushesTheRequestAndOpensItsRequestUri) {  // RFC 9126
  push_requests();
  const std::string url = start_and_open(
      {{201, {}, R"({"request_uri":"urn:ietf:params:oauth:request_uri:a","expires_in":60})"}, kToken});
  EXPECT_EQ(url,
            "https://as.example/authorize?tenant=1&client_id=the-client"
            "&request_uri=urn%3Aietf%3Aparams%3Aoauth%3Arequest_uri%3Aa");
  ASSERT_EQ(server().requests().size(), 1U);
  const HttpRequest& push = server().requests()[0];
  EXPECT_EQ(push.method, "POST");
  EXPECT_EQ(to_string(push.url), "https://as.example/par");
  const RedirectClient browser("https://as.example/authorize?" + push.body);
  EXPECT_EQ(form_decode(push.body),
            (FormParameters{{"response_type", "code"},
                            {"client_id", "the-client"},
                            {"redirect_uri", "http://127.0.0.1:" + std::to_string(browser.port()) + "/cb"},
                            {"scope", "a b:c"},
                            {"state", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"},
                            {"code_challenge", browser.parameter("code_challenge")},
                            {"code_challenge_method", "S256"},
                            {"client_secret", "the+secret"}}));
  EXPECT_EQ(browser.come_back_with_state("code=x").status_line, "HTTP/1.1 200 OK");
  EXPECT_EQ(result(), kSuccess);
  EXPECT_EQ(said(), "goto-token: open this address in a browser within 60 s to sign in:\n\n  " + url +
                        "\n\ngoto-token: waiting for the response on port " + std::to_string(browser.port()) +
                        "; Ctrl+C ends it\n");
}

TEST_F(FlowTest, SaysNotHowSoonToOpenTheRequestUriWhereItOutlastsTheWait) {
  push_requests();
  config().timeout = 0s;
  EXPECT_EQ(run_alone({{201, {}, R"({"request_uri":"u","expires_in":60})"}}).code, ExitCode::TimedOut);
  const std::string text = said();
  EXPECT_TRUE(
      text.starts_with("goto-token: open this address in a browser to sign in:\n\n  https://as.example/"))
      << text;
}

TEST_F(FlowTest, BeginsTheTokenRequestWithTheAuthenticationThatThePushEndedWith) {
  push_requests();
  config().client.authentication = std::nullopt;
  const HttpResponse refusal = {401, {}, R"({"error":"invalid_client"})"};
  start_and_open({refusal, refusal, {201, {}, R"({"request_uri":"u"})"}, kToken});
  ASSERT_EQ(server().requests().size(), 3U);
  const RedirectClient browser("https://as.example/authorize?" + server().requests()[2].body);
  EXPECT_EQ(browser.come_back_with_state("code=x").status_line, "HTTP/1.1 200 OK");
  EXPECT_EQ(result(), kSuccess);
  ASSERT_EQ(server().requests().size(), 4U);
  EXPECT_EQ(find_parameter(form_decode(server().requests()[3].body), "client_secret"), "the+secret");
}

TEST_F(FlowTest, TimesOutWithoutAResponse) {
  config().timeout = 0s;
  EXPECT_EQ(
      run_alone(),
      (Failure{ExitCode::TimedOut, "no authorization response came within 0 s, and no request at all",
               "if the browser showed an error, register http://127.0.0.1/cb with any port at the server, "
               "and check OAUTH_CLIENT_ID; else finish the sign-in there, or give it longer with "
               "--timeout; goto-token doctor checks the rest"}));
}

TEST_F(FlowTest, NotesThatNoBrowserCouldBeStartedAndGoesOn) {
  config().timeout = 0s;
  EXPECT_EQ(run_alone().code, ExitCode::TimedOut);
  const std::string text = said();
  EXPECT_TRUE(
      text.ends_with("goto-token: cannot start the browser: no reason; open the address above yourself\n"))
      << text;
}

TEST_F(FlowTest, SaysNothingBeforeItCanListen) {
  const LoopbackSockets taken = listen_on_loopback("127.0.0.1", 0);
  const std::string address = "127.0.0.1:" + std::to_string(taken.port);
  config().redirect_uri = {"http://" + address + "/cb", require_url("http://" + address + "/cb")};
  EXPECT_EQ(
      run_alone(),
      (Failure{
          ExitCode::CannotListen, "cannot listen on " + address + ": Address already in use",
          "stop the program that uses this port, or register another redirect URI; --paste needs no port"}));
  EXPECT_EQ(said(), "");
}

}  // namespace
}  // namespace goto_token
