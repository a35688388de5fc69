#pragma once

#include <string>

#include "client_socket.hpp"
#include "goto_token/base/encoding.hpp"
#include "goto_token/base/url.hpp"
#include "http_text.hpp"

namespace goto_token {

/// Plays the browser and the authorization server: reads an authorization URL and comes back to its redirect
/// URI.
class RedirectClient {
 public:
  explicit RedirectClient(const std::string& authorization_url)
      : request_(form_decode(require_url(authorization_url).query)),
        redirect_uri_(require_url(parameter("redirect_uri"))) {}

  /// A parameter of the authorization request; empty when it has none of that name.
  [[nodiscard]] std::string parameter(std::string_view name) const {
    return std::string(find_parameter(request_, name).value_or(""));
  }
  [[nodiscard]] std::uint16_t port() const { return redirect_uri_.port; }

  /// Sends the browser back with this query and returns the page it gets.
  [[nodiscard]] HttpText come_back(const std::string& query) const {
    return parse_http_text(receive_all(start(query)));
  }
  /// The same with the right state in front.
  [[nodiscard]] HttpText come_back_with_state(const std::string& query) const {
    return come_back("state=" + percent_encode(parameter("state")) + "&" + query);
  }
  /// Sends the browser back, and leaves the page to be read.
  [[nodiscard]] FileDescriptor start(const std::string& query) const {
    FileDescriptor socket = connect_to(redirect_uri_.port, redirect_uri_.host);
    send_text(socket, "GET " + redirect_uri_.path + "?" + query +
                          " HTTP/1.1\r\nHost: " + authority(redirect_uri_) + "\r\n\r\n");
    return socket;
  }

 private:
  FormParameters request_;
  Url redirect_uri_;
};

}  // namespace goto_token
