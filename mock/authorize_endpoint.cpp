#include <algorithm>
#include <charconv>

#include "endpoints.hpp"
#include "pages.hpp"

namespace goto_mock_auth {
namespace {

// The length of a port number (1 to 65535) at the start of `text`, or 0.
std::size_t port_length(std::string_view text) {
  int port = 0;
  const char* const end = std::from_chars(text.data(), text.data() + text.size(), port).ptr;
  return port >= 1 && port <= 65535 ? static_cast<std::size_t>(end - text.data()) : 0;
}

// The same characters, except that a registered loopback URI with port 0 stands for any port (RFC 8252 §7.3).
bool matches(std::string_view registered, std::string_view presented) {
  if (registered == presented) {
    return true;
  }
  for (const std::string_view host : {"http://127.0.0.1:", "http://[::1]:", "http://localhost:"}) {
    const std::string any_port = std::string(host) + "0";
    if (!registered.starts_with(any_port) || !presented.starts_with(host)) {
      continue;
    }
    const std::string_view rest = registered.substr(any_port.size());
    const std::string_view port_and_rest = presented.substr(host.size());
    const std::size_t digits = port_length(port_and_rest);
    // Nothing but a port can follow the host.
    return digits > 0 && (rest.empty() || rest.front() == '/' || rest.front() == '?') &&
           port_and_rest.substr(digits) == rest;
  }
  return false;
}

// Without it nothing tells that a redirect would reach the client (RFC 6749 §4.1.2.1).
std::string trusted_redirect_uri(const Settings& settings, const Parameters& query) {
  require(query.count("client_id") == 1 && query.value("client_id") == settings.client.id, 400,
          "invalid_request", "The client_id is missing, repeated or unknown.");
  std::string redirect_uri = query.value("redirect_uri");
  require(query.count("redirect_uri") == 1 && !redirect_uri.empty(), 400, "invalid_request",
          "The redirect_uri is missing or repeated.");
  const auto& uris = settings.redirect_uris;
  require(std::any_of(uris.begin(), uris.end(), [&](const auto& uri) { return matches(uri, redirect_uri); }),
          400, "invalid_request",
          "The redirect_uri is not one that the client has registered: " + redirect_uri);
  return redirect_uri;
}

void check_code_challenge(const Parameters& query) {
  const std::string code_challenge = query.value("code_challenge");
  require(!code_challenge.empty(), 302, "invalid_request", "code_challenge is missing");
  require(query.value("code_challenge_method") == "S256", 302, "invalid_request",
          "code_challenge_method must be S256");
  // RFC 7636 §4.2: base64url of a SHA-256 digest.
  require(code_challenge.size() == 43 && is_made_of(code_challenge, "-_"), 302, "invalid_request",
          "code_challenge is not 43 base64url characters");
}

// Completes a request whose redirect_uri and state are known already.
void check_request(const Settings& settings, const Parameters& query, AuthorizationRequest& request) {
  const std::string repeated = query.repeated_name();
  require(repeated.empty(), 302, "invalid_request", "a parameter is repeated: " + repeated);
  require(!query.value("response_type").empty(), 302, "invalid_request", "response_type is missing");
  require(query.value("response_type") == "code", 302, "unsupported_response_type",
          "response_type must be code");
  check_code_challenge(query);
  request.code_challenge = query.value("code_challenge");
  const Scope scope = parse_scope(query.value("scope"));
  require(is_within(scope, settings.scopes_offered), 302, "invalid_scope",
          "a scope is not offered to this client");
  request.scope = scope.empty() ? settings.scopes_offered : scope;
}

// Takes the authorization response back to the client; a fault may change it.
HttpResponse redirect_to_client(Context& context, const AuthorizationRequest& request, Parameters response,
                                int status) {
  if (!request.state.empty()) {
    response.set("state", request.state);
  }
  if (context.settings.iss_parameter) {
    response.set("iss", context.issuer);
  }
  if (const std::optional<Fault> fault = context.faults.take(true)) {
    std::get<RedirectChange>(fault->kind->effect)(response, fault->value);
  }
  const std::string separator = request.redirect_uri.find('?') == std::string::npos ? "?" : "&";
  return make_redirect(status, request.redirect_uri + separator + response.encoded());
}

HttpResponse approve(Context& context, const AuthorizationRequest& request, const std::string& principal,
                     int status) {
  return redirect_to_client(context, request, {{"code", context.grants.issue_code(request, principal)}},
                            status);
}

HttpResponse deny(Context& context, const AuthorizationRequest& request, int status) {
  return redirect_to_client(
      context, request, {{"error", "access_denied"}, {"error_description", "The user denied the request"}},
      status);
}

HttpResponse respond_to(Context& context, const AuthorizationRequest& request) {
  const Settings& settings = context.settings;
  switch (settings.consent) {
    case Consent::Approve:
      return approve(context, request, settings.principal, 302);
    case Consent::Deny:
      return deny(context, request, 302);
    case Consent::Ask:
      break;
  }
  return make_consent_page(settings, request, settings.base_path + std::string(kConsentPath),
                           context.grants.keep_pending(request));
}

}  // namespace

HttpResponse respond_to_authorization_request(Context& context, const HttpRequest& request) {
  AuthorizationRequest authorization_request;
  try {
    authorization_request.redirect_uri = trusted_redirect_uri(context.settings, request.query);
    authorization_request.state = request.query.value("state");
    check_request(context.settings, request.query, authorization_request);
    return respond_to(context, authorization_request);
  } catch (const OAuthError& error) {
    if (error.status != 302) {
      return make_error_page(error.status, error.what());
    }
    return redirect_to_client(context, authorization_request,
                              {{"error", error.error}, {"error_description", error.what()}}, 302);
  }
}

HttpResponse respond_to_consent(Context& context, const HttpRequest& request) {
  // Browsers tell here which site a form was sent from; another site's page must not be able to allow
  // anything.
  if (!request.sec_fetch_site.empty() && request.sec_fetch_site != "same-origin") {
    return make_error_page(403, "The decision came from another site.");
  }
  const std::string decision = request.form.value("decision");
  if (decision != "allow" && decision != "deny") {
    return make_error_page(400, "The decision is neither allow nor deny.");
  }
  const auto authorization_request = context.grants.take_pending(request.form.value("ticket"));
  if (!authorization_request) {
    return make_error_page(400,
                           "This request was decided before, or is too old. If the program that asked still "
                           "waits for you, start it again.");
  }
  constexpr int kSeeOther = 303;  // so that no browser sends the form on to the client (RFC 9700 §4.12)
  if (decision == "deny") {
    return deny(context, *authorization_request, kSeeOther);
  }
  const std::string principal = request.form.value("principal");
  return approve(context, *authorization_request, principal.empty() ? context.settings.principal : principal,
                 kSeeOther);
}

}  // namespace goto_mock_auth
