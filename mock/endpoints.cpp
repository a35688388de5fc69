#include "endpoints.hpp"

#include <nlohmann/json.hpp>

namespace goto_mock_auth {
namespace {

nlohmann::json introspection_response(const Context& context, const TokenStatus& status) {
  nlohmann::json response = {{"active", true},
                             {"scope", scope_text(status.scope)},
                             {"client_id", context.settings.client.id},
                             {"iss", context.issuer}};
  if (!status.principal.empty()) {
    response["username"] = status.principal;
  }
  if (status.expires_in) {
    const auto expires_at = std::chrono::system_clock::now() + *status.expires_in;
    response["token_type"] = "Bearer";
    response["exp"] = std::chrono::duration_cast<std::chrono::seconds>(expires_at.time_since_epoch()).count();
  }
  return response;
}

// RFC 7662.
HttpResponse respond_to_introspection_request(Context& context, const HttpRequest& request) {
  return with_faults(context, FaultPlace::Introspect, [&](const FaultKind* /*kind*/) {
    check_client_request(context, request);
    const std::optional<TokenStatus> status = context.grants.status_of(required(request.form, "token"));
    return make_json_response(
        200, status ? introspection_response(context, *status) : nlohmann::json{{"active", false}});
  });
}

// RFC 7009.
HttpResponse respond_to_revocation_request(Context& context, const HttpRequest& request) {
  return with_faults(context, FaultPlace::Revoke, [&](const FaultKind* /*kind*/) {
    check_client_request(context, request);
    context.grants.revoke(required(request.form, "token"));
    return make_response(200, {}, {});
  });
}

// The true response, changed as the fault says that leaves the rest to the endpoint.
HttpResponse true_response(const TrueResponse& respond, const FaultKind* kind) {
  HttpResponse response;
  try {
    response = respond(kind);
  } catch (const OAuthError& error) {
    return make_error_response(error);
  }
  if (const auto* const change = kind != nullptr ? std::get_if<MembersChange>(&kind->effect) : nullptr) {
    nlohmann::json members = nlohmann::json::parse(response.body, nullptr, false);
    if (members.is_object()) {
      (*change)(members);
      response.body = json_text(members);
    }
  }
  return response;
}

}  // namespace

HttpResponse with_faults(Context& context, FaultPlace place, const TrueResponse& respond) {
  const std::optional<Fault> fault = context.faults.take(place);
  if (!fault) {
    return true_response(respond, nullptr);
  }
  if (const auto* const replacement = std::get_if<Replacement>(&fault->kind->effect)) {
    return true_response([&](const FaultKind*) { return (*replacement)(fault->value, context.base_url); },
                         nullptr);
  }
  HttpResponse response = true_response(respond, fault->kind);
  if (const auto* const delivery = std::get_if<BadDelivery>(&fault->kind->effect)) {
    response.delivery = (*delivery)(fault->value);
  }
  return response;
}

void check_client_request(const Context& context, const HttpRequest& request) {
  require(request.content_type.starts_with("application/x-www-form-urlencoded"), 400, "invalid_request",
          "the body must be application/x-www-form-urlencoded");
  const std::string repeated = request.form.repeated_name();
  require(repeated.empty(), 400, "invalid_request", "a parameter is repeated: " + repeated);
  authenticate_client(request, context.settings.client);
}

std::string required(const Parameters& form, std::string_view name) {
  std::string value = form.value(name);
  require(!value.empty(), 400, "invalid_request", std::string(name) + " is missing");
  return value;
}

std::vector<Route> routes(const std::string& base_path) {
  const auto below = [&base_path](std::string_view path) { return base_path + std::string(path); };
  return {
      {.method = "GET", .path = below(kAuthorizePath), .respond = respond_to_authorization_request},
      {.method = "POST", .path = below(kConsentPath), .respond = respond_to_consent},
      {.method = "POST", .path = below(kParPath), .respond = respond_to_pushed_request},
      {.method = "POST", .path = below(kDevicePath), .respond = respond_to_device_request},
      {.method = "GET", .path = below(kVerificationPath), .respond = respond_to_verification_request},
      {.method = "POST", .path = below(kVerificationPath), .respond = respond_to_verification},
      {.method = "POST", .path = below(kTokenPath), .respond = respond_to_token_request},
      {.method = "POST", .path = below(kRevokePath), .respond = respond_to_revocation_request},
      {.method = "POST", .path = below(kIntrospectPath), .respond = respond_to_introspection_request},
      // RFC 8414 §3.1 puts the issuer's path behind the well-known one; some clients simply append it.
      {.method = "GET",
       .path = std::string(kMetadataPath) + base_path,
       .respond = respond_to_metadata_request},
      {.method = "GET", .path = below(kMetadataPath), .respond = respond_to_metadata_request},
  };
}

}  // namespace goto_mock_auth
