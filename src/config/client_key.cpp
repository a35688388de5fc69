#include "goto_token/config/client_key.hpp"

#include <memory>
#include <optional>
#include <utility>

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

std::function<const std::string&()> make_certificate_reader(ClientCertificateFiles files,
                                                            std::function<const SigningKey&()> read_key) {
  const auto certificate = std::make_shared<std::string>();
  return [files = std::move(files), read_key = std::move(read_key), certificate]() -> const std::string& {
    if (certificate->empty()) {
      std::string der = read_first_certificate(files.certificate);
      if (!read_key().is_of(der)) {
        throw Error(ExitCode::Configuration,
                    files.key.origin + ": '" + printable(files.key.path) +
                        "' cannot be used: its private key is not that of the first certificate in '" +
                        printable(files.certificate.path) + "'",
                    files.key.hint);
      }
      *certificate = std::move(der);
    }
    return *certificate;
  };
}

}  // namespace goto_token
