#include "env_file.hpp"

#include <filesystem>
#include <set>

#include "http.hpp"
#include "option_checks.hpp"

namespace goto_mock_auth {
namespace {

// dotenv knows no escaping of quotes: one must be found that doesn't occur.
std::string env_value(const std::string& value) {
  if (is_made_of(value, "+/=:._~@-?&%[]")) {
    return value;
  }
  for (const char quote : {'\'', '`', '"'}) {
    if (value.find(quote) == std::string::npos && !(quote == '"' && value.find('\\') != std::string::npos)) {
      return quote + value + quote;
    }
  }
  throw Failure(2, "the .env syntax can't hold a value with all kinds of quotes", kSeeHelp);
}

std::string line(const std::string& key, const std::string& value) {
  return key + "=" + env_value(value) + "\n";
}

// How the client authenticates itself where it has no secret to try. Of a public key nobody knows here where
// the private one is.
std::string authentication_text(const Client& client) {
  using enum ClientAuthentication;
  std::string text;
  if (client.accepted == std::set{PrivateKeyJwt} || client.accepted == std::set{Tls}) {
    text += line("OAUTH_CLIENT_AUTH", std::string(name_of(*client.accepted.begin())));
  }
  if (!client.key_file.empty() && VerificationKey(client.key_file).is_private()) {
    text += line("OAUTH_CLIENT_KEY_FILE", std::filesystem::absolute(client.key_file).string());
  }
  return text;
}

// Where the server is: GoTo's has known paths, others tell theirs in their metadata.
std::string service_text(const Settings& settings, const std::string& base_url) {
  const Shape& shape = *settings.shape;
  if (!shape.is_goto()) {
    return line("OAUTH_ISSUER",
                settings.issuer.empty() ? base_url + std::string(shape.issuer) : settings.issuer);
  }
  std::string text = line("OAUTH_SERVICE_URL", base_url) +
                     line("OAUTH_DEVICE_AUTHORIZATION_ENDPOINT", base_url + std::string(shape.paths.device));
  if (settings.require_par) {
    text += line("OAUTH_PAR_ENDPOINT", base_url + std::string(shape.paths.par));
  }
  return text;
}

// What is asked for, where the server would give less without it.
std::string access_text(const Settings& settings) {
  const Shape& shape = *settings.shape;
  std::string text;
  if (!shape.is_goto()) {
    text += line("OAUTH_SCOPE", scope_text(settings.scopes_offered));
  }
  if (!settings.resources.empty() && shape.resource_is_refused.empty()) {
    text += line("OAUTH_RESOURCE", settings.resources.front());
  } else if (!shape.env_audience.empty()) {
    text += line("OAUTH_AUDIENCE", std::string(shape.env_audience));
  } else if (settings.require_audience) {
    text += line("OAUTH_AUDIENCE", "https://api.example/");
  }
  if (!shape.env_authorize_params.empty()) {
    text += line("OAUTH_AUTHORIZE_PARAMS", std::string(shape.env_authorize_params));
  }
  return text;
}

}  // namespace

std::string env_file_text(const Settings& settings, const std::string& base_url) {
  std::string text = line("OAUTH_CLIENT_ID", settings.client.id);
  if (settings.client.has_secret()) {
    text += line("OAUTH_CLIENT_SECRET", settings.client.secret);
  }
  text += authentication_text(settings.client);
  text += service_text(settings, base_url);
  text += line("OAUTH_REDIRECT_URI", settings.redirect_uris.front());
  text += access_text(settings);
  return text;
}

}  // namespace goto_mock_auth
