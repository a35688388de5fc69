#include "goto_token/io/file.hpp"

#include <endian.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/posix_acl.h>
#include <linux/posix_acl_xattr.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <future>

#include "support/captured_output.hpp"
#include "support/temporary_folder.hpp"

namespace goto_token {
namespace {

using namespace std::string_literals;

/// The text of a file, or the name of what failed.
std::string read_text(const std::string& path, std::size_t most = 100) {
  const auto result = read_file(path, most);
  if (const auto* const failure = std::get_if<FileFailure>(&result)) {
    return "errno " + std::to_string(failure->error_number);
  }
  return std::get<FileContents>(result).text;
}

constexpr std::chrono::milliseconds kShort{10};

/// Makes a FIFO and returns its path.
std::string make_fifo(const TemporaryFolder& folder) {
  std::string path = folder.path("fifo");
  EXPECT_EQ(::mkfifo(path.c_str(), 0600), 0);
  return path;
}

std::string error_number(int number) {
  return "errno " + std::to_string(number);
}

TEST(File, IsReadWhole) {
  const TemporaryFolder folder;
  for (const auto& text : {""s, "a\nb"s, "a\0b\xFF"s, std::string(100'000, 'x')}) {
    EXPECT_EQ(read_text(folder.write("file", text), 100'000), text);
  }
}

TEST(File, IsReadUpToAsManyBytesAsAllowed) {
  const TemporaryFolder folder;
  EXPECT_EQ(read_text(folder.write("just", std::string(100, 'x'))), std::string(100, 'x'));
  EXPECT_EQ(read_text(folder.write("more", std::string(101, 'x'))), error_number(EFBIG));
  EXPECT_EQ(read_text("/dev/zero"), error_number(EFBIG));
}

TEST(File, TellsWhyItCannotBeRead) {
  const TemporaryFolder folder;
  EXPECT_EQ(read_text(folder.path("missing")), error_number(ENOENT));
  EXPECT_EQ(read_text(folder.write("file", "") + "/below"), error_number(ENOTDIR));
  EXPECT_EQ(read_text(folder.path()), error_number(EISDIR));
  EXPECT_EQ(read_text(""), error_number(ENOENT));
}

TEST(File, TellsWhetherOthersCanReadIt) {
  const TemporaryFolder folder;
  for (const mode_t mode : {0600U, 0400U, 0700U, 0622U, 0611U}) {
    EXPECT_FALSE(std::get<FileContents>(read_file(folder.write("file", "x", mode), 100)).others_can_read)
        << std::oct << mode;
  }
  for (const mode_t mode : {0640U, 0604U, 0644U, 0444U, 0666U}) {
    EXPECT_TRUE(std::get<FileContents>(read_file(folder.write("file", "x", mode), 100)).others_can_read)
        << std::oct << mode;
  }
}

// Sets an access control list with these entries for a user and for the group, between those that every list
// has; false where the file system keeps none. The mode of the file then seems to let its group read.
bool set_access_control_list(const std::string& path, uid_t user, unsigned for_user, unsigned for_group) {
  constexpr auto kNoId = static_cast<std::uint32_t>(ACL_UNDEFINED_ID);
  const auto entry = [](unsigned tag, unsigned permission, std::uint32_t id) {
    return posix_acl_xattr_entry{.e_tag = htole16(static_cast<std::uint16_t>(tag)),
                                 .e_perm = htole16(static_cast<std::uint16_t>(permission)),
                                 .e_id = htole32(id)};
  };
  const struct {
    posix_acl_xattr_header header;
    std::array<posix_acl_xattr_entry, 5> entries;
  } list{.header = {.a_version = htole32(POSIX_ACL_XATTR_VERSION)},
         .entries = {entry(ACL_USER_OBJ, ACL_READ, kNoId), entry(ACL_USER, for_user, user),
                     entry(ACL_GROUP_OBJ, for_group, kNoId), entry(ACL_MASK, ACL_READ, kNoId),
                     entry(ACL_OTHER, 0, kNoId)}};
  return ::setxattr(path.c_str(), "system.posix_acl_access", &list, sizeof list, 0) == 0;
}

TEST(File, WithAnAccessControlListForThisUserAloneCannotBeReadByOthers) {  // a credential of systemd's
  const TemporaryFolder folder;
  const std::string file = folder.write("file", "x", 0400);
  if (!set_access_control_list(file, ::geteuid(), ACL_READ, 0)) {
    GTEST_SKIP() << "no access control lists here";
  }
  struct stat status = {};
  ASSERT_EQ(::stat(file.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0440U);
  EXPECT_FALSE(can_others_read(file));
  EXPECT_FALSE(std::get<FileContents>(read_file(file, 100)).others_can_read);
  ASSERT_TRUE(set_access_control_list(file, ::geteuid() + 1, ACL_READ, 0));
  EXPECT_TRUE(can_others_read(file));
  ASSERT_TRUE(set_access_control_list(file, ::geteuid(), ACL_READ, ACL_READ));
  EXPECT_TRUE(can_others_read(file));
}

TEST(File, MayBeAPipe) {
  Pipe pipe = make_pipe();
  auto writing = std::async(std::launch::async, [&pipe] {
    for (const char c : std::string("secret\n")) {
      EXPECT_EQ(::write(pipe.write_end.number(), &c, 1), 1);
    }
    pipe.write_end.close();
  });
  // As a shell's <(…) names it.
  const auto result = read_file("/proc/self/fd/" + std::to_string(pipe.read_end.number()), 100);
  writing.get();
  EXPECT_EQ(std::get<FileContents>(result).text, "secret\n");
  EXPECT_FALSE(std::get<FileContents>(result).others_can_read);
}

TEST(File, ThatIsAFifoWaitsForItsWriter) {
  const TemporaryFolder folder;
  const std::string fifo = make_fifo(folder);
  auto writing = std::async(std::launch::async, [&fifo] {
    const FileDescriptor out(::open(fifo.c_str(), O_WRONLY | O_CLOEXEC));  // waits for a reader
    EXPECT_EQ(write_all(out.number(), "secret\n"), 0);
  });
  EXPECT_EQ(read_text(fifo), "secret\n");
  writing.get();
}

TEST(File, ThatIsAFifoWithoutAWriterIsGivenUp) {
  const TemporaryFolder folder;
  const auto result = read_file(make_fifo(folder), 100, kShort);
  ASSERT_TRUE(std::holds_alternative<FileFailure>(result));
  EXPECT_EQ(explain(std::get<FileFailure>(result)), "nothing came from it within 2 seconds");
}

TEST(File, ThatIsAPipeIsGivenUpWhereItStalls) {
  const Pipe pipe = make_pipe();
  const std::string path = "/proc/self/fd/" + std::to_string(pipe.read_end.number());
  EXPECT_EQ(std::get<FileFailure>(read_file(path, 100, kShort)).error_number, 0);
  ASSERT_EQ(write_all(pipe.write_end.number(), "the beginning"), 0);
  EXPECT_EQ(std::get<FileFailure>(read_file(path, 100, kShort)).error_number, 0);
}

TEST(File, ThatIsAPipeEndsWithItsWriter) {
  Pipe pipe = make_pipe();
  pipe.write_end.close();
  EXPECT_EQ(read_text("/proc/self/fd/" + std::to_string(pipe.read_end.number())), "");
  EXPECT_EQ(read_text("/dev/null"), "");
}

TEST(File, ExplainsAFailureByItsErrno) {
  EXPECT_EQ(explain(FileFailure{ENOENT}), "No such file or directory");
}

TEST(File, IsRegularWhereItCanBeReadTwice) {
  const TemporaryFolder folder;
  EXPECT_TRUE(is_regular_file(folder.write("file", "")));
  EXPECT_FALSE(is_regular_file(make_fifo(folder)));
  EXPECT_FALSE(is_regular_file("/dev/null"));
  EXPECT_FALSE(is_regular_file(folder.path()));
  EXPECT_FALSE(is_regular_file(folder.path("missing")));
}

TEST(File, IsAnythingButAFolder) {
  const TemporaryFolder folder;
  const std::string file = folder.write("file", "");
  const std::string fifo = make_fifo(folder);
  ASSERT_EQ(::symlink(file.c_str(), folder.path("link").c_str()), 0);
  ASSERT_EQ(::symlink("missing", folder.path("dangling").c_str()), 0);
  EXPECT_TRUE(is_file(file));
  EXPECT_TRUE(is_file(fifo));
  EXPECT_TRUE(is_file(folder.path("link")));
  EXPECT_FALSE(is_file(folder.path("dangling")));
  EXPECT_FALSE(is_file(folder.path("missing")));
  EXPECT_FALSE(is_file(folder.path()));
  EXPECT_FALSE(is_file(""));
}

}  // namespace
}  // namespace goto_token
