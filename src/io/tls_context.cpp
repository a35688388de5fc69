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
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>
#include <variant>

#include "goto_token/base/error.hpp"
#include "goto_token/base/text.hpp"
#include "goto_token/io/file.hpp"

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

[[noreturn]] void fail_for_variable(const std::string& name, std::string_view value,
                                    const FileFailure& failure) {
  throw Error(ExitCode::Configuration,
              name + " names '" + printable(value) + "', which cannot be read: " + explain(failure),
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
      fail_for_variable(name, folders, {problem});
    }
    rest.remove_prefix(end + 1);
  }
}

[[noreturn]] void fail_for_ca_file(const TlsTrust& trust,
                                   const std::string& why = "it cannot be read or holds no PEM certificate") {
  throw Error(ExitCode::Configuration, "cannot use the CA file " + quote_path(trust.ca_file) + ": " + why,
              trust.ca_file_hint);
}

/// Adds the certificates of a PEM text, as OpenSSL adds those of a file. @returns whether it holds any.
bool add_certificates(X509_STORE* store, const std::string& pem) {
  const auto free_all = [](STACK_OF(X509_INFO) * found) { sk_X509_INFO_pop_free(found, X509_INFO_free); };
  const std::unique_ptr<BIO, decltype(&BIO_free)> text(
      BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free);
  const std::unique_ptr<STACK_OF(X509_INFO), decltype(free_all)> found(
      PEM_X509_INFO_read_bio(text.get(), nullptr, nullptr, nullptr), free_all);
  bool added = false;
  for (int i = 0; i < sk_X509_INFO_num(found.get()); ++i) {
    const X509_INFO* const info = sk_X509_INFO_value(found.get(), i);
    added = (info->x509 != nullptr && X509_STORE_add_cert(store, info->x509) == 1) || added;
    added = (info->crl != nullptr && X509_STORE_add_crl(store, info->crl) == 1) || added;
  }
  return added;
}

/// What can be read only once, such as a pipe: OpenSSL would wait for ever where no process writes to it.
std::variant<FileContents, FileFailure> read_pipe(const std::string& path) {
  constexpr std::size_t kLargestBundle = 16UL * 1024UL * 1024UL;  // the system's has 0.2 MiB
  return read_file(path, kLargestBundle);
}

/// The pipe that the standard variable names in place of a file; nullopt where it names none.
std::optional<std::string> find_standard_pipe() {
  std::string file(value_of(X509_get_default_cert_file_env()));
  return file.empty() || is_regular_file(file) ? std::nullopt : std::optional(std::move(file));
}

/// Adds the certificates of such a pipe, and those that OpenSSL finds in folders.
bool add_standard_pipe(X509_STORE* store, const std::string& path) {
  const auto contents = read_pipe(path);
  if (const auto* const failure = std::get_if<FileFailure>(&contents)) {
    fail_for_variable(X509_get_default_cert_file_env(), path, *failure);
  }
  add_certificates(store, std::get<FileContents>(contents).text);
  X509_LOOKUP* const folders = X509_STORE_add_lookup(store, X509_LOOKUP_hash_dir());
  return folders != nullptr && X509_LOOKUP_add_dir(folders, nullptr, X509_FILETYPE_DEFAULT) == 1;
}

/// Adds the system's certificates. OpenSSL's default is a bundle and a hashed folder with the same
/// certificates. Reading the bundle takes 20 ms; of the folder, OpenSSL reads only the file that a connection
/// needs.
bool add_system_certificates(X509_STORE* store) {
  if (const auto pipe = find_standard_pipe()) {
    return add_standard_pipe(store, *pipe);
  }
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

/// Adds the certificates of the CA file.
void add_ca_file(X509_STORE* store, const TlsTrust& trust) {
  if (is_regular_file(trust.ca_file)) {
    if (X509_STORE_load_file(store, trust.ca_file.c_str()) != 1) {
      fail_for_ca_file(trust);
    }
    return;
  }
  const auto contents = read_pipe(trust.ca_file);
  if (const auto* const failure = std::get_if<FileFailure>(&contents)) {
    fail_for_ca_file(trust, explain(*failure));
  }
  if (!add_certificates(store, std::get<FileContents>(contents).text)) {
    fail_for_ca_file(trust);
  }
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
      fail_for_variable(file_variable, file, {problem});
    }
  }
  if (const auto folders = value_of(folder_variable.c_str()); !folders.empty()) {
    look_at_folders(folder_variable, folders);
  }
  if (!trust_.ca_file.empty() && find_file_problem(trust_.ca_file) != 0) {
    fail_for_ca_file(trust_);
  }
}

void TlsContext::check_certificates() {
  if (context_) {
    return;
  }
  const bool named = !trust_.ca_file.empty();
  if (find_standard_pipe() || (named && !is_regular_file(trust_.ca_file))) {
    // A pipe, such as a shell makes for <(COMMAND), can be read only once.
    static_cast<void>(load());
  } else if (named && !begins_with_certificate(trust_.ca_file)) {
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
  if (!trust_.ca_file.empty()) {
    add_ca_file(SSL_CTX_get_cert_store(context.get()), trust_);
  }
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_options(context.get(), SSL_OP_CLEANSE_PLAINTEXT);  // wipes tokens once they were read
  SSL_CTX_set_mode(context.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  // Missing paths leave errors in the queue, which later failures would be taken for.
  ERR_clear_error();
  context_ = std::move(context);
  return context_.get();
}

const TlsClientCertificate& TlsContext::client_certificate() {
  if (!client_certificate_) {
    client_certificate_.emplace(client_certificate_files_);
  }
  return *client_certificate_;
}

void TlsContext::Free::operator()(SSL_CTX* context) const noexcept {
  SSL_CTX_free(context);
}

}  // namespace goto_token
