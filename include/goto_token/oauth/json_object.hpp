#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace goto_token {

/// A JSON value that no OAuth document needs: an object, an array of other values than strings, or a number
/// that no double holds.
struct OtherJson {
  bool operator==(const OtherJson&) const = default;
};

/// A JSON value. Numbers have the precision of a double.
using JsonValue =
    std::variant<std::nullptr_t, bool, double, std::string, std::vector<std::string>, OtherJson>;

/// A member of a JSON object. May hold a secret.
struct JsonMember {
  std::string name;
  JsonValue value;
  /// The value as compact JSON in printable ASCII, numbers as they were written; empty for a string.
  std::string text;

  bool operator==(const JsonMember&) const = default;
};

/// The members of a JSON object, each name once, in order. May hold secrets.
class JsonObject {
 public:
  /// The member of this name, or nullptr. It lives until the object changes.
  [[nodiscard]] const JsonMember* find(std::string_view name) const noexcept;

  /// All members, in order.
  [[nodiscard]] const std::vector<JsonMember>& members() const noexcept { return members_; }

  /// Sets a member: in the place of the one of this name, or else as the last.
  void set(JsonMember member);

  /// Sets a member to a string in UTF-8.
  void set_string(std::string name, std::string value);

  /// Sets a member to true or false.
  void set_flag(std::string name, bool value);

  /// Sets a member to a whole number.
  void set_number(std::string name, std::int64_t value);

  /// Removes the member of this name, if there is one.
  void erase(std::string_view name);

  /// Sets each member of another object.
  void update(const JsonObject& other);

  bool operator==(const JsonObject&) const = default;

 private:
  std::vector<JsonMember> members_;
};

/// How large a JSON object may be.
struct JsonLimits {
  int nesting;          ///< Of objects and arrays, the outermost object counted.
  std::size_t members;  ///< Those of nested objects counted.
};

/// The limits of an OAuth document: far more than any needs.
inline constexpr JsonLimits kDocumentLimits{.nesting = 64, .members = 1000};

/// Reads a text that is one JSON object; of a repeated name the last value counts, at the place of the first.
/// Bytes that are not UTF-8 and halves of surrogate pairs become U+FFFD. Nullopt for anything else, and for
/// an object beyond the limits.
[[nodiscard]] std::optional<JsonObject> parse_json_object(std::string_view text,
                                                          const JsonLimits& limits = kDocumentLimits);

/// The object as compact JSON, on one line and in printable ASCII. May hold secrets.
[[nodiscard]] std::string format_json_object(const JsonObject& object);

/// The text in quotes and escaped (RFC 8259 §7), in printable ASCII. Bytes that are not UTF-8 become U+FFFD.
[[nodiscard]] std::string json_string(std::string_view utf8);

/// A member's value if that is a `T`, else nullptr. It lives until the object changes.
template <typename T>
[[nodiscard]] const T* find_member(const JsonObject& object, std::string_view name) {
  const JsonMember* const member = object.find(name);
  return member == nullptr ? nullptr : std::get_if<T>(&member->value);
}

}  // namespace goto_token
