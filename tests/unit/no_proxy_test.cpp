#include "goto_token/config/proxy.hpp"

#include <gtest/gtest.h>

#include <string>

namespace goto_token {
namespace {

struct Example {
  std::string url;
  std::string no_proxy;
};

void expect_exempt(bool expected, const std::vector<Example>& examples) {
  for (const auto& [url, no_proxy] : examples) {
    EXPECT_EQ(is_exempt_from_proxies(require_url(url), no_proxy), expected)
        << url << " in '" << no_proxy << "'";
  }
}

TEST(NoProxy, ExemptsADomainAndAllBelowIt) {
  for (const std::string entry :
       {"server.example", ".server.example", "*.server.example", "SERVER.Example", "server.example."}) {
    expect_exempt(true, {{"https://server.example", entry},
                         {"https://api.server.example", entry},
                         {"https://a.b.server.example./token", entry}});
    expect_exempt(false, {{"https://otherserver.example", entry},
                          {"https://server.example.net", entry},
                          {"https://example", entry}});
  }
}

TEST(NoProxy, ExemptsEveryHostWithAStar) {
  expect_exempt(true, {{"https://server.example", "*"}, {"http://[2001:db8::1]", "a, *"}});
  expect_exempt(false, {{"https://server.example", "s*"}, {"https://server.example", "**"}});
}

TEST(NoProxy, SeparatesEntriesByCommasAndBlanks) {
  const std::string list = " a.example,,b.example\tc.example , d.example ";
  expect_exempt(true, {{"https://a.example", list},
                       {"https://b.example", list},
                       {"https://c.example", list},
                       {"https://d.example", list}});
  expect_exempt(false,
                {{"https://e.example", list}, {"https://a.example", ""}, {"https://a.example", " ,. "}});
}

TEST(NoProxy, LimitsAnEntryToItsPort) {
  expect_exempt(true, {{"https://server.example", "server.example:443"},
                       {"http://api.server.example:8080", ".server.example:8080"},
                       {"http://192.0.2.1:81", "192.0.2.1:81"},
                       {"https://[2001:db8::1]:444", "[2001:db8::1]:444"}});
  expect_exempt(false, {{"http://server.example", "server.example:443"},
                        {"https://server.example", "server.example:"},
                        {"https://server.example", "server.example:https"},
                        {"https://server.example", "server.example:65979"},
                        {"https://[2001:db8::1]", "[2001:db8::1]:444"}});
}

TEST(NoProxy, ComparesAddressesByTheirValue) {
  expect_exempt(true, {{"http://192.0.2.1", "192.0.2.1"},
                       {"http://[2001:db8::1]", "2001:db8:0:0::1"},
                       {"http://[2001:db8::1]", "[2001:DB8::1]"}});
  expect_exempt(false, {{"http://192.0.2.1", "2.1"},
                        {"http://192.0.2.1", "192.0.2.11"},
                        {"http://192.0.2.1", "[2001:db8::1"},
                        {"http://[2001:db8::1]", "2001:db8::2"},
                        {"https://server.example", "192.0.2.1"}});
}

TEST(NoProxy, TakesRangesOfAddresses) {
  expect_exempt(true, {{"http://10.255.0.1", "10.0.0.0/8"},
                       {"http://172.31.0.1", "172.16.0.0/12"},
                       {"http://192.0.2.1", "0.0.0.0/0"},
                       {"http://192.0.2.1", "192.0.2.1/32"},
                       {"http://[fd12::1]", "fd00::/8"},
                       {"http://[2001:db8::1]:81", "[2001:db8::/33]:81"}});
  expect_exempt(false, {{"http://11.0.0.1", "10.0.0.0/8"},
                        {"http://172.32.0.1", "172.16.0.0/12"},
                        {"http://192.0.2.1", "192.0.2.1/33"},
                        {"http://192.0.2.1", "192.0.2.1/"},
                        {"http://192.0.2.1", "192.0.2.0/-8"},
                        {"http://192.0.2.1", "::/0"},
                        {"http://[2001:db8:8000::1]", "2001:db8::/33"}});
}

}  // namespace
}  // namespace goto_token
