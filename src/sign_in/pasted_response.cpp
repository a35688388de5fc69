#include "goto_token/sign_in/pasted_response.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "goto_token/base/text.hpp"
#include "goto_token/base/url_path.hpp"
#include "goto_token/config/config.hpp"

namespace goto_token {
namespace {

// What terminals, shells and chats put around a text.
constexpr std::string_view kAround = " \t\r\"'`<>";

/// Whether a query or a fragment holds an authorization response. Another `response_mode` than `query` puts
/// it into the fragment.
bool has_response(std::string_view parameters) {
  const auto has = [whole = "&" + std::string(parameters)](std::string_view parameter) {
    return whole.find("&" + std::string(parameter) + "=") != std::string::npos;
  };
  return has("state") && (has("code") || has("error"));
}

/// The redirect URI as browsers show it: loopback has several names, an empty path is "/", and a browser that
/// prefers TLS makes https of loopback's http.
bool is_same_place(const Url& address, const Url& redirect_uri) {
  const bool same_scheme =
      address.scheme == redirect_uri.scheme || (is_https(address) && is_loopback_redirect(redirect_uri));
  const bool same_host = address.host == redirect_uri.host ||
                         (is_loopback_host(address.host) && is_loopback_host(redirect_uri.host));
  const std::string_view path = address.path.empty() ? std::string_view("/") : address.path;
  return same_scheme && same_host && address.port == redirect_uri.port &&
         is_same_path(path, redirect_uri.path);
}

/// The part in front of the query as a URL; nullopt when it is no http or https URL.
std::optional<Url> parse_address(std::string_view address, const Url& redirect_uri) {
  const bool has_scheme = address.find("://") != std::string_view::npos;
  auto parsed = parse_url((has_scheme ? "" : redirect_uri.scheme + "://") + normalize_path(address));
  auto* const url = std::get_if<Url>(&parsed);
  return url == nullptr ? std::nullopt : std::optional(std::move(*url));
}

}  // namespace

std::variant<Secret, UnusablePaste> find_pasted_query(std::string_view text, const Url& redirect_uri) {
  text = trim(text, kAround);
  const std::size_t hash = std::min(text.find('#'), text.size());
  const bool in_fragment = hash < text.size() && has_response(text.substr(hash + 1));
  text = trim(text.substr(0, hash), kAround);
  if (in_fragment && !has_response(text.substr(text.find('?') + 1))) {
    return UnusablePaste{"the response is behind '#' in it: the server has to use response_mode=query"};
  }
  if (text.empty()) {
    return UnusablePaste{"it is empty"};
  }
  // A query begins with a name and its "=". Any other text in front of a "?" is an address.
  const std::size_t question = text.find('?');
  const std::size_t scheme = text.find("://");
  const std::size_t equals = text.find('=');
  const bool is_address = std::min(question, scheme) < std::min(equals, text.size());
  if (!is_address) {
    return Secret(text);
  }
  const std::string_view address = text.substr(0, question);
  const auto url = address.empty() ? redirect_uri : parse_address(address, redirect_uri);
  if (!url || !is_same_place(*url, redirect_uri)) {
    return UnusablePaste{"its address is not the redirect URI, " +
                         printable(to_string(without_query(redirect_uri)))};
  }
  if (question == std::string_view::npos) {
    return UnusablePaste{"nothing follows the redirect URI in it"};
  }
  return Secret(text.substr(question + 1));
}

}  // namespace goto_token
