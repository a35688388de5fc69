#include "goto_token/oauth/server_metadata.hpp"

#include <gtest/gtest.h>

#include "support/failure.hpp"

namespace goto_token {
namespace {

using Strings = std::vector<std::string>;

const std::string kIssuer = "https://server.example.com";

// RFC 8414 §3.2
constexpr const char* kSpecificationExample = R"({
  "issuer": "https://server.example.com",
  "authorization_endpoint": "https://server.example.com/authorize",
  "token_endpoint": "https://server.example.com/token",
  "token_endpoint_auth_methods_supported": ["client_secret_basic", "private_key_jwt"],
  "token_endpoint_auth_signing_alg_values_supported": ["RS256", "ES256"],
  "userinfo_endpoint": "https://server.example.com/userinfo",
  "jwks_uri": "https://server.example.com/jwks.json",
  "registration_endpoint": "https://server.example.com/register",
  "scopes_supported": ["openid", "profile", "email", "address", "phone", "offline_access"],
  "response_types_supported": ["code", "code token"],
  "service_documentation": "http://server.example.com/service_documentation.html",
  "ui_locales_supported": ["en-US", "en-GB", "en-CA", "fr-FR", "fr-CA"]
})";

// As GoTo's server gives it out, on each of its hosts.
constexpr const char* kGoTo = R"({
  "issuer": "https://identity.goto.com",
  "authorization_endpoint": "https://identity.goto.com/oauth/authorize",
  "token_endpoint": "https://identity.goto.com/oauth/token",
  "revocation_endpoint": "https://identity.goto.com/oauth/revoke",
  "introspection_endpoint": "https://identity.goto.com/oauth/introspect",
  "jwks_uri": "https://identity.goto.com/oauth/jwks.json",
  "response_types_supported": ["code"],
  "grant_types_supported": ["authorization_code", "refresh_token"],
  "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
  "code_challenge_methods_supported": ["S256"]
})";

/// A document of kIssuer with more members.
std::string with_members(const std::string& members) {
  return R"({"issuer":"https://server.example.com",)" + members + "}";
}

ServerMetadata parse(const std::string& document) {
  return parse_server_metadata(document, kIssuer).value();
}

void expect_refused(const std::string& document, const std::string& why, const std::string& hint) {
  EXPECT_EQ(failure_of([&] {
              auto metadata = parse_server_metadata(document, kIssuer);
              require_code_grant(metadata.value());
              return metadata;
            }),
            (Failure{ExitCode::Network, why, hint}));
}

Strings urls_of(const std::string& issuer) {
  Strings urls;
  for (const Url& url : make_metadata_urls(require_url(issuer))) {
    urls.push_back(to_string(url));
  }
  return urls;
}

TEST(ServerMetadata, IsLookedForAsTheSpecificationsSay) {  // RFC 8414 §3.1, OpenID Connect Discovery 1.0 §4.1
  EXPECT_EQ(urls_of("https://example.com"),
            (Strings{"https://example.com/.well-known/oauth-authorization-server",
                     "https://example.com/.well-known/openid-configuration"}));
  EXPECT_EQ(urls_of("https://example.com/issuer1"),
            (Strings{"https://example.com/.well-known/oauth-authorization-server/issuer1",
                     "https://example.com/issuer1/.well-known/openid-configuration"}));
}

TEST(ServerMetadata, IsLookedForWithoutTheSlashAtTheEndOfTheIssuer) {
  EXPECT_EQ(urls_of("https://example.com:8443/"),
            (Strings{"https://example.com:8443/.well-known/oauth-authorization-server",
                     "https://example.com:8443/.well-known/openid-configuration"}));
  EXPECT_EQ(urls_of("https://example.com/a/b/"),
            (Strings{"https://example.com/.well-known/oauth-authorization-server/a/b",
                     "https://example.com/a/b/.well-known/openid-configuration"}));
}

TEST(ServerMetadata, IsReadFromTheSpecificationExample) {
  const ServerMetadata metadata = parse(kSpecificationExample);
  EXPECT_EQ(metadata.authorization_endpoint, "https://server.example.com/authorize");
  EXPECT_EQ(metadata.token_endpoint, "https://server.example.com/token");
  EXPECT_EQ(metadata.token_endpoint_auth_methods_supported,
            (Strings{"client_secret_basic", "private_key_jwt"}));
  EXPECT_FALSE(metadata.authorization_response_iss_parameter_supported);
}

