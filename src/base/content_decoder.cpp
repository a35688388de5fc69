#include "goto_token/base/content_decoder.hpp"

#define ZLIB_CONST  // zlib takes const input
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <iterator>
#include <new>
#include <utility>

namespace goto_token {
namespace {

constexpr std::size_t kPiece = 16UL * 1024UL;
constexpr std::size_t kFormatBytes = 2;  // tell zlib's form of deflate from the raw one (RFC 1950 §2.2)

// zlib's window holds decoded secrets: operator delete wipes it.
void* allocate(void* /*opaque*/, unsigned count, unsigned size) {
  return ::operator new (std::size_t{count} * size, std::nothrow);
}

void release(void* /*opaque*/, void* address) {
  ::operator delete(address);
}

/// Whether deflate comes in zlib's form, as RFC 9110 §8.4.1.2 demands; some servers send it raw.
bool has_zlib_header(std::string_view first) {
  constexpr unsigned kMethodMask = 0x0F;
  constexpr unsigned kDeflate = 8;
  constexpr unsigned kCheck = 31;
  const unsigned method = static_cast<unsigned char>(first[0]);
  const unsigned flags = static_cast<unsigned char>(first[1]);
  return (method & kMethodMask) == kDeflate && (method << 8U | flags) % kCheck == 0;
}

}  // namespace

void ContentDecoder::End::operator()(z_stream_s* stream) const noexcept {
  ::inflateEnd(stream);
  delete stream;
}

std::optional<ContentDecoder> ContentDecoder::for_codings(const std::vector<std::string>& codings,
                                                          std::size_t limit) {
  std::vector<std::string> applied;
  std::copy_if(codings.begin(), codings.end(), std::back_inserter(applied),
               [](const std::string& coding) { return coding != "identity"; });
  if (applied.empty()) {
    return ContentDecoder(Coding::Identity, limit);
  }
  if (applied.size() == 1 && (applied.front() == "gzip" || applied.front() == "x-gzip")) {
    return ContentDecoder(Coding::Gzip, limit);
  }
  if (applied.size() == 1 && applied.front() == "deflate") {
    return ContentDecoder(Coding::Deflate, limit);
  }
  return std::nullopt;
}

ContentDecoder::Result ContentDecoder::decode(std::string_view coded, std::string& content) {
  if (coding_ == Coding::Identity) {
    return add(coded, content);
  }
  if (ignoring_rest_) {
    return Result::Ok;
  }
  if (stream_) {
    return inflate_all(coded, content);
  }
  held_back_ += coded;
  if (held_back_.size() < kFormatBytes) {
    return Result::Ok;
  }
  if (!begin(held_back_)) {
    throw std::bad_alloc();
  }
  const std::string first = std::exchange(held_back_, {});
  return inflate_all(first, content);
}

bool ContentDecoder::has_ended() const noexcept {
  return coding_ == Coding::Identity || ended_ || (!stream_ && held_back_.empty());
}

bool ContentDecoder::begin(std::string_view first) {
  constexpr int kGzip = 16;  // added to the window bits (zlib.h, inflateInit2)
  int window_bits = MAX_WBITS;
  if (coding_ == Coding::Gzip) {
    window_bits += kGzip;
  } else if (!has_zlib_header(first)) {
    window_bits = -MAX_WBITS;
  }
  auto* const stream = new z_stream_s{};
  stream->zalloc = allocate;
  stream->zfree = release;
  if (::inflateInit2(stream, window_bits) != Z_OK) {
    delete stream;
    return false;
  }
  stream_.reset(stream);
  return true;
}

ContentDecoder::Result ContentDecoder::inflate_all(std::string_view coded, std::string& content) {
  constexpr char kGzipMagic = '\x1F';
  stream_->next_in = static_cast<const Bytef*>(static_cast<const void*>(coded.data()));
  stream_->avail_in = static_cast<uInt>(coded.size());
  std::array<char, kPiece> decoded = {};
  bool full = false;  // the output buffer: more may follow, even without input
  while (stream_->avail_in > 0 || full) {
    if (ended_) {
      // Another gzip member (RFC 1952 §2.2), or bytes that do not belong to the content.
      const char next = coded[coded.size() - stream_->avail_in];
      if (coding_ != Coding::Gzip || next != kGzipMagic || ::inflateReset(stream_.get()) != Z_OK) {
        ignoring_rest_ = true;
        return Result::Ok;
      }
      ended_ = false;
    }
    stream_->next_out = static_cast<Bytef*>(static_cast<void*>(decoded.data()));
    stream_->avail_out = static_cast<uInt>(decoded.size());
    const int status = ::inflate(stream_.get(), Z_NO_FLUSH);
    const std::size_t count = decoded.size() - stream_->avail_out;
    const Result added = add({decoded.data(), count}, content);
    ::explicit_bzero(decoded.data(), count);
    if (added != Result::Ok) {
      return added;
    }
    ended_ = status == Z_STREAM_END;
    full = stream_->avail_out == 0 && !ended_;
    if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR) {
      return Result::Damaged;
    }
  }
  return Result::Ok;
}

ContentDecoder::Result ContentDecoder::add(std::string_view decoded, std::string& content) const {
  if (decoded.size() > limit_ - std::min(limit_, content.size())) {
    return Result::TooLarge;
  }
  content += decoded;
  return Result::Ok;
}

}  // namespace goto_token
