#include "goto_token/oauth/signing_key.hpp"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>
#include <utility>

#include "goto_token/base/error.hpp"
#include "goto_token/base/text.hpp"
#include "goto_token/oauth/pem_contents.hpp"

namespace goto_token {
namespace {

using enum SigningAlgorithm;

/// Makes a deleter of one of OpenSSL's functions.
template <auto function>
struct FreeWith {
  template <typename T>
  void operator()(T* object) const noexcept {
    function(object);
  }
};

using Bio = std::unique_ptr<BIO, FreeWith<BIO_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, FreeWith<EVP_MD_CTX_free>>;
using Certificate = std::unique_ptr<X509, FreeWith<X509_free>>;
using EcdsaSignature = std::unique_ptr<ECDSA_SIG, FreeWith<ECDSA_SIG_free>>;

/// Leaves no error behind in OpenSSL's queue, where the next one to look would take it for its own.
struct ErrorQueue {
  ErrorQueue() = default;
  ErrorQueue(const ErrorQueue&) = delete;
  ErrorQueue& operator=(const ErrorQueue&) = delete;
  ~ErrorQueue() { ERR_clear_error(); }
};

struct AlgorithmName {
  SigningAlgorithm algorithm;
  std::string_view name;
};

constexpr auto kNames = std::to_array<AlgorithmName>(
    {{Rs256, "RS256"}, {Ps256, "PS256"}, {Es256, "ES256"}, {Es384, "ES384"}, {EdDsa, "EdDSA"}});

const EVP_MD* digest_of(SigningAlgorithm algorithm) {
  if (algorithm == EdDsa) {
    return nullptr;  // it is part of the algorithm
  }
  return algorithm == Es384 ? EVP_sha384() : EVP_sha256();
}

/// Makes the context of a signature; nullptr when the key does not allow this algorithm.
DigestContext make_context(EVP_PKEY* key, SigningAlgorithm algorithm) {
  DigestContext context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* settings = nullptr;  // the context owns it
  if (context == nullptr ||
      EVP_DigestSignInit(context.get(), &settings, digest_of(algorithm), nullptr, key) != 1) {
    return nullptr;
  }
  // RFC 7518 §3.5: the salt is as long as the digest.
  const bool set =
      algorithm != Ps256 || (EVP_PKEY_CTX_set_rsa_padding(settings, RSA_PKCS1_PSS_PADDING) == 1 &&
                             EVP_PKEY_CTX_set_rsa_pss_saltlen(settings, RSA_PSS_SALTLEN_DIGEST) == 1);
  return set ? std::move(context) : nullptr;
}

/// R and S of an ECDSA signature, each in `octets` octets (RFC 7518 §3.4); empty when it is none.
std::string join_r_and_s(const std::string& der, int octets) {
  const auto* data = static_cast<const unsigned char*>(static_cast<const void*>(der.data()));
  const EcdsaSignature signature(d2i_ECDSA_SIG(nullptr, &data, static_cast<long>(der.size())));
  if (signature == nullptr) {
    return "";
  }
  std::string joined(2 * static_cast<std::size_t>(octets), '\0');
  auto* const r = static_cast<unsigned char*>(static_cast<void*>(joined.data()));
  const bool fits = BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), r, octets) == octets &&
                    BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), r + octets, octets) == octets;
  return fits ? joined : "";
}

[[noreturn]] void fail_key(const std::string& why, const std::string& hint = {}) {
  throw Error(ExitCode::Configuration, why, hint);
}

std::vector<SigningAlgorithm> find_rsa_algorithms(const EVP_PKEY* key) {
  constexpr int kFewestBits = 2048;  // RFC 7518 §3.3
  if (const int bits = EVP_PKEY_get_bits(key); bits < kFewestBits) {
    fail_key("its RSA key has " + std::to_string(bits) + " bits, and " + std::to_string(kFewestBits) +
             " are the fewest for signing");
  }
  return EVP_PKEY_is_a(key, "RSA-PSS") == 1 ? std::vector{Ps256} : std::vector{Rs256, Ps256};
}

std::vector<SigningAlgorithm> find_ec_algorithms(const EVP_PKEY* key) {
  std::array<char, 64> name = {};
  std::size_t length = 0;
  const bool named = EVP_PKEY_get_group_name(key, name.data(), name.size(), &length) == 1;
  const std::string_view curve = named ? std::string_view(name.data(), length) : "that has no name";
  if (curve == "prime256v1") {
    return {Es256};
  }
  if (curve == "secp384r1") {
    return {Es384};
  }
  fail_key("its key is on the curve " + printable(curve) + ", which client assertions do not use");
}

