#include <map>
#include <nlohmann/json.hpp>

#include "crypto.hpp"
#include "endpoints.hpp"
#include "tokens.hpp"

namespace goto_mock_auth {
namespace {

// What a grant type gives; all the rest of a token response is the same for each.
struct Granted {
  Granting granting;
  bool with_refresh_token = false;
  bool is_refresh = false;
};

// What a token request names of what was granted.
Narrowing narrowing(const Context& context, const Parameters& form) {
  return [&](const Access& granted) { return narrowed_access(context.settings, granted, form); };
}

Granted grant_for_code(Context& context, const Parameters& form) {
  const std::string code = required(form, "code");
  const std::string redirect_uri = required(form, "redirect_uri");
  const std::string code_verifier = required(form, "code_verifier");
  // RFC 7636 §4.1.
  require(code_verifier.size() >= 43 && code_verifier.size() <= 128 && is_made_of(code_verifier, "-._~"), 400,
          "invalid_request", "code_verifier is not 43 to 128 unreserved characters");
  const Granting granting =
      context.grants.redeem_code(code, redirect_uri, code_verifier, narrowing(context, form));
  return {.granting = granting, .with_refresh_token = granting.grant->access.offline};
}

// Most servers hand out a new refresh token only if the old one is spent.
Granted grant_for_refresh_token(Context& context, const Parameters& form) {
  const bool rotate = context.settings.rotate;
  return {.granting = context.grants.use_refresh_token(required(form, "refresh_token"), rotate,
                                                       narrowing(context, form)),
          .with_refresh_token = rotate || context.settings.shape->refresh_gives_refresh_token,
          .is_refresh = true};
}

Granted grant_for_device_code(Context& context, const Parameters& form) {
  const Granting granting = context.devices.poll(required(form, "device_code"), narrowing(context, form));
  return {.granting = granting, .with_refresh_token = granting.grant->access.offline};
}

// A grant that comes of the token request alone.
Granted newly_granted(const Context& context, const Parameters& form, const std::string& principal) {
  const Access access = requested_access(context.settings, form, 400);
  return {.granting = {.grant = std::make_shared<Grant>(Grant{.principal = principal, .access = access}),
                       .access = access}};
}

Granted grant_for_personal_access_token(Context& context, const Parameters& form) {
  require(required(form, "pat") == context.settings.personal_access_token, 400, "invalid_grant",
          "unknown personal access token");
  return newly_granted(context, form, context.settings.principal);
}

Granted grant_for_client_credentials(Context& context, const Parameters& form) {
  require(!context.settings.client.is_public(), 400, "unauthorized_client",
          "a public client has no credentials");
  return newly_granted(context, form, {});
}

Granted grant_for(Context& context, const Parameters& form) {
  static const std::map<std::string, Granted (*)(Context&, const Parameters&)> grant_types = {
      {"authorization_code", grant_for_code},
      {"refresh_token", grant_for_refresh_token},
      {std::string(kDeviceCodeGrant), grant_for_device_code},
      {std::string(kPersonalAccessTokenGrant), grant_for_personal_access_token},
      {"client_credentials", grant_for_client_credentials},
  };
  const std::string grant_type = required(form, "grant_type");
  const auto found = grant_types.find(grant_type);
  const bool known = found != grant_types.end() &&
                     (context.settings.shape->is_goto() || grant_type != kPersonalAccessTokenGrant);
  require(known, 400, "unsupported_grant_type", "grant_type is none that this server knows");
  return found->second(context, form);
}

// The scope as the server tells of it.
Scope told_scope(const Shape& shape, Scope scope) {
  if (shape.hides_offline_access) {
    std::erase(scope, "offline_access");
  }
  return scope;
}

nlohmann::json token_response(Context& context, const Granted& granted) {
  const Shape& shape = *context.settings.shape;
  const std::chrono::seconds lifetime = context.settings.access_token_lifetime;
  const std::string& principal = granted.granting.grant->principal;
  const Scope& scope = granted.granting.access.scope;
  const std::string access_token = make_access_token(context, granted.granting);
  context.grants.keep_access_token(access_token, granted.granting, lifetime);
  nlohmann::json response = {{"access_token", access_token},
                             {"expires_in", lifetime.count()},
                             {"scope", scope_text(told_scope(shape, scope))}};
  // GoTo's response to a refresh has no token_type, unless a new refresh token comes with it.
  if (!shape.is_goto() || !granted.is_refresh || granted.with_refresh_token) {
    response["token_type"] = "Bearer";
  }
  if (granted.with_refresh_token) {
    response["refresh_token"] = context.grants.issue_refresh_token(granted.granting.grant);
  }
  if (shape.is_goto() && !principal.empty()) {
    response["principal"] = principal;
  }
  if (!shape.is_goto() && !principal.empty() && is_within({"openid"}, scope)) {
    response["id_token"] = make_id_token(context, principal);
  }
  if (shape.token_members != nullptr) {
    shape.token_members(response, lifetime);
  }
  return response;
}

}  // namespace

HttpResponse respond_to_token_request(Context& context, const HttpRequest& request) {
  return with_faults(context, FaultPlace::Token, [&](const FaultKind* kind) {
    check_client_request(context, request);
    Granted granted = grant_for(context, request.form);
    if (kind != nullptr && std::holds_alternative<LessScope>(kind->effect)) {
      granted.granting.access.scope.pop_back();
    }
    return make_json_response(200, token_response(context, granted));
  });
}

}  // namespace goto_mock_auth
