#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>

#include "goto_token/base/http_message.hpp"

namespace goto_token {

/// How empty lines before a start line are read.
enum class LeadingEmptyLines {
  Skip,  ///< They are skipped, but count towards the limit (RFC 9112 §2.2).
  End,   ///< The first one ends a head without a start line.
};

/// Collects the head of a message, in pieces of any size (RFC 9112 §2.1). A line may end with a line feed
/// alone (§2.2).
class HttpHeadReader {
 public:
  /// @param limit bytes, the empty line at the end included.
  explicit HttpHeadReader(std::size_t limit, LeadingEmptyLines leading = LeadingEmptyLines::Skip)
      : limit_(limit), leading_(leading) {}

  /// Reads bytes of `received` up to the end of the head, and returns how many. The rest follows the head.
  [[nodiscard]] std::size_t take(std::string_view received);

  /// Whether the head is complete.
  [[nodiscard]] bool is_whole() const noexcept { return whole_; }
  /// Whether the head is larger than the limit; then nothing more is read.
  [[nodiscard]] bool is_too_large() const noexcept { return taken_ > limit_; }
  /// The head so far, from the start line on.
  [[nodiscard]] const std::string& text() const noexcept { return text_; }
  /// How many bytes were read.
  [[nodiscard]] std::size_t size() const noexcept { return taken_; }

 private:
  void finish_line();

  std::size_t limit_;
  LeadingEmptyLines leading_;
  std::string text_;
  std::size_t line_begin_ = 0;
  std::size_t taken_ = 0;
  bool whole_ = false;
};

/// Why bytes are not an HTTP message. `why` continues a sentence that begins with the response, and holds no
/// outside text.
struct MalformedHttp {
  std::string why;
};

/// Status and fields of a response (RFC 9112 §4, §5).
struct ResponseHead {
  int status = 0;
  /// Names as sent. In values CR and NUL are replaced by blanks, folded lines are joined, and the blanks at
  /// both ends are removed.
  HttpHeaders fields;
};

/// Reads the head of an HTTP/1.x response. A missing reason phrase, a blank before a colon, a folded line and
/// a line that is not a field are accepted: they do no harm where one connection carries one response.
[[nodiscard]] std::variant<ResponseHead, MalformedHttp> parse_response_head(std::string_view head);

/// Whether bytes that begin like this can become a response head. False as soon as the start line cannot
/// begin with the protocol's name.
[[nodiscard]] bool may_begin_response(std::string_view received);

/// Removes the next line from `text` and returns it without its line end.
[[nodiscard]] std::string_view take_line(std::string_view& text);

/// Whether the text is a token, as methods and field names are (RFC 9110 §5.6.2).
[[nodiscard]] bool is_http_token(std::string_view text);

}  // namespace goto_token
