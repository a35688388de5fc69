#include "goto_token/io/tls_trust.hpp"

#include <openssl/err.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "goto_token/base/error.hpp"
#include "goto_token/base/text.hpp"

namespace goto_token {
namespace {

// Where other distributions than the one that this OpenSSL was built on keep theirs: a program that was
// linked statically is carried about.
constexpr auto kOtherBundles = std::to_array<const char*>({
    "/etc/ssl/certs/ca-certificates.crt",  // Debian, Arch, Alpine
    "/etc/pki/tls/certs/ca-bundle.crt",    // Fedora, RHEL
    "/etc/ssl/ca-bundle.pem",              // openSUSE
    "/etc/ssl/cert.pem",                   // Alpine, and others without the former
});

bool is_set(const char* name) {
  const char* const value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nothing ever sets a variable
  return value != nullptr && *value != '\0';
}

/// Whether a folder holds certificates under the hashes of their names, as c_rehash leaves them.
bool is_hashed(const char* folder) {
  std::error_code unreadable;
  return std::any_of(std::filesystem::directory_iterator(folder, unreadable), {},
                     [](const auto& entry) { return entry.path().extension() == ".0"; });
}

/// Adds the system's certificates. OpenSSL's default is the bundle file and the hashed folder with the same
/// certificates; reading the bundle takes 20 ms, while of the folder only the one file is read that a
/// connection needs.
bool add_system_certificates(X509_STORE* store) {
  const bool set_otherwise =
      is_set(X509_get_default_cert_file_env()) || is_set(X509_get_default_cert_dir_env());
  const char* const folder = X509_get_default_cert_dir();
  if (!set_otherwise && is_hashed(folder)) {
    return X509_STORE_load_path(store, folder) == 1;
  }
  if (!set_otherwise && ::access(X509_get_default_cert_file(), R_OK) != 0) {
    const auto load = [store](const char* bundle) { return X509_STORE_load_file(store, bundle) == 1; };
    static_cast<void>(std::any_of(kOtherBundles.begin(), kOtherBundles.end(), load));
  }
  return X509_STORE_set_default_paths(store) == 1;
}

}  // namespace

TlsTrust::TlsTrust(const std::string& ca_file) : store_(X509_STORE_new(), X509_STORE_free) {
  if (!store_ || !add_system_certificates(store_.get())) {
    throw Error(ExitCode::Failure, "cannot set up TLS: OpenSSL has no certificate store");
  }
  if (!ca_file.empty() && X509_STORE_load_file(store_.get(), ca_file.c_str()) != 1) {
    throw Error(
        ExitCode::Configuration,
        "cannot use the CA file '" + printable(ca_file) + "': it cannot be read or holds no PEM certificate",
        "name a PEM file with --ca-file or OAUTH_CA_FILE");
  }
  ERR_clear_error();  // paths that do not exist leave entries behind which later failures would be mistaken
                      // for
}

}  // namespace goto_token
