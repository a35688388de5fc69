// What people read about keys, grants and options is held against the tables that the program is made of.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <sstream>

#include "goto_token/command_line/help.hpp"
#include "goto_token/command_line/options.hpp"
#include "goto_token/config/env_template.hpp"
#include "goto_token/config/grants.hpp"
#include "goto_token/config/keys.hpp"

namespace goto_token {
namespace {

std::string read_document(const std::string& path) {
  std::ifstream file(GOTO_TOKEN_SOURCE_DIR "/" + path);
  EXPECT_TRUE(file.is_open()) << path;
  std::string text(std::istreambuf_iterator<char>(file), {});
  std::erase(text, '\\');  // the man page escapes each dash
  return text;
}

/// The documents that name every key, by what to call them.
std::map<std::string, std::string> documents() {
  std::map<std::string, std::string> texts = {{"help", std::string(help_text())}};
  for (const auto* const path : {"docs/settings.md", "share/man/goto-token.1", ".env.example"}) {
    texts.emplace(path, read_document(path));
  }
  return texts;
}

/// Every word of the text that begins as our keys do.
std::set<std::string> names_in(std::string_view text) {
  constexpr std::string_view kBeginning = "OAUTH_";
  constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ_";
  std::set<std::string> names;
  for (std::size_t at = text.find(kBeginning); at != std::string_view::npos; at = text.find(kBeginning, at)) {
    const std::size_t end = std::min(text.find_first_not_of(kLetters, at), text.size());
    names.emplace(text.substr(at, end - at));
    at = end;
  }
  return names;
}

/// The value of the line `KEY=value` or `# KEY=value`; nullopt when there is none.
std::optional<std::string> assigned(const std::string& example, const Key& key) {
  const std::string beginning = std::string(key.name) + "=";
  std::istringstream lines(example);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(beginning) || line.starts_with("# " + beginning)) {
      return line.substr(line.find('=') + 1);
    }
  }
  return std::nullopt;
}

TEST(Documents, NameEveryKeyAndNoOther) {
  for (const auto& [document, text] : documents()) {
    const std::set<std::string> names = names_in(text);
    for (const Key& key : all_keys()) {
      EXPECT_TRUE(names.contains(std::string(key.name))) << document << " does not name " << key.name;
    }
    for (const std::string& name : names) {
      EXPECT_TRUE(is_known_key(name) || is_environment_only(name)) << document << " names " << name;
    }
  }
}

TEST(Documents, NameNoKeyInTheReadmeThatIsNone) {
  for (const std::string& name : names_in(read_document("README.md"))) {
    const bool is_file_form = name.ends_with("_FILE") && is_known_key(name.substr(0, name.size() - 5));
    EXPECT_TRUE(is_known_key(name) || is_environment_only(name) || is_file_form) << name;
  }
}

TEST(Documents, NameTheFileFormOfEverySecret) {
  for (const auto* const path : {"docs/settings.md", "share/man/goto-token.1", ".env.example"}) {
    const std::set<std::string> names = names_in(read_document(path));
    for (const Key& key : all_keys()) {
      const std::string file_form = std::string(key.name) + "_FILE";
      EXPECT_EQ(names.contains(file_form), key.kind == KeyKind::Secret) << path << ": " << file_form;
    }
  }
}

TEST(Documents, NameEveryGrant) {
  for (const auto& [document, text] : documents()) {
    for (const Grant& grant : all_grants()) {
      EXPECT_NE(text.find(grant.name), std::string::npos) << document << " does not name " << grant.name;
    }
  }
}

TEST(Documents, HaveAnExampleOfEveryKeyWithItsDefault) {
  const std::string example = read_document(".env.example");
  for (const Key& key : all_keys()) {
    const auto value = assigned(example, key);
    ASSERT_TRUE(value.has_value()) << key.name;
    const bool is_default = value->empty() || key.unset.starts_with(*value) || key.name == "OAUTH_SCOPE";
    EXPECT_TRUE(is_default) << key.name << ": '" << *value << "' is not the default: " << key.unset;
  }
}

TEST(Documents, HaveTheExampleThatInitPrints) {
  std::ifstream file(GOTO_TOKEN_SOURCE_DIR "/.env.example");
  EXPECT_EQ(env_template(), std::string(std::istreambuf_iterator<char>(file), {}));
}

TEST(Documents, HaveAnOptionForEveryKeyThatOneGoesBefore) {
  for (const Key& key : all_keys()) {
    EXPECT_TRUE(key.option.empty() || find_option(key.option) != nullptr) << key.option;
  }
}

}  // namespace
}  // namespace goto_token
