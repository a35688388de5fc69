#include "goto_token/oauth/json_object.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace goto_token {
namespace {

using nlohmann::json;

// Far more than any OAuth document, and far less than the stack allows when JSON is written.
constexpr int kDeepestNesting = 64;
// Far more than any OAuth document, nested objects included. Keeping members in order takes quadratic time:
// minutes for the largest response.
constexpr std::size_t kMostMembers = 1000;

JsonValue make_value(const json& value) {
  if (value.is_null()) {
    return nullptr;
  }
  if (value.is_boolean()) {
    return value.get<bool>();
  }
  if (value.is_number()) {
    return value.get<double>();
  }
  if (value.is_string()) {
    return value.get<std::string>();
  }
  const auto is_string = [](const json& item) { return item.is_string(); };
  if (value.is_array() && std::all_of(value.begin(), value.end(), is_string)) {
    return value.get<std::vector<std::string>>();
  }
  return OtherJson{};
}

}  // namespace

std::optional<JsonObject> parse_json_object(const std::string& text) {
  bool too_large = false;
  std::size_t members = 0;
  const auto limit_size = [&](int depth, json::parse_event_t event, json&) {
    members += event == json::parse_event_t::key ? 1 : 0;
    too_large = too_large || depth > kDeepestNesting || members > kMostMembers;
    return !too_large;
  };
  const json parsed = json::parse(text, limit_size, /*allow_exceptions=*/false);
  if (too_large || !parsed.is_object()) {
    return std::nullopt;
  }
  JsonObject object;
  for (const auto& [name, value] : parsed.items()) {
    object.emplace(name, make_value(value));
  }
  return object;
}

}  // namespace goto_token
