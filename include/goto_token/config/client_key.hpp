#pragma once

#include <functional>
#include <string>

#include "goto_token/io/tls_client_certificate.hpp"
#include "goto_token/oauth/signing_key.hpp"

namespace goto_token {

struct Setting;

/// Reads the private key in the PEM file that a setting names.
/// @throws Error{Configuration} naming setting and file when the file cannot be read or holds no such key.
[[nodiscard]] SigningKey read_signing_key(const Setting& path);

/// Makes the function that reads this file when it is first called, and no second time: it may be a pipe. The
/// key lives as long as the function or a copy of it.
[[nodiscard]] std::function<const SigningKey&()> make_key_reader(const Setting& path);

/// Makes the function that reads the first certificate of these files when it is first called, and no second
/// time: DER. It makes sure that the key is that of the certificate.
/// @param read_key reads the file of the key. @param files with hints.
[[nodiscard]] std::function<const std::string&()> make_certificate_reader(
    ClientCertificateFiles files, std::function<const SigningKey&()> read_key);

}  // namespace goto_token
