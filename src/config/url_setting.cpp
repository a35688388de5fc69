#include "goto_token/config/url_setting.hpp"

#include <utility>
#include <variant>

#include "goto_token/base/error.hpp"
#include "goto_token/base/text.hpp"

namespace goto_token {

void refuse_url_setting(const Setting& setting, const std::string& why, const std::string& hint) {
  const bool may_hold_password = setting.value.find('@') != std::string::npos;
  const std::string shown = may_hold_password ? "the URL" : "'" + printable(setting.value) + "'";
  throw Error(ExitCode::Configuration, setting.origin + ": " + shown + " cannot be used: " + why, hint);
}

Url parse_url_setting(const Setting& setting) {
  auto parsed = parse_url(setting.value);
  if (const auto* const invalid = std::get_if<InvalidUrl>(&parsed)) {
    refuse_url_setting(setting, invalid->why);
  }
  return std::get<Url>(std::move(parsed));
}

}  // namespace goto_token
