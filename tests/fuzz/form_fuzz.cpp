// Feeds the encodings any bytes. Decoding a form gives what a second, plainer decoder gives; encoding holds
// to its alphabet and is undone by decoding.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "goto_token/base/encoding.hpp"
#include "support/form_oracle.hpp"
#include "support/require.hpp"

namespace {

using goto_token::find_parameter;
using goto_token::find_repeated_parameter;
using goto_token::FormParameters;
using goto_token::fuzz::require;

constexpr std::string_view kAlphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

bool holds_only(std::string_view text, std::string_view more_than_alphanumeric) {
  return text.find_first_not_of(std::string(kAlphanumeric).append(more_than_alphanumeric)) ==
         std::string::npos;
}

void require_look_up(const FormParameters& parameters) {
  std::map<std::string, int> counts;
  for (const auto& [name, value] : parameters) {
    if (++counts[name] == 1) {
      require(find_parameter(parameters, name) == std::string_view(value),
              "the first value of a name is found");
    }
  }
  const bool repeats = counts.size() < parameters.size();
  const auto repeated = find_repeated_parameter(parameters);
  require(repeated.has_value() == repeats, "a repeated name is found if there is one");
  require(!repeated || counts[std::string(*repeated)] > 1, "the name found is repeated");
  require(counts.contains("absent") || !find_parameter(parameters, "absent"), "an absent name is not found");
}

/// Takes base64 in either alphabet back, six bits a character.
std::string decode_base64(std::string_view encoded, std::string_view last_two) {
  const std::string alphabet = std::string(kAlphanumeric).append(last_two);
  std::string bits;
  for (const char c : encoded.substr(0, encoded.find('='))) {
    const std::size_t value = alphabet.find(c);
    require(value != std::string::npos, "base64 holds to its alphabet");
    for (unsigned i = 6; i > 0; --i) {
      bits += ((value >> (i - 1)) & 1U) != 0 ? '1' : '0';
    }
  }
  require(bits.find('1', bits.size() / 8 * 8) == std::string::npos, "the bits left over are zero");
  std::string out;
  for (std::size_t at = 0; at + 8 <= bits.size(); at += 8) {
    out += static_cast<char>(std::stoi(bits.substr(at, 8), nullptr, 2));
  }
  return out;
}

void require_encodings_undone(const std::string& text) {
  const std::string percent = goto_token::percent_encode(text);
  require(holds_only(percent, "-._~%"), "percent-encoding leaves unreserved characters alone");
  const std::string form = goto_token::form_encode(text);
  require(holds_only(form, "-._*+%"), "form-encoding holds to its alphabet");
  for (const std::string& encoded : {percent, form}) {
    const FormParameters expected = {{"name", text}};
    require(goto_token::form_decode("name=" + encoded) == expected, "decoding undoes the encoding");
  }
  const std::string base64 = goto_token::base64_encode(text);
  require(base64.size() == (text.size() + 2) / 3 * 4, "base64 is padded");
  require(decode_base64(base64, "+/") == text, "base64 is undone by decoding");
  const std::string base64url = goto_token::base64url_encode(std::as_bytes(std::span(text)));
  require(base64url.find('=') == std::string::npos, "base64url is not padded");
  require(decode_base64(base64url, "-_") == text, "base64url is undone by decoding");
}

void require_values_by_name(const std::string& text, const FormParameters& parameters) {
  constexpr std::size_t kMost = 4;  // each name costs a whole pass
  for (std::size_t i = 0; i < std::min(kMost, parameters.size()); ++i) {
    const std::string& name = parameters[i].first;
    std::vector<std::string> values;
    for (const auto& [other_name, other_value] : parameters) {
      if (other_name == name) {
        values.push_back(other_value);
      }
    }
    require(goto_token::form_decode_values(text, name, text.size()) == values, "each name has its values");
  }
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer calls it by this name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  const FormParameters parameters = goto_token::form_decode(text);
  require(parameters == goto_token::fuzz::decode_form_plainly(text), "both decoders agree");
  require_values_by_name(text, parameters);
  require(goto_token::form_decode(goto_token::form_encode(parameters)) == parameters,
          "parameters written out mean the same");
  require_look_up(parameters);
  require_encodings_undone(text);
  return 0;
}
