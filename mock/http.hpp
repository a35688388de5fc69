#pragma once

#include <chrono>
#include <nlohmann/json_fwd.hpp>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "parameters.hpp"

namespace goto_mock_auth {

/// What the endpoints see of a request: plain values, so that only server.cpp knows the HTTP library.
struct HttpRequest {
  std::string method;
  std::string path;
  Parameters query;
  Parameters form;  ///< empty unless the content type says that the body is a form
  std::string authorization;
  std::string content_type;
  std::string accept;
  std::string user_agent;
  std::string sec_fetch_site;
};

/// How a response travels: whole and at once, unless a fault says otherwise.
struct Delivery {
  std::chrono::seconds hold{0};     ///< waits this long before the first octet
  std::chrono::seconds dribble{0};  ///< sends the body an octet at a time, spread over this long
  bool truncate = false;            ///< closes in the middle of the body
  bool hang_up = false;             ///< closes without a response
};

struct HttpResponse {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string content_type;
  std::string body;
  Delivery delivery;
};

/// A request that gets an OAuth error response (RFC 6749 §4.1.2.1, §5.2).
struct OAuthError : std::runtime_error {
  OAuthError(int the_status, std::string the_error, const std::string& description)
      : std::runtime_error(description), status(the_status), error(std::move(the_error)) {}

  int status;
  std::string error;
};

/// JSON as text; octets that aren't UTF-8 are replaced, since requests may hold any.
[[nodiscard]] std::string json_text(const nlohmann::json& value);

/// A response that may not be cached.
[[nodiscard]] HttpResponse make_response(int status, std::string content_type, std::string body);

/// A JSON response that may not be cached (RFC 6749 §5.1).
[[nodiscard]] HttpResponse make_json_response(int status, const nlohmann::json& body);

/// The error response of RFC 6749 §5.2; a 401 names the Basic scheme.
[[nodiscard]] HttpResponse make_error_response(const OAuthError& error);

/// A redirect that may not be cached.
[[nodiscard]] HttpResponse make_redirect(int status, std::string location);

}  // namespace goto_mock_auth
