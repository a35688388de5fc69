#include <map>
#include <nlohmann/json.hpp>

#include "crypto.hpp"
#include "endpoints.hpp"

namespace goto_mock_auth {
namespace {

// What a grant type gives; all the rest of a token response is the same for each.
struct Granted {
  GrantPtr grant;
  Scope scope;
  bool with_token_type = true;
  bool with_refresh_token = false;
};

Granted grant_for_code(Context& context, const Parameters& form) {
  const std::string code = required(form, "code");
  const std::string redirect_uri = required(form, "redirect_uri");
  const std::string code_verifier = required(form, "code_verifier");
  // RFC 7636 §4.1.
  require(code_verifier.size() >= 43 && code_verifier.size() <= 128 && is_made_of(code_verifier, "-._~"), 400,
          "invalid_request", "code_verifier is not 43 to 128 unreserved characters");
  const GrantPtr grant = context.grants.redeem_code(code, redirect_uri, code_verifier);
  return {.grant = grant, .scope = grant->access.scope, .with_refresh_token = true};
}

// GoTo's response to a refresh has neither token_type nor refresh_token, unless it hands out a new one.
Granted grant_for_refresh_token(Context& context, const Parameters& form) {
  const Scope scope = parse_scope(form.value("scope"));
  const bool rotate = context.settings.rotate;
  const GrantPtr grant = context.grants.use_refresh_token(required(form, "refresh_token"), scope, rotate);
  return {.grant = grant,
          .scope = scope.empty() ? grant->access.scope : scope,
          .with_token_type = rotate,
          .with_refresh_token = rotate};
}

Granted grant_for_device_code(Context& context, const Parameters& form) {
  const GrantPtr grant = context.devices.poll(required(form, "device_code"));
  return {.grant = grant, .scope = grant->access.scope, .with_refresh_token = true};
}

// A grant that comes of the token request alone.
Granted newly_granted(const Context& context, const Parameters& form, const std::string& principal) {
  const Access access = requested_access(context.settings, form, 400);
  return {.grant = std::make_shared<Grant>(Grant{.principal = principal, .access = access}),
          .scope = access.scope};
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
      {"personal_access_token", grant_for_personal_access_token},
      {"client_credentials", grant_for_client_credentials},
  };
  const auto found = grant_types.find(required(form, "grant_type"));
  require(found != grant_types.end(), 400, "unsupported_grant_type",
          "grant_type is none that this server knows");
  return found->second(context, form);
}

// A new access token that looks like GoTo's: a JWT of 1 to 2 KB. Its signature is random octets: there is no
// key, and nothing could verify it.
std::string make_access_token(const Context& context, const Granted& granted) {
  constexpr std::size_t kSignatureOctets = 256;  // of an RS256 signature with a 2048-bit key
  constexpr std::size_t kSessionOctets = 300;    // fills up to the size of the real ones
  const Settings& settings = context.settings;
  const std::string& principal = granted.grant->principal;
  const auto now =
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch());
  const nlohmann::json header = {{"alg", "RS256"}, {"typ", "JWT"}, {"kid", "mock"}};
  const nlohmann::json payload = {{"iss", context.issuer},
                                  {"aud", settings.client.id},
                                  {"sub", principal.empty() ? settings.client.id : principal},
                                  {"iat", now.count()},
                                  {"exp", (now + settings.access_token_lifetime).count()},
                                  {"jti", random_token(16)},
                                  {"scope", scope_text(granted.scope)},
                                  {"session", random_token(kSessionOctets)}};
  return base64url(json_text(header)) + "." + base64url(json_text(payload)) + "." +
         random_token(kSignatureOctets);
}

nlohmann::json token_response(Context& context, const Granted& granted) {
  const std::chrono::seconds lifetime = context.settings.access_token_lifetime;
  const std::string access_token = make_access_token(context, granted);
  context.grants.keep_access_token(access_token, granted.grant, granted.scope, lifetime);
  nlohmann::json response = {
      {"access_token", access_token}, {"expires_in", lifetime.count()}, {"scope", scope_text(granted.scope)}};
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

}  // namespace

HttpResponse respond_to_token_request(Context& context, const HttpRequest& request) {
  return with_faults(context, FaultPlace::Token, [&](const FaultKind* kind) {
    check_client_request(context, request);
    Granted granted = grant_for(context, request.form);
    if (kind != nullptr && std::holds_alternative<LessScope>(kind->effect)) {
      granted.scope.pop_back();
    }
    return make_json_response(200, token_response(context, granted));
  });
}

}  // namespace goto_mock_auth
