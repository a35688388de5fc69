#include "goto_token/base/http_head.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace goto_token {
namespace {

constexpr std::size_t kAmple = 1024;

struct Message {
  std::string_view skipped;  // empty lines in front
  std::string_view head;
  std::string_view behind;
};

const std::vector<Message> kMessages = {
    {"", "GET / HTTP/1.1\r\nHost: h\r\n\r\n", ""},
    {"", "GET / HTTP/1.1\r\nHost: h\r\n\r\n", "body"},
    {"", "GET / HTTP/1.1\r\nHost: h\r\n\r\n", "\r\n\r\n"},
    {"", "GET / HTTP/1.1\nHost: h\n\n", "\n"},
    {"", "GET / HTTP/1.1\nHost: h\n\r\n", "x"},
    {"", "GET / HTTP/1.1\r\nHost: h\r\n\n", "x"},
    {"", "GET / HTTP/1.1\r\nA: \rb\r\r\nHost: h\r\n\r\n", ""},
    {"", "HTTP/1.1 200 OK\r\n\r\n", "{}"},
    {"", "\r\r\nA: b\r\n\r\n", ""},
    {"", " \r\n\r\n", "\r\n"},
    {"\r\n", "HTTP/1.1 200 OK\r\nA: b\r\n\r\n", "{}"},
    {"\n\r\n\n", "HTTP/1.1 200 OK\r\n\r\n", "\n"},
};

std::string whole_text(const Message& message) {
  return std::string(message.skipped).append(message.head).append(message.behind);
}

void expect_taken(const HttpHeadReader& reader, const Message& message) {
  EXPECT_TRUE(reader.is_whole());
  EXPECT_FALSE(reader.is_too_large());
  EXPECT_EQ(reader.text(), message.head);
  EXPECT_EQ(reader.size(), message.skipped.size() + message.head.size());
}

TEST(HttpHeadReader, GivesTheSameHeadForEveryTwoPiecesAndLeavesTheRest) {
  for (const Message& message : kMessages) {
    const std::string received = whole_text(message);
    const std::size_t end = message.skipped.size() + message.head.size();
    for (std::size_t first = 0; first <= received.size(); ++first) {
      SCOPED_TRACE(testing::PrintToString(received) + " split at " + std::to_string(first));
      HttpHeadReader reader(kAmple);
      EXPECT_EQ(reader.take(std::string_view(received).substr(0, first)), std::min(first, end));
      EXPECT_EQ(reader.is_whole(), first >= end);
      EXPECT_EQ(reader.take(std::string_view(received).substr(first)), first < end ? end - first : 0);
      expect_taken(reader, message);
    }
  }
}

TEST(HttpHeadReader, GivesTheSameHeadByteByByte) {
  for (const Message& message : kMessages) {
    const std::string received = whole_text(message);
    HttpHeadReader reader(kAmple);
    for (std::size_t i = 0; i < message.skipped.size() + message.head.size(); ++i) {
      EXPECT_FALSE(reader.is_whole()) << testing::PrintToString(received) << " after " << i;
      EXPECT_EQ(reader.take(std::string_view(received).substr(i, 1)), 1U);
    }
    expect_taken(reader, message);
    EXPECT_EQ(reader.take("more"), 0U);
    expect_taken(reader, message);
  }
}

TEST(HttpHeadReader, EndsAtOnceAtAnEmptyLineWhereNoneMayStandInFront) {
  for (const Message& message : kMessages) {
    const std::string received = whole_text(message);
    const std::size_t empty_line = message.skipped.substr(0, message.skipped.find('\n') + 1).size();
    const std::size_t end = message.skipped.empty() ? message.head.size() : empty_line;
    for (std::size_t first = 0; first <= received.size(); ++first) {
      HttpHeadReader reader(kAmple, LeadingEmptyLines::End);
      const std::size_t taken = reader.take(std::string_view(received).substr(0, first));
      (void)reader.take(std::string_view(received).substr(taken));
      EXPECT_TRUE(reader.is_whole()) << testing::PrintToString(received) << " split at " << first;
      EXPECT_EQ(reader.text(), received.substr(0, end));
      EXPECT_EQ(reader.size(), end);
    }
  }
}

TEST(HttpHeadReader, FindsNoEndInAnIncompleteHead) {
  for (const std::string_view received :
       {"", "\n", "\r", "\r\n", "\r\n\r\n", "\r\r\n", "G", "GET / HTTP/1.1\r\n", "a\r\nb\r\n", "a\n\r"}) {
    HttpHeadReader reader(kAmple);
    EXPECT_EQ(reader.take(received), received.size());
    EXPECT_FALSE(reader.is_whole()) << testing::PrintToString(received);
    EXPECT_FALSE(reader.is_too_large());
  }
}

TEST(HttpHeadReader, TakesAHeadOfExactlyTheLimitAndNoByteMore) {
  for (const Message& message : kMessages) {
    const std::string received = whole_text(message);
    const std::size_t size = message.skipped.size() + message.head.size();
    for (std::size_t first = 0; first <= received.size(); ++first) {
      SCOPED_TRACE(testing::PrintToString(received) + " split at " + std::to_string(first));
      HttpHeadReader exact(size);
      HttpHeadReader too_small(size - 1);
      for (HttpHeadReader* const reader : {&exact, &too_small}) {
        const std::size_t taken = reader->take(std::string_view(received).substr(0, first));
        (void)reader->take(std::string_view(received).substr(taken));
      }
      expect_taken(exact, message);
      EXPECT_TRUE(too_small.is_too_large());
      EXPECT_FALSE(too_small.is_whole());
      EXPECT_LT(too_small.text().size(), size);
    }
  }
}

TEST(HttpHeadReader, CountsEmptyLinesInFrontTowardsTheLimit) {
  HttpHeadReader reader(kAmple);
  EXPECT_EQ(reader.take(std::string(kAmple, '\n')), kAmple);
  EXPECT_FALSE(reader.is_too_large());
  (void)reader.take("\n");
  EXPECT_TRUE(reader.is_too_large());
  EXPECT_EQ(reader.text(), "");
}

TEST(HttpHeadReader, KeepsNoMoreThanTheLimitOfALineThatNeverEnds) {
  HttpHeadReader reader(kAmple);
  const std::string piece(100, 'a');
  for (int i = 0; i < 1000; ++i) {
    (void)reader.take(piece);
    EXPECT_LE(reader.text().size(), kAmple);
  }
  EXPECT_TRUE(reader.is_too_large());
  EXPECT_EQ(reader.take("\r\n\r\n"), 0U);
  EXPECT_FALSE(reader.is_whole());
}

ResponseHead parsed(std::string_view head) {
  const auto response = parse_response_head(head);
  const auto* const failure = std::get_if<MalformedHttp>(&response);
  EXPECT_EQ(failure, nullptr) << testing::PrintToString(head) << ": " << (failure ? failure->why : "");
  return failure == nullptr ? std::get<ResponseHead>(response) : ResponseHead{};
}

std::string rejection_of(std::string_view head) {
  const auto response = parse_response_head(head);
  const auto* const failure = std::get_if<MalformedHttp>(&response);
  return failure == nullptr ? "it was taken" : failure->why;
}

TEST(ResponseHead, GivesStatusAndFieldsInTheirOrder) {  // RFC 9110 §3.9's own example
  const ResponseHead head = parsed(
      "HTTP/1.1 200 OK\r\n"
      "Date: Mon, 27 Jul 2009 12:28:53 GMT\r\n"
      "Server: Apache\r\n"
      "Last-Modified: Wed, 22 Jul 2009 19:15:56 GMT\r\n"
      "ETag: \"34aa387-d-1568eb00\"\r\n"
      "Accept-Ranges: bytes\r\n"
      "Content-Length: 51\r\n"
      "Vary: Accept-Encoding\r\n"
      "Content-Type: text/plain\r\n"
      "\r\n");
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.fields, (HttpHeaders{{"Date", "Mon, 27 Jul 2009 12:28:53 GMT"},
                                      {"Server", "Apache"},
                                      {"Last-Modified", "Wed, 22 Jul 2009 19:15:56 GMT"},
                                      {"ETag", "\"34aa387-d-1568eb00\""},
                                      {"Accept-Ranges", "bytes"},
                                      {"Content-Length", "51"},
                                      {"Vary", "Accept-Encoding"},
                                      {"Content-Type", "text/plain"}}));
}

