#include "crypto.hpp"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <cctype>
#include <stdexcept>

namespace goto_mock_auth {
namespace {

// OpenSSL speaks of unsigned char, and std::string of char.
const unsigned char* octets_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* octets_of(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

}  // namespace

std::string random_octets(std::size_t octets) {
  std::string random(octets, '\0');
  if (RAND_bytes(octets_of(random), static_cast<int>(octets)) != 1) {
    throw std::runtime_error("the random number generator failed");
  }
  return random;
}

std::string random_token(std::size_t octets) {
  return base64url(random_octets(octets));
}

std::string random_uuid() {
  constexpr std::string_view kHexDigits = "0123456789abcdef";
  std::string text = "xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx";
  const std::string random = random_octets(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == 'x') {
      text[i] = kHexDigits[static_cast<unsigned char>(random[i]) & 0xFU];
    }
  }
  return text;
}

std::string sha256(std::string_view text) {
  std::string digest(EVP_MAX_MD_SIZE, '\0');
  unsigned int size = 0;
  if (EVP_Digest(text.data(), text.size(), octets_of(digest), &size, EVP_sha256(), nullptr) != 1) {
    throw std::runtime_error("SHA-256 failed");
  }
  digest.resize(size);
  return digest;
}

std::string base64(std::string_view octets) {
  std::string text((octets.size() + 2) / 3 * 4 + 1, '\0');  // EVP_EncodeBlock ends with a NUL
  const int size = EVP_EncodeBlock(octets_of(text), octets_of(octets), static_cast<int>(octets.size()));
  text.resize(static_cast<std::size_t>(size));
  return text;
}

std::string base64url(std::string_view octets) {
  std::string text = base64(octets);
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');
  text.erase(std::find(text.begin(), text.end(), '='), text.end());
  return text;
}

std::optional<std::string> parse_base64(std::string_view text) {
  std::string octets(text.size(), '\0');
  const int size = EVP_DecodeBlock(octets_of(octets), octets_of(text), static_cast<int>(text.size()));
  if (size < 0) {
    return std::nullopt;
  }
  // EVP_DecodeBlock counts padding as zero octets.
  const auto padding = static_cast<std::size_t>(std::count(text.begin(), text.end(), '='));
  octets.resize(static_cast<std::size_t>(size) - std::min(padding, static_cast<std::size_t>(size)));
  return octets;
}

std::optional<std::string> parse_base64url(std::string_view text) {
  if (!std::all_of(text.begin(), text.end(),
                   [](unsigned char c) { return std::isalnum(c) != 0 || c == '-' || c == '_'; })) {
    return std::nullopt;
  }
  std::string padded(text);
  std::replace(padded.begin(), padded.end(), '-', '+');
  std::replace(padded.begin(), padded.end(), '_', '/');
  padded.append((4 - padded.size() % 4) % 4, '=');
  return parse_base64(padded);
}

}  // namespace goto_mock_auth
