// Feeds the pages that the browser gets any text: line by line the title, the message, and what to do next.
// No text may change the headers or the structure of the page.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "goto_token/base/text.hpp"
#include "goto_token/sign_in/pages.hpp"
#include "support/require.hpp"

namespace {

using goto_token::make_http_response;
using goto_token::RedirectPage;
using goto_token::fuzz::require;

/// A response taken apart at its first empty line.
struct Parts {
  std::string head;
  std::string body;
};

Parts split(const std::string& response) {
  constexpr std::string_view kEnd = "\r\n\r\n";
  const std::size_t end = response.find(kEnd);
  require(end != std::string::npos, "the head ends with an empty line");
  return {response.substr(0, end + kEnd.size()), response.substr(end + kEnd.size())};
}

/// The head without the line that states the length, which is checked and taken out.
std::string head_without_length(const Parts& parts, std::size_t length) {
  const std::string line = "Content-Length: " + std::to_string(length) + "\r\n";
  const std::size_t at = parts.head.find(line);
  require(at != std::string::npos, "the length stated is the body's");
  return std::string(parts.head).erase(at, line.size());
}

/// All that stands between `<` and `>`, in order: what the browser takes for markup.
std::vector<std::string> tags_of(const std::string& html) {
  std::vector<std::string> tags;
  for (std::size_t at = html.find('<'); at != std::string::npos; at = html.find('<', at)) {
    const std::size_t end = html.find('>', at);
    require(end != std::string::npos, "every tag is closed");
    tags.push_back(html.substr(at, end + 1 - at));
    at = end;
  }
  return tags;
}

void check(const RedirectPage& page, const RedirectPage& blank) {
  const Parts parts = split(make_http_response(page));
  const Parts expected = split(make_http_response(blank));
  require(
      head_without_length(parts, parts.body.size()) == head_without_length(expected, expected.body.size()),
      "no text changes the headers");
  require(tags_of(parts.body) == tags_of(expected.body), "no text becomes markup");
  const std::size_t texts = goto_token::html_escape(page.title).size() * 2 +
                            goto_token::html_escape(page.message).size() +
                            goto_token::html_escape(page.next).size();
  require(parts.body.size() == expected.body.size() + texts, "the page holds its texts, each in its place");
  require(make_http_response(page, false) == parts.head,
          "the response to HEAD is the same head without a body");
}

/// Takes the first line off `text`; what is left may hold line ends as well.
std::string take_line(std::string& text) {
  const std::size_t end = text.find('\n');
  std::string line = text.substr(0, end);
  text.erase(0, end == std::string::npos ? end : end + 1);
  return line;
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer calls it by this name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string rest(data, data + size);
  const std::string title = take_line(rest);
  const std::string message = take_line(rest);
  for (const int status : {200, 400, 405, 502}) {
    for (const auto outcome : {RedirectPage::Outcome::Good, RedirectPage::Outcome::Bad}) {
      check({.status = status, .outcome = outcome, .title = title, .message = message, .next = rest},
            {.status = status, .outcome = outcome, .title = "", .message = "", .next = ""});
    }
  }
  return 0;
}