TEST(ResponseHead, TakesAnyReasonPhraseAndNone) {  // RFC 9112 §4
  const std::string long_reason(26'000, 'x');
  for (const auto& [line, status] : std::vector<std::pair<std::string, int>>{
           {"HTTP/1.1 200 OK", 200},
           {"HTTP/1.1 200 ", 200},
           {"HTTP/1.1 200", 200},
           {"HTTP/1.0 404 Not  Found\t", 404},
           {"HTTP/1.9 599 \xC3\xA9\x80\x01", 599},
           {"HTTP/1.1 100 Continue", 100},
           {"HTTP/1.1 999 x", 999},
           {"HTTP/1.1 200 " + long_reason, 200},
       }) {
    for (const char* const line_end : {"\r\n", "\n"}) {
      EXPECT_EQ(parsed(line + line_end + line_end).status, status) << testing::PrintToString(line);
    }
  }
}

TEST(ResponseHead, RefusesWhatIsNoStatusLine) {
  using namespace std::string_literals;
  for (std::size_t size = 0; size < std::string_view("HTTP/1.1 200").size(); ++size) {
    EXPECT_EQ(rejection_of(std::string("HTTP/1.1 200").substr(0, size)), "is not HTTP/1.1") << size;
  }
  for (const auto& line : {""s,
                           "HTTP/1.1 2000"s,
                           "HTTP/1.1 200OK"s,
                           "HTTP/1.1 200\tOK"s,
                           "HTTP/1.1 200\r OK"s,
                           "HTTP/1.1 099 x"s,
                           "HTTP/1.1 -20 x"s,
                           "HTTP/1.1 2x0 x"s,
                           "HTTP/1.1 20\xD9\xA2 x"s,
                           "HTTP/1.1  200 OK"s,
                           "HTTP/1.1\t200 OK"s,
                           "HTTP/1.1200 OK"s,
                           "HTTP/1. 200 OK"s,
                           "HTTP/1.x 200 OK"s,
                           "HTTP/1.10 200 OK"s,
                           "HTTP/2 200"s,
                           "HTTP/0.9 200 OK"s,
                           "http/1.1 200 OK"s,
                           " HTTP/1.1 200 OK"s,
                           "\rHTTP/1.1 200 OK"s,
                           "ICY 200 OK"s,
                           "\x15\x03\x01\0\x02\x02\x46"s,
                           "GET / HTTP/1.1"s}) {
    EXPECT_EQ(rejection_of(line + "\r\n\r\n"), "is not HTTP/1.1") << testing::PrintToString(line);
  }
}

struct Field {
  std::string line;
  HttpHeaders fields;
};

TEST(ResponseHead, TakesFieldsInEverySpelling) {  // RFC 9112 §5, RFC 9110 §5.5
  using namespace std::string_literals;
  for (const auto& [line, fields] : std::vector<Field>{
           {"A: b", {{"A", "b"}}},
           {"A:b", {{"A", "b"}}},
           {"A:", {{"A", ""}}},
           {"A: \t ", {{"A", ""}}},
           {"A:\t b c \t", {{"A", "b c"}}},
           {"A: b: c", {{"A", "b: c"}}},
           {"a!#$%&'*+-.^_`|~9: b", {{"a!#$%&'*+-.^_`|~9", "b"}}},
           {"A : b", {{"A", "b"}}},
           {"A \t: b", {{"A", "b"}}},
           {"A: \xC3\xA9\x80\x01", {{"A", "\xC3\xA9\x80\x01"}}},
           {"A: b\r\nA: c", {{"A", "b"}, {"A", "c"}}},
           // a blank stands for each CR and NUL in a value
           {"A: b\rC: d", {{"A", "b C: d"}}},
           {"A: b\r", {{"A", "b"}}},
           {"A: \rb\0c\0"s, {{"A", "b c"}}},
           // lines that are no field
           {"no colon", {}},
           {": value", {}},
           {"a b: c", {}},
           {"A\0: b"s, {}},
           {"A\r: b", {}},
           {"\xC3\x84: b", {}},
           {"A(: b", {}},
           {"no colon\r\nA: b", {{"A", "b"}}},
       }) {
    EXPECT_EQ(parsed("HTTP/1.1 200 OK\r\n" + line + "\r\n\r\n").fields, fields)
        << testing::PrintToString(line);
  }
}

TEST(ResponseHead, JoinsFoldedLinesWithABlank) {  // RFC 9112 §5.2
  for (const auto& [line, fields] : std::vector<Field>{
           {"A: b\r\n c", {{"A", "b c"}}},
           {"A: b \r\n \t c \r\n\td", {{"A", "b c d"}}},
           {"A:\r\n b", {{"A", "b"}}},
           {"A: b\r\n  \r\n c", {{"A", "b c"}}},
           {"A: b\r\n \r\n ", {{"A", "b"}}},
           {"A: b\r\n C: d", {{"A", "b C: d"}}},
           {"A: b\r\n c\rd", {{"A", "b c d"}}},
           {"A: b\n c", {{"A", "b c"}}},
           // what a line that is no field is followed by belongs to that line
           {"A: b\r\nno colon\r\n c", {{"A", "b"}}},
           {"no colon\r\n : c", {}},
       }) {
    EXPECT_EQ(parsed("HTTP/1.1 200 OK\r\n" + line + "\r\n\r\n").fields, fields)
        << testing::PrintToString(line);
  }
}

TEST(ResponseHead, RefusesABlankInFrontOfItsFirstField) {  // RFC 9112 §2.2
  for (const std::string line : {" A: b", "\tA: b", " ", " \r\nA: b"}) {
    EXPECT_EQ(rejection_of("HTTP/1.1 200 OK\r\n" + line + "\r\n\r\n"),
              "has a blank in front of its first field")
        << testing::PrintToString(line);
  }
}

TEST(ResponseHead, EndsWithTheEmptyLine) {
  EXPECT_EQ(parsed("HTTP/1.1 200 OK\r\nA: b\r\n\r\nC: d\r\n").fields, (HttpHeaders{{"A", "b"}}));
  EXPECT_EQ(parsed("HTTP/1.1 200 OK\n\nC: d\n").fields, HttpHeaders{});
}

TEST(MayBeginResponse, IsTrueUntilTheProtocolsNameIsRuledOut) {
  for (const std::string_view received : {"", "\r", "\n", "\r\n", "\r\n\r", "\n\n\r\n", "H", "HTTP", "HTTP/1",
                                          "HTTP/1.", "HTTP/1.1 200 OK", "\r\nHTTP/1.1", "\nHT"}) {
    EXPECT_TRUE(may_begin_response(received)) << testing::PrintToString(received);
  }
  for (const std::string_view received : {"h", "HTTP/2", "HTTP/0.9", "\rH", "\r\r", " HTTP", "\r\n ",
                                          "\x15\x03", "SSH", "HTTPS", "<html>", "\n\rHTTP/1.1"}) {
    EXPECT_FALSE(may_begin_response(received)) << testing::PrintToString(received);
  }
}

TEST(MayBeginResponse, IsTrueOfEveryBeginningOfAResponse) {
  const std::string_view response = "\r\n\nHTTP/1.1 200 OK\r\nA: b\r\n\r\n{}";
  for (std::size_t size = 0; size <= response.size(); ++size) {
    EXPECT_TRUE(may_begin_response(response.substr(0, size))) << size;
  }
}

TEST(TakeLine, TakesOneLineEndOff) {
  for (const auto& [text, line, rest] : std::vector<std::array<std::string_view, 3>>{
           {"", "", ""},
           {"a", "a", ""},
           {"a\r", "a", ""},
           {"\n", "", ""},
           {"\r\n", "", ""},
           {"a\r\nb", "a", "b"},
           {"a\nb\n", "a", "b\n"},
           {"a\r\r\n\r\n", "a\r", "\r\n"},
           {"a\rb\n", "a\rb", ""},
       }) {
    std::string_view left = text;
    EXPECT_EQ(take_line(left), line) << testing::PrintToString(text);
    EXPECT_EQ(left, rest) << testing::PrintToString(text);
  }
}

TEST(HttpToken, HoldsTheCharactersOfRfc9110) {  // §5.6.2
  const std::string_view allowed =
      "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  EXPECT_TRUE(is_http_token(allowed));
  EXPECT_FALSE(is_http_token(""));
  for (int c = 0; c < 256; ++c) {
    const std::string text = {'a', static_cast<char>(c)};
    EXPECT_EQ(is_http_token(text), allowed.find(static_cast<char>(c)) != std::string_view::npos) << c;
  }
}

}  // namespace
}  // namespace goto_token
