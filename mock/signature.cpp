#include "signature.hpp"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <algorithm>

#include "settings.hpp"

namespace goto_mock_auth {
namespace {

struct FreeFile {
  void operator()(BIO* file) const { BIO_free(file); }
};
struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
struct FreeEcSignature {
  void operator()(ECDSA_SIG* signature) const { ECDSA_SIG_free(signature); }
};

const unsigned char* octets_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

// A file that asks for a passphrase holds nothing of use: none is asked for.
int no_passphrase(char* /*buffer*/, int /*size*/, int /*writing*/, void* /*unused*/) {
  return 0;
}

EVP_PKEY* read_key(const std::string& file, bool is_private) {
  const std::unique_ptr<BIO, FreeFile> bio(BIO_new_file(file.c_str(), "r"));
  if (bio == nullptr) {
    return nullptr;
  }
  return is_private ? PEM_read_bio_PrivateKey(bio.get(), nullptr, no_passphrase, nullptr)
                    : PEM_read_bio_PUBKEY(bio.get(), nullptr, no_passphrase, nullptr);
}

std::vector<std::string> algorithms_of(const EVP_PKEY* key) {
  switch (EVP_PKEY_get_base_id(key)) {
    case EVP_PKEY_RSA:
      return {"RS256", "PS256"};
    case EVP_PKEY_ED25519:
      return {"EdDSA"};
    case EVP_PKEY_EC:
      if (EVP_PKEY_get_bits(key) == 256) {
        return {"ES256"};
      }
      return EVP_PKEY_get_bits(key) == 384 ? std::vector<std::string>{"ES384"} : std::vector<std::string>{};
    default:
      return {};
  }
}

// OpenSSL wants DER, and JWS has the two numbers one after another (RFC 7518 §3.4). Empty if that can't be.
std::string der_of(const std::string& signature, std::size_t number_size) {
  if (signature.size() != 2 * number_size) {
    return {};
  }
  const std::unique_ptr<ECDSA_SIG, FreeEcSignature> pair(ECDSA_SIG_new());
  const int size = static_cast<int>(number_size);
  BIGNUM* const r = BN_bin2bn(octets_of(signature), size, nullptr);
  BIGNUM* const s = BN_bin2bn(octets_of(signature) + number_size, size, nullptr);
  if (ECDSA_SIG_set0(pair.get(), r, s) != 1) {
    return {};
  }
  std::string der(static_cast<std::size_t>(std::max(i2d_ECDSA_SIG(pair.get(), nullptr), 0)), '\0');
  auto* end = reinterpret_cast<unsigned char*>(der.data());
  i2d_ECDSA_SIG(pair.get(), &end);
  return der;
}

const EVP_MD* digest_of(const std::string& algorithm) {
  if (algorithm == "EdDSA") {
    return nullptr;  // the algorithm has its own
  }
  return algorithm == "ES384" ? EVP_sha384() : EVP_sha256();
}

}  // namespace

VerificationKey::VerificationKey(const std::string& file) : key_(read_key(file, false)) {
  if (key_ == nullptr) {
    key_.reset(read_key(file, true));
    private_ = true;
  }
  if (key_ != nullptr) {
    algorithms_ = algorithms_of(key_.get());
  }
  if (algorithms_.empty()) {
    throw Failure(3, "cannot use '" + file + "' as the client's key",
                  "--client-key names a PEM file with an RSA, P-256, P-384 or Ed25519 key");
  }
}

bool VerificationKey::verifies(const std::string& algorithm, std::string_view text,
                               const std::string& signature) const {
  const std::string in_der = algorithm == "ES256"   ? der_of(signature, 32)
                             : algorithm == "ES384" ? der_of(signature, 48)
                                                    : signature;
  const std::unique_ptr<EVP_MD_CTX, FreeContext> context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* key_context = nullptr;  // the context's own
  if (EVP_DigestVerifyInit(context.get(), &key_context, digest_of(algorithm), nullptr, key_.get()) != 1) {
    return false;
  }
  if (algorithm == "PS256" && (EVP_PKEY_CTX_set_rsa_padding(key_context, RSA_PKCS1_PSS_PADDING) != 1 ||
                               EVP_PKEY_CTX_set_rsa_pss_saltlen(key_context, RSA_PSS_SALTLEN_DIGEST) != 1)) {
    return false;
  }
  return EVP_DigestVerify(context.get(), octets_of(in_der), in_der.size(), octets_of(text), text.size()) == 1;
}

}  // namespace goto_mock_auth