std::vector<SigningAlgorithm> find_algorithms(const EVP_PKEY* key) {
  if (EVP_PKEY_is_a(key, "RSA") == 1 || EVP_PKEY_is_a(key, "RSA-PSS") == 1) {
    return find_rsa_algorithms(key);
  }
  if (EVP_PKEY_is_a(key, "EC") == 1) {
    return find_ec_algorithms(key);
  }
  if (EVP_PKEY_is_a(key, "ED25519") == 1) {
    return {EdDsa};
  }
  const char* const type = EVP_PKEY_get0_type_name(key);
  fail_key("its key is of the type " + printable(type == nullptr ? "" : type) +
           ", which client assertions do not use");
}

/// Takes the place of a question for a passphrase.
int refuse_passphrase(char* /*buffer*/, int /*size*/, int /*writing*/, void* was_asked) {
  *static_cast<bool*>(was_asked) = true;
  return -1;
}

}  // namespace

std::string_view to_string(SigningAlgorithm algorithm) noexcept {
  const auto* const row = std::find_if(kNames.begin(), kNames.end(), [algorithm](const AlgorithmName& known) {
    return known.algorithm == algorithm;
  });
  return row->name;
}

std::optional<SigningAlgorithm> find_signing_algorithm(std::string_view name) noexcept {
  const auto* const row = std::find_if(kNames.begin(), kNames.end(),
                                       [name](const AlgorithmName& known) { return known.name == name; });
  return row == kNames.end() ? std::nullopt : std::optional(row->algorithm);
}

SigningKey parse_signing_key(const Secret& pem) {
  const ErrorQueue errors;
  const std::string_view text = pem.reveal();
  const Bio source(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  bool is_encrypted = false;
  const std::shared_ptr<EVP_PKEY> key(
      source == nullptr  // there is no BIO of nothing
          ? nullptr
          : PEM_read_bio_PrivateKey(source.get(), nullptr, refuse_passphrase, &is_encrypted),
      EVP_PKEY_free);
  if (is_encrypted) {
    fail_key("its private key is encrypted, and goto-token asks for no passphrase",
             "openssl pkey -in KEY -out NEW writes it without one; keep NEW to yourself");
  }
  if (key == nullptr) {
    const MissingPrivateKey missing = explain_missing_private_key(text);
    fail_key(missing.why, missing.hint);
  }
  std::vector<SigningAlgorithm> algorithms = find_algorithms(key.get());
  if (make_context(key.get(), algorithms.front()) == nullptr) {
    fail_key("its key does not allow " + std::string(to_string(algorithms.front())));
  }
  return {key, std::move(algorithms)};
}

std::string SigningKey::sign(SigningAlgorithm algorithm, std::string_view text) const {
  const ErrorQueue errors;
  const DigestContext context = make_context(key_.get(), algorithm);
  std::string signature(static_cast<std::size_t>(EVP_PKEY_get_size(key_.get())), '\0');
  std::size_t size = signature.size();
  const auto* const data = static_cast<const unsigned char*>(static_cast<const void*>(text.data()));
  auto* const out = static_cast<unsigned char*>(static_cast<void*>(signature.data()));
  const bool is_signed =
      context != nullptr && EVP_DigestSign(context.get(), out, &size, data, text.size()) == 1;
  signature.resize(is_signed ? size : 0);
  if (algorithm == Es256 || algorithm == Es384) {
    signature = join_r_and_s(signature, (EVP_PKEY_get_bits(key_.get()) + 7) / 8);
  }
  if (signature.empty()) {
    throw Error(ExitCode::Failure, "cannot sign with the client's private key: OpenSSL does not make " +
                                       std::string(to_string(algorithm)));
  }
  return signature;
}

SigningAlgorithm SigningKey::choose_algorithm(const std::vector<std::string>& offered) const {
  const auto first = std::find_if(algorithms_.begin(), algorithms_.end(), [&](SigningAlgorithm algorithm) {
    return contains(offered, to_string(algorithm));
  });
  return first == algorithms_.end() ? algorithms_.front() : *first;
}

std::string_view SigningKey::kind() const noexcept {
  switch (algorithms_.front()) {
    case Rs256:
      return "RSA";
    case Ps256:
      return "RSA-PSS";
    case Es256:
      return "P-256";
    case Es384:
      return "P-384";
    case EdDsa:
      break;
  }
  return "Ed25519";
}

bool SigningKey::is_of(std::string_view certificate) const {
  const ErrorQueue cleared;
  const auto* octets = static_cast<const unsigned char*>(static_cast<const void*>(certificate.data()));
  const Certificate parsed(d2i_X509(nullptr, &octets, static_cast<long>(certificate.size())));
  return parsed && X509_check_private_key(parsed.get(), key_.get()) == 1;
}

}  // namespace goto_token
