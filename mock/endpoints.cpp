#include "endpoints.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace goto_mock_auth {
namespace {

nlohmann::json introspection_response(const Context& context, const TokenStatus& status) {
  nlohmann::json response = {{"active", true},
                             {"scope", scope_text(status.access.scope)},
                             {"client_id", context.settings.client.id},
                             {"iss", context.issuer}};
  if (!status.access.audience.empty()) {
    response["aud"] = status.access.audience;
  }
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

// The true response, changed as the fault says that leaves the rest to the endpoint.
HttpResponse true_response(const Shape& shape, const TrueResponse& respond, const FaultKind* kind) {
  HttpResponse response;
  try {
    response = respond(kind);
  } catch (const OAuthError& error) {
    return make_error_response(shape, error);
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

HttpResponse make_error_response(const Shape& shape, const OAuthError& error) {
  const auto form = std::find_if(shape.errors.begin(), shape.errors.end(),
                                 [&error](const ErrorForm& row) { return row.error == error.error; });
  const bool other = form != shape.errors.end();
  const bool renamed = other && !form->name.empty();
  nlohmann::json members = {{"error", renamed ? std::string(form->name) : error.error},
                            {"error_description", error.what()}};
  if (shape.error_members != nullptr) {
    shape.error_members(members, other ? form->number : 0);
  }
  const int status = other ? form->status : error.status;
  HttpResponse response = make_json_response(status, members);
  if (status == 401) {
    response.headers.emplace_back("WWW-Authenticate", R"(Basic realm="goto-mock-auth")");
  }
  return response;
}

HttpResponse with_faults(Context& context, FaultPlace place, const TrueResponse& respond) {
  const Shape& shape = *context.settings.shape;
  const std::optional<Fault> fault = context.faults.take(place);
  if (!fault) {
    return true_response(shape, respond, nullptr);
  }
  if (const auto* const replacement = std::get_if<Replacement>(&fault->kind->effect)) {
    return true_response(
        shape, [&](const FaultKind*) { return (*replacement)(fault->value, context.base_url); }, nullptr);
  }
  HttpResponse response = true_response(shape, respond, fault->kind);
  if (const auto* const delivery = std::get_if<BadDelivery>(&fault->kind->effect)) {
    response.delivery = (*delivery)(fault->value);
  }
  return response;
}

std::vector<std::string> assertion_audiences(const Settings& settings, const std::string& base_url,
                                             const std::string& issuer) {
  const Paths& paths = settings.shape->paths;
  std::vector<std::string> audiences = {issuer};
  for (const std::string_view path : {paths.token, paths.par, paths.device, paths.revoke, paths.introspect}) {
    if (!path.empty()) {
      audiences.push_back(base_url + std::string(path));
    }
  }
  return audiences;
}

void check_client_request(Context& context, const HttpRequest& request) {
  require(request.content_type.starts_with("application/x-www-form-urlencoded"), 400, "invalid_request",
          "the body must be application/x-www-form-urlencoded");
  const std::string repeated = request.form.repeated_name();
  require(repeated.empty(), 400, "invalid_request", "a parameter is repeated: " + repeated);
  context.clients.check(request);
}

std::string required(const Parameters& form, std::string_view name) {
  std::string value = form.value(name);
  require(!value.empty(), 400, "invalid_request", std::string(name) + " is missing");
  return value;
}

HttpResponse respond_to_introspection_request(Context& context, const HttpRequest& request) {
  return with_faults(context, FaultPlace::Introspect, [&](const FaultKind* /*kind*/) {
    check_client_request(context, request);
    const std::optional<TokenStatus> status = context.grants.status_of(required(request.form, "token"));
    return make_json_response(
        200, status ? introspection_response(context, *status) : nlohmann::json{{"active", false}});
  });
}

HttpResponse respond_to_revocation_request(Context& context, const HttpRequest& request) {
  return with_faults(context, FaultPlace::Revoke, [&](const FaultKind* /*kind*/) {
    check_client_request(context, request);
    context.grants.revoke(required(request.form, "token"));
    return make_response(200, {}, {});
  });
}

}  // namespace goto_mock_auth
