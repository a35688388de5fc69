#pragma once

#include <optional>
#include <string>
#include <vector>

#include "goto_token/config/dotenv.hpp"

namespace goto_token {

/// A name that is no key of ours, and the key that was probably meant by it.
struct SimilarName {
  std::string name;
  std::string key;
};

/// An env file that was found and not used.
struct PassedOverFile {
  std::string path;
  std::string failure = {};                      ///< Why it was not read; empty where it was.
  bool utf16 = false;                            ///< It holds a key of ours, but is in UTF-16.
  std::optional<SimilarName> similar_name = {};  ///< The first of its names that is similar to a key.
};

/// The env file of a run.
struct EnvFile {
  std::string path = {};  ///< Empty where none is used.
  DotenvContents contents = {};
  bool others_can_read = false;
  bool utf16 = false;  ///< It is in UTF-16, so no key was read.
  std::vector<PassedOverFile> passed_over = {};
};

/// Where an env file may be.
struct EnvFileSearch {
  std::optional<std::string> named = {};        ///< The path of `--env-file`: no other file is looked for.
  std::optional<std::string> profile = {};      ///< The profile that an option or the environment names.
  std::optional<std::string> user_folder = {};  ///< Our folder in the user's configuration folder.
};

/// Finds the one env file to use and reads it: the named one, else the profile's in the user's folder, else
/// `./.env` if it holds a key of ours, else `.env` in the user's folder.
/// A `./.env` of more than 1 MiB is another program's, and passed over as one.
/// @throws Error{Configuration} when that file, or `./.env`, cannot be read.
[[nodiscard]] EnvFile find_env_file(const EnvFileSearch& search);

/// Why a file was passed over, after `PATH was passed over: `.
[[nodiscard]] std::string explain(const PassedOverFile& file);

/// The names that are similar to a key of ours.
[[nodiscard]] std::vector<SimilarName> find_similar_names(const DotenvValues& values);

}  // namespace goto_token
