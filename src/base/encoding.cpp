#include "goto_token/base/encoding.hpp"

#include <algorithm>
#include <cstdint>
#include <set>

#include "goto_token/base/text.hpp"

namespace goto_token {
namespace {

constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kBase64Url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view kUpperHex = "0123456789ABCDEF";
constexpr std::size_t kLongestEncoding = 3;  // %XX for one byte

std::string encode_base64(std::span<const std::byte> bytes, std::string_view alphabet) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  std::uint32_t bits = 0;
  unsigned pending = 0;
  for (const std::byte byte : bytes) {
    bits = (bits << 8U) | std::to_integer<std::uint32_t>(byte);
    for (pending += 8; pending >= 6; pending -= 6) {
      out += alphabet[(bits >> (pending - 6)) & 0x3FU];
    }
  }
  if (pending > 0) {
    out += alphabet[(bits << (6 - pending)) & 0x3FU];
  }
  return out;
}

void append_percent(std::string& out, char c) {
  const auto byte = static_cast<unsigned char>(c);
  out += '%';
  out += kUpperHex[byte >> 4U];
  out += kUpperHex[byte & 0x0FU];
}

std::string form_decode_value(std::string_view encoded) {
  std::string spaced(encoded);
  std::replace(spaced.begin(), spaced.end(), '+', ' ');
  return percent_decode(spaced);
}

/// A parameter as received, encoded.
struct EncodedParameter {
  std::string_view name;
  std::string_view value;
};

/// Takes the next parameter off `encoded`; nullopt when there is none left.
std::optional<EncodedParameter> take_parameter(std::string_view& encoded) {
  encoded.remove_prefix(std::min(encoded.find_first_not_of('&'), encoded.size()));
  if (encoded.empty()) {
    return std::nullopt;
  }
  const std::string_view piece = encoded.substr(0, encoded.find('&'));
  encoded.remove_prefix(piece.size());
  const std::size_t equals = std::min(piece.find('='), piece.size());
  return EncodedParameter{piece.substr(0, equals), piece.substr(std::min(equals + 1, piece.size()))};
}

/// Whether an encoded name means `name`. One that is too long for it is not decoded.
bool means(std::string_view encoded, std::string_view name) {
  return encoded.size() <= name.size() * kLongestEncoding && form_decode_value(encoded) == name;
}

}  // namespace

std::string base64_encode(std::string_view bytes) {
  std::string out = encode_base64(std::as_bytes(std::span(bytes)), kBase64);
  out.append((4 - out.size() % 4) % 4, '=');
  return out;
}

std::string base64url_encode(std::span<const std::byte> bytes) {
  return encode_base64(bytes, kBase64Url);
}

std::optional<std::string> base64url_decode(std::string_view text) {
  text = text.substr(0, text.find('='));
  std::string bytes;
  std::uint32_t bits = 0;
  unsigned pending = 0;
  for (const char c : text) {
    const std::size_t value = kBase64Url.find(c);
    if (value == std::string_view::npos) {
      return std::nullopt;
    }
    bits = (bits << 6U) | static_cast<std::uint32_t>(value);
    pending += 6;
    if (pending >= 8) {
      pending -= 8;
      bytes += static_cast<char>((bits >> pending) & 0xFFU);
    }
  }
  return bytes;
}

std::string percent_encode(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (is_alphanumeric(c) || c == '-' || c == '.' || c == '_' || c == '~') {
      out += c;
    } else {
      append_percent(out, c);
    }
  }
  return out;
}

std::string percent_decode(std::string_view encoded) {
  std::string out;
  out.reserve(encoded.size());
  while (!encoded.empty()) {
    const std::size_t plain = std::min(encoded.find('%'), encoded.size());
    out.append(encoded.substr(0, plain));
    encoded.remove_prefix(plain);
    const auto high = encoded.size() > 2 ? hex_value(encoded[1]) : std::nullopt;
    const auto low = encoded.size() > 2 ? hex_value(encoded[2]) : std::nullopt;
    if (high && low) {
      out += static_cast<char>(*high * 16U + *low);
      encoded.remove_prefix(3);
    } else if (!encoded.empty()) {
      out += '%';
      encoded.remove_prefix(1);
    }
  }
  return out;
}

std::string form_encode(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (is_alphanumeric(c) || c == '-' || c == '.' || c == '_' || c == '*') {
      out += c;
    } else if (c == ' ') {
      out += '+';
    } else {
      append_percent(out, c);
    }
  }
  return out;
}

std::string form_encode(const FormParameters& parameters) {
  std::string out;
  for (const auto& [name, value] : parameters) {
    if (!out.empty()) {
      out += '&';
    }
    out.append(form_encode(name)).append("=").append(form_encode(value));
  }
  return out;
}

FormParameters form_decode(std::string_view encoded) {
  FormParameters out;
  while (const auto parameter = take_parameter(encoded)) {
    out.emplace_back(form_decode_value(parameter->name), form_decode_value(parameter->value));
  }
  return out;
}

std::vector<std::string> form_decode_values(std::string_view encoded, std::string_view name,
                                            std::size_t longest) {
  std::vector<std::string> out;
  while (const auto parameter = take_parameter(encoded)) {
    if (means(parameter->name, name)) {
      out.push_back(form_decode_value(parameter->value.substr(0, longest * kLongestEncoding + 1)));
    }
  }
  return out;
}

std::optional<std::string_view> find_parameter(const FormParameters& parameters, std::string_view name) {
  const auto found = std::find_if(parameters.begin(), parameters.end(),
                                  [name](const auto& parameter) { return parameter.first == name; });
  if (found == parameters.end()) {
    return std::nullopt;
  }
  return found->second;
}

std::optional<std::string_view> find_repeated_parameter(const FormParameters& parameters) {
  std::set<std::string_view> seen;
  for (const auto& [name, value] : parameters) {
    if (!seen.insert(name).second) {
      return name;
    }
  }
  return std::nullopt;
}

}  // namespace goto_token
