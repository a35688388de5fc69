#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct z_stream_s;

namespace goto_token {

/// Decodes the content of a body, in pieces of any size (RFC 9110 §8.4.1): gzip, deflate, or no coding.
class ContentDecoder {
 public:
  enum class Result {
    Ok,        ///< All bytes were decoded.
    TooLarge,  ///< The content is larger than the limit.
    Damaged,   ///< The bytes are not valid in this coding.
  };

  /// A decoder for these codings; nullopt for more than one, and for an unknown one.
  /// @param codings in the order of their use, in lower case; `identity` is skipped.
  /// @param limit bytes of decoded content.
  [[nodiscard]] static std::optional<ContentDecoder> for_codings(const std::vector<std::string>& codings,
                                                                 std::size_t limit);

  /// Decodes the next bytes and appends the result to `content`. Bytes after the end of the coded content are
  /// ignored.
  [[nodiscard]] Result decode(std::string_view coded, std::string& content);
  /// Whether the coded content is complete. An empty body is.
  [[nodiscard]] bool has_ended() const noexcept;

 private:
  enum class Coding { Identity, Gzip, Deflate };
  struct End {
    void operator()(z_stream_s* stream) const noexcept;
  };

  ContentDecoder(Coding coding, std::size_t limit) : coding_(coding), limit_(limit) {}
  bool begin(std::string_view first);
  [[nodiscard]] Result inflate_all(std::string_view coded, std::string& content);
  [[nodiscard]] Result add(std::string_view decoded, std::string& content) const;

  Coding coding_;
  std::size_t limit_;
  std::unique_ptr<z_stream_s, End> stream_;
  std::string held_back_;  // too few bytes to tell the two forms of deflate apart
  bool ended_ = false;
  bool ignoring_rest_ = false;  // the content has ended, and other bytes follow
};

}  // namespace goto_token
