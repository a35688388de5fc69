#pragma once

#include <string>
#include <string_view>

namespace goto_token {

/// Why no private key could be read from a text.
struct MissingPrivateKey {
  std::string why;        ///< What it holds instead: `it holds a certificate and no private key`.
  std::string hint = {};  ///< How to make PEM of it; empty where nothing does.
};

/// Looks for what a text holds in place of a private key in PEM. Shows nothing of the text.
[[nodiscard]] MissingPrivateKey explain_missing_private_key(std::string_view text);

}  // namespace goto_token
