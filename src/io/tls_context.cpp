#include "goto_token/io/tls_context.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <utility>

#include "goto_token/base/error.hpp"
#include "goto_token/base/text.hpp"

namespace goto_token {
namespace {

// The bundles of other distributions: a statically linked program may run on one that its OpenSSL was not
// built for.
constexpr auto kOtherBundles = std::to_array<const char*>({
    "/etc/ssl/certs/ca-certificates.crt",  // Debian, Arch, Alpine
    "/etc/pki/tls/certs/ca-bundle.crt",    // Fedora, RHEL
    "/etc/ssl/ca-bundle.pem",              // openSUSE
    "/etc/ssl/cert.pem",                   // Alpine, and others without the former
});

/// The value of a standard variable; empty when it is not set.
std::string_view value_of(const char* name) {
  const char* const value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nothing ever sets a variable
  return value == nullptr ? "" : value;
}

/// Whether a folder holds certificates under the hashes of their names, as c_rehash makes them.
bool is_hashed(const char* folder) {
  std::error_code unreadable;
  return std::any_of(std::filesystem::directory_iterator(folder, unreadable), {},
                     [](const auto& entry) { return entry.path().extension() == ".0"; });
}

/// Adds the system's certificates. OpenSSL's default is a bundle and a hashed folder with the same
/// certificates. Reading the bundle takes 20 ms; of the folder, OpenSSL reads only the file that a connection
/// needs.
bool add_system_certificates(X509_STORE* store) {
  const bool set_otherwise = !value_of(X509_get_default_cert_file_env()).empty() ||
                             !value_of(X509_get_default_cert_dir_env()).empty();
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

[[noreturn]] void fail_for_variable(const std::string& name, std::string_view value, int error_number) {
  throw Error(ExitCode::Configuration,
              name + " names '" + printable(value) +
                  "', which cannot be read: " + std::generic_category().message(error_number),
              "correct " + name + ", or unset it to use the system's certificates");
}

/// 0 for a file that can be read, else the errno that says why it cannot.
int find_file_problem(const std::string& path) {
  struct stat found = {};
  if (::stat(path.c_str(), &found) != 0 || ::access(path.c_str(), R_OK) != 0) {
    return errno;
  }
  return S_ISDIR(found.st_mode) ? EISDIR : 0;
}

int find_folder_problem(const std::string& path) {
  struct stat found = {};
  if (::stat(path.c_str(), &found) != 0) {
    return errno;
  }
  if (!S_ISDIR(found.st_mode)) {
    return ENOTDIR;
  }
  return ::access(path.c_str(), R_OK | X_OK) == 0 ? 0 : errno;
}

/// Fails unless one of the folders can be used: in a list for many machines, some may be missing.
void look_at_folders(const std::string& name, std::string_view folders) {
  int problem = 0;
  for (std::string_view rest = folders;;) {
    const std::size_t end = std::min(rest.find(':'), rest.size());
    problem = find_folder_problem(std::string(rest.substr(0, end)));
    if (problem == 0) {
      return;
    }
    if (end == rest.size()) {
      fail_for_variable(name, folders, problem);
    }
    rest.remove_prefix(end + 1);
  }
}

[[noreturn]] void fail_for_ca_file(const TlsTrust& trust) {
  throw Error(ExitCode::Configuration,
              "cannot use the CA file '" + printable(trust.ca_file) +
                  "': it cannot be read or holds no PEM certificate",
              trust.ca_file_hint);
}

/// Whether the first certificate of a PEM file can be read.
bool begins_with_certificate(const std::string& path) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> file(BIO_new_file(path.c_str(), "r"), BIO_free);
  if (!file) {
    return false;
  }
  const std::unique_ptr<X509, decltype(&X509_free)> first(
      PEM_read_bio_X509_AUX(file.get(), nullptr, nullptr, nullptr), X509_free);
  return first != nullptr;
}

}  // namespace

void TlsContext::check_readable() const {
  const std::string file_variable = X509_get_default_cert_file_env();
  const std::string folder_variable = X509_get_default_cert_dir_env();
  if (const auto file = value_of(file_variable.c_str()); !file.empty()) {
    if (const int problem = find_file_problem(std::string(file)); problem != 0) {
      fail_for_variable(file_variable, file, problem);
    }
  }
  if (const auto folders = value_of(folder_variable.c_str()); !folders.empty()) {
    look_at_folders(folder_variable, folders);
  }
  if (!trust_.ca_file.empty() && find_file_problem(trust_.ca_file) != 0) {
    fail_for_ca_file(trust_);
  }
}

void TlsContext::check_ca_file() {
  if (trust_.ca_file.empty() || context_) {
    return;
  }
  std::error_code unknown;
  if (!std::filesystem::is_regular_file(trust_.ca_file, unknown)) {
    // A pipe, such as a shell makes for <(COMMAND), can be read only once.
    static_cast<void>(load());
  } else if (!begins_with_certificate(trust_.ca_file)) {
    fail_for_ca_file(trust_);
  }
  ERR_clear_error();
}

ssl_ctx_st* TlsContext::load() {
  if (context_) {
    return context_.get();
  }
  check_readable();
  std::unique_ptr<SSL_CTX, Free> context(SSL_CTX_new(TLS_client_method()));
  if (!context || SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION) != 1 ||
      !add_system_certificates(SSL_CTX_get_cert_store(context.get()))) {
    throw Error(ExitCode::Failure, "cannot set up TLS: OpenSSL has no context or certificate store");
  }
  if (!trust_.ca_file.empty() &&
      X509_STORE_load_file(SSL_CTX_get_cert_store(context.get()), trust_.ca_file.c_str()) != 1) {
    fail_for_ca_file(trust_);
  }
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_options(context.get(), SSL_OP_CLEANSE_PLAINTEXT);  // wipes tokens once they were read
  SSL_CTX_set_mode(context.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  // Missing paths leave errors in the queue, which later failures would be taken for.
  ERR_clear_error();
  context_ = std::move(context);
  return context_.get();
}

void TlsContext::Free::operator()(SSL_CTX* context) const noexcept {
  SSL_CTX_free(context);
}

}  // namespace goto_token
