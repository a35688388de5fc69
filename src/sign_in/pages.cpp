#include "goto_token/sign_in/pages.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "goto_token/base/http_status.hpp"
#include "goto_token/base/text.hpp"
#include "goto_token/sign_in/notices.hpp"

namespace goto_token {
namespace {

using Outcome = RedirectPage::Outcome;

// kSecurityHeaders holds the hash of this text, so that the page can use no other style sheet. A unit test
// checks it.
constexpr std::string_view kStyle =
    ":root{color-scheme:light "
    "dark;--ground:#f4f5f7;--card:#fff;--text:#1a1f26;--quiet:#4c5663;--good:#0b6b3a;"
    "--bad:#a11b1b}"
    "@media(prefers-color-scheme:dark){:root{--ground:#14171b;--card:#1e2329;--text:#eceff3;--quiet:#a9b4c0;"
    "--good:#5fd697;--bad:#ff8f87}}"
    "*{box-sizing:border-box}"
    "body{margin:0;min-height:100vh;display:grid;place-items:center;padding:1.5rem;background:var(--ground);"
    "color:var(--text);font:1.0625rem/1.55 system-ui,sans-serif}"
    "main{width:100%;max-width:34rem;padding:2.25rem 2.5rem;background:var(--card);border-radius:.75rem;"
    "border-top:.3rem solid var(--accent);box-shadow:0 1px 3px #0003,0 8px 24px #0001;overflow-wrap:anywhere}"
    ".good{--accent:var(--good)}.bad{--accent:var(--bad)}"
    "h1{margin:0 0 .75rem;font-size:1.5rem;line-height:1.25;color:var(--accent)}"
    "p{margin:.5rem 0}.next{color:var(--quiet)}"
    "footer{margin-top:1.75rem;font-size:.875rem;color:var(--quiet)}";

constexpr std::string_view kSecurityHeaders =
    "Content-Type: text/html; charset=utf-8\r\n"
    "Cache-Control: no-store\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n"
    "Content-Security-Policy: default-src 'none'; style-src "
    "'sha256-7RsgpBZSVRj5BBd3PWzn1c8jS1RabuCE2mhbp+9hrV8='; "
    "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r\n"
    "Connection: close\r\n";

/// A status that is sent, and what the page of a rejection with it says.
struct Status {
  int number;
  std::string_view phrase;
  std::string_view rejection;
};

constexpr std::string_view kNotUnderstood = "goto-token does not understand this request.";

constexpr std::array<Status, 9> kStatuses = {{
    {http_status::kBadRequest, "Bad Request", kNotUnderstood},
    {http_status::kForbidden, "Forbidden",
     "This request does not belong to the sign-in that goto-token is waiting for."},
    {http_status::kNotFound, "Not Found", "There is nothing at this address."},
    {http_status::kMethodNotAllowed, "Method Not Allowed", "Only GET is allowed at this address."},
    {http_status::kConflict, "Conflict", "This sign-in is already being finished in another tab or request."},
    {http_status::kMisdirected, "Misdirected Request",
     "This request names a host that goto-token does not serve."},
    {http_status::kHeadTooLarge, "Request Header Fields Too Large", kNotUnderstood},
    {http_status::kOk, "OK", {}},
    {http_status::kBadGateway, "Bad Gateway", {}},
}};

/// @param number of a status that is sent: each has a row.
const Status& find_status(int number) {
  return *std::find_if(kStatuses.begin(), kStatuses.end() - 1,
                       [number](const Status& status) { return status.number == number; });
}

std::string describe_next_step(const std::string& hint) {
  return hint.empty() ? "Run goto-token again in the terminal." : "What to do: " + hint + ".";
}

std::string make_html(const RedirectPage& page) {
  std::string html = "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n";
  html += "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n";
  // With an empty icon of its own, the browser does not request /favicon.ico.
  html += "<link rel=\"icon\" href=\"data:,\">\n";
  html += "<title>" + html_escape(page.title) + " – goto-token</title>\n<style>";
  html += kStyle;
  html += "</style>\n</head>\n<body>\n<main class=\"";
  html += page.outcome == Outcome::Good ? "good" : "bad";
  html += "\">\n<h1>" + html_escape(page.title) + "</h1>\n<p>" + html_escape(page.message) + "</p>\n";
  html += "<p class=\"next\">" + html_escape(page.next) + "</p>\n<footer>goto-token</footer>\n";
  html += "</main>\n</body>\n</html>\n";
  return html;
}

}  // namespace

RedirectPage make_success_page() {
  return {.status = http_status::kOk,
          .outcome = Outcome::Good,
          .title = "You are signed in",
          .message = "goto-token has received the access token.",
          .next = "You can close this page and go back to the terminal."};
}

RedirectPage make_failure_page(const Error& error) {
  return {
      .status = http_status::kBadGateway,
      .outcome = Outcome::Bad,
      .title = "Sign-in failed",
      .message = std::string("The sign-in itself worked, but goto-token got no token: ") + error.what() + ".",
      .next = describe_next_step(error.hint())};
}

RedirectPage make_error_response_page(const AuthorizationError& error) {
  return {.status = is_issuer_mismatch(error) ? http_status::kBadRequest : http_status::kOk,
          .outcome = Outcome::Bad,
          .title = "Sign-in refused",
          .message = "The authorization server gave no access: " + describe(error) + ".",
          .next = describe_next_step(hint_for(error))};
}

RedirectPage make_rejection_page(int status, const std::string& advice) {
  return {.status = status,
          .outcome = Outcome::Bad,
          .title = std::string(find_status(status).phrase),
          .message = std::string(find_status(status).rejection),
          .next = advice.empty() ? "Nothing was changed. You can close this page."
                                 : "What to do: " + advice + "."};
}

std::string make_http_response(const RedirectPage& page, bool with_body) {
  const std::string html = make_html(page);
  std::string response = "HTTP/1.1 " + std::to_string(page.status) + " ";
  response.append(find_status(page.status).phrase).append("\r\n").append(kSecurityHeaders);
  if (page.status == http_status::kMethodNotAllowed) {
    response += "Allow: GET\r\n";
  }
  response += "Content-Length: " + std::to_string(html.size()) + "\r\n\r\n";
  return with_body ? response + html : response;
}

}  // namespace goto_token
