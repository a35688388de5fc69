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
  return std::get<ServerMetadata>(parse_server_metadata(document, kIssuer));
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

TEST(ServerMetadata, HasEndpointsForClientsWithACertificate) {  // RFC 8705 §5
  const MtlsEndpointAliases aliases =
      parse(with_members(R"("token_endpoint":"https://h/t","mtls_endpoint_aliases":{"token_endpoint":)"
                         R"("https://mtls.h/t","revocation_endpoint":"https://mtls.h/\u0072",)"
                         R"("introspection_endpoint":"https://mtls.h/i",)"
                         R"("device_authorization_endpoint":null,)"
                         R"("pushed_authorization_request_endpoint":7})"))
          .mtls_endpoint_aliases;
  EXPECT_EQ(aliases.token_endpoint, "https://mtls.h/t");
  EXPECT_EQ(aliases.revocation_endpoint, "https://mtls.h/r");
  EXPECT_EQ(aliases.device_authorization_endpoint, std::nullopt);
  EXPECT_EQ(aliases.pushed_authorization_request_endpoint, std::nullopt);
  for (const char* const none : {"null", "[]", R"("https://mtls.h/t")", "{}"}) {
    EXPECT_EQ(parse(with_members(std::string(R"("mtls_endpoint_aliases":)") + none))
                  .mtls_endpoint_aliases.token_endpoint,
              std::nullopt);
  }
}

TEST(ServerMetadata, IsReadFromGoTosDocument) {
  const ServerMetadata metadata =
      std::get<ServerMetadata>(parse_server_metadata(kGoTo, "https://identity.goto.com"));
  EXPECT_EQ(metadata.authorization_endpoint, "https://identity.goto.com/oauth/authorize");
  EXPECT_EQ(metadata.token_endpoint, "https://identity.goto.com/oauth/token");
  EXPECT_EQ(metadata.token_endpoint_auth_methods_supported,
            (Strings{"client_secret_basic", "client_secret_post", "none"}));
  EXPECT_FALSE(metadata.authorization_response_iss_parameter_supported);
}

TEST(ServerMetadata, OfAnotherIssuerTellsIt) {
  const auto parsed = parse_server_metadata(kGoTo, "https://authentication.logmeininc.com");
  EXPECT_EQ(std::get<ForeignMetadata>(parsed).issuer, "https://identity.goto.com");
}

TEST(ServerMetadata, IsOfTheIssuerToTheLetter) {  // RFC 8414 §3.3, §4
  for (const std::string issuer :
       {"https://server.example.com/", "https://SERVER.example.com", "https://server.example.com:443",
        "http://server.example.com", "https://evil.example", ""}) {
    const auto parsed = parse_server_metadata(R"({"issuer":")" + issuer + "\"}", kIssuer);
    ASSERT_TRUE(std::holds_alternative<ForeignMetadata>(parsed)) << issuer;
    EXPECT_EQ(std::get<ForeignMetadata>(parsed).issuer, issuer);
  }
}

TEST(ServerMetadata, IsNoneWithoutAnIssuer) {
  for (const std::string document :
       {"", "<html></html>", "[]", "null", "\"a\"", "{", "{}", R"({"error":"not_found"})", R"({"issuer":7})",
        R"({"issuer":null})", R"({"issuer":["https://server.example.com"]})", R"({"Issuer":"https://h"})"}) {
    EXPECT_TRUE(std::holds_alternative<NotMetadata>(parse_server_metadata(document, kIssuer))) << document;
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

TEST(ServerMetadata, MayRuleOutTheCodeGrant) {
  for (const std::string types : {R"(["token"])", R"(["code id_token","CODE",""])"}) {
    EXPECT_FALSE(offers_code_grant(parse(with_members("\"response_types_supported\":" + types)))) << types;
  }
  for (const std::string types : {R"(["token","code"])", "[]", "null"}) {
    EXPECT_TRUE(offers_code_grant(parse(with_members("\"response_types_supported\":" + types)))) << types;
  }
}

TEST(ServerMetadata, MayRuleOutS256) {
  for (const std::string methods : {R"(["plain"])", R"(["s256"])"}) {
    EXPECT_FALSE(offers_s256(parse(with_members("\"code_challenge_methods_supported\":" + methods))))
        << methods;
  }
  for (const std::string methods : {R"(["plain","S256"])", "[]", "null"}) {
    EXPECT_TRUE(offers_s256(parse(with_members("\"code_challenge_methods_supported\":" + methods))))
        << methods;
  }
}

struct KindCase {
  std::string member;
  std::string kind;
  Strings values;
};

void expect_wrong_kind(const std::string& member, const std::string& value, const std::string& kind) {
  EXPECT_EQ(failure_of([&] { return parse(with_members("\"" + member + "\":" + value)); }),
            (Failure{ExitCode::Network, "its " + member + " is not " + kind, ""}));
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
      expect_wrong_kind(member, value, kind);
    }
  }
}

TEST(MetadataEndpoint, IsTheUrlInTheDocument) {
  const auto endpoint = [](const std::string& url, bool allow_http) {
    return to_string(std::get<Url>(validate_metadata_endpoint(
        "token_endpoint", url, {.issuer_has_tls = false, .allow_http = allow_http})));
  };
  EXPECT_EQ(endpoint("https://h:1/t?a=1", false), "https://h:1/t?a=1");
  EXPECT_EQ(endpoint("http://127.0.0.1/t", false), "http://127.0.0.1/t");
  EXPECT_EQ(endpoint("http://h/t", true), "http://h/t");
}

void expect_unusable(const std::optional<std::string>& url, const std::string& why, bool plain_http = false) {
  const auto endpoint =
      validate_metadata_endpoint("token_endpoint", url, {.issuer_has_tls = false, .allow_http = false});
  ASSERT_TRUE(std::holds_alternative<UnusableEndpoint>(endpoint)) << why;
  EXPECT_EQ(std::get<UnusableEndpoint>(endpoint).why, why);
  EXPECT_EQ(std::get<UnusableEndpoint>(endpoint).plain_http, plain_http) << why;
}

TEST(MetadataEndpoint, HasTlsWhereTheIssuerHas) {
  for (const std::string url : {"http://127.0.0.1/t", "http://localhost/t", "http://as.example/t"}) {
    const auto endpoint =
        validate_metadata_endpoint("token_endpoint", url, {.issuer_has_tls = true, .allow_http = true});
    ASSERT_TRUE(std::holds_alternative<UnusableEndpoint>(endpoint)) << url;
    EXPECT_EQ(
        std::get<UnusableEndpoint>(endpoint).why,
        "its token_endpoint '" + url + "' cannot be used: it is plain http, although the issuer is https");
  }
}

TEST(MetadataEndpoint, IsNamed) {
  expect_unusable(std::nullopt, "it has no token_endpoint");
}

TEST(MetadataEndpoint, IsAUrlThatSecretsMayBeSentTo) {
  expect_unusable("", "its token_endpoint '' cannot be used: it is not an absolute http or https URL");
  expect_unusable("/token",
                  "its token_endpoint '/token' cannot be used: it is not an absolute http or https URL");
  expect_unusable("https://h/#f", "its token_endpoint 'https://h/#f' cannot be used: it has a fragment");
  expect_unusable("http://h/t",
                  "its token_endpoint 'http://h/t' cannot be used: plain http would show the secrets to the "
                  "network",
                  /*plain_http=*/true);
}

}  // namespace
}  // namespace goto_token
