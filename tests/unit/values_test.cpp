#include "goto_token/command_line/values.hpp"

#include <gtest/gtest.h>

namespace goto_token {
namespace {

using namespace std::chrono_literals;

TEST(ParseDuration, TakesWholeNumbersOfSecondsUpToTenYears) {
  EXPECT_EQ(parse_duration("0"), 0s);
  EXPECT_EQ(parse_duration("300"), 300s);
  EXPECT_EQ(parse_duration("007"), 7s);
  EXPECT_EQ(parse_duration("315360000"), 315360000s);
}

TEST(ParseDuration, TakesSecondsMinutesAndHours) {
  EXPECT_EQ(parse_duration("90s"), 90s);
  EXPECT_EQ(parse_duration("5m"), 300s);
  EXPECT_EQ(parse_duration("2h"), 7200s);
  EXPECT_EQ(parse_duration("0m"), 0s);
  EXPECT_EQ(parse_duration("87600h"), 315360000s);
  EXPECT_EQ(parse_duration("5256000m"), 315360000s);
}

TEST(ParseDuration, TakesNothingElse) {
  for (const auto* const text : {"",
                                 " ",
                                 "-1",
                                 "-0",
                                 "+1",
                                 " 1",
                                 "1 ",
                                 "1.0",
                                 "1e3",
                                 "0x10",
                                 "soon",
                                 "s",
                                 "m",
                                 "5 m",
                                 "5m ",
                                 " 5m",
                                 "-5m",
                                 "+5m",
                                 "1.5h",
                                 "5M",
                                 "2H",
                                 "9S",
                                 "5min",
                                 "1h30m",
                                 "5ms",
                                 "1d",
                                 "m5",
                                 "5m5",
                                 "5mm",
                                 "0x5m",
                                 "1,5h",
                                 "½h",
                                 "315360001",
                                 "315360001s",
                                 "5256001m",
                                 "87601h",
                                 "99999999999999999999",
                                 "18446744073709551615h",
                                 "307445734561825861m",
                                 "5124095576030432h"}) {
    EXPECT_EQ(parse_duration(text), std::nullopt) << text;
  }
  EXPECT_EQ(parse_duration(std::string_view("5m\0", 3)), std::nullopt);
}

TEST(AddScopes, KeepsTheOrderAndDropsDuplicates) {
  std::vector<std::string> scopes = {"b"};
  EXPECT_TRUE(add_scopes(scopes, " c  a b c "));
  EXPECT_EQ(scopes, (std::vector<std::string>{"b", "c", "a"}));
  EXPECT_TRUE(add_scopes(scopes, ""));
  EXPECT_EQ(scopes.size(), 3U);
}

TEST(AddScopes, TakesEveryCharacterThatAScopeMayHold) {  // RFC 6749 §3.3
  std::vector<std::string> scopes;
  EXPECT_TRUE(add_scopes(scopes, "!#$%&'()*+,-./09:;<=>?@AZ[]^_`az{|}~"));
  EXPECT_EQ(scopes.size(), 1U);
}

TEST(AddScopes, AddsNothingWhereOneIsInvalid) {
  for (const auto* const list : {"good \"", "good a\\b", "good\tbad", "a\nb", "é", "\x7F"}) {
    std::vector<std::string> scopes = {"before"};
    EXPECT_FALSE(add_scopes(scopes, list)) << list;
    EXPECT_EQ(scopes, std::vector<std::string>{"before"}) << list;
  }
}

std::string listen_address(std::string_view text) {
  const auto address = parse_listen_address(text);
  return !address        ? "none"
         : address->port ? address->host + " " + std::to_string(*address->port)
                         : address->host;
}

TEST(ListenAddress, IsAnAddressWithOrWithoutAPort) {
  EXPECT_EQ(listen_address("0.0.0.0"), "0.0.0.0");
  EXPECT_EQ(listen_address("0.0.0.0:5000"), "0.0.0.0 5000");
  EXPECT_EQ(listen_address("127.0.0.1:0"), "127.0.0.1 0");
  EXPECT_EQ(listen_address("localhost:65535"), "localhost 65535");
  EXPECT_EQ(listen_address("::"), "::");
  EXPECT_EQ(listen_address("::1"), "::1");
  EXPECT_EQ(listen_address("[::]"), "::");
  EXPECT_EQ(listen_address("[FE80::1]:5000"), "fe80::1 5000");
}

TEST(ListenAddress, IsNothingElse) {
  for (const std::string_view text :
       {"",           ":",          ":5000",     "5000",  "0.0.0.0:",   "0.0.0.0:65536",  "0.0.0.0:-1",
        "0.0.0.0:+1", "0.0.0.0:1x", "0.0.0.0 ",  "0.0.0", "127.0.0.01", "host.example",   "[::",
        "[::]5000",   "[::]:",      "[0.0.0.0]", "[]:1",  "::5000:x",   "http://0.0.0.0", "0.0.0.0:1:2"}) {
    EXPECT_EQ(listen_address(text), "none") << text;
  }
}

}  // namespace
}  // namespace goto_token
