#include "goto_token/io/tls_trust.hpp"

#include <openssl/err.h>
#include <openssl/x509_vfy.h>

#include "goto_token/base/error.hpp"
#include "goto_token/base/text.hpp"

namespace goto_token {

TlsTrust::TlsTrust(const std::string& ca_file) : store_(X509_STORE_new()) {
  // The default paths are searched by hash, one small file for each connection; the bundle of all of them is
  // not loaded.
  if (!store_ || X509_STORE_set_default_paths(store_.get()) != 1) {
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

void TlsTrust::Free::operator()(x509_store_st* store) const noexcept {
  X509_STORE_free(store);
}

}  // namespace goto_token
