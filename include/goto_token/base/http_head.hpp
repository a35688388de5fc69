#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>

#include "goto_token/base/http_message.hpp"

namespace goto_token {

/// What becomes of empty lines in front of a start line.
enum class LeadingEmptyLines {
  Skip,  ///< They are passed over, but count (RFC 9112 §2.2).
  End,   ///< The first one ends the head, which then has no start line.
};

/// Collects the head of a message, however its bytes are split (RFC 9112 §2.1). A line may end with a line
/// feed alone (§2.2).
class HttpHeadReader {
 public:
  /// @param limit bytes, the empty line at the end included.
  explicit HttpHeadReader(std::size_t limit, LeadingEmptyLines leading = LeadingEmptyLines::Skip)
      : limit_(limit), leading_(leading) {}

  /// Takes bytes off the front of `received`, up to the end of the head at most, and returns how many: the
  /// rest belongs to what follows the head.
  [[nodiscard]] std::size_t take(std::string_view received);

  /// Whether the head is complete.
  [[nodiscard]] bool is_whole() const noexcept { return whole_; }
  /// Whether the head is larger than the limit; then nothing more is taken.
  [[nodiscard]] bool is_too_large() const noexcept { return taken_ > limit_; }
  /// What there is of the head, from the start line on.
  [[nodiscard]] const std::string& text() const noexcept { return text_; }
  /// Bytes taken in all.
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

/// Why bytes are no HTTP message; `why` follows the word "answer" in a sentence and holds no outside text.
struct MalformedHttp {
  std::string why;
};

/// Status and fields of a response (RFC 9112 §4, §5).
struct ResponseHead {
  int status = 0;
  /// Names as sent. In values CR and NUL are blanks, a folded line is joined with one, blanks around are
  /// gone.
  HttpHeaders fields;
};

/// Takes the head of an HTTP/1.x response apart. A missing reason phrase, a blank before a colon, a folded
/// line and a line that is no field are no error: they do no harm where one connection brings one response.
[[nodiscard]] std::variant<ResponseHead, MalformedHttp> parse_response_head(std::string_view head);

/// Whether bytes that begin like this can become a response head. False as soon as the protocol's name at the
/// begin of the start line rules it out.
[[nodiscard]] bool may_begin_response(std::string_view received);

/// Takes the next line off `text`, without its line end.
[[nodiscard]] std::string_view take_line(std::string_view& text);

/// Whether the text is a token, as methods and field names are (RFC 9110 §5.6.2).
[[nodiscard]] bool is_http_token(std::string_view text);

}  // namespace goto_token
