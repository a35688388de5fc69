#include "goto_token/base/http_body.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <ostream>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace goto_token {
namespace {

using End = BodyFraming::End;
using State = HttpBodyReader::State;

constexpr std::uint64_t kAmple = 1024;
constexpr std::size_t kMostExtras = HttpBodyReader::kMostExtras;
constexpr const char* kCutOff = "was cut off: the connection was closed in the middle of it";
constexpr const char* kNoSize = "has a chunk whose size is no number";
constexpr const char* kTooLong = "has a chunk that is longer than its size";
constexpr const char* kExtras = "has chunk extensions or trailers of more than 256 KiB";

const BodyFraming kChunked{End::Chunked, 0, {}};
const BodyFraming kClose{End::Close, 0, {}};

struct FramedHead {
  ResponseHead head;
  BodyFraming framing;
};

TEST(BodyFraming, IsFoundInTheOrderOfTheSpecification) {  // RFC 9112 §6.3, RFC 9110 §8.6
  using Codings = std::vector<std::string>;
  for (const auto& [head, expected] : std::vector<FramedHead>{
           // 1. no body, whatever the fields say
           {{100, {{"Content-Length", "5"}}}, {End::None, 0, {}}},
           {{103, {}}, {End::None, 0, {}}},
           {{199, {{"Transfer-Encoding", "chunked"}}}, {End::None, 0, {}}},
           {{204, {{"Content-Length", "5"}, {"Transfer-Encoding", "chunked"}}}, {End::None, 0, {}}},
           {{304, {{"Content-Length", "x"}}}, {End::None, 0, {}}},
           // 4. Transfer-Encoding; `gzip, chunked` is §6.1's own example
           {{200, {{"Transfer-Encoding", "chunked"}}}, kChunked},
           {{200, {{"transfer-encoding", "CHUNKED"}}}, kChunked},
           {{200, {{"Transfer-Encoding", "\tchunked "}}}, kChunked},
           {{200, {{"Transfer-Encoding", "gzip, chunked"}}}, {End::Chunked, 0, Codings{"gzip"}}},
           {{200, {{"Transfer-Encoding", "GZip"}, {"Transfer-Encoding", "chunked"}}},
            {End::Chunked, 0, Codings{"gzip"}}},
           {{200, {{"Transfer-Encoding", "deflate,gzip"}}}, {End::Close, 0, Codings{"deflate", "gzip"}}},
           {{200, {{"Transfer-Encoding", "identity"}}}, {End::Close, 0, Codings{"identity"}}},
           {{200, {{"Transfer-Encoding", "xchunked"}}}, {End::Close, 0, Codings{"xchunked"}}},
           {{200, {{"Transfer-Encoding", "chunked;a=b"}}}, {End::Close, 0, Codings{"chunked;a=b"}}},
           {{200, {{"Transfer-Encoding", "\"chunked\""}}}, {End::Close, 0, Codings{"\"chunked\""}}},
           // 6. Content-Length; 3495 and `42, 42` are RFC 9110's own examples
           {{200, {{"Content-Length", "3495"}}}, {End::Length, 3495, {}}},
           {{200, {{"CONTENT-LENGTH", "0"}}}, {End::Length, 0, {}}},
           {{401, {{"Content-Length", "42, 42"}}}, {End::Length, 42, {}}},
           {{200, {{"Content-Length", "42"}, {"Content-Length", "042"}}}, {End::Length, 42, {}}},
           {{200, {{"Content-Length", "18446744073709551615"}}},
            {End::Length, std::numeric_limits<std::uint64_t>::max(), {}}},
           {{205, {{"Content-Length", "1"}}}, {End::Length, 1, {}}},
           // 8. until the connection closes
           {{200, {}}, kClose},
           {{500, {{"Content-Type", "text/plain"}, {"X-Content-Length", "5"}}}, kClose},
       }) {
    const auto found = find_body_framing(head);
    ASSERT_TRUE(std::holds_alternative<BodyFraming>(found)) << testing::PrintToString(head.fields);
    const auto& framing = std::get<BodyFraming>(found);
    EXPECT_EQ(framing.end, expected.end) << testing::PrintToString(head.fields);
    EXPECT_EQ(framing.length, expected.length) << testing::PrintToString(head.fields);
    EXPECT_EQ(framing.transfer_codings, expected.transfer_codings);
  }
}

void expect_refused(const std::vector<HttpHeaders>& table, const std::string& why) {
  for (const HttpHeaders& fields : table) {
    const auto found = find_body_framing({200, fields});
    const auto* const refused = std::get_if<MalformedHttp>(&found);
    EXPECT_EQ(refused == nullptr ? "it was taken" : refused->why, why) << testing::PrintToString(fields);
  }
}

TEST(BodyFraming, RefusesALengthThatIsNone) {  // RFC 9110 §8.6, RFC 9112 §6.3
  std::vector<HttpHeaders> table;
  for (const char* const length :
       {"", " ", ",", "5,", ",5", "5,,5", "+5", "-5", "0x5", "5.0", "5e0", "5 5", "5\t5", "5;", "\"5\"",
        "five", "18446744073709551616", "99999999999999999999999", "\xD9\xA5"}) {
    table.push_back({{"Content-Length", length}});
  }
  table.push_back({{"Content-Length", "5"}, {"content-length", "x"}});
  expect_refused(table, "has a Content-Length that is no number of bytes");
}

TEST(BodyFraming, RefusesTwoEnds) {  // RFC 9112 §6.1, §6.3
  expect_refused({{{"Content-Length", "5"}, {"Content-Length", "9"}},
                  {{"Content-Length", "5, 9"}},
                  {{"Content-Length", "0"}, {"A", "b"}, {"content-length", "1"}}},
                 "has two different Content-Lengths");
  expect_refused({{{"Content-Length", "5"}, {"Transfer-Encoding", "chunked"}},
                  {{"transfer-encoding", "identity"}, {"content-length", "x"}},
                  {{"Transfer-Encoding", ""}, {"Content-Length", ""}}},
                 "has both Content-Length and Transfer-Encoding");
}

TEST(BodyFraming, RefusesCodingsThatLeaveTheEndOpen) {  // RFC 9112 §6.1, §7
  expect_refused({{{"Transfer-Encoding", "chunked, gzip"}},
                  {{"Transfer-Encoding", "chunked, chunked"}},
                  {{"Transfer-Encoding", "chunked"}, {"Transfer-Encoding", "chunked"}},
                  {{"Transfer-Encoding", "chunked, identity"}},
                  {{"Transfer-Encoding", "gzip, chunked, chunked"}}},
                 "has a Transfer-Encoding that does not end with chunked");
  expect_refused({{{"Transfer-Encoding", ""}},
                  {{"Transfer-Encoding", " , "}},
                  {{"Transfer-Encoding", ",chunked"}},
                  {{"Transfer-Encoding", "gzip,, chunked"}},
                  {{"Transfer-Encoding", ""}, {"Transfer-Encoding", "chunked"}}},
                 "has a Transfer-Encoding with an empty coding");
}

struct Outcome {
  State state;
  std::string content;
  std::string problem;

