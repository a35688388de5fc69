#include <gtest/gtest.h>

#include "goto_token/tokens/metadata_discovery.hpp"
#include "support/failure.hpp"

namespace goto_token {
namespace {

using Method = ClientAuthentication;

/// Metadata of the issuer https://h/t with these members besides.
std::string document(const std::string& members = R"("jwks_uri":"https://h/keys")") {
  return R"({"issuer":"https://h/t","authorization_endpoint":"https://h/a","token_endpoint":)"
         R"("https://h/token",)" +
         members + "}";
}

/// What a client that may have a certificate makes of metadata.
class MetadataForCertificatesTest : public testing::Test {
 protected:
  MetadataForCertificatesTest() {
    config_.client = {"id", Secret("secret"), std::nullopt};
    config_.server = IssuerSettings{.issuer = "https://h/t", .url = require_url("https://h/t")};
  }

  IssuerSettings& issuer() { return std::get<IssuerSettings>(config_.server); }
  Client& client() { return config_.client; }
  void set_grant(std::string_view name) { config_.grant = find_grant(name); }

  AuthorizationServer find(const std::string& metadata) {
    Effects effects;
    effects.send = [&metadata](const HttpRequest&, const SendOptions& options) {
      EXPECT_EQ(options.client_certificate, ClientCertificateUse::Withhold);
      return HttpResponse{200, {}, metadata};
    };
    return find_authorization_server(config_, effects);
  }
  Failure failure(const std::string& metadata) {
    return failure_of([&] { return find(metadata); });
  }

 private:
  Config config_;
};

TEST_F(MetadataForCertificatesTest, TakesTheEndpointsForClientsThatPresentACertificate) {  // RFC 8705 §5
  const std::string aliased = document(
      R"("revocation_endpoint":"https://h/revoke","device_authorization_endpoint":"https://h/device",)"
      R"("pushed_authorization_request_endpoint":"https://h/par","require_pushed_authorization_requests":true,)"
      R"("mtls_endpoint_aliases":{"token_endpoint":"https://m/token","revocation_endpoint":"https://m/revoke",)"
      R"("pushed_authorization_request_endpoint":"https://m/par","authorization_endpoint":"https://m/a"})");
  EXPECT_EQ(to_string(find(aliased).token_endpoint), "https://h/token");
  client().certificate = true;
  const AuthorizationServer server = find(aliased);
  EXPECT_EQ(to_string(server.token_endpoint), "https://m/token");
  EXPECT_EQ(to_string(server.revocation_endpoint.value()), "https://m/revoke");
  EXPECT_EQ(to_string(server.pushed_authorization_request_endpoint.value()), "https://m/par");
  EXPECT_EQ(to_string(server.authorization_endpoint), "https://h/a");
  issuer().token_endpoint = require_url("https://named/token");
  EXPECT_EQ(to_string(find(aliased).token_endpoint), "https://named/token");
  client().authentication = Method::Post;
  issuer().token_endpoint.reset();
  EXPECT_EQ(to_string(find(aliased).token_endpoint), "https://h/token");
}

TEST_F(MetadataForCertificatesTest, TakesTheAliasForADeviceWhereThereIsOne) {
  const std::string endpoint = R"("device_authorization_endpoint":"https://h/device")";
  client().certificate = true;
  set_grant("device-code");
  EXPECT_EQ(to_string(find(document(endpoint)).device_authorization_endpoint.value()), "https://h/device");
  const std::string aliased =
      document(endpoint + R"(,"mtls_endpoint_aliases":{"device_authorization_endpoint":"https://m/device"})");
  EXPECT_EQ(to_string(find(aliased).device_authorization_endpoint.value()), "https://m/device");
}

TEST_F(MetadataForCertificatesTest, NeedsHttpsWhereACertificateIsToBePresented) {
  client().authentication = Method::Tls;
  const auto needs_https = [](const std::string& url, const std::string& key) {
    return Failure{ExitCode::Configuration,
                   "client authentication tls cannot be used at '" + url + "': it is plain http",
                   "name an https endpoint with " + key + ", or another method with OAUTH_CLIENT_AUTH"};
  };
  issuer().token_endpoint = require_url("http://127.0.0.1/t?x");
  EXPECT_EQ(failure(document()), needs_https("http://127.0.0.1/t", "OAUTH_TOKEN_ENDPOINT"));
  issuer().token_endpoint.reset();
  issuer().revocation_endpoint = require_url("http://127.0.0.1/r");
  EXPECT_EQ(failure(document()), needs_https("http://127.0.0.1/r", "OAUTH_REVOCATION_ENDPOINT"));
  issuer().revocation_endpoint.reset();
  EXPECT_EQ(failure(document(R"("mtls_endpoint_aliases":{"token_endpoint":"http://h/t"})")),
            (Failure{ExitCode::Network,
                     "the metadata at https://h/.well-known/oauth-authorization-server/t cannot be used: its "
                     "mtls_endpoint_aliases.token_endpoint 'http://h/t' cannot be used: it is plain http, "
                     "although the issuer is https",
                     "name the endpoint with OAUTH_TOKEN_ENDPOINT"}));
}

}  // namespace
}  // namespace goto_token
