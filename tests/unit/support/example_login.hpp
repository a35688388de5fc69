#pragma once

#include <string>
#include <vector>

#include "goto_token/tokens/stored_login.hpp"

namespace goto_token {

inline constexpr std::chrono::sys_seconds kReceivedAt{std::chrono::seconds(1'800'000'000)};

inline LoginKey example_key() {
  return {.profile = "default", .service = "https://h/token", .client_id = "id"};
}

/// A token response that was just received.
inline ReceivedToken make_received(const std::string& json, std::chrono::sys_seconds at = kReceivedAt) {
  auto response = parse_token_response({.status = 200, .headers = {}, .body = json});
  ReceivedToken token{std::get<TokenResponse>(std::move(response)), at};
  token.response.client_authentication = ClientAuthentication::Post;
  return token;
}

/// The login that a token response gives.
inline StoredLogin make_example_login(const std::string& json,
                                      const std::vector<std::string>& requested = {"a", "b"}) {
  const AuthorizationServer server = {.authorization_endpoint = {},
                                      .token_endpoint = require_url("https://h/token"),
                                      .revocation_endpoint = require_url("https://h/revoke")};
  return make_login(example_key(), server, make_received(json), requested);
}

}  // namespace goto_token
