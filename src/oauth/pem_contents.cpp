#include "goto_token/oauth/pem_contents.hpp"

#include <algorithm>
#include <array>

#include "goto_token/base/text.hpp"

namespace goto_token {
namespace {

/// What the label of a PEM block tells (RFC 7468). The first row that fits one of the blocks counts.
struct Label {
  std::string_view end;  ///< With which the label ends.
  std::string_view why;
};

constexpr auto kLabels = std::to_array<Label>({
    {"OPENSSH PRIVATE KEY", "it is in OpenSSH's own format, not in PKCS#8"},
    {"PRIVATE KEY", "its private key is damaged, or of a kind that OpenSSL does not know"},
    {"CERTIFICATE REQUEST", "it holds a certificate request and no private key"},
    {"CERTIFICATE", "it holds a certificate and no private key"},
    {"PUBLIC KEY", "it holds a public key, and only the private one signs"},
});

bool has_block(std::string_view text, std::string_view label_end) {
  constexpr std::string_view kBegin = "-----BEGIN ";
  constexpr std::string_view kDashes = "-----";
  for (std::size_t at = text.find(kBegin); at != std::string_view::npos; at = text.find(kBegin)) {
    text.remove_prefix(at + kBegin.size());
    if (text.substr(0, text.find(kDashes)).ends_with(label_end)) {
      return true;
    }
  }
  return false;
}

/// Whether the text is a DER value such as a key or a PKCS#12 file: a sequence, which no text begins with.
bool is_der(std::string_view text) {
  return text.size() > 1 && text[0] == '0' && (static_cast<unsigned char>(text[1]) & 0x80U) != 0;
}

}  // namespace

MissingPrivateKey explain_missing_private_key(std::string_view text) {
  const auto* const found = std::find_if(kLabels.begin(), kLabels.end(),
                                         [text](const Label& label) { return has_block(text, label.end); });
  if (found != kLabels.end()) {
    return {.why = std::string(found->why)};
  }
  if (is_utf16(text)) {
    return {.why = "it is in UTF-16"};
  }
  if (is_der(text)) {
    return {.why = "it is binary (DER or PKCS#12), not PEM",
            .hint = "openssl pkey -in KEY -out NEW writes it as PEM; keep NEW to yourself"};
  }
  return {.why = text.starts_with('{') ? "it is JSON, not PEM" : "it holds no PEM"};
}

}  // namespace goto_token
