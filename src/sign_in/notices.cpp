#include "goto_token/sign_in/notices.hpp"

#include "goto_token/base/http_status.hpp"
#include "goto_token/base/text.hpp"

namespace goto_token {
namespace {

using Outcome = RedirectPage::Outcome;

bool is_issuer_trouble(const AuthorizationError& refusal) {
  return refusal.kind != AuthorizationError::Kind::ErrorResponse;
}

std::string explain(const AuthorizationError& refusal) {
  if (refusal.kind == AuthorizationError::Kind::IssuerMissing) {
    return "issuer mismatch: the response names no issuer, although the server's metadata promises one";
  }
  if (refusal.kind == AuthorizationError::Kind::IssuerMismatch) {
    return "issuer mismatch: the response names '" + printable(refusal.error) +
           "', which is not the server that was asked";
  }
  const std::string description = refusal.description.empty() ? "" : ": " + printable(refusal.description);
  return printable(refusal.error) + description;
}

std::string hint_for(const AuthorizationError& refusal) {
  if (is_issuer_trouble(refusal)) {
    return "do not go on: someone may be mixing up authorization servers (RFC 9207)";
  }
  if (refusal.error == "access_denied") {
    return "run it again and choose Allow to give access";
  }
  if (refusal.error == "invalid_scope") {
    return "ask only for scopes that are enabled on the client";
  }
  if (refusal.error == "unauthorized_client") {
    return "check that the client may use the authorization code grant";
  }
  return {};
}

std::string describe(const ListenAddress& address, std::uint16_t port) {
  return written_host(address.host) + ":" + std::to_string(port);
}

/// The command that leads the browser's port to ours, at the address that we listen on.
std::string make_ssh_command(const Config& config, std::uint16_t port) {
  std::string host = config.listen ? config.listen->host : config.redirect_uri.url.host;
  if (is_localhost_name(host) || host == "0.0.0.0" || host == "::") {
    host = "127.0.0.1";
  }
  const std::uint16_t from = config.redirect_uri.url.port == 0 ? port : config.redirect_uri.url.port;
  return "ssh -L " + std::to_string(from) + ":" + describe({host, std::nullopt}, port) + " " +
         printable(*config.ssh_destination);
}

}  // namespace

void announce_wait(const Config& config, std::uint16_t port, bool pasting, const Diagnostics& diagnostics) {
  const std::string limit = config.timeout ? " for " + std::to_string(config.timeout->count()) + " s" : "";
  if (config.paste) {
    diagnostics.note("the browser may say that it cannot open the page it ends on: only its address counts");
    diagnostics.note("waiting for that address" + limit + "; Ctrl+C ends it");
    return;
  }
  if (config.listen && !is_loopback_host(config.listen->host)) {
    diagnostics.warning("other machines may reach " + describe(*config.listen, port) +
                        ", where the answer is waited for");
  }
  if (config.ssh_destination && is_loopback_redirect(config.redirect_uri.url)) {
    diagnostics.note(
        "this is a remote machine; to bring the answer home, run this on your own computer first:\n\n  " +
        make_ssh_command(config, port) + "\n");
    diagnostics.note(
        pasting ? "pasting works too: the address that your browser ends on, though it cannot open it"
                : "pasting works too, with --paste");
  }
  diagnostics.note("waiting for the answer on port " + std::to_string(port) + limit + "; Ctrl+C ends it");
}

void warn_of_missing_scopes(const TokenResponse& response, const std::vector<std::string>& requested,
                            const Diagnostics& diagnostics) {
  const auto missing = find_missing_scopes(response, requested);
  if (!missing.empty()) {
    diagnostics.warning("the server did not grant these scopes: " + printable(join_words(missing)));
  }
}

RedirectPage make_success_page() {
  return {http_status::kOk, Outcome::Good, "You are signed in", "goto-token has received the access token.",
          "You can close this page and go back to the terminal."};
}

RedirectPage make_failure_page(const Error& error) {
  const std::string next =
      error.hint().empty() ? "Run goto-token again in the terminal." : "What to do: " + error.hint() + ".";
  return {http_status::kBadGateway, Outcome::Bad, "Sign-in failed",
          std::string("The sign-in itself worked, but goto-token got no token: ") + error.what() + ".", next};
}

RedirectPage make_refused_page(const AuthorizationError& refusal) {
  const std::string hint = hint_for(refusal);
  return {is_issuer_trouble(refusal) ? http_status::kBadRequest : http_status::kOk, Outcome::Bad,
          "Sign-in refused", "The authorization server gave no access: " + explain(refusal) + ".",
          hint.empty() ? "Run goto-token again in the terminal." : "What to do: " + hint + "."};
}

Error make_authorization_failure(const AuthorizationError& refusal) {
  const std::string what =
      is_issuer_trouble(refusal) ? explain(refusal) : "authorization refused: " + explain(refusal);
  return {ExitCode::AuthorizationFailed, what, hint_for(refusal)};
}

}  // namespace goto_token