  bool operator==(const Outcome&) const = default;
};

void PrintTo(const Outcome& outcome,
             std::ostream* out) {  // NOLINT(readability-identifier-naming): gtest's name
  *out << static_cast<int>(outcome.state) << " " << testing::PrintToString(outcome.content) << " "
       << outcome.problem;
}

/// What a reader makes of the pieces; of content, only what a whole body holds.
Outcome read(const BodyFraming& framing, const std::vector<std::string_view>& pieces, bool closed,
             std::uint64_t limit = kAmple) {
  HttpBodyReader reader(framing, limit);
  std::string content;
  for (const std::string_view piece : pieces) {
    reader.take(piece, content);
    EXPECT_LE(content.size(), limit);
  }
  if (closed) {
    reader.end();
  }
  return {reader.state(), reader.state() == State::Whole ? content : "", reader.problem()};
}

/// Expects the same outcome for every two pieces and byte by byte.
void expect_outcome(const BodyFraming& framing, const std::string& received, const Outcome& expected,
                    bool closed = false, std::uint64_t limit = kAmple) {
  const std::string_view all = received;
  std::vector<std::string_view> bytes;
  for (std::size_t split = 0; split <= all.size(); ++split) {
    const std::vector<std::string_view> pieces = {all.substr(0, split), all.substr(split)};
    EXPECT_EQ(read(framing, pieces, closed, limit), expected)
        << testing::PrintToString(received) << " split at " << split;
    bytes.push_back(all.substr(split, 1));
  }
  EXPECT_EQ(read(framing, bytes, closed, limit), expected) << testing::PrintToString(received);
}

TEST(HttpBodyReader, HasNothingToReadWhereThereIsNoBody) {
  for (const BodyFraming& framing : {BodyFraming{End::None, 0, {}}, BodyFraming{End::Length, 0, {}}}) {
    expect_outcome(framing, "", {State::Whole, "", ""});
    expect_outcome(framing, "{}", {State::Whole, "", ""});
    expect_outcome(framing, "{}", {State::Whole, "", ""}, true, 0);
  }
}

TEST(HttpBodyReader, TakesAsManyBytesAsTheLengthSays) {
  const BodyFraming framing{End::Length, 4, {}};
  expect_outcome(framing, "a\r\nb", {State::Whole, "a\r\nb", ""});
  expect_outcome(framing, "a\r\nbHTTP/1.1 200 OK\r\n", {State::Whole, "a\r\nb", ""});
  for (const std::string cut : {"", "a", "a\r", "a\r\n"}) {
    expect_outcome(framing, cut, {State::Reading, "", ""});
    expect_outcome(framing, cut, {State::Malformed, "", kCutOff}, true);
  }
}

TEST(HttpBodyReader, TakesAllUntilTheConnectionCloses) {
  for (const std::string body : {"", "{", "{}", "0\r\n\r\n"}) {
    expect_outcome(kClose, body, {State::Reading, "", ""});
    expect_outcome(kClose, body, {State::Whole, body, ""}, true);
  }
}

struct ChunkedBody {
  std::string received;
  std::string content;
};

TEST(HttpBodyReader, JoinsChunks) {  // RFC 9112 §7.1
  for (const auto& [received, content] : std::vector<ChunkedBody>{
           {"0\r\n\r\n", ""},
           {"00000000\r\n\r\n", ""},
           {"4\r\nWiki\r\n5\r\npedia\r\nE\r\n in\r\n\r\nchunks.\r\n0\r\n\r\n", "Wikipedia in\r\n\r\nchunks."},
           {"0000000000000002\r\n{}\r\n0\r\n\r\n", "{}"},
           {"0a\r\n0123456789\r\nB\r\n0123456789a\r\n0\r\n\r\n", "01234567890123456789a"},
           {"5\r\n0\r\n\r\n\r\n0\r\n\r\n", "0\r\n\r\n"},
           // line feeds alone, as in heads (§2.2)
           {"2\n{}\n0\n\n", "{}"},
           {"2\r\n{}\n0\n\r\n", "{}"},
           // blanks behind a size, which some servers pad it with
           {"2  \r\n{}\r\n0\t \r\n\r\n", "{}"},
           // extensions (§7.1.1)
           {"2;a\r\n{}\r\n0;b=c\r\n\r\n", "{}"},
           {"2 ; a = \"b;c\\\"\";d\r\n{}\r\n0;\r\n\r\n", "{}"},
           {"2;a\rb\n{}\r\n0\r\n\r\n", "{}"},
           // trailers (§7.1.2)
           {"2\r\n{}\r\n0\r\nExpires: never\r\n\r\n", "{}"},
           {"2\r\n{}\r\n0\r\nA: b\r\n c\r\nno field\n\rX\r\n\r\n", "{}"},
           {"2\r\n{}\r\n0\r\nContent-Length: 9\r\n\r\n", "{}"},
       }) {
    expect_outcome(kChunked, received, {State::Whole, content, ""});
    expect_outcome(kChunked, received + "HTTP/1.1 200 OK\r\n", {State::Whole, content, ""});
    expect_outcome(kChunked, received, {State::Whole, content, ""}, true);
  }
}

TEST(HttpBodyReader, IsWholeOnceTheLastChunkHasCome) {  // RFC 9112 §8
  const std::string body = "1;x\r\n{\r\n1\r\n}\r\n0\r\nA: b\r\nC: d\r\n\r\n";
  const std::size_t last_chunk = body.find("0\r\n") + 3;
  for (std::size_t size = 0; size < body.size(); ++size) {
    const Outcome expected =
        size < last_chunk ? Outcome{State::Malformed, "", kCutOff} : Outcome{State::Whole, "{}", ""};
    expect_outcome(kChunked, body.substr(0, size), {State::Reading, "", ""});
    expect_outcome(kChunked, body.substr(0, size), expected, true);
  }
}

TEST(HttpBodyReader, RefusesASizeThatIsNone) {
  using namespace std::string_literals;
  for (const std::string& line : {"\r\n"s,
                                  "\n"s,
                                  "x\r\n"s,
                                  "{}"s,
                                  " 2\r\n"s,
                                  "\t2\r\n"s,
                                  "+2\r\n"s,
                                  "-2\r\n"s,
                                  "0x2\r\n"s,
                                  "2g\r\n"s,
                                  "2,\r\n"s,
                                  "2 2\r\n"s,
                                  "2 x\r\n"s,
                                  "2\rx"s,
                                  "2\r\r\n"s,
                                  "2\0"s,
                                  "@"s,
                                  "G"s,
                                  "`"s,
                                  "/"s,
                                  ":"s,
                                  ";a\r\n"s,
                                  "\"2\"\r\n"s,
                                  "00000000000000002\r\n"s,
                                  "10000000000000002\r\n"s,
                                  "fffffffffffffffff\r\n"s}) {
    expect_outcome(kChunked, line, {State::Malformed, "", kNoSize});
    expect_outcome(kChunked, "2\r\n{}\r\n" + line, {State::Malformed, "", kNoSize}, true);
  }
}

TEST(HttpBodyReader, RefusesAChunkThatDoesNotEndWhereItsSizeSays) {
  for (const std::string body :
       {"1\r\n{}\r\n0\r\n\r\n", "2\r\n{}0\r\n\r\n", "2\r\n{} \r\n", "2\r\n{}\rx", "2\r\n{}\r\r\n"}) {
    expect_outcome(kChunked, body, {State::Malformed, "", kTooLong});
  }
}

TEST(HttpBodyReader, StaysWithItsVerdict) {
  std::string content;
  HttpBodyReader reader(kChunked, kAmple);
  reader.take("x", content);
  reader.take("2\r\n{}\r\n0\r\n\r\n", content);
  reader.end();
  EXPECT_EQ(reader.state(), State::Malformed);
  EXPECT_EQ(reader.problem(), kNoSize);
  EXPECT_EQ(content, "");
}

TEST(HttpBodyReader, TakesContentOfExactlyTheLimitAndNoByteMore) {
  const Outcome whole{State::Whole, "abcd", ""};
  const Outcome too_large{State::TooLarge, "", ""};
  const std::string chunks = "3\r\nabc\r\n1\r\nd\r\n0\r\n\r\n";
  expect_outcome({End::Length, 4, {}}, "abcd", whole, true, 4);
  expect_outcome({End::Length, 4, {}}, "abcd", too_large, true, 3);
  expect_outcome(kClose, "abcd", whole, true, 4);
  expect_outcome(kClose, "abcd", too_large, true, 3);
  expect_outcome(kChunked, chunks, whole, true, 4);
  expect_outcome(kChunked, chunks, too_large, true, 3);
  expect_outcome(kChunked, "0\r\n\r\n", {State::Whole, "", ""}, true, 0);
}

TEST(HttpBodyReader, IsTooLargeAsSoonAsThatIsAnnounced) {
  const Outcome too_large{State::TooLarge, "", ""};
  expect_outcome({End::Length, kAmple + 1, {}}, "", too_large);
  expect_outcome({End::Length, std::numeric_limits<std::uint64_t>::max(), {}}, "", too_large);
  for (const std::string size : {"401", "ffffffffffffffff", "8000000000000000"}) {
    expect_outcome(kChunked, size + "\r\n", too_large);
    expect_outcome(kChunked, "1;a\r\nx\r\n" + size + ";b\n", too_large);
  }
  expect_outcome(kChunked, "1\r\nx\r\n400\r\n", too_large);
  expect_outcome(kChunked, "400\r\n", {State::Reading, "", ""});
}

/// Bodies with just so many bytes of extensions and trailers, their line ends included.
std::vector<std::string> bodies_with_extras(std::size_t count) {
  constexpr std::size_t kOfEachChunk = 3;  // `x` and its line end
  const std::string letters(count - 4, 'a');
  std::string many_chunks = "1;x" + std::string((count - 2) % kOfEachChunk, 'x') + "\r\n.\r\n";
  for (std::size_t i = 1; i < (count - 2) / kOfEachChunk; ++i) {
    many_chunks += "1;x\r\n.\r\n";
  }
  return {"1;" + letters + "\r\n.\r\n0\r\n\r\n", "0\r\n" + letters + "\r\n\r\n", "0;" + letters + "\r\n\r\n",
          "0" + std::string(count - 2, ' ') + "\r\n\r\n", many_chunks + "0\r\n\r\n"};
}

TEST(HttpBodyReader, Takes256KiBOfExtensionsAndTrailersAndNoByteMore) {
  constexpr std::uint64_t kMebibyte = 1024UL * 1024UL;
  const std::vector<std::string> exact = bodies_with_extras(kMostExtras);
  const std::vector<std::string> one_more = bodies_with_extras(kMostExtras + 1);
  for (std::size_t i = 0; i < exact.size(); ++i) {
    EXPECT_EQ(read(kChunked, {exact[i]}, false, kMebibyte).state, State::Whole) << i;
    EXPECT_EQ(read(kChunked, {one_more[i]}, false, kMebibyte), (Outcome{State::Malformed, "", kExtras})) << i;
  }
}

TEST(HttpBodyReader, EndsExtensionsAndTrailersThatNeverEnd) {
  const std::string piece(4096, 'a');
  for (const std::string begin : {"1;", "0;", "0\r\n"}) {
    HttpBodyReader reader(kChunked, kAmple);
    std::string content;
    reader.take(begin, content);
    for (std::size_t taken = 0; taken <= kMostExtras; taken += piece.size()) {
      EXPECT_EQ(reader.state(), State::Reading);
      reader.take(piece, content);
    }
    EXPECT_EQ(reader.state(), State::Malformed);
    EXPECT_EQ(reader.problem(), kExtras);
  }
}

}  // namespace
}  // namespace goto_token
