#pragma once

#include <string>

#include "goto_token/base/error.hpp"
#include "goto_token/oauth/authorization_response.hpp"

namespace goto_token {

/// What a person reads in the browser after a request to the redirect URI.
struct RedirectPage {
  enum class Outcome { Good, Bad };
  int status;           ///< HTTP status. An error response gets 200, too: the redirect worked.
  Outcome outcome;      ///< Whether the run got its token.
  std::string title;    ///< Plain text.
  std::string message;  ///< Plain text: what happened.
  std::string next;     ///< Plain text: what to do now.
};

/// The page after a token was received.
[[nodiscard]] RedirectPage make_success_page();

/// The page after the token request failed, with the reason that stderr shows, too.
[[nodiscard]] RedirectPage make_failure_page(const Error& error);

/// The page after an error response, or a response from another issuer.
[[nodiscard]] RedirectPage make_error_response_page(const AuthorizationError& error);

/// The page for a rejected request, such as 404 for a favicon. Says why, and that nothing changed.
/// @param advice what to do about it, as stderr shows it; empty when nothing has to be done.
[[nodiscard]] RedirectPage make_rejection_page(int status, const std::string& advice = {});

/// The page as a whole HTTP/1.1 response: self-contained, every text escaped, with headers that forbid
/// storing, scripts, framing, referrers and sniffing, `Connection: close`, and `Allow: GET` on a 405.
/// @param with_body false for the response to HEAD (RFC 9110 §9.3.2).
[[nodiscard]] std::string make_http_response(const RedirectPage& page, bool with_body = true);

}  // namespace goto_token
