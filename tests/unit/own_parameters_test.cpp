#include "goto_token/oauth/own_parameters.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace goto_token {
namespace {

TEST(OwnParameters, FindsAParameterOfOursInTheEndpoint) {  // RFC 6749 §3.1
  for (const auto& [query, name] : std::vector<std::pair<std::string, std::string>>{
           {"response_type=token", "response_type"},
           {"client_id=", "client_id"},
           {"a=1&redirect_uri=https://evil.example", "redirect_uri"},
           {"scope", "scope"},
           {"st%61te=x", "state"},
           {"code_challenge=x&a", "code_challenge"},
           {"code_challenge_method=plain", "code_challenge_method"},
           {"request_uri=urn:x", "request_uri"},
       }) {
    EXPECT_EQ(find_own_parameter(require_url("https://as.example/authorize?" + query)), name) << query;
  }
  for (const std::string url :
       {"https://as.example/authorize", "https://as.example/state?States=1&response_mode=query"}) {
    EXPECT_EQ(find_own_parameter(require_url(url)), std::nullopt) << url;
  }
}

TEST(OwnParameters, FindsAFurtherParameterInTheEndpoint) {
  const Url endpoint = require_url("https://as.example/authorize?prompt=none&res%6Furce=urn:a");
  EXPECT_EQ(find_own_parameter(endpoint, {{"audience", "x"}, {"resource", "urn:b"}}), "resource");
  EXPECT_EQ(find_own_parameter(endpoint, {{"prompt", "login"}}), "prompt");
  EXPECT_EQ(find_own_parameter(endpoint, {{"audience", "x"}}), std::nullopt);
}

TEST(OwnParameters, AreFoundInAnEndpointThatFormsArePostedTo) {  // RFC 6749 §3.2
  for (const std::string name : {"grant_type", "code", "client_id", "client_secret", "device_code", "scope",
                                 "token", "response_type"}) {
    EXPECT_EQ(find_own_form_parameter(require_url("https://as.example/token?a=1&" + name + "=x")), name);
  }
  const Url endpoint = require_url("https://as.example/token?p=policy&resource=urn%3Ab");
  EXPECT_EQ(find_own_form_parameter(endpoint), std::nullopt);
  EXPECT_EQ(find_own_form_parameter(endpoint, {{"p", "other"}}), "p");
}

}  // namespace
}  // namespace goto_token
