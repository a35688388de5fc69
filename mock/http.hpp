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

/// How an answer travels: whole and at once, unless a fault says otherwise.
struct Delivery {
  std::chrono::milliseconds hold{0};     ///< waits this long before the first octet
  std::chrono::milliseconds dribble{0};  ///< sends the body an octet at a time, spread over this long
  bool truncate = false;                 ///< closes in the middle of the body
  bool hang_up = false;                  ///< closes without an answer
};

/// What an endpoint answers.
struct HttpAnswer {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string content_type;
  std::string body;
  Delivery delivery;
};

/// A request that is refused with an OAuth error (RFC 6749 §4.1.2.1, §5.2).
class OAuthError : public std::runtime_error {
 public:
  OAuthError(int status, std::string error, const std::string& description)
      : std::runtime_error(description), status_(status), error_(std::move(error)) {}

  [[nodiscard]] int status() const { return status_; }
  [[nodiscard]] const std::string& error() const { return error_; }

 private:
  int status_;
  std::string error_;
};

/// JSON as text; octets that aren't UTF-8 are replaced, since requests may hold any.
[[nodiscard]] std::string json_text(const nlohmann::json& value);

/// An answer that may not be cached.
[[nodiscard]] HttpAnswer plain_answer(int status, std::string content_type, std::string body);

/// A JSON answer that may not be cached (RFC 6749 §5.1).
[[nodiscard]] HttpAnswer json_answer(int status, const nlohmann::json& body);

/// The error answer of RFC 6749 §5.2; a 401 names the Basic scheme.
[[nodiscard]] HttpAnswer error_answer(const OAuthError& error);

/// A redirect that may not be cached.
[[nodiscard]] HttpAnswer redirect_answer(int status, std::string location);

}  // namespace goto_mock_auth
