#include "gzip.hpp"

#include <zlib.h>

#include <algorithm>
#include <stdexcept>

namespace goto_mock_auth {
namespace {

class GzipStream {
 public:
  GzipStream() {
    constexpr int kGzipWindowBits = 15 + 16;  // the largest window; 16 asks zlib for gzip's header
    if (deflateInit2(&stream_, Z_BEST_COMPRESSION, Z_DEFLATED, kGzipWindowBits, 8, Z_DEFAULT_STRATEGY) !=
        Z_OK) {
      throw std::runtime_error("zlib can't be initialised");
    }
  }
  GzipStream(const GzipStream&) = delete;
  GzipStream& operator=(const GzipStream&) = delete;
  GzipStream(GzipStream&&) = delete;  // zlib keeps a pointer to the stream
  GzipStream& operator=(GzipStream&&) = delete;
  ~GzipStream() { deflateEnd(&stream_); }

  void write(std::string_view octets, int flush = Z_NO_FLUSH) {
    std::string input(octets);  // zlib's input pointer isn't const
    stream_.next_in = reinterpret_cast<Bytef*>(input.data());
    stream_.avail_in = static_cast<uInt>(input.size());
    std::string output(16384, '\0');
    do {
      stream_.next_out = reinterpret_cast<Bytef*>(output.data());
      stream_.avail_out = static_cast<uInt>(output.size());
      deflate(&stream_, flush);
      compressed_.append(output, 0, output.size() - stream_.avail_out);
    } while (stream_.avail_out == 0);
  }

  [[nodiscard]] const std::string& compressed() const { return compressed_; }

 private:
  z_stream stream_{};
  std::string compressed_;
};

}  // namespace

std::string gzip(std::string_view start, std::size_t fill_octets, std::string_view end) {
  const std::string block(65536, 'x');
  GzipStream stream;
  stream.write(start);
  for (std::size_t left = fill_octets; left > 0; left -= std::min(left, block.size())) {
    stream.write(std::string_view(block).substr(0, std::min(left, block.size())));
  }
  stream.write(end, Z_FINISH);
  return stream.compressed();
}

}  // namespace goto_mock_auth
