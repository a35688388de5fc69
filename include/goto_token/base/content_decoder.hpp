#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct z_stream_s;

namespace goto_token {

/// Undoes the coding of a body, however its bytes are split (RFC 9110 §8.4.1): gzip, deflate, or none.
class ContentDecoder {
 public:
  enum class Result {
    Ok,        ///< All of it was taken in.
    TooLarge,  ///< The content is larger than the limit.
    Damaged,   ///< The bytes are not of this coding.
  };

  /// @param codings as applied, in lower case; `identity` counts for nothing. Nullopt for more than one, and
  /// for one that is not known.
  /// @param limit bytes of decoded content.
  [[nodiscard]] static std::optional<ContentDecoder> for_codings(const std::vector<std::string>& codings,
                                                                 std::size_t limit);

  /// Decodes the next bytes and adds what they hold to `content`. What comes behind the end of the coded
  /// content is passed over.
  [[nodiscard]] Result decode(std::string_view coded, std::string& content);
  /// Whether the coded content came to its end. A body that was empty from the start is one, too.
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
  std::string held_back_;  // too little to tell the two forms of deflate apart
  bool ended_ = false;
  bool passing_over_ = false;  // something that does not belong to the content came behind its end
};

}  // namespace goto_token
