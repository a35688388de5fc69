#include <nlohmann/json.hpp>

#include "authorization_request.hpp"
#include "endpoints.hpp"
#include "pages.hpp"

namespace goto_mock_auth {
namespace {

// Takes the authorization response back to the client; a fault may change it.
HttpResponse redirect_to_client(Context& context, const AuthorizationRequest& request, Parameters response,
                                int status) {
  if (!request.state.empty()) {
    response.set("state", request.state);
  }
  if (context.settings.iss_parameter) {
    response.set("iss", context.issuer);
  }
  if (const std::optional<Fault> fault = context.faults.take(FaultPlace::Redirect)) {
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

// The request behind a request_uri, which is good once. What else the query holds doesn't count (RFC 9126
// §4).
AuthorizationRequest pushed_request(Context& context, const Parameters& query) {
  require_client_id(context.settings, query);
  const auto request = context.grants.take_pushed(query.value("request_uri"));
  require(request.has_value(), 400, "invalid_request_uri",
          "The request_uri is unknown, has expired or was used before.");
  return *request;
}

HttpResponse respond_to(Context& context, const AuthorizationRequest& request) {
  const Settings& settings = context.settings;
  switch (settings.consent) {
    case Consent::Approve:
      return approve(context, request, settings.principal, kRedirected);
    case Consent::Deny:
      return deny(context, request, kRedirected);
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
    if (request.query.count("request_uri") > 0) {
      authorization_request = pushed_request(context, request.query);
    } else {
      read_authorization_request(context.settings, request.query, authorization_request);
      require(!context.settings.require_par, kRedirected, "invalid_request",
              "authorization requests must be pushed (RFC 9126)");
    }
    return respond_to(context, authorization_request);
  } catch (const OAuthError& error) {
    if (error.status != kRedirected) {
      return make_error_page(error.status, error.what());
    }
    return redirect_to_client(context, authorization_request,
                              {{"error", error.error}, {"error_description", error.what()}}, kRedirected);
  }
}

// RFC 9126 §2. The checks are those of the authorization endpoint, and a redirect could not be followed here.
HttpResponse respond_to_pushed_request(Context& context, const HttpRequest& request) {
  return with_faults(context, FaultPlace::Par, [&](const FaultKind* /*kind*/) {
    check_client_request(context, request);
    require(request.form.count("request_uri") == 0, 400, "invalid_request",
            "request_uri cannot be pushed itself");
    // With client authentication in the head the client_id is not needed twice.
    Parameters parameters = request.form;
    parameters.set("client_id", context.settings.client.id);
    AuthorizationRequest authorization_request;
    try {
      read_authorization_request(context.settings, parameters, authorization_request);
    } catch (const OAuthError& error) {
      throw OAuthError(400, error.error, error.what());
    }
    return make_json_response(201, {{"request_uri", context.grants.keep_pushed(authorization_request)},
                                    {"expires_in", context.settings.par_lifetime.count()}});
  });
}

std::optional<HttpResponse> reject_decision(const HttpRequest& request) {
  // Browsers tell here which site a form was sent from.
  if (!request.sec_fetch_site.empty() && request.sec_fetch_site != "same-origin") {
    return make_error_page(403, "The decision came from another site.");
  }
  const std::string decision = request.form.value("decision");
  if (decision != "allow" && decision != "deny") {
    return make_error_page(400, "The decision is neither allow nor deny.");
  }
  return std::nullopt;
}

HttpResponse respond_to_consent(Context& context, const HttpRequest& request) {
  if (const auto rejection = reject_decision(request)) {
    return *rejection;
  }
  const auto authorization_request = context.grants.take_pending(request.form.value("ticket"));
  if (!authorization_request) {
    return make_error_page(400,
                           "This request was decided before, or is too old. If the program that asked still "
                           "waits for you, start it again.");
  }
  constexpr int kSeeOther = 303;  // so that no browser sends the form on to the client (RFC 9700 §4.12)
  if (request.form.value("decision") == "deny") {
    return deny(context, *authorization_request, kSeeOther);
  }
  const std::string principal = request.form.value("principal");
  return approve(context, *authorization_request, principal.empty() ? context.settings.principal : principal,
                 kSeeOther);
}

}  // namespace goto_mock_auth
