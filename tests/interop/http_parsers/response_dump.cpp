// Reads from standard input what servers may send, each response written as its length in bytes, a line feed
// and the bytes, until end of file. For each prints a line of five words: `read` and the status, how the body
// ends, the fields and the body in hexadecimal; or `refused`, with `-` for what there is not. A transfer
// coding beside chunked is left on, or refused if it is not known.
#include <cstddef>
#include <cstdint>
#include <iostream>
#include <string>
#include <string_view>
#include <variant>

#include "goto_token/base/content_decoder.hpp"
#include "goto_token/base/http_body.hpp"
#include "goto_token/base/http_head.hpp"

namespace {

using goto_token::BodyFraming;
using goto_token::ContentDecoder;
using goto_token::HttpBodyReader;
using goto_token::HttpHeaders;
using goto_token::HttpHeadReader;
using goto_token::MalformedHttp;
using goto_token::ResponseHead;

constexpr std::size_t kHeadLimit = 256UL * 1024UL;
constexpr std::uint64_t kBodyLimit = 1024UL * 1024UL;
constexpr int kFirstFinalStatus = 200;

std::string hexadecimal(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  constexpr unsigned kSixteen = 16;
  std::string digits;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    digits += kDigits[byte / kSixteen];
    digits += kDigits[byte % kSixteen];
  }
  return digits.empty() ? "-" : digits;
}

std::string list(const HttpHeaders& fields) {
  std::string words;
  for (const auto& [name, value] : fields) {
    words.append(words.empty() ? "" : ",").append(hexadecimal(name)).append(":").append(hexadecimal(value));
  }
  return words.empty() ? "-" : words;
}

std::string name_of(const BodyFraming& framing) {
  switch (framing.end) {
    case BodyFraming::End::None:
      return "length=0";
    case BodyFraming::End::Length:
      return "length=" + std::to_string(framing.length);
    case BodyFraming::End::Chunked:
      return "chunked";
    case BodyFraming::End::Close:
      return "close";
  }
  return "-";
}

/// Takes the first head off that is no interim response; each head stands for itself.
std::variant<ResponseHead, MalformedHttp> read_head(std::string_view& received) {
  while (true) {
    HttpHeadReader reader(kHeadLimit);
    received.remove_prefix(reader.take(received));
    if (!reader.is_whole()) {
      return MalformedHttp{"has no whole head"};
    }
    auto response = goto_token::parse_response_head(reader.text());
    const auto* const head = std::get_if<ResponseHead>(&response);
    if (head == nullptr || head->status >= kFirstFinalStatus) {
      return response;
    }
  }
}

void refuse() {
  std::cout << "refused - - - -\n";
}

void print(const ResponseHead& head, std::string_view received) {
  const auto framing = find_body_framing(head);
  if (std::holds_alternative<MalformedHttp>(framing)) {
    refuse();
    return;
  }
  const auto& found = std::get<BodyFraming>(framing);
  if (!ContentDecoder::for_codings(found.transfer_codings, kBodyLimit)) {
    refuse();
    return;
  }
  HttpBodyReader reader(found, kBodyLimit);
  std::string content;
  reader.take(received, content);
  reader.end();
  if (reader.state() == HttpBodyReader::State::Whole) {
    std::cout << "read " << head.status << ' ' << name_of(found) << ' ' << list(head.fields) << ' '
              << hexadecimal(content) << '\n';
  } else {
    refuse();
  }
}

bool read_response(std::string& response) {
  std::size_t size = 0;
  if (!(std::cin >> size)) {
    return false;
  }
  std::cin.ignore();
  response.resize(size);
  return static_cast<bool>(std::cin.read(response.data(), static_cast<std::streamsize>(size)));
}

}  // namespace

int main() {
  std::ios::sync_with_stdio(false);
  std::string response;
  while (read_response(response)) {
    std::string_view received = response;
    const auto parsed = read_head(received);
    if (const auto* const head = std::get_if<ResponseHead>(&parsed)) {
      print(*head, received);
    } else {
      refuse();
    }
  }
  return std::cin.eof() ? 0 : 1;
}
