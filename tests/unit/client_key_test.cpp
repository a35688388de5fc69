#include "goto_token/config/client_key.hpp"

#include <gtest/gtest.h>

#include "goto_token/config/settings.hpp"
#include "support/failure.hpp"
#include "support/openssl_key.hpp"
#include "support/temporary_folder.hpp"

namespace goto_token {
namespace {

constexpr const char* kHint =
    "name a PEM file with the client's private key: RSA of 2048 bits or more, P-256, P-384 or Ed25519";

Setting key_at(const std::string& path) {
  return {.value = path, .origin = "KEY_FILE in .env"};
}

TEST(ClientKey, IsReadWhenItIsFirstNeededAndOnce) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/key.pem";
  const auto read = make_key_reader(key_at(path));
  EXPECT_EQ(failure_of([&] { return read().algorithms().size(); }).code, ExitCode::Configuration);
  folder.write("key.pem", OpenSslKey::of("ED25519").pkcs8(), 0600);
  EXPECT_EQ(read().algorithms(), std::vector{SigningAlgorithm::EdDsa});
  const auto copy = read;
  folder.write("key.pem", OpenSslKey::ec("P-256").pkcs8(), 0600);
  EXPECT_EQ(&copy(), &read());
  EXPECT_EQ(read().algorithms(), std::vector{SigningAlgorithm::EdDsa});
}

TEST(ClientKey, NamesTheSettingAndTheFileThatCannotBeUsed) {
  const TemporaryFolder folder;
  const auto failure = [](const std::string& path) {
    return failure_of([&] { return read_signing_key(key_at(path)); });
  };
  const std::string missing = folder.path() + "/missing";
  EXPECT_EQ(failure(missing),
            (Failure{ExitCode::Configuration,
                     "KEY_FILE in .env: cannot read '" + missing + "': No such file or directory", kHint}));
  const std::string empty = folder.write("empty", "\n", 0600);
  EXPECT_EQ(failure(empty),
            (Failure{ExitCode::Configuration, "KEY_FILE in .env: '" + empty + "' is empty", kHint}));
  const std::string public_key = folder.write("public", OpenSslKey::ec("P-256").public_key(), 0600);
  EXPECT_EQ(failure(public_key), (Failure{ExitCode::Configuration,
                                          "KEY_FILE in .env: '" + public_key +
                                              "' cannot be used: it holds a public key, and only the private "
                                              "one signs",
                                          kHint}));
  const std::string encrypted = folder.write("encrypted", OpenSslKey::ec("P-256").pkcs8("secret"), 0600);
  EXPECT_EQ(failure(encrypted).hint,
            "openssl pkey -in KEY -out NEW writes it without one; keep NEW to yourself");
}

}  // namespace
}  // namespace goto_token
