#include "goto_token/tokens/metadata_discovery.hpp"

#include <gtest/gtest.h>

#include <regex>

#include "support/captured_output.hpp"
#include "support/failure.hpp"
#include "support/scripted_server.hpp"

namespace goto_token {
namespace {

using Strings = std::vector<std::string>;
using Method = ClientAuthentication;

const std::string kRfc8414 = "https://h/.well-known/oauth-authorization-server/t";
const std::string kOpenId = "https://h/t/.well-known/openid-configuration";
const std::string kHint =
    "check OAUTH_ISSUER, or name the endpoints with OAUTH_AUTHORIZATION_ENDPOINT and OAUTH_TOKEN_ENDPOINT in "
    "place of it";

/// A response with a document of the issuer https://h/t and these members besides.
HttpResponse document(const std::string& members = R"("jwks_uri":"https://h/keys")") {
  return {200,
          {},
          R"({"issuer":"https://h/t","authorization_endpoint":"https://h/a","token_endpoint":)"
          R"("https://h/token",)" +
              members + "}"};
}

/// What a run ends with because of the metadata at `url`.
Failure unusable(const std::string& why, const std::string& hint, const std::string& url = kRfc8414) {
  return {ExitCode::Network, "the metadata at " + url + " cannot be used: " + why, hint};
}

/// One discovery at a scripted server.
class MetadataDiscoveryTest : public testing::Test {
 protected:
  IssuerSettings& issuer() { return std::get<IssuerSettings>(config_.server); }
  Client& client() { return config_.client; }
  void set_grant(std::string_view name) { config_.grant = find_grant(name); }

  AuthorizationServer find(std::vector<HttpResponse> responses) {
    ScriptedServer server(std::move(responses));
    Effects effects;
    effects.send = [&server](const HttpRequest& request, const SendOptions&) { return server.send(request); };
    CapturedOutput output;
    effects.diagnostics = Diagnostics(output.fd(), Verbosity::Verbose);
    requested_.clear();
    const auto note_requests = [&] {
      for (const HttpRequest& request : server.requests()) {
        EXPECT_EQ(request.method, "GET");
        EXPECT_EQ(request.headers, (HttpHeaders{{"Accept", "application/json"}}));
        EXPECT_EQ(request.body, "");
        requested_.push_back(to_string(request.url));
      }
    };
    try {
      AuthorizationServer found = find_authorization_server(config_, effects);
      note_requests();
      trace_ = std::regex_replace(output.text(), std::regex("after [0-9]+ ms"), "after T");
      return found;
    } catch (const Error&) {
      note_requests();
      throw;
    }
  }
  Failure failure(std::vector<HttpResponse> responses) {
    return failure_of([&] { return find(std::move(responses)); });
  }

  /// The URLs of the last discovery's requests, and its trace.
  const Strings& requested() const { return requested_; }
  const std::string& trace() const { return trace_; }

 private:
  static Config make_config_for_tests() {
    Config config;
    config.client = {"id", Secret("secret"), std::nullopt};
    config.server = IssuerSettings{.issuer = "https://h/t", .url = require_url("https://h/t")};
    return config;
  }

