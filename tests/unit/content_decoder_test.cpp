#include "goto_token/base/content_decoder.hpp"

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace goto_token {
namespace {

using namespace std::string_literals;
using Result = ContentDecoder::Result;

constexpr std::size_t kAmple = 1024;
constexpr std::size_t kMebibyte = 1024UL * 1024UL;

// `{"a":"aaaaaaaaaaaaaaaa"}` as Python's zlib module codes it
const std::string kContent = R"({"a":"aaaaaaaaaaaaaaaa"})";
const std::string kBare = "\xab\x56\x4a\x54\xb2\x52\x4a\x44\x03\x4a\xb5\x00"s;
const std::string kZlib = "\x78\xda" + kBare + "\x61\x45\x08\x2c"s;
const std::string kGzip =
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03"s + kBare + "\x54\xa0\xc8\xa8\x18\x00\x00\x00"s;
// gzip and deflate of nothing
const std::string kEmptyGzip =
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\x03\x00\x00\x00\x00\x00\x00\x00\x00\x00"s;
const std::string kEmptyZlib = "\x78\xda\x03\x00\x00\x00\x00\x01"s;
const std::string kEmptyBare = "\x03\x00"s;

struct Outcome {
  Result result;
  bool ended;
  std::string content;

  bool operator==(const Outcome&) const = default;
};

void PrintTo(const Outcome& outcome,
             std::ostream* out) {  // NOLINT(readability-identifier-naming): gtest's name
  *out << static_cast<int>(outcome.result) << (outcome.ended ? " ended " : " goes on ")
       << testing::PrintToString(outcome.content);
}

const Outcome kDamaged{Result::Damaged, false, ""};
const Outcome kTooLarge{Result::TooLarge, false, ""};

/// What the pieces hold; the first result that is not Ok stands for itself.
Outcome decode(const std::string& coding, const std::vector<std::string_view>& pieces, std::size_t limit) {
  auto decoder = ContentDecoder::for_codings({coding}, limit);
  std::string content;
  for (const std::string_view piece : pieces) {
    const Result result = decoder.value().decode(piece, content);
    EXPECT_LE(content.size(), limit);
    if (result != Result::Ok) {
      return {result, false, ""};
    }
  }
  return {Result::Ok, decoder->has_ended(), content};
}

/// Expects the same outcome for every two pieces and byte by byte.
void expect_decoded(const std::string& coding, const std::string& coded, const Outcome& expected,
                    std::size_t limit = kAmple) {
  const std::string_view all = coded;
  std::vector<std::string_view> bytes;
  for (std::size_t split = 0; split <= all.size(); ++split) {
    EXPECT_EQ(decode(coding, {all.substr(0, split), all.substr(split)}, limit), expected)
        << coding << " " << testing::PrintToString(coded) << " split at " << split;
    bytes.push_back(all.substr(split, 1));
  }
  EXPECT_EQ(decode(coding, bytes, limit), expected) << coding << " " << testing::PrintToString(coded);
}

TEST(ContentDecoder, KnowsGzipDeflateAndIdentityAlone) {  // RFC 9110 §8.4.1
  using Codings = std::vector<std::string>;
  for (const Codings& codings : {Codings{},
                                 {"identity"},
                                 {"identity", "identity"},
                                 {"gzip"},
                                 {"x-gzip"},
                                 {"deflate"},
                                 {"identity", "gzip"},
                                 {"deflate", "identity"}}) {
    EXPECT_TRUE(ContentDecoder::for_codings(codings, kAmple)) << testing::PrintToString(codings);
  }
  for (const Codings& codings : {Codings{"br"},
                                 {"zstd"},
                                 {"compress"},
                                 {"x-compress"},
                                 {"GZIP"},
                                 {""},
                                 {"gzip;q=1"},
                                 {"gzip", "gzip"},
                                 {"gzip", "deflate"},
                                 {"gzip", "br"},
                                 {"aes128gcm"}}) {
    EXPECT_FALSE(ContentDecoder::for_codings(codings, kAmple)) << testing::PrintToString(codings);
  }
}

TEST(ContentDecoder, DecodesEveryForm) {
  const Outcome whole{Result::Ok, true, kContent};
  expect_decoded("identity", kContent, whole);
  expect_decoded("gzip", kGzip, whole);
  expect_decoded("x-gzip", kGzip, whole);
  expect_decoded("deflate", kZlib, whole);
  expect_decoded("deflate", kBare, whole);
}

TEST(ContentDecoder, DecodesNothingToNothing) {
  const Outcome empty{Result::Ok, true, ""};
  for (const char* const coding : {"identity", "gzip", "x-gzip", "deflate"}) {
    expect_decoded(coding, "", empty);
    expect_decoded(coding, "", empty, 0);
  }
  expect_decoded("gzip", kEmptyGzip, empty, 0);
  expect_decoded("deflate", kEmptyZlib, empty, 0);
  expect_decoded("deflate", kEmptyBare, empty, 0);
}

TEST(ContentDecoder, ReadsOverTheOptionalPartsOfAGzipHeader) {  // RFC 1952 §2.3
  const std::string trailer = kGzip.substr(kGzip.size() - 8);
  const std::string header = "\x1f\x8b\x08\x1d\x00\x00\x00\x00\x00\xff"s;
  expect_decoded("gzip", header + "\x04\x00"s + "abcd" + "name\0"s + "comment\0"s + kBare + trailer,
                 {Result::Ok, true, kContent});
}

TEST(ContentDecoder, JoinsTheMembersOfAGzip) {  // RFC 1952 §2.2
  expect_decoded("gzip", kGzip + kGzip, {Result::Ok, true, kContent + kContent});
  expect_decoded("gzip", kGzip + kEmptyGzip + kGzip + kEmptyGzip, {Result::Ok, true, kContent + kContent});
  expect_decoded("gzip", kGzip + kGzip.substr(0, 10), {Result::Ok, false, kContent});
  expect_decoded("gzip", kGzip + kGzip, kTooLarge, 2 * kContent.size() - 1);
}

TEST(ContentDecoder, PassesOverWhatComesBehindTheEnd) {
  for (const std::string& behind :
       {"\0\0\0\0"s, "garbage"s, "\x8b\x1f"s, "x\x1f\x8b\x08 and so on"s, "x" + kGzip, kZlib}) {
    expect_decoded("gzip", kGzip + behind, {Result::Ok, true, kContent});
    expect_decoded("deflate", kZlib + behind, {Result::Ok, true, kContent});
    expect_decoded("deflate", kBare + behind, {Result::Ok, true, kContent});
  }
  expect_decoded("deflate", kZlib + kZlib, {Result::Ok, true, kContent});
}

TEST(ContentDecoder, SeesThatTheEndIsMissing) {
  for (std::size_t size = 1; size < kGzip.size(); ++size) {
    EXPECT_FALSE(decode("gzip", {std::string_view(kGzip).substr(0, size)}, kAmple).ended) << size;
  }
  for (std::size_t size = 1; size < kZlib.size(); ++size) {
    EXPECT_FALSE(decode("deflate", {std::string_view(kZlib).substr(0, size)}, kAmple).ended) << size;
  }
  for (std::size_t size = 1; size < kBare.size(); ++size) {
    EXPECT_FALSE(decode("deflate", {std::string_view(kBare).substr(0, size)}, kAmple).ended) << size;
  }
}

TEST(ContentDecoder, SeesThatBytesAreNotOfTheCoding) {
  for (const std::string& coded :
       {kContent, "  "s, "\x1f\x8b\x07\x00"s, "\x1f\x1f"s, kZlib, kBare, "\x1f\x8b\x08\xe0"s}) {
    expect_decoded("gzip", coded, kDamaged);
  }
  for (const std::string& coded :
       {"\x07\x00"s, "\x78\xbb\x00\x00\x00\x00\x03\x00"s, "\x00\x02\x00\xff\xff"s, kGzip}) {
    expect_decoded("deflate", coded, kDamaged);
  }
}

TEST(ContentDecoder, SeesThatChecksumsDiffer) {
  for (const std::size_t from_end : {1U, 4U, 5U, 8U}) {
    std::string damaged = kGzip;
    damaged[damaged.size() - from_end] = '\x7f';
    expect_decoded("gzip", damaged, kDamaged);
  }
  std::string damaged = kZlib;
  damaged.back() = '\0';
  expect_decoded("deflate", damaged, kDamaged);
}

TEST(ContentDecoder, TakesContentOfExactlyTheLimitAndNoByteMore) {
  struct Case {
    std::string coding;
    std::string coded;
  };
  for (const auto& [coding, coded] :
       std::vector<Case>{{"identity", kContent}, {"gzip", kGzip}, {"deflate", kZlib}, {"deflate", kBare}}) {
    expect_decoded(coding, coded, {Result::Ok, true, kContent}, kContent.size());
    expect_decoded(coding, coded, kTooLarge, kContent.size() - 1);
    expect_decoded(coding, coded, kTooLarge, 0);
  }
}

TEST(ContentDecoder, StopsABombAtTheLimit) {
  // What begins 1 MiB of zeros, as Python's zlib module codes them; each zero behind it stands for 1,032
  // more.
  const std::string bomb =
      "\xed\xc1\x31\x01\x00\x00\x00\xc2\xa0\xf5\x4f\x6d\x08\x5f\xa0"s + std::string(kMebibyte, '\0');
  EXPECT_EQ(decode("deflate", {bomb}, kMebibyte), kTooLarge);
  EXPECT_EQ(decode("deflate", {"\x78\xda", bomb}, kMebibyte), kTooLarge);
  EXPECT_EQ(decode("gzip", {kGzip.substr(0, 10), bomb}, kMebibyte), kTooLarge);
  std::string tenfold;
  for (int i = 0; i < 10; ++i) {
    tenfold += kGzip;
  }
  EXPECT_EQ(decode("gzip", {tenfold}, 10 * kContent.size()).content.size(), 10 * kContent.size());
  EXPECT_EQ(decode("gzip", {tenfold}, 10 * kContent.size() - 1), kTooLarge);
}

TEST(ContentDecoder, CountsWhatTheContentHeldBefore) {
  auto decoder = ContentDecoder::for_codings({}, 4);
  std::string content = "abc";
  EXPECT_EQ(decoder.value().decode("d", content), Result::Ok);
  EXPECT_EQ(decoder->decode("e", content), Result::TooLarge);
  EXPECT_EQ(content, "abcd");
}

}  // namespace
}  // namespace goto_token
