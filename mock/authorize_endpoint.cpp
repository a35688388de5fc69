#include <algorithm>
#include <stdexcept>

#include "endpoints.hpp"
#include "fault_answers.hpp"
#include "pages.hpp"
#include "redirect_uri.hpp"

namespace goto_mock_auth {
namespace {

// A request that can't be answered with a redirect, since nothing tells that its redirect URI is the client's
// (RFC 6749 §4.1.2.1).
class UntrustedRequest : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

std::string trusted_redirect_uri(const Settings& settings, const Parameters& query) {
  if (query.count("client_id") != 1 || query.value("client_id") != settings.client.id) {
    throw UntrustedRequest("The client_id is missing, repeated or unknown.");
  }
  std::string redirect_uri = query.value("redirect_uri");
  if (query.count("redirect_uri") != 1 || redirect_uri.empty()) {
    throw UntrustedRequest("The redirect_uri is missing or repeated.");
  }
  const bool registered =
      std::any_of(settings.redirect_uris.begin(), settings.redirect_uris.end(),
                  [&](const auto& uri) { return matches_redirect_uri(uri, redirect_uri); });
  if (!registered) {
    throw UntrustedRequest("The redirect_uri is not one that the client has registered: " + redirect_uri);
  }
  return redirect_uri;
}

// RFC 7636 §4.2: base64url of a SHA-256 digest is 43 characters.
bool is_code_challenge(std::string_view text) {
  return text.size() == 43 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
                  c == '_';
         });
}

void check_code_challenge(const Parameters& query) {
  if (query.value("code_challenge").empty()) {
    throw OAuthError(302, "invalid_request", "code_challenge is missing");
  }
  if (query.value("code_challenge_method") != "S256") {
    throw OAuthError(302, "invalid_request", "code_challenge_method must be S256");
  }
  if (!is_code_challenge(query.value("code_challenge"))) {
    throw OAuthError(302, "invalid_request", "code_challenge is not 43 base64url characters");
  }
}

Scope checked_scope(const Settings& settings, const Parameters& query) {
  Scope scope = parse_scope(query.value("scope"));
  if (!is_within(scope, settings.scopes_offered)) {
    throw OAuthError(302, "invalid_scope", "a scope is not offered to this client");
  }
  return scope.empty() ? settings.scopes_offered : scope;
}

// Completes a request whose redirect_uri and state are known already.
void check_request(const Settings& settings, const Parameters& query, AuthorizationRequest& request) {
  if (const std::string name = query.repeated_name(); !name.empty()) {
    throw OAuthError(302, "invalid_request", "a parameter is repeated: " + name);
  }
  if (query.value("response_type").empty()) {
    throw OAuthError(302, "invalid_request", "response_type is missing");
  }
  if (query.value("response_type") != "code") {
    throw OAuthError(302, "unsupported_response_type", "response_type must be code");
  }
  check_code_challenge(query);
  request.code_challenge = query.value("code_challenge");
  request.scope = checked_scope(settings, query);
}

// Takes the authorization response back to the client; a fault may alter it.
HttpAnswer authorization_response(Context& context, const AuthorizationRequest& request, Parameters response,
                                  int redirect_status) {
  if (!request.state.empty()) {
    response.add("state", request.state);
  }
  if (context.settings.iss_parameter) {
    response.add("iss", context.issuer);
  }
  if (const std::optional<Fault> fault = context.faults.take(FaultPoint::AuthorizationResponse)) {
    response = altered_authorization_response(*fault, response);
  }
  const std::string separator = request.redirect_uri.find('?') == std::string::npos ? "?" : "&";
  return redirect_answer(redirect_status, request.redirect_uri + separator + response.encoded());
}

HttpAnswer approval(Context& context, const AuthorizationRequest& request, const std::string& principal,
                    int status) {
  return authorization_response(context, request, {{"code", context.grants.issue_code(request, principal)}},
                                status);
}

HttpAnswer denial(Context& context, const AuthorizationRequest& request, int status) {
  return authorization_response(
      context, request, {{"error", "access_denied"}, {"error_description", "The user denied the request"}},
      status);
}

HttpAnswer ask_the_user(Context& context, const AuthorizationRequest& request) {
  const Settings& settings = context.settings;
  return consent_page({.client_name = settings.client.name,
                       .client_id = settings.client.id,
                       .redirect_uri = request.redirect_uri,
                       .scope = request.scope,
                       .principal = settings.principal,
                       .action = settings.base_path + std::string(kConsentPath),
                       .ticket = context.grants.keep_pending(request)});
}

HttpAnswer answer_to(Context& context, const AuthorizationRequest& request) {
  switch (context.settings.consent) {
    case Consent::Approve:
      return approval(context, request, context.settings.principal, 302);
    case Consent::Deny:
      return denial(context, request, 302);
    case Consent::Ask:
      break;
  }
  return ask_the_user(context, request);
}

}  // namespace

HttpAnswer answer_authorization_request(Context& context, const HttpRequest& request) {
  AuthorizationRequest authorization_request;
  try {
    authorization_request.redirect_uri = trusted_redirect_uri(context.settings, request.query);
    authorization_request.state = request.query.value("state");
    check_request(context.settings, request.query, authorization_request);
    return answer_to(context, authorization_request);
  } catch (const UntrustedRequest& refused) {
    return refusal_page(400, refused.what());
  } catch (const OAuthError& error) {
    return authorization_response(context, authorization_request,
                                  {{"error", error.error()}, {"error_description", error.what()}},
                                  error.status());
  }
}

HttpAnswer answer_consent(Context& context, const HttpRequest& request) {
  // Browsers tell here which site a form was sent from; another site's page must not be able to allow
  // anything.
  if (!request.sec_fetch_site.empty() && request.sec_fetch_site != "same-origin") {
    return refusal_page(403, "The decision came from another site.");
  }
  const std::string decision = request.form.value("decision");
  if (decision != "allow" && decision != "deny") {
    return refusal_page(400, "The decision is neither allow nor deny.");
  }
  const auto authorization_request = context.grants.take_pending(request.form.value("ticket"));
  if (!authorization_request) {
    return refusal_page(400,
                        "This request was answered before, or is too old. If the program that asked still "
                        "waits for you, start it again.");
  }
  constexpr int kSeeOther = 303;  // so that no browser sends the form on to the client (RFC 9700 §4.12)
  if (decision == "deny") {
    return denial(context, *authorization_request, kSeeOther);
  }
  const std::string principal = request.form.value("principal");
  return approval(context, *authorization_request, principal.empty() ? context.settings.principal : principal,
                  kSeeOther);
}

}  // namespace goto_mock_auth
