#pragma once

#include <chrono>
#include <nlohmann/json_fwd.hpp>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace goto_mock_auth {

/// Whether all of `text` are ASCII letters, digits, or among `others`.
[[nodiscard]] bool is_made_of(std::string_view text, std::string_view others);

/// `text` in application/x-www-form-urlencoded form: space as `+`, all but `A-Z a-z 0-9 * - . _` as `%XX`.
[[nodiscard]] std::string form_encode(std::string_view text);

/// What form-encoded text stands for; a `%` that isn't followed by two hex digits stands for itself.
[[nodiscard]] std::string form_decode(std::string_view text);

/// The parameters of a query or a form, in the order in which they came. The HTTP library's own map loses
/// that order.
class Parameters {
 public:
  Parameters() = default;
  Parameters(std::initializer_list<std::pair<std::string, std::string>> all) : all_(all) {}

  /// Reads form-encoded text, such as a query without its `?`.
  [[nodiscard]] static Parameters parse(std::string_view encoded);

  /// The first value of `name`. Empty if there is none: an empty parameter counts as left out (RFC 6749
  /// §3.1).
  [[nodiscard]] std::string value(std::string_view name) const;

  /// All values of `name`, those that aren't empty.
  [[nodiscard]] std::vector<std::string> values(std::string_view name) const;

  /// How often `name` occurs.
  [[nodiscard]] std::size_t count(std::string_view name) const;

  /// The name of a parameter that is there twice, which RFC 6749 §3.1 and §3.2 forbid for all but `resource`
  /// (RFC 8707 §2); empty if there is none.
  [[nodiscard]] std::string repeated_name() const;

  /// Puts `value` in place of all values of `name`.
  void set(std::string_view name, std::string value);
  void erase(std::string_view name);

  /// The form-encoded text.
  [[nodiscard]] std::string encoded() const;

  [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& all() const { return all_; }

 private:
  std::vector<std::pair<std::string, std::string>> all_;
};

/// Scope tokens (RFC 6749 §3.3) in the order asked for, without duplicates.
using Scope = std::vector<std::string>;

/// Splits a space-separated list.
[[nodiscard]] Scope parse_scope(std::string_view text);

/// Joins with spaces.
[[nodiscard]] std::string scope_text(const Scope& scope);

/// Whether each token of `part` is in `whole`.
[[nodiscard]] bool is_within(const Scope& part, const Scope& whole);

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
  std::string client_certificate;  ///< the subject of the certificate in the TLS handshake; empty: none
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

/// Checks what an OAuth request must fulfil.
/// @throws OAuthError if it doesn't.
void require(bool fulfilled, int status, const char* error, const std::string& description);

/// JSON as text; octets that aren't UTF-8 are replaced, since requests may hold any.
[[nodiscard]] std::string json_text(const nlohmann::json& value);

/// A response that may not be cached.
[[nodiscard]] HttpResponse make_response(int status, std::string content_type, std::string body);

/// A JSON response that may not be cached (RFC 6749 §5.1).
[[nodiscard]] HttpResponse make_json_response(int status, const nlohmann::json& body);

/// A redirect that may not be cached.
[[nodiscard]] HttpResponse make_redirect(int status, std::string location);

}  // namespace goto_mock_auth
