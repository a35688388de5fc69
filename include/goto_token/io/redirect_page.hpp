#pragma once

#include <string>
#include <string_view>

namespace goto_token {

/// What a person reads in the browser when the authorization response has come in.
struct RedirectPage {
  enum class Outcome { Good, Bad };
  int status;           ///< HTTP status; a refused sign-in, too, is 200: the browser did its part.
  Outcome outcome;      ///< Whether the person got what they came for.
  std::string title;    ///< Plain text.
  std::string message;  ///< Plain text: what happened.
  std::string next;     ///< Plain text: what to do now.
};

/// The page for a status that no person is meant to see, such as a favicon's 404; says why and that nothing
/// changed.
[[nodiscard]] RedirectPage make_refusal_page(int status);

/// The page as a whole HTTP/1.1 response: self-contained, every text escaped, with headers that forbid
/// storing, scripts, framing, referrers and sniffing, `Connection: close`, and `Allow: GET` on a 405.
/// @param with_body false for the answer to HEAD (RFC 9110 §9.3.2).
[[nodiscard]] std::string make_http_response(const RedirectPage& page, bool with_body = true);

}  // namespace goto_token
