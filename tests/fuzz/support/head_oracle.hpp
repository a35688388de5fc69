#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include "goto_token/base/http_head.hpp"
#include "require.hpp"

namespace goto_token::fuzz {

/// Where the head of a message lies in the bytes received.
struct HeadBounds {
  std::size_t begin = 0;
  std::size_t end = std::string_view::npos;  ///< npos when the head is not complete.
};

/// The head from the first line that is not empty, or from the first at all where empty lines are not
/// skipped, to the first empty line behind it, looked for in one piece.
inline HeadBounds find_head_plainly(std::string_view received,
                                    LeadingEmptyLines leading = LeadingEmptyLines::Skip) {
  constexpr std::size_t kNone = std::string_view::npos;
  HeadBounds bounds;
  if (leading == LeadingEmptyLines::End && (received.starts_with("\n") || received.starts_with("\r\n"))) {
    return {0, received.find('\n') + 1};
  }
  while (received.substr(bounds.begin).starts_with("\n") ||
         received.substr(bounds.begin).starts_with("\r\n")) {
    bounds.begin = received.find('\n', bounds.begin) + 1;
  }
  const std::size_t bare = received.find("\n\n", bounds.begin);
  const std::size_t with_return = received.find("\n\r\n", bounds.begin);
  bounds.end = std::min(bare == kNone ? kNone : bare + 2, with_return == kNone ? kNone : with_return + 3);
  return bounds;
}

/// Checks what a reader made of all that was received, however it came.
inline void require_head(const HttpHeadReader& reader, std::string_view received, std::size_t limit,
                         LeadingEmptyLines leading) {
  const HeadBounds bounds = find_head_plainly(received, leading);
  const std::size_t size = std::min(bounds.end, received.size());
  require(reader.is_too_large() == (size > limit), "a head is too large when it is larger than the limit");
  require(reader.text().size() <= limit, "no more than the limit is kept");
  if (size <= limit) {
    require(reader.is_whole() == (size == bounds.end), "a head is whole when its last byte has come");
    require(reader.size() == size, "what follows the head is left alone");
    const std::string_view text = received.substr(bounds.begin, size - bounds.begin);
    require(reader.text() == text || (reader.text() == "\r" && text.empty()),
            "the text is the head from its start line on");
  } else {
    require(!reader.is_whole(), "a head that is too large is never whole");
  }
}

/// Whatever has come at once, the reader makes the same of it.
inline void require_same_head_in_every_split(std::string_view received, std::size_t limit,
                                             LeadingEmptyLines leading = LeadingEmptyLines::Skip) {
  constexpr std::size_t kMostSplits = 600;  // of longer inputs only the first and last splits are tried
  for (std::size_t split = 0; split <= received.size(); ++split) {
    if (split > kMostSplits / 2 && split + kMostSplits / 2 < received.size()) {
      continue;
    }
    HttpHeadReader reader(limit, leading);
    const std::size_t early = reader.take(received.substr(0, split));
    require(early <= split, "no more is taken than there is");
    require_head(reader, received.substr(0, split), limit, leading);
    const std::size_t late = reader.take(received.substr(early));
    require(early + late <= received.size(), "no more is taken than there is");
    require_head(reader, received, limit, leading);
  }
}

}  // namespace goto_token::fuzz
