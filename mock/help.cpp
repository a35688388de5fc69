#include "help.hpp"

#include <algorithm>
#include <string_view>

namespace goto_mock_auth {
namespace {

constexpr std::string_view kAbout = R"(Usage: goto-mock-auth [options]

A whole OAuth 2.0 authorization server on loopback, for demos and tests. It
prints its address, or with --print-env the .env that fits it, and closes its
stdout: whoever has read that to its end can go on. It runs until SIGINT or
SIGTERM.

Example, before a test that calls goto-token:
  (goto-mock-auth --auto-approve --print-env & echo $! > mock.pid) | cat > .env

Server:
  --port N                 port on 127.0.0.1 (default 0: any free one)
  --base-path PATH         serve below this path, such as /tenant
  --https                  serve https; needs --cert and --key
  --cert FILE              certificate chain, PEM
  --key FILE               private key, PEM
  --issuer URL             issuer in metadata, iss and tokens (default: the
                           server's own address)
  --print-env              print the .env in place of the address
  -q, --quiet              no line on stderr for each request
  --version                print the version
  -h, --help               print this help
)";

constexpr std::string_view kGrants = R"(
Authorization:
  --auto-approve           answer with a code at once, without a page
  --deny                   answer with access_denied at once, without a page
  --iss                    add iss to authorization responses (RFC 9207)
  --code-lifetime SECONDS  (default 60; 0: codes are expired from the start)

Tokens:
  --expires-in SECONDS     lifetime of access tokens (default 3600)
  --rotate                 each refresh gives a new refresh token and spends the
                           old one; using that again revokes the whole grant
)";

constexpr std::string_view kAfterFaults = R"(
With :COUNT a fault strikes that many times; then the next one given has its
turn, and after the last one all is well:
  --fault 503:1 --fault invalid_grant:1

Made for tests: it listens on loopback only, its secrets are made up, and
GET /_requests shows, as JSON, all requests with all their parameters.

Exit status: 0 stopped by a signal, 1 failure, 2 wrong usage, 3 unusable
certificate, 8 port in use.
)";

std::string client_help(const Settings& defaults) {
  return R"(
Client:
  --client-id ID           (default )" +
         defaults.client.id + R"()
  --client-secret SECRET   (default )" +
         defaults.client.secret + R"()
  --client-name NAME       name on the consent page (default )" +
         defaults.client.name + R"()
  --public                 a client without a secret, as --client-auth none
  --client-auth FORM       accepted client authentication; repeatable:
                             form  Basic, form-encoded as RFC 6749 says (default)
                             raw   Basic, id and secret as they are
                             post  client_id and client_secret in the body
                             none  client_id in the body, and no secret
                             any   form, raw and post
  --redirect-uri URI       registered redirect URI; repeatable; port 0 stands for
                           any loopback port (default
                           )" +
         defaults.redirect_uris.front() + R"()
  --scopes LIST            scopes offered, separated by blanks (default
                           )" +
         scope_text(defaults.scopes_offered) + R"()
  --principal EMAIL        who signs in (default )" +
         defaults.principal + R"()
  --pat TOKEN              personal access token (default
                           )" +
         defaults.personal_access_token + ")\n";
}

std::string faults_help(FaultPoint point) {
  constexpr std::size_t kMeaningColumn = 27;
  std::string text;
  for (const FaultSpec& spec : fault_specs()) {
    if (spec.point != point) {
      continue;
    }
    std::string name = "  " + std::string(spec.name);
    if (!spec.value_name.empty()) {
      name += "[=" + std::string(spec.value_name) + "]";
    }
    name.resize(std::max(name.size() + 1, kMeaningColumn), ' ');
    text += name + std::string(spec.meaning);
    text += spec.default_value.empty() ? "\n" : " (default " + std::string(spec.default_value) + ")\n";
  }
  return text;
}

}  // namespace

std::string help_text(const Settings& defaults) {
  std::string text(kAbout);
  text += client_help(defaults);
  text += kGrants;
  text += "\nFaults, --fault KIND[=VALUE][:COUNT], repeatable. At the token endpoint:\n";
  text += faults_help(FaultPoint::TokenEndpoint);
  text += "In the authorization response:\n";
  text += faults_help(FaultPoint::AuthorizationResponse);
  text += kAfterFaults;
  return text;
}

}  // namespace goto_mock_auth