TEST(ServerMetadata, IsReadFromGoTosDocument) {
  const ServerMetadata metadata = parse_server_metadata(kGoTo, "https://identity.goto.com").value();
  EXPECT_EQ(metadata.authorization_endpoint, "https://identity.goto.com/oauth/authorize");
  EXPECT_EQ(metadata.token_endpoint, "https://identity.goto.com/oauth/token");
  EXPECT_EQ(metadata.token_endpoint_auth_methods_supported,
            (Strings{"client_secret_basic", "client_secret_post", "none"}));
  EXPECT_FALSE(metadata.authorization_response_iss_parameter_supported);
}

TEST(ServerMetadata, OfGoTosOtherHostSaysWhichIssuerToSet) {
  EXPECT_EQ(
      failure_of([] { return parse_server_metadata(kGoTo, "https://authentication.logmeininc.com"); }),
      (Failure{ExitCode::Network,
               "its issuer is 'https://identity.goto.com', not 'https://authentication.logmeininc.com'",
               "a server may answer at several addresses, but its issuer is one, to the letter: if this "
               "is the server you mean, set OAUTH_ISSUER=https://identity.goto.com"}));
}

TEST(ServerMetadata, IsOfTheIssuerToTheLetter) {  // RFC 8414 §3.3, §4
  for (const std::string issuer :
       {"https://server.example.com/", "https://SERVER.example.com", "https://server.example.com:443",
        "http://server.example.com", "https://evil.example", ""}) {
    const Failure failure =
        failure_of([&] { return parse_server_metadata(R"({"issuer":")" + issuer + "\"}", kIssuer); });
    EXPECT_EQ(failure.code, ExitCode::Network);
    EXPECT_EQ(failure.message, "its issuer is '" + issuer + "', not 'https://server.example.com'");
  }
}

