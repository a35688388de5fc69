#include "settings.hpp"

#include <algorithm>
#include <stdexcept>
#include <string_view>

namespace goto_mock_auth {
namespace {

bool needs_no_quotes(std::string_view value) {
  constexpr std::string_view kPlain = "+/=:._~@-?&%[]";
  return std::all_of(value.begin(), value.end(), [kPlain](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
           kPlain.find(c) != std::string_view::npos;
  });
}

// dotenv knows no escaping of quotes: one must be found that doesn't occur.
std::string env_value(const std::string& value) {
  if (needs_no_quotes(value)) {
    return value;
  }
  for (const char quote : {'\'', '`', '"'}) {
    if (value.find(quote) == std::string::npos && !(quote == '"' && value.find('\\') != std::string::npos)) {
      return quote + value + quote;
    }
  }
  throw std::invalid_argument("the .env syntax can't hold a value with all kinds of quotes");
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
