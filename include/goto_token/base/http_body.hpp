#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "goto_token/base/http_head.hpp"

namespace goto_token {

/// How the body of a response ends (RFC 9112 §6.3).
struct BodyFraming {
  enum class End {
    None,     ///< There is no body.
    Length,   ///< After `length` bytes.
    Chunked,  ///< With the last chunk.
    Close,    ///< With the connection.
  };
  End end = End::None;
  std::uint64_t length = 0;
  std::vector<std::string> transfer_codings = {};  ///< Beside `chunked`, in order of use; in lower case.
};

/// How the body of a response to GET or POST ends. Both length and transfer coding are malformed, as is an
/// invalid length (RFC 9112 §6.1, §6.3).
[[nodiscard]] std::variant<BodyFraming, MalformedHttp> find_body_framing(const ResponseHead& head);

/// Takes the framing off a body, in pieces of any size. Chunk extensions and trailers are skipped.
class HttpBodyReader {
 public:
  /// The most bytes of chunk extensions and trailers in one body.
  static constexpr std::size_t kMostExtras = 256UL * 1024UL;

  enum class State {
    Reading,    ///< More bytes must follow.
    Whole,      ///< The body is complete.
    TooLarge,   ///< The content, or its announced length, is larger than the limit.
    Malformed,  ///< `problem` says why.
  };

  /// @param limit bytes of content.
  HttpBodyReader(const BodyFraming& framing, std::uint64_t limit);

  /// Reads the part of `received` that belongs to the body, and appends its content to `content`.
  void take(std::string_view received, std::string& content);
  /// The connection was closed: the body is whole now, or malformed.
  void end();

  /// How far reading has come.
  [[nodiscard]] State state() const noexcept { return state_; }
  /// Why the body is malformed; continues a sentence that begins with the response.
  [[nodiscard]] const std::string& problem() const noexcept { return problem_; }

 private:
  enum class Part {
    Size,
    BlankAfterSize,
    Extension,
    LineFeedAfterSize,
    Data,
    DataEnd,
    LineFeedAfterData,
    Trailers
  };

  void take_data(std::string_view& received, std::string& content);
  void take_framing(char c);
  void take_size(char c);
  void finish_size();
  void take_trailer(char c);
  void count_extra();
  void announce(std::uint64_t bytes);
  void set_malformed(const char* problem);

  BodyFraming::End end_;
  std::uint64_t limit_;
  State state_ = State::Reading;
  Part part_ = Part::Size;
  std::uint64_t left_ = 0;  // bytes of content until the next framing, or the chunk size being read
  std::uint64_t announced_ = 0;
  std::size_t size_digits_ = 0;
  std::size_t extras_ = 0;
  bool trailer_line_empty_ = true;
  std::string problem_;
};

}  // namespace goto_token
