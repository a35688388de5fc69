#include "goto_token/tokens/authenticated_endpoint.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <functional>

#include "goto_token/tokens/token_exchange.hpp"
#include "support/captured_output.hpp"
#include "support/failure.hpp"
#include "support/openssl_key.hpp"

namespace goto_token {
namespace {

using namespace std::chrono_literals;

const HttpResponse kToken = {200, {}, R"({"access_token":"the-token"})"};

/// A token endpoint for a client with a key.
class KeyExchange {
 public:
  using Respond = std::function<HttpResponse(const std::string& assertion)>;

  /// @param respond makes the response to a request with this assertion.
  explicit KeyExchange(Respond respond) : respond_(std::move(respond)) {
    client_.id = "id";
    client_.key.read = [this]() -> const SigningKey& { return key_; };
    client_.key.audience = "https://h";
  }

  Failure run() {
    Effects effects;
    effects.now = [] { return std::chrono::sys_seconds(1'700'000'000s); };
    effects.fill_random = [this](std::span<std::byte> octets) {
      std::fill(octets.begin(), octets.end(), std::byte{++drawn_});
    };
    effects.diagnostics = Diagnostics(output_.fd(), Verbosity::Verbose);
    effects.send = [this](const HttpRequest& request, const SendOptions&) {
      assertions_.emplace_back(
          find_parameter(form_decode(request.body), "client_assertion").value_or("none"));
      return respond_(assertions_.back());
    };
    return failure_of([&] {
      token_ = exchange_token(require_url("https://h/token"), {{"grant_type", "client_credentials"}}, client_,
                              effects);
      return 0;
    });
  }

  [[nodiscard]] const std::vector<std::string>& assertions() const { return assertions_; }
  /// A claim of each assertion, which is a text.
  [[nodiscard]] std::vector<std::string> claims(const std::string& name) const {
    std::vector<std::string> values;
    for (const std::string& assertion : assertions_) {
      const std::size_t first = assertion.find('.') + 1;
      const std::string payload =
          base64url_decode(assertion.substr(first, assertion.rfind('.') - first)).value_or("");
      const std::string label = '"' + name + R"(":")";
      const std::size_t begin = payload.find(label) + label.size();
      values.push_back(payload.substr(begin, payload.find('"', begin) - begin));
    }
    return values;
  }

  [[nodiscard]] std::vector<std::string> audiences() const { return claims("aud"); }
  [[nodiscard]] const std::optional<ReceivedToken>& token() const { return token_; }
  [[nodiscard]] std::string trace() { return output_.text(); }
  [[nodiscard]] Client& client() { return client_; }

 private:
  Respond respond_;
  SigningKey key_ = parse_signing_key(Secret(OpenSslKey::rsa().pkcs8()));
  Client client_;
  std::uint8_t drawn_ = 0;
  std::vector<std::string> assertions_;
  std::optional<ReceivedToken> token_;
  CapturedOutput output_;
};

TEST(AuthenticatedEndpoint, SignsWhatIsSentAgainAnew) {  // RFC 7523 §3
  int requests = 0;
  KeyExchange exchange([&](const std::string&) {
    return ++requests == 1 ? HttpResponse{503, {{"Retry-After", "0"}}, ""} : kToken;
  });
  EXPECT_EQ(exchange.run().code, ExitCode::Success);
  ASSERT_EQ(exchange.assertions().size(), 2U);
  EXPECT_NE(exchange.assertions()[0], exchange.assertions()[1]);
  EXPECT_EQ(exchange.token()->response.client_authentication, ClientAuthentication::PrivateKeyJwt);
  EXPECT_EQ(exchange.token()->response.assertion_algorithm, SigningAlgorithm::Rs256);
}

TEST(AuthenticatedEndpoint, SignsWithTheAlgorithmThatTheServerOffers) {
  KeyExchange exchange([&](const std::string&) { return kToken; });
  exchange.client().key.offered_algorithms = {"PS256"};
  EXPECT_EQ(exchange.run().code, ExitCode::Success);
  EXPECT_EQ(exchange.token()->response.assertion_algorithm, SigningAlgorithm::Ps256);
}

TEST(AuthenticatedEndpoint, TellsOfNoAlgorithmWithoutAnAssertion) {
  KeyExchange exchange([&](const std::string&) { return kToken; });
  exchange.client().authentication = ClientAuthentication::None;
  EXPECT_EQ(exchange.run().code, ExitCode::Success);
  EXPECT_EQ(exchange.assertions(), std::vector<std::string>{"none"});
  EXPECT_EQ(exchange.token()->response.assertion_algorithm, std::nullopt);
}

TEST(AuthenticatedEndpoint, RedactsAnAssertionThatTheServerRepeats) {
  KeyExchange exchange([](const std::string& assertion) {
    return HttpResponse{
        401, {}, R"({"error":"invalid_client","error_description":"not )" + assertion + R"("})"};
  });
  EXPECT_EQ(
      exchange.run(),
      (Failure{ExitCode::TokenRefused,
               "the token endpoint refused: invalid_client: not … (tried private-key-jwt, "
               "private-key-jwt-endpoint)",
               "check OAUTH_CLIENT_ID and OAUTH_CLIENT_KEY_ID, that the server knows the public key, and "
               "this machine's clock, since an assertion is valid for 60 s; goto-token doctor checks the "
               "clock"}));
}

TEST(AuthenticatedEndpoint, RedactsAnAssertionInTheTraceOfABody) {
  KeyExchange exchange([](const std::string& assertion) {
    std::string escaped;
    for (const char c : assertion) {
      escaped += c == '.' ? "%2E" : std::string(1, c);
    }
    return HttpResponse{502, {}, "<p>" + assertion + " and " + escaped};
  });
  EXPECT_EQ(exchange.run().code, ExitCode::Network);
  EXPECT_NE(exchange.trace().find("the body of the response begins: <p>… and …\n"), std::string::npos)
      << exchange.trace();
}

const HttpResponse kInvalidClient = {401, {}, R"({"error":"invalid_client"})"};

TEST(AuthenticatedEndpoint, NamesTheEndpointWhereTheServerTakesNoOtherAudience) {
  for (const HttpResponse& refusal : {kInvalidClient, HttpResponse{403, {}, ""}}) {
    int requests = 0;
    KeyExchange exchange([&](const std::string&) { return ++requests == 1 ? refusal : kToken; });
    EXPECT_EQ(exchange.run().code, ExitCode::Success);
    EXPECT_EQ(exchange.audiences(), (std::vector<std::string>{"https://h", "https://h/token"}));
    EXPECT_NE(exchange.claims("jti")[0], exchange.claims("jti")[1]);
    EXPECT_EQ(exchange.token()->response.client_authentication,
              ClientAuthentication::PrivateKeyJwtToEndpoint);
    EXPECT_EQ(exchange.token()->response.assertion_algorithm, SigningAlgorithm::Rs256);
  }
}

TEST(AuthenticatedEndpoint, BeginsWithTheAudienceThatWasAcceptedBefore) {
  KeyExchange exchange([](const std::string&) { return kToken; });
  exchange.client().accepted = ClientAuthentication::PrivateKeyJwtToEndpoint;
  EXPECT_EQ(exchange.run().code, ExitCode::Success);
  EXPECT_EQ(exchange.audiences(), std::vector<std::string>{"https://h/token"});
}

TEST(AuthenticatedEndpoint, TriesOneAudienceOnce) {
  for (const auto accepted :
       {ClientAuthentication::PrivateKeyJwt, ClientAuthentication::PrivateKeyJwtToEndpoint}) {
    KeyExchange exchange([](const std::string&) { return kInvalidClient; });
    exchange.client().key.audience = "https://h/token";
    exchange.client().accepted = accepted;
    EXPECT_EQ(exchange.run().message, "the token endpoint refused: invalid_client");
    EXPECT_EQ(exchange.audiences(), std::vector<std::string>{"https://h/token"});
  }
}

TEST(AuthenticatedEndpoint, TriesNoOtherAudienceForAnErrorOfTheGrant) {
  KeyExchange exchange([](const std::string&) {
    return HttpResponse{400, {}, R"({"error":"invalid_scope"})"};
  });
  EXPECT_EQ(exchange.run().message, "the token endpoint refused: invalid_scope");
  EXPECT_EQ(exchange.assertions().size(), 1U);
}

TEST(AuthenticatedEndpoint, SendsNothingWhereTheKeyCannotBeUsed) {
  KeyExchange exchange([](const std::string&) { return kToken; });
  exchange.client().key.read = []() -> const SigningKey& { throw Error(ExitCode::Configuration, "no key"); };
  EXPECT_EQ(exchange.run(), (Failure{ExitCode::Configuration, "no key", ""}));
  EXPECT_EQ(exchange.assertions(), std::vector<std::string>{});
}

}  // namespace
}  // namespace goto_token
