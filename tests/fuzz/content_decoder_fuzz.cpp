// Feeds the decoder any bytes as gzip and as deflate, in many splits and under several limits, and compares
// with zlib given all of them at once. Then it takes the bytes for content, and undoes what zlib makes of
// them.
#define ZLIB_CONST  // input is not changed
#include <zlib.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "goto_token/base/content_decoder.hpp"
#include "support/require.hpp"

namespace {

using goto_token::ContentDecoder;
using goto_token::fuzz::require;
using Result = goto_token::ContentDecoder::Result;

constexpr std::size_t kLimit = 8UL * 1024UL;  // above what comes in, and far below what it may become
constexpr std::size_t kMostSplits = 8;        // of longer inputs only the first and last splits are tried
constexpr int kGzip = MAX_WBITS + 16;         // the forms' numbers, as zlib.h has them
constexpr int kZlib = MAX_WBITS;
constexpr int kBare = -MAX_WBITS;

struct Decoded {
  Result result = Result::Ok;
  bool ended = true;
  std::string content;
};

const Bytef* bytes_of(std::string_view text) {
  return static_cast<const Bytef*>(static_cast<const void*>(text.data()));
}

/// Inflates one stream from the front of `coded`, and takes it off.
Decoded inflate_plainly(std::string_view& coded, int window_bits, std::size_t limit) {
  std::vector<Bytef> content(limit + 1);
  z_stream stream = {};
  require(inflateInit2(&stream, window_bits) == Z_OK, "zlib has what it needs");
  stream.next_in = bytes_of(coded);
  stream.avail_in = static_cast<uInt>(coded.size());
  stream.next_out = content.data();
  stream.avail_out = static_cast<uInt>(content.size());
  const int status = ::inflate(&stream, Z_SYNC_FLUSH);
  content.resize(stream.total_out);
  coded.remove_prefix(stream.total_in);
  ::inflateEnd(&stream);
  Decoded decoded{Result::Ok, status == Z_STREAM_END, std::string(content.begin(), content.end())};
  if (content.size() > limit) {
    decoded.result = Result::TooLarge;
  } else if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR) {
    decoded.result = Result::Damaged;
  }
  return decoded;
}

/// What the decoder ought to give.
Decoded decode_plainly(const std::string& coding, std::string_view coded, std::size_t limit) {
  Decoded decoded;
  if (coding == "gzip") {
    for (bool more = !coded.empty(); more;) {  // RFC 1952 §2.2: members, one after the other
      const std::string before = decoded.content;
      decoded = inflate_plainly(coded, kGzip, limit - before.size());
      decoded.content = before + decoded.content;
      more = decoded.result == Result::Ok && decoded.ended && coded.starts_with('\x1F');
    }
    return decoded;
  }
  if (coded.size() < 2) {
    return {Result::Ok, coded.empty(), ""};
  }
  const auto first = static_cast<unsigned char>(coded[0]);
  const auto second = static_cast<unsigned char>(coded[1]);
  const bool zlib = first % 16 == 8 && (first * 256 + second) % 31 == 0;  // RFC 1950 §2.2
  return inflate_plainly(coded, zlib ? kZlib : kBare, limit);
}

void require_same_in_pieces(const std::string& coding, const std::vector<std::string_view>& pieces,
                            std::size_t limit, const Decoded& expected) {
  auto decoder = ContentDecoder::for_codings({"identity", coding}, limit);
  require(decoder.has_value(), "the coding is known");
  std::string content;
  Result result = Result::Ok;
  for (const std::string_view piece : pieces) {
    if (result == Result::Ok) {
      result = decoder->decode(piece, content);
    }
    require(content.size() <= limit, "there is never more content than the limit");
  }
  require(result == expected.result, "the verdict is that of a decoder that has all of the bytes");
  if (result == Result::Ok) {
    require(content == expected.content, "the content is what the bytes hold");
    require(decoder->has_ended() == expected.ended, "the content has ended if its last byte has come");
  }
}

void require_decoded(const std::string& coding, const std::string& coded, std::size_t limit) {
  const Decoded expected = decode_plainly(coding, coded, limit);
  const std::string_view all = coded;
  for (std::size_t split = 0; split <= all.size(); ++split) {
    if (split <= kMostSplits / 2 || split + kMostSplits / 2 >= all.size()) {
      require_same_in_pieces(coding, {all.substr(0, split), all.substr(split)}, limit, expected);
    }
  }
  std::vector<std::string_view> bytes;
  for (std::size_t at = 0; at < all.size(); ++at) {
    bytes.push_back(all.substr(at, 1));
  }
  require_same_in_pieces(coding, bytes, limit, expected);
}

std::string deflate(std::string_view content, int window_bits) {
  constexpr int kMemoryLevel = 8;
  z_stream stream = {};
  require(deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, window_bits, kMemoryLevel,
                       Z_DEFAULT_STRATEGY) == Z_OK,
          "zlib has what it needs");
  std::vector<Bytef> coded(deflateBound(&stream, content.size()));
  stream.next_in = bytes_of(content);
  stream.avail_in = static_cast<uInt>(content.size());
  stream.next_out = coded.data();
  stream.avail_out = static_cast<uInt>(coded.size());
  require(::deflate(&stream, Z_FINISH) == Z_STREAM_END, "there is room for what zlib makes of it");
  coded.resize(stream.total_out);
  ::deflateEnd(&stream);
  return {coded.begin(), coded.end()};
}

void require_undone(const std::string& content, const std::string& coding, int window_bits) {
  const std::string coded = deflate(content, window_bits);
  const std::string_view all = coded;
  const std::size_t half = coded.size() / 2;
  const Decoded expected{Result::Ok, true, content};
  require_same_in_pieces(coding, {all.substr(0, half), all.substr(half)}, content.size(), expected);
  require_same_in_pieces(coding, {all, "behind the end"}, content.size(), expected);
  const std::string_view cut = all.substr(0, all.size() - 1);
  const Decoded partial = decode_plainly(coding, cut, content.size());
  require(partial.result == Result::Ok && !partial.ended, "what is cut off has not ended");
  require_same_in_pieces(coding, {cut}, content.size(), partial);
  if (!content.empty()) {
    require_same_in_pieces(coding, {all}, content.size() - 1, {Result::TooLarge, false, {}});
  }
  if (coding == "gzip") {
    require_same_in_pieces(coding, {all, all}, content.size() * 2, {Result::Ok, true, content + content});
  }
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer calls it by this name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  for (const std::string coding : {"gzip", "deflate"}) {
    const std::size_t content = decode_plainly(coding, text, kLimit).content.size();
    for (const std::size_t limit : {kLimit, content / 2}) {
      require_decoded(coding, text, limit);
    }
  }
  require_same_in_pieces("identity", {text, text}, 2 * size, {Result::Ok, true, text + text});
  require_undone(text, "gzip", kGzip);
  require_undone(text, "deflate", kZlib);
  if (!deflate(text, kBare).starts_with('\x78')) {  // else it looks like zlib's form
    require_undone(text, "deflate", kBare);
  }
  return 0;
}
