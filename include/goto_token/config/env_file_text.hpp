#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "goto_token/base/secret.hpp"

namespace goto_token {

/// What a new env file sets.
struct EnvFileValues {
  std::string issuer;  ///< Empty for GoTo.
  std::string client_id;
  Secret client_secret;  ///< Empty for a public client.
  std::string redirect_uri;
  std::string scope;  ///< Empty for the server's default.
};

/// The value as it is written behind `KEY=`, so that parse_dotenv reads the same value, whatever lines
/// follow. A shell that reads the file sees the same, too, where that can be. Nullopt for a value that cannot
/// be written.
[[nodiscard]] std::optional<Secret> quote_for_env_file(std::string_view value);

/// The text of a new env file, with short comments.
/// @throws Error{Configuration} naming the key whose value cannot be written.
[[nodiscard]] Secret make_env_file_text(const EnvFileValues& values);

}  // namespace goto_token
