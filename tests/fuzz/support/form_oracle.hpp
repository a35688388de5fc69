#pragma once

#include <sstream>
#include <string>
#include <string_view>

#include "goto_token/base/encoding.hpp"

namespace goto_token::fuzz {

/// One name or value, decoded one character at a time.
inline std::string decode_form_value_plainly(const std::string& encoded) {
  std::string out;
  for (std::size_t i = 0; i < encoded.size(); ++i) {
    const std::string digits = encoded.substr(i + 1, 2);
    const bool escape = encoded[i] == '%' && digits.size() == 2 &&
                        digits.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos;
    if (escape) {
      out += static_cast<char>(std::stoi(digits, nullptr, 16));
      i += 2;
    } else {
      out += encoded[i] == '+' ? ' ' : encoded[i];
    }
  }
  return out;
}

/// What `form_decode` ought to give, written for plainness: the oracle that it is compared with.
inline FormParameters decode_form_plainly(const std::string& encoded) {
  FormParameters out;
  std::istringstream stream(encoded);
  for (std::string piece; std::getline(stream, piece, '&');) {
    if (!piece.empty()) {
      std::istringstream halves(piece);
      std::string name;
      std::getline(halves, name, '=');
      const std::string value = name.size() < piece.size() ? piece.substr(name.size() + 1) : "";
      out.emplace_back(decode_form_value_plainly(name), decode_form_value_plainly(value));
    }
  }
  return out;
}

}  // namespace goto_token::fuzz
