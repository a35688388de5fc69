#include "goto_token/config/grants.hpp"

#include <algorithm>
#include <array>

#include "goto_token/base/text.hpp"
#include "goto_token/command_line/options.hpp"
#include "goto_token/command_line/raw_options.hpp"
#include "goto_token/config/config.hpp"
#include "goto_token/oauth/device_authorization.hpp"

namespace goto_token {
namespace {

constexpr auto kGrants = std::to_array<Grant>({
    {.name = "authorization-code",  // RFC 6749 §4.1
     .grant_type = "authorization_code",
     .uses_store = true,
     .sign_in = SignIn::Redirect,
     .invalid_grant_hint =
         "run it again; if that does not help, check that OAUTH_REDIRECT_URI is exactly as registered"},
    {.name = "device-code",  // RFC 8628
     .grant_type = kDeviceCodeGrantType,
     .uses_store = true,
     .sign_in = SignIn::Device,
     .invalid_grant_hint = "run it again for a new code",
     .unauthorized_client_hint = "check OAUTH_CLIENT_ID and, where the client has one, OAUTH_CLIENT_SECRET; "
                                 "if they are right, enable the "
                                 "device authorization grant on the client, or choose another with --grant"},
    {.name = "personal-access-token",  // GoTo's own, for machines without a user
     .grant_type = "personal_access_token",
     .secret_key = "OAUTH_PERSONAL_ACCESS_TOKEN",
     .make_parameters =
         [](const Config& config) { return make_personal_access_token_grant(config.grant_secret); },
     .invalid_grant_hint = "make a new personal access token and set OAUTH_PERSONAL_ACCESS_TOKEN to it",
     .unauthorized_client_hint =
         "enable personal access tokens on the OAuth client, and check OAUTH_CLIENT_ID"},
    {.name = "refresh-token",  // RFC 6749 §6, with a refresh token from the configuration
     .grant_type = "refresh_token",
     .secret_key = "OAUTH_REFRESH_TOKEN",
     .make_parameters =
         [](const Config& config) {
           return make_refresh_token_grant(config.grant_secret, join_words(config.scopes));
         },
     .invalid_grant_hint = "the refresh token has run out, was revoked, or was used before; get a new one"},
    {.name = "client-credentials",  // RFC 6749 §4.4
     .grant_type = "client_credentials",
     .make_parameters =
         [](const Config& config) { return make_client_credentials_grant(join_words(config.scopes)); },
     .invalid_grant_hint = "check that the client may get tokens for itself; --grant chooses another grant"},
});

const Grant* find_by(std::string_view Grant::*column, std::string_view value) noexcept {
  const auto* const found = std::find_if(kGrants.begin(), kGrants.end(),
                                         [&](const Grant& grant) { return grant.*column == value; });
  return found == kGrants.end() ? nullptr : found;
}

}  // namespace

std::span<const Grant> all_grants() noexcept {
  return kGrants;
}

const Grant* find_grant(std::string_view name) noexcept {
  return find_by(&Grant::name, name);
}

const Grant* find_grant_by_type(std::string_view grant_type) noexcept {
  return find_by(&Grant::grant_type, grant_type);
}

std::vector<std::string> grant_names() {
  std::vector<std::string> names;
  names.reserve(kGrants.size());
  for (const Grant& grant : kGrants) {
    names.emplace_back(grant.name);
  }
  return names;
}

void require_stored_grant(const CommandLine& command_line) {
  const Grant* const grant = command_line.grant ? find_grant(*command_line.grant) : nullptr;
  if (grant == nullptr || grant->uses_store) {
    return;
  }
  if (command_line.action == Action::LogIn) {
    fail_usage(
        "--grant: login keeps what a person signed in for; '" + *command_line.grant + "' needs no login",
        help_hint(command_line.action));
  }
  if (command_line.refresh) {
    fail_usage("--refresh is for the stored login, and '" + *command_line.grant + "' does not use it",
               help_hint(command_line.action));
  }
}

std::vector<std::string> find_idle_options(const CommandLine& command_line, const Grant& grant) {
  std::vector<std::string> texts;
  const auto add = [&](std::string_view name, std::string_view lacking) {
    if (command_line.given(name) && find_option(name)->commands.contains(command_line.action)) {
      texts.push_back(std::string(name) + " does nothing: the grant " + std::string(grant.name) + " has " +
                      std::string(lacking));
    }
  };
  if (grant.sign_in != SignIn::Redirect) {
    add("--paste", "no redirect");
    add("--listen", "no redirect");
  }
  if (!grant.sign_in) {
    add("--authorize-param", "no sign-in; --token-param goes with its requests");
  }
  return texts;
}

}  // namespace goto_token
