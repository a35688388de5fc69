#include "goto_token/config/secret_file.hpp"

#include <gtest/gtest.h>

#include "goto_token/config/settings.hpp"
#include "support/failure.hpp"
#include "support/temporary_folder.hpp"

namespace goto_token {
namespace {

using namespace std::string_literals;

/// Writes a file and reads the secret in it.
SecretSetting read(const std::string& text, mode_t mode = 0600) {
  const TemporaryFolder folder;
  return read_secret_file({.value = folder.write("secret", text, mode), .origin = "KEY_FILE in .env"});
}

TEST(SecretFile, LosesTheLineEndsAroundTheSecret) {
  struct Case {
    std::string text;
    std::string secret;
  };
  for (const auto& [text, secret] : std::vector<Case>{{"s", "s"},
                                                      {"s\n", "s"},
                                                      {"s\r\n", "s"},
                                                      {"\n\r\ns\n\r\n\n", "s"},
                                                      {"s\r", "s"},
                                                      {"a\nb\n", "a\nb"},
                                                      {" s \n", " s "},
                                                      {"s\uFEFF", "s\uFEFF"},
                                                      {"'s'\n", "'s'"},
                                                      {"A=s # no env file\n", "A=s # no env file"}}) {
    const SecretSetting found = read(text);
    EXPECT_EQ(found.value.reveal(), secret) << testing::PrintToString(text);
    EXPECT_EQ(found.origin, "KEY_FILE in .env");
    EXPECT_FALSE(found.had_byte_order_mark);
    EXPECT_FALSE(found.utf16);
  }
}

TEST(SecretFile, LosesAByteOrderMarkAndSaysSo) {
  for (const auto* const text : {"\uFEFFs\n", "\uFEFF\r\ns\r\n", "\n\uFEFF\ns"}) {
    const SecretSetting found = read(text);
    EXPECT_EQ(found.value.reveal(), "s") << testing::PrintToString(text);
    EXPECT_TRUE(found.had_byte_order_mark);
  }
}

TEST(SecretFile, SaysThatItIsInUtf16) {
  EXPECT_TRUE(read("\xFF\xFEs\0"s).utf16);
  EXPECT_TRUE(read("s\0e\0c\0"s).utf16);
  EXPECT_FALSE(read("s\0ec"s).utf16);
}

TEST(SecretFile, SaysWhetherOthersCanReadIt) {
  EXPECT_FALSE(read("s", 0600).others_can_read);
  EXPECT_TRUE(read("s", 0640).others_can_read);
}

TEST(SecretFile, WithoutASecretIsAnError) {
  const TemporaryFolder folder;
  const Setting path{.value = folder.path("secret"), .origin = "KEY_FILE in .env"};
  const auto failure = [&](const std::string& what) {
    return Failure{ExitCode::Configuration, "KEY_FILE in .env: " + what, ""};
  };
  const auto reading = [&] { return read_secret_file(path); };
  EXPECT_EQ(failure_of(reading), failure("cannot read '" + path.value + "': No such file or directory"));
  for (const auto* const text : {"", "\n", "\r\n\r\n", "\uFEFF", "\uFEFF\n"}) {
    folder.write("secret", text);
    EXPECT_EQ(failure_of(reading), failure("'" + path.value + "' is empty"));
  }
  folder.write("secret", std::string(64UL * 1024UL + 1, 's'));
  EXPECT_EQ(failure_of(reading), failure("cannot read '" + path.value + "': File too large"));
}

}  // namespace
}  // namespace goto_token
