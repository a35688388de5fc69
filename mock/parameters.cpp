#include "parameters.hpp"

#include <algorithm>
#include <charconv>

namespace goto_mock_auth {
namespace {

bool stays_as_it_is(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
         std::string_view("*-._").find(c) != std::string_view::npos;
}

}  // namespace

std::string form_encode(std::string_view text) {
  constexpr std::string_view kHexDigits = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    if (stays_as_it_is(c)) {
      encoded += c;
    } else if (c == ' ') {
      encoded += '+';
    } else {
      const auto octet = static_cast<unsigned char>(c);
      encoded += {'%', kHexDigits[octet >> 4U], kHexDigits[octet & 0xFU]};
    }
  }
  return encoded;
}

std::string form_decode(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned char octet = 0;
    const char* const digits = text.data() + i + 1;
    if (text[i] == '%' && text.size() - i > 2 &&
        std::from_chars(digits, digits + 2, octet, 16).ptr == digits + 2) {
      decoded += static_cast<char>(octet);
      i += 2;
    } else {
      decoded += text[i] == '+' ? ' ' : text[i];
    }
  }
  return decoded;
}

Parameters Parameters::parse(std::string_view encoded) {
  Parameters parameters;
  while (!encoded.empty()) {
    const std::string_view pair = encoded.substr(0, encoded.find('&'));
    encoded.remove_prefix(std::min(pair.size() + 1, encoded.size()));
    if (!pair.empty()) {
      const std::string_view name = pair.substr(0, pair.find('='));
      const std::string_view value = pair.substr(std::min(name.size() + 1, pair.size()));
      parameters.add(form_decode(name), form_decode(value));
    }
  }
  return parameters;
}

std::string Parameters::value(std::string_view name) const {
  const auto found = std::find_if(all_.begin(), all_.end(),
                                  [name](const auto& parameter) { return parameter.first == name; });
  return found == all_.end() ? std::string() : found->second;
}

std::size_t Parameters::count(std::string_view name) const {
  return static_cast<std::size_t>(std::count_if(
      all_.begin(), all_.end(), [name](const auto& parameter) { return parameter.first == name; }));
}

std::string Parameters::repeated_name() const {
  const auto found = std::find_if(all_.begin(), all_.end(),
                                  [this](const auto& parameter) { return count(parameter.first) > 1; });
  return found == all_.end() ? std::string() : found->first;
}

std::string Parameters::encoded() const {
  std::string text;
  for (const auto& [name, value] : all_) {
    text += (text.empty() ? "" : "&") + form_encode(name) + "=" + form_encode(value);
  }
  return text;
}

}  // namespace goto_mock_auth