  Config config_ = make_config_for_tests();
  Strings requested_;
  std::string trace_;
};

TEST_F(MetadataDiscoveryTest, ReadsTheMetadataOfRfc8414) {
  const AuthorizationServer server = find({document()});
  EXPECT_EQ(requested(), Strings{kRfc8414});
  EXPECT_EQ(to_string(server.authorization_endpoint), "https://h/a");
  EXPECT_EQ(to_string(server.token_endpoint), "https://h/token");
  EXPECT_EQ(server.issuers, Strings{"https://h/t"});
  EXPECT_FALSE(server.iss_required);
  EXPECT_EQ(server.client_authentications, std::vector<Method>{});
  EXPECT_EQ(trace(),
            "goto-token: trace: server metadata from " + kRfc8414 +
                ": HTTP status 200 after T\n"
                "goto-token: trace: the metadata names no client authentication and promises no iss\n");
}

TEST_F(MetadataDiscoveryTest, FallsBackToOpenIdDiscovery) {
  for (const HttpResponse& miss : std::vector<HttpResponse>{{404, {}, ""},
                                                            {302, {{"Location", "https://h/x"}}, ""},
                                                            {500, {}, document().body},
                                                            {200, {}, "<html>"},
                                                            {200, {}, "{}"}}) {
    EXPECT_EQ(to_string(find({miss, document()}).token_endpoint), "https://h/token");
    EXPECT_EQ(requested(), (Strings{kRfc8414, kOpenId}));
  }
}

TEST_F(MetadataDiscoveryTest, SaysWhatEachUrlHasInPlaceOfMetadata) {
  for (const int trouble : {429, 500, 503}) {
    EXPECT_EQ(failure({{404, {}, ""}, {trouble, {}, ""}}),
              (Failure{ExitCode::Network,
                       "the issuer https://h/t has no metadata: " + kRfc8414 + ": HTTP status 404; " +
                           kOpenId + ": HTTP status " + std::to_string(trouble),
                       "try again later: the server has trouble or too much to do"}));
  }
  EXPECT_EQ(failure({{404, {}, ""}, {200, {}, "<html>"}}),
            (Failure{ExitCode::Network,
                     "the issuer https://h/t has no metadata: " + kRfc8414 + ": HTTP status 404; " + kOpenId +
                         ": no JSON object with an issuer",
                     kHint}));
  EXPECT_EQ(requested(), (Strings{kRfc8414, kOpenId}));
}

TEST_F(MetadataDiscoveryTest, SaysWhichIssuerToSetForMetadataOfAnother) {
  EXPECT_EQ(
      failure({{200, {}, R"({"issuer":"https://other.example"})"}}),
      unusable(
          "its issuer is 'https://other.example', not 'https://h/t'",
          "an issuer must match exactly, even if its server has several addresses; if you mean this one, set "
          "OAUTH_ISSUER=https://other.example"));
  EXPECT_EQ(requested(), Strings{kRfc8414});
}

TEST_F(MetadataDiscoveryTest, ShowsAnIssuerWithControlCharactersReplaced) {
  const Failure mismatch = failure({{200, {}, R"({"issuer":"\u001b[31m\n"})"}});
  EXPECT_TRUE(mismatch.message.ends_with("its issuer is '?[31m?', not 'https://h/t'")) << mismatch.message;
}

TEST_F(MetadataDiscoveryTest, OffersNoIssuerToSetThatTheKeyOrAShellWouldNotTake) {
  const std::string hint =
      "an issuer must match exactly, and this one cannot be set; name the endpoints with "
      "OAUTH_AUTHORIZATION_ENDPOINT and OAUTH_TOKEN_ENDPOINT in place of OAUTH_ISSUER";
  for (const std::string& issuer :
       {std::string("\\u001b[31m\\n"), std::string("https://o.example/\\u202e"), std::string("h"),
        std::string(), std::string("http://o.example"), std::string("https://o.example?a=b"),
        std::string("https://o.example/$(reboot)"), std::string("https://o.example/;reboot"),
        std::string("https://o.example/ #"), std::string("https://u:p@o.example"),
        "https://o.example/" + std::string(300, 'a')}) {
    EXPECT_EQ(failure({{200, {}, R"({"issuer":")" + issuer + "\"}"}}).hint, hint) << issuer;
  }
  EXPECT_EQ(failure({{200, {}, R"({"issuer":"https://o.example/{tenantid}/v2.0"})"}}).hint,
            "this server has an issuer for each tenant; set OAUTH_ISSUER to that of yours");
}

TEST_F(MetadataDiscoveryTest, StopsAtMetadataWithAMemberOfTheWrongKind) {
  EXPECT_EQ(failure({document(R"("response_types_supported":"code")")}),
            unusable("its response_types_supported is not a list of strings",
                     "name the endpoints with OAUTH_AUTHORIZATION_ENDPOINT and OAUTH_TOKEN_ENDPOINT in place "
                     "of OAUTH_ISSUER"));
}

TEST_F(MetadataDiscoveryTest, NeedsTheCodeGrantWithS256) {
  EXPECT_EQ(
      failure({{404, {}, ""}, document(R"("response_types_supported":["token"])")}),
      unusable("its response_types_supported has no code",
               "this server does not offer the authorization code grant; --grant chooses another", kOpenId));
  EXPECT_EQ(failure({document(R"("code_challenge_methods_supported":["plain"])")}),
            unusable("its code_challenge_methods_supported has no S256",
                     "goto-token always uses PKCE with S256 (RFC 7636), which this server does not offer"));
}

TEST_F(MetadataDiscoveryTest, PutsEndpointsThatAreNamedBeforeThoseOfTheMetadata) {
  issuer().authorization_endpoint = require_url("https://named/a");
  issuer().token_endpoint = require_url("https://named/t");
  const AuthorizationServer server = find({document()});
  EXPECT_EQ(to_string(server.authorization_endpoint), "https://named/a");
  EXPECT_EQ(to_string(server.token_endpoint), "https://named/t");
  EXPECT_EQ(server.issuers, Strings{"https://h/t"});
  EXPECT_EQ(to_string(find({{200, {}, R"({"issuer":"https://h/t"})"}}).token_endpoint), "https://named/t");
}

TEST_F(MetadataDiscoveryTest, NeedsADeviceAuthorizationEndpointForThatGrantAlone) {  // RFC 8628 §4
  const HttpResponse plain = document(R"("device_authorization_endpoint":"http://h/device")");
  const HttpResponse unusable_url = document(R"("device_authorization_endpoint":"nowhere")");
  EXPECT_EQ(find({unusable_url}).device_authorization_endpoint, std::nullopt);
  EXPECT_EQ(failure({plain}),  // no endpoint of an https issuer may be so, used or not
            unusable("its device_authorization_endpoint 'http://h/device' cannot be used: it is plain http, "
                     "although the issuer is https",
                     "name the endpoint with OAUTH_DEVICE_AUTHORIZATION_ENDPOINT"));
  set_grant("device-code");
  const std::string no_code =
      R"("response_types_supported":[],"code_challenge_methods_supported":["plain"],)";
  const HttpResponse offered = document(no_code + R"("device_authorization_endpoint":"https://h/device")");
  EXPECT_EQ(to_string(find({offered}).device_authorization_endpoint.value()), "https://h/device");
  EXPECT_EQ(failure({document()}),
            unusable("it has no device_authorization_endpoint",
                     "this server does not offer the device authorization grant; --grant chooses another, or "
                     "name its endpoint with OAUTH_DEVICE_AUTHORIZATION_ENDPOINT"));
  issuer().device_authorization_endpoint = require_url("https://named/d");
  EXPECT_EQ(to_string(find({plain}).device_authorization_endpoint.value()), "https://named/d");
}

TEST_F(MetadataDiscoveryTest, PushesWhereTheMetadataRequiresItOrTheEndpointIsSet) {  // RFC 9126 §5
  const std::string endpoint = R"("pushed_authorization_request_endpoint":"https://h/par")";
  const std::string required = R"("require_pushed_authorization_requests":true)";
  EXPECT_EQ(find({document(endpoint)}).pushed_authorization_request_endpoint, std::nullopt);
  EXPECT_EQ(
      to_string(find({document(endpoint + "," + required)}).pushed_authorization_request_endpoint.value()),
      "https://h/par");
  EXPECT_EQ(failure({document(required)}), unusable("it has no pushed_authorization_request_endpoint",
                                                    "name the endpoint with OAUTH_PAR_ENDPOINT"));
  issuer().pushed_authorization_request_endpoint = require_url("https://named/par");
  EXPECT_EQ(to_string(find({document(endpoint)}).pushed_authorization_request_endpoint.value()),
            "https://named/par");
  set_grant("client-credentials");  // has no authorization request
  EXPECT_EQ(find({document(required)}).pushed_authorization_request_endpoint, std::nullopt);
}

TEST_F(MetadataDiscoveryTest, NeedsEndpointsThatSecretsMayBeSentTo) {
  EXPECT_EQ(
      failure({{200, {}, R"({"issuer":"https://h/t","token_endpoint":"https://h/token"})"}}),
      unusable("it has no authorization_endpoint", "name the endpoint with OAUTH_AUTHORIZATION_ENDPOINT"));
  const HttpResponse plain = document(R"("token_endpoint":"http://h/token")");
  for (const bool allow_http : {false, true}) {
    issuer().allow_http = allow_http;
    EXPECT_EQ(failure({plain}),
              unusable("its token_endpoint 'http://h/token' cannot be used: it is plain http, "
                       "although the issuer is https",
                       "name the endpoint with OAUTH_TOKEN_ENDPOINT"));
  }
  issuer().url = require_url("http://h/t");
  EXPECT_EQ(to_string(find({plain}).token_endpoint), "http://h/token");
}

TEST_F(MetadataDiscoveryTest, TakesWhatTheServerOffersAndPromises) {
  const AuthorizationServer server =
      find({document(R"("token_endpoint_auth_methods_supported":["client_secret_jwt","client_secret_post",)"
                     R"("none"],"token_endpoint_auth_signing_alg_values_supported":["PS256"],)"
                     R"("authorization_response_iss_parameter_supported":true)")});
  EXPECT_EQ(server.client_authentications, (std::vector<Method>{Method::Post, Method::None}));
  EXPECT_EQ(server.assertion_algorithms, std::vector<std::string>{"PS256"});
  EXPECT_TRUE(server.iss_required);
  EXPECT_TRUE(trace().ends_with("the metadata offers client authentication post none and promises an iss\n"))
      << trace();
}

HttpResponse offering(const std::string& methods) {
  return document(R"("token_endpoint_auth_methods_supported":[)" + methods + "]");
}

TEST_F(MetadataDiscoveryTest, RejectsAServerThatOffersNoClientAuthenticationWeKnow) {
  const HttpResponse unknown = offering(R"("client_secret_jwt","attest_jwt_client_auth")");
  EXPECT_EQ(failure({unknown}),
            unusable("its token_endpoint_auth_methods_supported has none of client_secret_basic, "
                     "client_secret_post, none, private_key_jwt, tls_client_auth, "
                     "self_signed_tls_client_auth",
                     "if your client may use one of them all the same, name it with OAUTH_CLIENT_AUTH"));
  client().authentication = Method::Post;
  EXPECT_EQ(find({unknown}).client_authentications, std::vector<Method>{});
}

TEST_F(MetadataDiscoveryTest, NamesTheKeysThatTheServersClientAuthenticationNeeds) {
  const std::string other = "; if the metadata is wrong, set OAUTH_CLIENT_AUTH to what the server takes";
  struct Lack {
    std::string methods;
    std::string shown;
    std::string hint;
  };
  for (const auto& [methods, shown, hint] : std::vector<Lack>{
           {R"("private_key_jwt")", "private_key_jwt", "set OAUTH_CLIENT_KEY_FILE"},
           {R"("x\u001b","private_key_jwt")", "x?, private_key_jwt", "set OAUTH_CLIENT_KEY_FILE"},
           {R"("tls_client_auth","self_signed_tls_client_auth")",
            "tls_client_auth, self_signed_tls_client_auth",
            "set OAUTH_CLIENT_CERT_FILE and OAUTH_CLIENT_KEY_FILE"},
           {R"("private_key_jwt","tls_client_auth")", "private_key_jwt, tls_client_auth",
            "set OAUTH_CLIENT_KEY_FILE, or OAUTH_CLIENT_CERT_FILE and OAUTH_CLIENT_KEY_FILE"}}) {
    EXPECT_EQ(failure({offering(methods)}),
              (Failure{ExitCode::Configuration,
                       "the metadata at " + kRfc8414 +
                           " cannot be used: its token_endpoint_auth_methods_supported has only " + shown,
                       hint + other}));
  }
  client().certificate = true;
  client().secret = Secret();
  EXPECT_EQ(failure({offering(R"("client_secret_basic","client_secret_post")")}).hint,
            "set OAUTH_CLIENT_SECRET" + other);
  EXPECT_EQ(find({offering(R"("tls_client_auth")")}).client_authentications, std::vector{Method::Tls});
}

TEST_F(MetadataDiscoveryTest, RequiresNothingOfASignInWhereTheGrantNeedsNone) {
  const HttpResponse machines_only = {
      200,
      {},
      R"({"issuer":"https://h/t","token_endpoint":"https://h/token","response_types_supported":["token"]})"};
  EXPECT_EQ(failure({machines_only}).message,
            "the metadata at " + kRfc8414 + " cannot be used: its response_types_supported has no code");
  set_grant("client-credentials");
  EXPECT_EQ(to_string(find({machines_only}).token_endpoint), "https://h/token");
}

TEST_F(MetadataDiscoveryTest, LeavesFailuresOfTheNetworkAsTheyAre) {
  Config config;
  config.server = issuer();
  Effects effects;
  effects.send = [](const HttpRequest&, const SendOptions&) -> HttpResponse {
    throw Error(ExitCode::Network, "no response", "h");
  };
  EXPECT_EQ(failure_of([&] { return find_authorization_server(config, effects); }),
            (Failure{ExitCode::Network, "no response", "h"}));
}

}  // namespace
}  // namespace goto_token
