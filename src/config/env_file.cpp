#include "goto_token/config/env_file.hpp"

#include <algorithm>
#include <cerrno>
#include <utility>
#include <variant>

#include "goto_token/base/text.hpp"
#include "goto_token/config/keys.hpp"
#include "goto_token/config/settings.hpp"
#include "goto_token/io/file.hpp"

namespace goto_token {
namespace {

std::variant<EnvFile, FileFailure> try_read_env_file(const std::string& path) {
  constexpr std::size_t kLargestEnvFile = 1024UL * 1024UL;
  auto result = read_file(path, kLargestEnvFile);
  if (const auto* const failure = std::get_if<FileFailure>(&result)) {
    return *failure;
  }
  auto& [text, others_can_read] = std::get<FileContents>(result);
  EnvFile file{.path = path, .others_can_read = others_can_read, .utf16 = is_utf16(text)};
  if (file.utf16) {
    std::erase(text, '\0');  // the rest of a key is ASCII: enough to tell whether the file is ours
    text.erase(0, text.find_first_not_of("\xFE\xFF"));
  }
  file.contents = parse_dotenv_contents(text);
  return file;
}

[[noreturn]] void fail_env_file(const std::string& path, const FileFailure& failure,
                                const std::string& hint = {}) {
  fail_configuration("cannot read the env file '" + printable(path) + "': " + explain(failure), hint);
}

EnvFile read_env_file(const std::string& path) {
  auto result = try_read_env_file(path);
  if (const auto* const failure = std::get_if<FileFailure>(&result)) {
    fail_env_file(path, *failure);
  }
  return std::get<EnvFile>(std::move(result));
}

bool holds_our_key(const EnvFile& file) {
  const DotenvValues& values = file.contents.values;
  return std::any_of(values.begin(), values.end(),
                     [](const auto& value) { return is_known_key(value.first); });
}

/// The file as it is used: of UTF-16 nothing is read.
EnvFile use(EnvFile file) {
  if (file.utf16) {
    file.contents = {};
  }
  return file;
}

PassedOverFile pass_over(const EnvFile& file) {
  std::vector<SimilarName> similar = find_similar_names(file.contents.values);
  return {.path = file.path,
          .failure = {},
          .utf16 = file.utf16 && holds_our_key(file),
          .similar_name = similar.empty() ? std::nullopt : std::optional(std::move(similar.front()))};
}

/// The file in the folder, if it is there.
std::optional<EnvFile> find_in_folder(const std::optional<std::string>& folder, const std::string& name) {
  const std::string path = folder.value_or("") + "/" + name;
  return folder && is_file(path) ? std::optional(use(read_env_file(path))) : std::nullopt;
}

/// `./.env` if it holds a key of ours. Any other is passed over.
std::optional<EnvFile> find_here(std::vector<PassedOverFile>& passed_over) {
  const std::string path = ".env";
  if (is_dangling_link(path)) {
    passed_over.push_back({.path = path, .failure = "it is a link to a file that is not there"});
  }
  if (!is_file(path)) {
    return std::nullopt;
  }
  auto result = try_read_env_file(path);
  if (const auto* const failure = std::get_if<FileFailure>(&result)) {
    if (failure->error_number != EFBIG) {
      // It may be ours, and the next one for another service.
      fail_env_file(path, *failure, "name another one with --env-file");
    }
    passed_over.push_back({.path = path, .failure = "it is larger than any env file of goto-token"});
    return std::nullopt;
  }
  auto& file = std::get<EnvFile>(result);
  if (file.utf16 || !holds_our_key(file)) {
    passed_over.push_back(pass_over(file));
    return std::nullopt;
  }
  return std::move(file);
}

}  // namespace

EnvFile find_env_file(const EnvFileSearch& search) {
  if (search.named) {
    return use(read_env_file(*search.named));
  }
  if (search.profile) {
    if (auto file = find_in_folder(search.user_folder, *search.profile + ".env")) {
      return *std::move(file);
    }
  }
  std::vector<PassedOverFile> passed_over;
  if (auto file = find_here(passed_over)) {
    return *std::move(file);
  }
  EnvFile file = find_in_folder(search.user_folder, ".env").value_or(EnvFile());
  file.passed_over = std::move(passed_over);
  return file;
}

std::string explain(const PassedOverFile& file) {
  if (!file.failure.empty()) {
    return file.failure;
  }
  if (file.utf16) {
    return "it is in UTF-16";
  }
  return "it holds no key of goto-token" +
         (file.similar_name ? ", but " + printable(file.similar_name->name) : "");
}

std::vector<SimilarName> find_similar_names(const DotenvValues& values) {
  std::vector<SimilarName> names;
  for (const auto& [name, value] : values) {
    if (begins_like_key(name)) {
      if (auto key = find_similar_key(name)) {
        names.push_back({.name = name, .key = *std::move(key)});
      }
    }
  }
  return names;
}

}  // namespace goto_token
