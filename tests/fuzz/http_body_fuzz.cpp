// Feeds whole responses, head and body: how the body ends and what it holds must be what a second
// implementation says, which has all of it before it begins.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "goto_token/base/http_body.hpp"
#include "goto_token/base/http_head.hpp"
#include "goto_token/base/text.hpp"
#include "support/require.hpp"

namespace {

using goto_token::BodyFraming;
using goto_token::HttpBodyReader;
using goto_token::HttpHeadReader;
using goto_token::MalformedHttp;
using goto_token::ResponseHead;
using goto_token::fuzz::require;
using State = goto_token::HttpBodyReader::State;

constexpr std::size_t kNone = std::string_view::npos;
constexpr std::size_t kMostSplits = 200;  // of longer inputs only the first and last splits are tried

std::string trimmed(const std::string& text) {
  const std::size_t first = text.find_first_not_of(" \t");
  return first == kNone ? "" : text.substr(first, text.find_last_not_of(" \t") + 1 - first);
}

/// The elements of all fields of a name, empty ones too; nullopt when there is no such field.
std::optional<std::vector<std::string>> list_plainly(const ResponseHead& head, std::string_view name) {
  std::optional<std::vector<std::string>> elements;
  for (const auto& [field, value] : head.fields) {
    if (goto_token::ascii_lower(field) == name) {
      elements = elements.value_or(std::vector<std::string>{});
      std::string element;
      for (const char c : value + ",") {
        if (c != ',') {
          element += c;
        } else {
          elements->push_back(trimmed(std::exchange(element, {})));
        }
      }
    }
  }
  return elements;
}

/// A number without its leading zeros, so that numbers of any size can be compared; nullopt for anything
/// else.
std::optional<std::string> number_plainly(const std::string& digits) {
  if (digits.empty() || digits.find_first_not_of("0123456789") != kNone) {
    return std::nullopt;
  }
  return digits.substr(std::min(digits.find_first_not_of('0'), digits.size() - 1));
}

std::optional<BodyFraming> measured_plainly(const std::vector<std::string>& lengths) {
  constexpr std::string_view kMost = "18446744073709551615";
  const auto first = number_plainly(lengths.front());
  const bool same = std::all_of(lengths.begin(), lengths.end(), [&](const std::string& length) {
    return first && number_plainly(length) == first;
  });
  if (!same || first->size() > kMost.size() || (first->size() == kMost.size() && *first > kMost)) {
    return std::nullopt;
  }
  return BodyFraming{BodyFraming::End::Length, std::stoull(*first), {}};
}

std::optional<BodyFraming> coded_plainly(std::vector<std::string> codings) {
  if (std::count(codings.begin(), codings.end(), "") > 0) {
    return std::nullopt;
  }
  for (std::string& coding : codings) {
    coding = goto_token::ascii_lower(coding);
  }
  const bool chunked = codings.back() == "chunked";
  if (chunked) {
    codings.pop_back();
  }
  if (std::count(codings.begin(), codings.end(), "chunked") > 0) {
    return std::nullopt;
  }
  return BodyFraming{chunked ? BodyFraming::End::Chunked : BodyFraming::End::Close, 0, codings};
}

/// What find_body_framing ought to give (RFC 9112 §6.3), or nullopt when the response is to be refused.
std::optional<BodyFraming> framing_plainly(const ResponseHead& head) {
  if (head.status < 200 || head.status == 204 || head.status == 304) {
    return BodyFraming{};
  }
  const auto codings = list_plainly(head, "transfer-encoding");
  const auto lengths = list_plainly(head, "content-length");
  if (codings && lengths) {
    return std::nullopt;
  }
  if (codings) {
    return coded_plainly(*codings);
  }
  return lengths ? measured_plainly(*lengths) : BodyFraming{BodyFraming::End::Close, 0, {}};
}

struct Body {
  State state = State::Malformed;
  std::string content;
};

/// The size in the line in front of a chunk (RFC 9112 §7.1), or nullopt when there is none.
std::optional<std::uint64_t> chunk_size_plainly(std::string line) {
  const std::size_t extension = line.find(';');
  if (extension == kNone && line.ends_with('\r')) {
    line.pop_back();
  }
  line = line.substr(0, extension);
  line.erase(line.find_last_not_of(" \t") + 1);
  if (line.empty() || line.size() > 16 || line.find_first_not_of("0123456789abcdefABCDEF") != kNone) {
    return std::nullopt;
  }
  return std::stoull(line, nullptr, 16);
}

/// What is left of a chunked body that ended with the connection.
Body unchunk_plainly(std::string received, std::uint64_t limit) {
  std::string content;
  while (true) {
    const std::size_t line_end = received.find('\n');
    const auto size = chunk_size_plainly(received.substr(0, line_end));
    if (line_end == kNone || !size) {
      return {State::Malformed, {}};
    }
    if (*size > limit - content.size()) {
      return {State::TooLarge, {}};
    }
    if (*size == 0) {
      return {State::Whole, content};
    }
    received = received.substr(line_end + 1);
    if (received.size() < *size) {
      return {State::Malformed, {}};
    }
    content += received.substr(0, *size);
    received = received.substr(*size);
    if (!received.starts_with("\n") && !received.starts_with("\r\n")) {
      return {State::Malformed, {}};
    }
    received = received.substr(received.find('\n') + 1);
  }
}

Body read_plainly(const BodyFraming& framing, const std::string& received, std::uint64_t limit) {
  switch (framing.end) {
    case BodyFraming::End::None:
      return {State::Whole, ""};
    case BodyFraming::End::Length:
      if (framing.length > limit) {
        return {State::TooLarge, {}};
      }
      return {framing.length > received.size() ? State::Malformed : State::Whole,
              received.substr(0, framing.length)};
    case BodyFraming::End::Close:
      return {received.size() > limit ? State::TooLarge : State::Whole, received};
    case BodyFraming::End::Chunked:
      break;
  }
  return unchunk_plainly(received, limit);
}

void require_read(const HttpBodyReader& reader, const std::string& content, const Body& expected) {
  require(reader.state() == expected.state, "the verdict is that of a parser that has all of the body");
  require(expected.state != State::Whole || content == expected.content, "the content is what was sent");
  require(reader.problem().empty() == (reader.state() != State::Malformed) && reader.problem().size() < 80,
          "what is malformed has a reason, short and so without text from outside");
}

/// Takes the pieces, one after the other, and ends there.
void require_same_in_pieces(const BodyFraming& framing, const std::vector<std::string_view>& pieces,
                            std::uint64_t limit, const Body& expected) {
  HttpBodyReader reader(framing, limit);
  std::string content;
  bool settled = false;
  for (const std::string_view piece : pieces) {
    const State before = reader.state();
    reader.take(piece, content);
    require(content.size() <= limit, "there is never more content than the limit");
    require(!settled || reader.state() == before, "a verdict is final");
    settled = reader.state() != State::Reading;
  }
  const State before = reader.state();
  reader.end();
  require(before == State::Reading || reader.state() == before,
          "the end of a body says nothing of what is read");
  require(reader.state() != State::Reading, "nothing is read any more when the connection has ended");
  require_read(reader, content, expected);
}

void require_body(const BodyFraming& framing, const std::string& received, std::uint64_t limit) {
  const Body expected = read_plainly(framing, received, limit);
  const std::string_view all = received;
  for (std::size_t split = 0; split <= all.size(); ++split) {
    if (split <= kMostSplits / 2 || split + kMostSplits / 2 >= all.size()) {
      require_same_in_pieces(framing, {all.substr(0, split), all.substr(split)}, limit, expected);
    }
  }
  std::vector<std::string_view> bytes;
  for (std::size_t at = 0; at < all.size(); ++at) {
    bytes.push_back(all.substr(at, 1));
  }
  require_same_in_pieces(framing, bytes, limit, expected);
}

void require_framing(const BodyFraming& framing, const BodyFraming& expected) {
  require(framing.end == expected.end, "the body ends as RFC 9112 §6.3 says");
  require(framing.length == expected.length, "the length is the one that was sent");
  require(framing.transfer_codings == expected.transfer_codings, "the codings are those that were sent");
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer calls it by this name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string received(data, data + size);
  HttpHeadReader reader(size);
  const std::size_t head_size = reader.take(received);
  const auto response = goto_token::parse_response_head(reader.text());
  const auto* const head = std::get_if<ResponseHead>(&response);
  if (!reader.is_whole() || head == nullptr) {
    return 0;
  }
  const auto framing = find_body_framing(*head);
  const auto expected = framing_plainly(*head);
  require(std::holds_alternative<BodyFraming>(framing) == expected.has_value(),
          "a response is refused exactly where its body could end in two places or none");
  if (!expected) {
    const std::string& why = std::get<MalformedHttp>(framing).why;
    require(!why.empty() && why.size() < 80, "the reason is short, and so holds no text from outside");
    return 0;
  }
  require_framing(std::get<BodyFraming>(framing), *expected);
  const std::string body = received.substr(head_size);
  const std::uint64_t content = read_plainly(*expected, body, size).content.size();
  for (const std::uint64_t limit :
       {content, content - std::min<std::uint64_t>(1, content), std::uint64_t{size}}) {
    require_body(*expected, body, limit);
  }
  return 0;
}
