#pragma once

#include <string>

#include "goto_token/base/secret.hpp"

namespace goto_token {

struct Setting;

/// A secret key's value and its origin.
struct SecretSetting {
  Secret value;                      ///< Never empty.
  std::string origin;                ///< As in `Setting`; of a file, that of its `KEY_FILE`.
  bool others_can_read = false;      ///< It is in the file of `KEY_FILE`, which others can read.
  bool had_byte_order_mark = false;  ///< That file begins with one, which was left out.
  bool utf16 = false;                ///< That file is in UTF-16.
};

/// Reads the file that a setting names. A byte order mark and line ends around the secret are left out.
/// @throws Error{Configuration} when the file is empty or cannot be read.
[[nodiscard]] SecretSetting read_secret_file(const Setting& path);

}  // namespace goto_token
