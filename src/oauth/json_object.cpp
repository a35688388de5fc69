#include "goto_token/oauth/json_object.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "goto_token/base/text.hpp"
#include "goto_token/oauth/plain_json.hpp"

namespace goto_token {
namespace {

using nlohmann::json;

/// Adds the comma before a value or a name that is not the first of its array or object.
void separate(std::string& text) {
  if (!text.empty() && !contains(std::string_view("{[:"), text.back())) {
    text += ',';
  }
}

/// Makes members of the parser's events (the SAX interface of nlohmann/json). An event that returns false
/// ends the parsing, so limits hold while the text is read.
class MemberReader {
 public:
  MemberReader(std::vector<std::string> numbers, const JsonLimits& limits)
      : numbers_(std::move(numbers)), limits_(limits) {}

  JsonObject take_object() { return std::move(object_); }

  bool null() { return add(nullptr, "null"); }
  bool boolean(bool value) { return add(value, value ? "true" : "false"); }
  bool number_unsigned(json::number_unsigned_t /*zero*/) { return add_number(); }
  // Plain JSON has no other number than 0, and text has no binary value.
  static bool number_integer(json::number_integer_t /*value*/) { return false; }
  static bool number_float(json::number_float_t /*value*/, const std::string& /*text*/) { return false; }
  static bool binary(json::binary_t& /*value*/) { return false; }

  bool string(std::string& value) {
    const std::string text = depth_ == 1 ? "" : json_string(value);
    return add(std::move(value), text);
  }

  bool start_object(std::size_t /*size*/) { return open('{'); }
  bool end_object() { return close('}'); }
  bool start_array(std::size_t /*size*/) { return depth_ > 0 && open('['); }
  bool end_array() { return close(']'); }

  bool key(std::string& name) {
    if (++members_ > limits_.members) {
      return false;
    }
    if (depth_ == 1) {
      name_ = std::move(name);
    } else {
      separate(text_);
      text_ += json_string(name) + ":";
    }
    return true;
  }

  static bool parse_error(std::size_t /*position*/, const std::string& /*token*/,
                          const json::exception& /*error*/) {
    return false;
  }

 private:
  bool add_number() {
    const std::string& text = numbers_[next_number_++];
    const auto number = parse_decimal<double>(text);
    return add(number ? JsonValue(*number) : OtherJson{}, text);
  }

  bool add(JsonValue value, std::string_view text) {
    if (depth_ == 0) {
      return false;
    }
    separate(text_);
    text_ += text;
    if (depth_ == 1) {
      finish_member(std::move(value));
    } else {
      add_to_list(std::move(value));
    }
    return true;
  }

  /// Adds an item to the value that is a list of strings, as long as it is one.
  void add_to_list(JsonValue value) {
    auto* const list = std::get_if<std::vector<std::string>>(&value_);
    auto* const item = std::get_if<std::string>(&value);
    if (list != nullptr && item != nullptr) {
      list->push_back(std::move(*item));
    } else {
      value_ = OtherJson{};
    }
  }

  bool open(char bracket) {
    if (depth_ == limits_.nesting) {
      return false;
    }
    if (depth_ > 0) {
      value_ = depth_ == 1 && bracket == '[' ? JsonValue(std::vector<std::string>()) : OtherJson{};
      separate(text_);
      text_ += bracket;
    }
    ++depth_;
    return true;
  }

  bool close(char bracket) {
    --depth_;
    if (depth_ > 0) {
      text_ += bracket;
    }
    if (depth_ == 1) {
      finish_member(std::move(value_));
    }
    return true;
  }

  void finish_member(JsonValue value) {
    object_.set({.name = std::move(name_), .value = std::move(value), .text = std::exchange(text_, {})});
  }

  std::vector<std::string> numbers_;
  std::size_t next_number_ = 0;
  JsonLimits limits_;
  int depth_ = 0;            // of the brackets that are open
  std::size_t members_ = 0;  // nested ones included
  JsonObject object_;
  std::string name_;  // of the member that is being read, as are the next two
  JsonValue value_;
  std::string text_;
};

}  // namespace

const JsonMember* JsonObject::find(std::string_view name) const noexcept {
  const auto found = std::find_if(members_.begin(), members_.end(),
                                  [name](const JsonMember& member) { return member.name == name; });
  return found == members_.end() ? nullptr : &*found;
}

void JsonObject::set(JsonMember member) {
  const auto found = std::find_if(members_.begin(), members_.end(), [&member](const JsonMember& candidate) {
    return candidate.name == member.name;
  });
  if (found == members_.end()) {
    members_.push_back(std::move(member));
  } else {
    *found = std::move(member);
  }
}

void JsonObject::set_string(std::string name, std::string value) {
  set({.name = std::move(name), .value = std::move(value), .text = {}});
}

void JsonObject::set_flag(std::string name, bool value) {
  set({.name = std::move(name), .value = value, .text = value ? "true" : "false"});
}

void JsonObject::set_number(std::string name, std::int64_t value) {
  set({.name = std::move(name), .value = static_cast<double>(value), .text = std::to_string(value)});
}

void JsonObject::erase(std::string_view name) {
  std::erase_if(members_, [name](const JsonMember& member) { return member.name == name; });
}

void JsonObject::update(const JsonObject& other) {
  for (const JsonMember& member : other.members()) {
    set(member);
  }
}

std::optional<JsonObject> parse_json_object(std::string_view text, const JsonLimits& limits) {
  auto plain = make_plain_json(text);
  if (!plain) {
    return std::nullopt;
  }
  MemberReader reader(std::move(plain->numbers), limits);
  return json::sax_parse(plain->text, &reader) ? std::optional(reader.take_object()) : std::nullopt;
}

std::string format_json_object(const JsonObject& object) {
  std::string text = "{";
  for (const JsonMember& member : object.members()) {
    separate(text);
    const auto* const string = std::get_if<std::string>(&member.value);
    text += json_string(member.name) + ":" + (string != nullptr ? json_string(*string) : member.text);
  }
  return text + "}";
}

std::string json_string(std::string_view utf8) {
  return json(utf8).dump(-1, ' ', /*ensure_ascii=*/true, json::error_handler_t::replace);
}

}  // namespace goto_token
