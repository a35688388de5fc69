#include "goto_token/base/secret.hpp"

#include <openssl/crypto.h>

#include <utility>

namespace goto_token {

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this != &other) {
    wipe();
    bytes_ = std::move(other.bytes_);
    other.bytes_.clear();
  }
  return *this;
}

bool Secret::equals(std::string_view candidate) const noexcept {
  return bytes_.size() == candidate.size() &&
         CRYPTO_memcmp(bytes_.data(), candidate.data(), candidate.size()) == 0;
}

void Secret::wipe() noexcept {
  if (!bytes_.empty()) {
    OPENSSL_cleanse(bytes_.data(), bytes_.size());
    bytes_.clear();
  }
}

}  // namespace goto_token
