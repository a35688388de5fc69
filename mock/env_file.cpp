#include "env_file.hpp"

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

}  // namespace

std::string env_file_text(const Settings& settings, const std::string& base_url) {
  std::string text = "OAUTH_CLIENT_ID=" + env_value(settings.client.id) + "\n";
  if (!settings.client.is_public()) {
    text += "OAUTH_CLIENT_SECRET=" + env_value(settings.client.secret) + "\n";
  }
  text += "OAUTH_SERVICE_URL=" + base_url + "\n";
  text += "OAUTH_REDIRECT_URI=" + env_value(settings.redirect_uris.front()) + "\n";
  return text;
}

}  // namespace goto_mock_auth
