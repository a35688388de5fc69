#include "goto_token/base/http_body.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include "goto_token/base/http_status.hpp"
#include "goto_token/base/text.hpp"

namespace goto_token {
namespace {

constexpr std::uint64_t kEndless = std::numeric_limits<std::uint64_t>::max();
constexpr std::size_t kMostSizeDigits = 16;  // 64 bits

bool has_body(int status) {
  return status >= http_status::kOk && status != http_status::kNoContent &&
         status != http_status::kNotModified;
}

std::variant<BodyFraming, MalformedHttp> find_length(const std::vector<std::string_view>& lengths) {
  std::optional<std::uint64_t> length;
  for (const std::string_view text : lengths) {
    const auto parsed = parse_decimal<std::uint64_t>(text);  // RFC 9110 §8.6
    if (!parsed) {
      return MalformedHttp{"has a Content-Length that is no number of bytes"};
    }
    if (length && *length != *parsed) {
      return MalformedHttp{"has two different Content-Lengths"};
    }
    length = parsed;
  }
  return BodyFraming{.end = BodyFraming::End::Length, .length = length.value_or(0)};
}

std::variant<BodyFraming, MalformedHttp> find_transfer_codings(
    const std::vector<std::string_view>& elements) {
  BodyFraming framing{.end = BodyFraming::End::Close};
  for (const std::string_view element : elements) {
    // RFC 9110 §5.6.1.2 allows empty elements, but other parsers take `,chunked` for another coding.
    if (element.empty()) {
      return MalformedHttp{"has a Transfer-Encoding with an empty coding"};
    }
    if (framing.end == BodyFraming::End::Chunked) {
      return MalformedHttp{"has a Transfer-Encoding that does not end with chunked"};
    }
    std::string coding = ascii_lower(element);
    if (coding == "chunked") {
      framing.end = BodyFraming::End::Chunked;
    } else {
      framing.transfer_codings.push_back(std::move(coding));
    }
  }
  return framing;
}

bool has_field(const HttpHeaders& fields, std::string_view name) {
  return find_header(fields, name).has_value();
}

}  // namespace

std::variant<BodyFraming, MalformedHttp> find_body_framing(const ResponseHead& head) {
  if (!has_body(head.status)) {
    return BodyFraming{};
  }
  const bool coded = has_field(head.fields, "transfer-encoding");
  const bool measured = has_field(head.fields, "content-length");
  if (coded && measured) {
    return MalformedHttp{"has both Content-Length and Transfer-Encoding"};
  }
  if (coded) {
    return find_transfer_codings(find_list_elements(head.fields, "transfer-encoding", EmptyElements::Keep));
  }
  if (measured) {
    return find_length(find_list_elements(head.fields, "content-length", EmptyElements::Keep));
  }
  return BodyFraming{.end = BodyFraming::End::Close};
}

HttpBodyReader::HttpBodyReader(const BodyFraming& framing, std::uint64_t limit)
    : end_(framing.end), limit_(limit) {
  switch (end_) {
    case BodyFraming::End::None:
      state_ = State::Whole;
      break;
    case BodyFraming::End::Length:
      left_ = framing.length;
      part_ = Part::Data;
      announce(left_);
      state_ = state_ == State::Reading && left_ == 0 ? State::Whole : state_;
      break;
    case BodyFraming::End::Close:
      left_ = kEndless;
      part_ = Part::Data;
      break;
    case BodyFraming::End::Chunked:
      break;
  }
}

void HttpBodyReader::take(std::string_view received, std::string& content) {
  while (state_ == State::Reading && !received.empty()) {
    if (part_ == Part::Data) {
      take_data(received, content);
    } else {
      take_framing(received.front());
      received.remove_prefix(1);
    }
  }
}

void HttpBodyReader::end() {
  if (state_ != State::Reading) {
    return;
  }
  // The last chunk completes a body, even without all of its trailers (RFC 9112 §8).
  if (end_ == BodyFraming::End::Close || part_ == Part::Trailers) {
    state_ = State::Whole;
  } else {
    set_malformed("was cut off: the connection was closed in the middle of it");
  }
}

void HttpBodyReader::take_data(std::string_view& received, std::string& content) {
  const std::size_t count = static_cast<std::size_t>(std::min<std::uint64_t>(left_, received.size()));
  if (end_ == BodyFraming::End::Close) {
    announce(count);
    if (state_ != State::Reading) {
      return;
    }
  } else {
    left_ -= count;
  }
  content += received.substr(0, count);
  received.remove_prefix(count);
  if (left_ == 0) {
    part_ = Part::DataEnd;
    state_ = end_ == BodyFraming::End::Length ? State::Whole : State::Reading;
  }
}

void HttpBodyReader::take_framing(char c) {
  switch (part_) {
    case Part::Size:
    case Part::BlankAfterSize:
      take_size(c);
      break;
    case Part::Extension:
      count_extra();
      if (c == '\n') {
        finish_size();
      }
      break;
    case Part::LineFeedAfterSize:
      c == '\n' ? finish_size() : set_malformed("has a chunk whose size is no number");
      break;
    case Part::DataEnd:
    case Part::LineFeedAfterData:
      if (c == '\n') {
        part_ = Part::Size;
        size_digits_ = 0;
      } else if (c == '\r' && part_ == Part::DataEnd) {
        part_ = Part::LineFeedAfterData;
      } else {
        set_malformed("has a chunk that is longer than its size");
      }
      break;
    case Part::Trailers:
      take_trailer(c);
      break;
    case Part::Data:
      break;  // no framing
  }
}

void HttpBodyReader::take_size(char c) {
  const auto digit = hex_value(c);
  if (digit && part_ == Part::Size && size_digits_ < kMostSizeDigits) {
    constexpr unsigned kDigitBits = 4;
    left_ = left_ << kDigitBits | *digit;
    ++size_digits_;
    return;
  }
  if (size_digits_ == 0) {
    set_malformed("has a chunk whose size is no number");
    return;
  }
  switch (c) {
    case '\n':
      finish_size();
      break;
    case '\r':
      part_ = Part::LineFeedAfterSize;
      break;
    case ';':
      part_ = Part::Extension;
      break;
    case ' ':
    case '\t':
      part_ = Part::BlankAfterSize;
      count_extra();
      break;
    default:
      set_malformed("has a chunk whose size is no number");
  }
}

void HttpBodyReader::finish_size() {
  if (state_ != State::Reading) {
    return;
  }
  announce(left_);
  part_ = left_ == 0 ? Part::Trailers : Part::Data;
}

void HttpBodyReader::take_trailer(char c) {
  count_extra();
  if (c == '\n' && trailer_line_empty_ && state_ == State::Reading) {
    state_ = State::Whole;
  }
  trailer_line_empty_ = c == '\n' || (c == '\r' && trailer_line_empty_);
}

void HttpBodyReader::count_extra() {
  if (++extras_ > kMostExtras) {
    set_malformed("has chunk extensions or trailers of more than 256 KiB");
  }
}

void HttpBodyReader::announce(std::uint64_t bytes) {
  if (bytes > limit_ - announced_) {
    state_ = State::TooLarge;
    return;
  }
  announced_ += bytes;
}

void HttpBodyReader::set_malformed(const char* problem) {
  state_ = State::Malformed;
  problem_ = problem;
}

}  // namespace goto_token
