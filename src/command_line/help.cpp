#include "goto_token/command_line/help.hpp"

namespace goto_token {
namespace {

constexpr std::string_view kHelp = R"(Usage: goto-token [options]          get an access token
       goto-token login [options]    sign in and keep the login
       goto-token logout [options]   revoke the login and erase it
       goto-token status [options]   say what is stored
       goto-token exec [options] -- COMMAND [ARG...]
                                     run COMMAND with GOTO_ACCESS_TOKEN and
                                     GOTO_TOKEN_EXPIRES_AT in its environment
       goto-token doctor [options]   check the set-up: a line a check, with the
                                     fix; exits with the first fault's status
       goto-token init [options]     ask for what the env file needs, write it
       goto-token completion bash|zsh|fish
                                     print the completion script of a shell

Gets an OAuth 2.0 access token and prints it: the stored one, refreshed when it
has expired, or else a new one. For a new one it opens the authorization
server's sign-in page in a browser, and waits for the response on a loopback
address.

  export OAUTH_CLIENT_ID=...             # or put it into ./.env
  TOKEN=$(goto-token --scope messaging.v1.send)

Options:
  -s, --scope SCOPE      scope to ask for; repeatable, or several with spaces
      --env-file PATH    read this file instead of ./.env or
                         ~/.config/goto-token/.env
      --grant GRANT      how to get it: authorization-code (default),
                         personal-access-token, refresh-token or
                         client-credentials
  -o, --output FORMAT    token (default), header, env, dotenv or json; for
                         status and doctor, text (default) or json
      --browser COMMAND  open the sign-in page with this command; %s in it is
                         the address, else it is added at the end
      --no-browser       only print the address (the same as --browser none)
      --paste            do not listen; read the address that the browser
                         ended on from stdin
      --listen ADDRESS[:PORT]  listen there instead of on the redirect URI's
                         own address, such as 0.0.0.0 in a container
      --timeout SECONDS  how long to wait for the sign-in (300; 0: for ever)
      --fresh            ignore the stored login
      --refresh          refresh the stored login now, without a person,
                         however long its token is said to last
      --non-interactive  never wait for a person: exit 10 instead
      --min-valid SECONDS  how long a stored token must still last (60)
      --profile NAME     which stored login (default)
      --all              with status or logout: every stored login
      --credential-helper NAME  keep the login in docker-credential-NAME, such
                         as pass or secretservice
      --print            of init: only print the template of an env file
      --ca-file PATH     trust these PEM certificates as well as the system's
      --allow-http       allow plain http to servers that are not on loopback
  -q, --quiet            only errors and the address to open, on stderr
  -v, --verbose          also each step, without secrets, on stderr
      --version          print the version
  -h, --help             print this help

No option takes a secret. Keys for the environment or the env file:
  OAUTH_CLIENT_ID, OAUTH_CLIENT_SECRET (or OAUTH_CLIENT_SECRET_FILE),
  OAUTH_SERVICE_URL, OAUTH_ISSUER, OAUTH_REDIRECT_URI, OAUTH_SCOPE,
  OAUTH_CLIENT_AUTH, OAUTH_AUTHORIZATION_ENDPOINT, OAUTH_TOKEN_ENDPOINT,
  OAUTH_REVOCATION_ENDPOINT, OAUTH_CA_FILE, OAUTH_TIMEOUT, OAUTH_PROFILE,
  OAUTH_GRANT, OAUTH_PERSONAL_ACCESS_TOKEN, OAUTH_REFRESH_TOKEN (each of the
  two also with _FILE)

Exit status: 0 success, 1 other failure, 2 usage, 3 configuration,
  4 authorization refused, 5 timed out waiting, 6 token endpoint refused,
  7 network or TLS, 8 cannot listen, 9 token store, 10 login required,
  of exec: COMMAND's, 127 not found, 126 not executable,
  130/143/129/131 on SIGINT/SIGTERM/SIGHUP/SIGQUIT
)";

}  // namespace

std::string_view help_text() noexcept {
  return kHelp;
}

std::string_view version_text() noexcept {
  return "goto-token " GOTO_TOKEN_VERSION "\n";
}

}  // namespace goto_token
