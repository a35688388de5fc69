#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace goto_token {

/// A JSON value that no OAuth document needs: an object, or an array of other values than strings.
struct OtherJson {};

/// A JSON value. Numbers have the precision of a double.
using JsonValue =
    std::variant<std::nullptr_t, bool, double, std::string, std::vector<std::string>, OtherJson>;

/// The members of a JSON object by name; the last one of a repeated name. May hold secrets.
using JsonObject = std::map<std::string, JsonValue, std::less<>>;

/// Reads a text that is one JSON object; nullopt for anything else, and for an object with deeper nesting or
/// more members than any OAuth document.
[[nodiscard]] std::optional<JsonObject> parse_json_object(const std::string& text);

/// A member's value if that is a `T`, else nullptr. It lives as long as `object`.
template <typename T>
[[nodiscard]] const T* find_member(const JsonObject& object, std::string_view name) {
  const auto member = object.find(name);
  return member == object.end() ? nullptr : std::get_if<T>(&member->second);
}

}  // namespace goto_token
