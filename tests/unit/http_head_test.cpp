#include "goto_token/base/http_head.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
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

}  // namespace
}  // namespace goto_token
