#include <algorithm>
#include <nlohmann/json.hpp>

#include "access_token.hpp"
#include "crypto.hpp"
#include "endpoints.hpp"
#include "fault_answers.hpp"

namespace goto_mock_auth {
namespace {

// What a grant type gives; all the rest of a token response is the same for each.
struct Granted {
  GrantPtr grant;
  Scope scope;
  bool with_token_type = true;
  bool with_refresh_token = false;
};

std::string required(const Parameters& form, std::string_view name) {
  std::string value = form.value(name);
  if (value.empty()) {
    throw OAuthError(400, "invalid_request", std::string(name) + " is missing");
  }
  return value;
}

// RFC 7636 §4.1.
bool is_code_verifier(std::string_view text) {
  return text.size() >= 43 && text.size() <= 128 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                  std::string_view("-._~").find(c) != std::string_view::npos;
         });
}

// The scope asked for, or all of `allowed` when none is.
Scope requested_scope(const Parameters& form, const Scope& allowed) {
  Scope scope = parse_scope(form.value("scope"));
  if (!is_within(scope, allowed)) {
    throw OAuthError(400, "invalid_scope", "a scope is unknown or not allowed");
  }
  return scope.empty() ? allowed : scope;
}

Granted grant_for_code(Context& context, const Parameters& form) {
  const std::string code = required(form, "code");
  const std::string redirect_uri = required(form, "redirect_uri");
  const std::string code_verifier = required(form, "code_verifier");
  if (!is_code_verifier(code_verifier)) {
    throw OAuthError(400, "invalid_request", "code_verifier is not 43 to 128 unreserved characters");
  }
  const GrantPtr grant = context.grants.redeem_code(code, redirect_uri, code_verifier);
  return {.grant = grant, .scope = grant->scope, .with_refresh_token = true};
}

// GoTo's answer to a refresh has neither token_type nor refresh_token, unless it hands out a new one.
Granted grant_for_refresh_token(Context& context, const Parameters& form) {
  const Scope scope = parse_scope(form.value("scope"));
  const bool rotate = context.settings.rotate;
  const GrantPtr grant = context.grants.use_refresh_token(required(form, "refresh_token"), scope, rotate);
  return {.grant = grant,
          .scope = scope.empty() ? grant->scope : scope,
          .with_token_type = rotate,
          .with_refresh_token = rotate};
}

Granted grant_for_personal_access_token(Context& context, const Parameters& form) {
  if (!equal_in_constant_time(required(form, "pat"), context.settings.personal_access_token)) {
    throw OAuthError(400, "invalid_grant", "unknown personal access token");
  }
  const Scope scope = requested_scope(form, context.settings.scopes_offered);
  return {.grant = std::make_shared<Grant>(Grant{context.settings.principal, scope}), .scope = scope};
}

Granted grant_for_client_credentials(Context& context, const Parameters& form) {
  if (context.settings.client.is_public()) {
    throw OAuthError(400, "unauthorized_client", "a public client has no credentials");
  }
  const Scope scope = requested_scope(form, context.settings.scopes_offered);
  return {.grant = std::make_shared<Grant>(Grant{"", scope}), .scope = scope};
}

Granted grant_for(Context& context, const Parameters& form) {
  const std::string grant_type = required(form, "grant_type");
  if (grant_type == "authorization_code") {
    return grant_for_code(context, form);
  }
  if (grant_type == "refresh_token") {
    return grant_for_refresh_token(context, form);
  }
  if (grant_type == "personal_access_token") {
    return grant_for_personal_access_token(context, form);
  }
  if (grant_type == "client_credentials") {
    return grant_for_client_credentials(context, form);
  }
  throw OAuthError(400, "unsupported_grant_type", "grant_type is none that this server knows");
}

nlohmann::json token_response(Context& context, const Granted& granted) {
  const Settings& settings = context.settings;
  const std::string access_token = make_access_token({.issuer = context.issuer,
                                                      .client_id = settings.client.id,
                                                      .principal = granted.grant->principal,
                                                      .scope = granted.scope,
                                                      .lifetime = settings.access_token_lifetime});
  context.grants.keep_access_token(access_token, granted.grant, granted.scope,
                                   settings.access_token_lifetime);
  nlohmann::json response = {{"access_token", access_token},
                             {"expires_in", settings.access_token_lifetime.count()},
                             {"scope", scope_text(granted.scope)}};
  if (granted.with_token_type) {
    response["token_type"] = "Bearer";
  }
  if (granted.with_refresh_token) {
    response["refresh_token"] = context.grants.issue_refresh_token(granted.grant);
  }
  if (!granted.grant->principal.empty()) {
    response["principal"] = granted.grant->principal;
  }
  return response;
}

HttpAnswer true_answer(Context& context, const HttpRequest& request, const std::optional<Fault>& fault) {
  try {
    check_client_request(context, request);
    Granted granted = grant_for(context, request.form);
    if (fault && fault->kind == FaultKind::LessScope) {
      granted.scope.pop_back();
    }
    nlohmann::json response = token_response(context, granted);
    if (fault) {
      alter_token_response(*fault, response);
    }
    return json_answer(200, response);
  } catch (const OAuthError& error) {
    return error_answer(error);
  }
}

}  // namespace

HttpAnswer answer_token_request(Context& context, const HttpRequest& request) {
  const std::optional<Fault> fault = context.faults.take(FaultPoint::TokenEndpoint);
  if (!fault) {
    return true_answer(context, request, fault);
  }
  if (std::optional<HttpAnswer> replacement = replacement_answer(*fault, context.base_url + "/elsewhere")) {
    return *std::move(replacement);
  }
  HttpAnswer answer = true_answer(context, request, fault);
  answer.delivery = delivery_of(*fault);
  return answer;
}

}  // namespace goto_mock_auth