TEST(ServerMetadata, ShowsAnIssuerFromOutsideMadeHarmless) {
  const Failure failure =
      failure_of([] { return parse_server_metadata(R"({"issuer":"\u001b[31m\n"})", kIssuer); });
  EXPECT_EQ(failure.message, "its issuer is '?[31m?', not 'https://server.example.com'");
  EXPECT_TRUE(failure.hint.ends_with("set OAUTH_ISSUER=?[31m?")) << failure.hint;
}

TEST(ServerMetadata, IsNoneWithoutAnIssuer) {
  for (const std::string document :
       {"", "<html></html>", "[]", "null", "\"a\"", "{", "{}", R"({"error":"not_found"})", R"({"issuer":7})",
        R"({"issuer":null})", R"({"issuer":["https://server.example.com"]})", R"({"Issuer":"https://h"})"}) {
    EXPECT_FALSE(parse_server_metadata(document, kIssuer).has_value()) << document;
  }
}

TEST(ServerMetadata, MayLeaveOutAllButTheIssuer) {
  for (const auto& document :
       {std::string(R"({"issuer":"https://server.example.com"})"),
        with_members(R"("authorization_endpoint":null,"token_endpoint":null,"response_types_supported":null,
          "code_challenge_methods_supported":null,"token_endpoint_auth_methods_supported":null,
          "authorization_response_iss_parameter_supported":null)"),
        with_members(R"("response_types_supported":[],"code_challenge_methods_supported":[],
          "token_endpoint_auth_methods_supported":[])")}) {
    const ServerMetadata metadata = parse(document);
    EXPECT_EQ(metadata.authorization_endpoint, std::nullopt);
    EXPECT_EQ(metadata.token_endpoint, std::nullopt);
    EXPECT_EQ(metadata.token_endpoint_auth_methods_supported, Strings{});
    EXPECT_FALSE(metadata.authorization_response_iss_parameter_supported);
  }
}

TEST(ServerMetadata, MayPromiseAnIss) {  // RFC 9207 §3
  const auto promise = [](const std::string& value) {
    return parse(with_members("\"authorization_response_iss_parameter_supported\":" + value))
        .authorization_response_iss_parameter_supported;
  };
  EXPECT_TRUE(promise("true"));
  EXPECT_FALSE(promise("false"));
}

TEST(ServerMetadata, OffersWhatWeNeed) {
  const std::string no_grant =
      "this server does not offer the authorization code grant; --grant chooses another";
  for (const std::string types : {R"(["token"])", R"(["code id_token","CODE",""])"}) {
    expect_refused(with_members("\"response_types_supported\":" + types),
                   "its response_types_supported has no code", no_grant);
  }
  const std::string no_pkce =
      "goto-token always uses PKCE with S256 (RFC 7636), which this server does not offer";
  for (const std::string methods : {R"(["plain"])", R"(["s256"])"}) {
    expect_refused(with_members("\"code_challenge_methods_supported\":" + methods),
                   "its code_challenge_methods_supported has no S256", no_pkce);
  }
  for (const char* const members :
       {R"("response_types_supported":["token","code"],
                                       "code_challenge_methods_supported":["plain","S256"])",
        R"("response_types_supported":[],"code_challenge_methods_supported":null)"}) {
    EXPECT_NO_THROW(require_code_grant(parse(with_members(members))));
  }
}

struct KindCase {
  std::string member;
  std::string kind;
  Strings values;
};

void expect_refused_kind(const std::string& member, const std::string& value, const std::string& kind) {
  expect_refused(with_members("\"" + member + "\":" + value), "its " + member + " is not " + kind,
                 "name the endpoints with OAUTH_AUTHORIZATION_ENDPOINT and OAUTH_TOKEN_ENDPOINT in place of "
                 "OAUTH_ISSUER");
}

TEST(ServerMetadata, HasMembersOfTheRightKind) {
  const Strings no_lists = {"7", "true", "\"code\"", "{}", "[7]", "[\"code\",[]]"};
  for (const auto& [member, kind, values] : std::vector<KindCase>{
           {"authorization_endpoint", "a string", {"7", "true", "[]", "{}"}},
           {"token_endpoint", "a string", {"7", "false", R"(["https://h"])", "{}"}},
           {"response_types_supported", "a list of strings", no_lists},
           {"code_challenge_methods_supported", "a list of strings", no_lists},
           {"token_endpoint_auth_methods_supported", "a list of strings", no_lists},
           {"authorization_response_iss_parameter_supported", "true or false", {"1", "\"true\"", "[]"}},
       }) {
    for (const std::string& value : values) {
      expect_refused_kind(member, value, kind);
    }
  }
}

TEST(MetadataEndpoint, IsTheUrlInTheDocument) {
  EXPECT_EQ(to_string(validate_metadata_endpoint("token_endpoint", "https://h:1/t?a=1", false)),
            "https://h:1/t?a=1");
  EXPECT_EQ(to_string(validate_metadata_endpoint("token_endpoint", "http://127.0.0.1/t", false)),
            "http://127.0.0.1/t");
  EXPECT_EQ(to_string(validate_metadata_endpoint("token_endpoint", "http://h/t", true)), "http://h/t");
}

Failure endpoint_failure(const std::string& member, const std::optional<std::string>& url) {
  return failure_of([&] { return validate_metadata_endpoint(member, url, false); });
}

TEST(MetadataEndpoint, IsNamed) {
  EXPECT_EQ(endpoint_failure("token_endpoint", std::nullopt),
            (Failure{ExitCode::Network, "it has no token_endpoint",
                     "name the endpoint with OAUTH_TOKEN_ENDPOINT"}));
  EXPECT_EQ(endpoint_failure("authorization_endpoint", std::nullopt),
            (Failure{ExitCode::Network, "it has no authorization_endpoint",
                     "name the endpoint with OAUTH_AUTHORIZATION_ENDPOINT"}));
}

void expect_unusable_token_endpoint(const std::string& url, const std::string& why,
                                    const std::string& way_round = "") {
  EXPECT_EQ(endpoint_failure("token_endpoint", url),
            (Failure{ExitCode::Network, "its token_endpoint '" + url + "' cannot be used: " + why,
                     "name the endpoint with OAUTH_TOKEN_ENDPOINT" + way_round}));
}

TEST(MetadataEndpoint, IsAUrlThatSecretsMayBeSentTo) {
  expect_unusable_token_endpoint("", "it is not an absolute http or https URL");
  expect_unusable_token_endpoint("/token", "it is not an absolute http or https URL");
  expect_unusable_token_endpoint("https://h/#f", "it has a fragment");
  expect_unusable_token_endpoint("http://h/t", "plain http would show the secrets to the network",
                                 ", or use --allow-http if that network is yours alone");
}

}  // namespace
}  // namespace goto_token
