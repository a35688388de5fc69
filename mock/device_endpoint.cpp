#include <nlohmann/json.hpp>

#include "endpoints.hpp"
#include "pages.hpp"

namespace goto_mock_auth {
namespace {

constexpr const char* kUnknownCode = "This code is unknown, has expired or was decided about before.";

// The decision that the command line has made; without one it is a person's.
void decide_at_once(Context& context, const std::string& user_code) {
  switch (context.settings.consent) {
    case Consent::Approve:
      context.devices.allow(user_code, context.settings.principal);
      break;
    case Consent::Deny:
      context.devices.deny(user_code);
      break;
    case Consent::Ask:
      break;
  }
}

// Whether a request holds the right client_id and no authentication.
bool names_client_alone(const Context& context, const HttpRequest& request) {
  const Client& client = context.settings.client;
  return client_authentication_of(request, client) == ClientAuthentication::None &&
         request.form.value("client_id") == client.id;
}

// Google knows no access_type here: a device always gets a refresh token.
Access device_access(const Settings& settings, const Parameters& form) {
  Access access = requested_access(settings, form, 400);
  access.offline = access.offline || settings.shape->refresh_tokens == RefreshTokens::AccessTypeOffline;
  return access;
}

std::string verification_path(const Context& context) {
  return context.settings.base_path + std::string(context.settings.shape->paths.verification);
}

}  // namespace

HttpResponse respond_to_device_request(Context& context, const HttpRequest& request) {
  return with_faults(context, FaultPlace::Device, [&](const FaultKind* /*kind*/) {
    const Shape& shape = *context.settings.shape;
    if (!shape.device_takes_client_id || !names_client_alone(context, request)) {
      check_client_request(context, request);
    }
    const DeviceCodes codes = context.devices.issue(device_access(context.settings, request.form));
    decide_at_once(context, codes.user_code);
    const std::string verification_uri = context.base_url + std::string(shape.paths.verification);
    nlohmann::json members = {
        {"device_code", codes.device_code},
        {"user_code", codes.user_code},
        {"verification_uri", verification_uri},
        {"verification_uri_complete", verification_uri + "?user_code=" + codes.user_code},
        {"expires_in", context.settings.device_lifetime.count()},
        {"interval", context.settings.device_interval.count()}};
    if (shape.device_members != nullptr) {
      shape.device_members(members);
    }
    return make_json_response(200, members);
  });
}

HttpResponse respond_to_verification_request(Context& context, const HttpRequest& request) {
  const std::string user_code = request.query.value("user_code");
  if (user_code.empty()) {
    return make_user_code_page(200, verification_path(context), {});
  }
  if (context.settings.consent != Consent::Ask) {
    return make_message_page(
        200, "Nothing to decide",
        "goto-mock-auth was started with --auto-approve or --deny: it decides about each device by itself.");
  }
  const std::optional<DeviceRequest> device = context.devices.undecided(user_code);
  if (!device) {
    return make_user_code_page(400, verification_path(context), kUnknownCode);
  }
  return make_device_consent_page(context.settings, device->access, verification_path(context),
                                  device->user_code);
}

HttpResponse respond_to_verification(Context& context, const HttpRequest& request) {
  if (const auto rejection = reject_decision(request)) {
    return *rejection;
  }
  const std::string user_code = request.form.value("user_code");
  const std::string typed = request.form.value("principal");
  const std::string principal = typed.empty() ? context.settings.principal : typed;
  const bool allow = request.form.value("decision") == "allow";
  if (!(allow ? context.devices.allow(user_code, principal) : context.devices.deny(user_code))) {
    return make_user_code_page(400, verification_path(context), kUnknownCode);
  }
  return allow ? make_message_page(200, "The device is connected", "It goes on by itself.")
               : make_message_page(200, "The device was denied", "It has no access to your account.");
}

}  // namespace goto_mock_auth
