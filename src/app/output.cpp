#include "goto_token/app/output.hpp"

#include <array>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <utility>

namespace goto_token {
namespace {

std::string format_json(const IssuedToken& token) {
  // Ordered, so that the members stand as the server sent them.
  auto object = nlohmann::ordered_json::parse(token.json.reveal());
  if (token.expires_at) {
    object["expires_at"] = format_rfc3339(*token.expires_at);
  }
  return object.dump();
}

}  // namespace

IssuedToken make_issued_token(TokenResponse response, std::chrono::sys_seconds received_at) {
  const auto expiry = expires_at(response, received_at);
  return {std::move(response.access_token), expiry, std::move(response.json)};
}

Secret format_token(const IssuedToken& token, OutputFormat format) {
  const std::string text =
      format == OutputFormat::Json ? format_json(token) : std::string(token.access_token.reveal());
  return Secret(text + "\n");
}

std::string format_rfc3339(std::chrono::sys_seconds time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  std::array<char, 32> text = {};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  return text.data();
}

}  // namespace goto_token
