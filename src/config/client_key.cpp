#include "goto_token/config/client_key.hpp"

#include <memory>
#include <optional>

#include "goto_token/base/error.hpp"
#include "goto_token/base/text.hpp"
#include "goto_token/config/secret_file.hpp"
#include "goto_token/config/settings.hpp"

namespace goto_token {
namespace {

constexpr const char* kKeyHint =
    "name a PEM file with the client's private key: RSA of 2048 bits or more, P-256, P-384 or Ed25519";

SecretSetting read_pem(const Setting& path) {
  try {
    return read_secret_file(path);
  } catch (const Error& error) {
    throw Error(error.code(), error.what(), error.hint_or(kKeyHint));
  }
}

}  // namespace

SigningKey read_signing_key(const Setting& path) {
  const SecretSetting pem = read_pem(path);
  try {
    return parse_signing_key(pem.value);
  } catch (const Error& error) {
    throw Error(error.code(),
                path.origin + ": " + quote_path(path.value) + " cannot be used: " + error.what(),
                error.hint_or(kKeyHint));
  }
}

std::function<const SigningKey&()> make_key_reader(const Setting& path) {
  const auto key = std::make_shared<std::optional<SigningKey>>();
  return [path, key]() -> const SigningKey& {
    if (!*key) {
      key->emplace(read_signing_key(path));
    }
    return **key;
  };
}

}  // namespace goto_token
