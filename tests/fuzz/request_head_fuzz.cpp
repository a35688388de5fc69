// Feeds the listener's parser any bytes as they may come through the socket: in every possible split. What
// gets through to the check of `state` must be a GET for the redirect URI, addressed to it by name.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "goto_token/base/encoding.hpp"
#include "goto_token/base/http_head.hpp"
#include "goto_token/base/request_head.hpp"
#include "goto_token/base/text.hpp"
#include "support/head_oracle.hpp"
#include "support/require.hpp"

namespace {

using goto_token::HttpHeadReader;
using goto_token::LeadingEmptyLines;
using goto_token::parse_request_head;
using goto_token::RedirectEndpoint;
using goto_token::RequestHead;
using goto_token::fuzz::require;
using goto_token::fuzz::require_same_head_in_every_split;

constexpr std::size_t kNone = std::string_view::npos;
constexpr std::size_t kLimit = 32UL * 1024UL;  // as in the listener

/// How many lines of the head, behind its first one, are Host fields.
std::size_t count_hosts(const std::string& head) {
  const std::string lower = goto_token::ascii_lower(head);
  std::size_t count = 0;
  for (std::size_t at = lower.find("\nhost:"); at != kNone; at = lower.find("\nhost:", at + 1)) {
    ++count;
  }
  return count;
}

void require_well_formed(const RequestHead& parsed, const std::string& head) {
  const std::string line = head.substr(0, head.find('\n'));
  const bool version_1_1 = line.find(" HTTP/1.1") != kNone;
  require(version_1_1 || line.find(" HTTP/1.0") != kNone, "the version is one that is known");
  require(line.starts_with(parsed.method + " ") && !parsed.method.empty(), "the method is as sent");
  const std::string target = parsed.query.empty() ? parsed.path : parsed.path + "?" + parsed.query;
  require(line.find(target) != kNone, "the target is as sent");
  require(parsed.path.starts_with('/') && parsed.path.find('?') == kNone, "the path is an absolute path");
  require(goto_token::is_visible_ascii(parsed.method + target) && target.find('#') == kNone,
          "neither method nor target holds what it may not");
  const std::size_t hosts = count_hosts(head);
  require(version_1_1 ? hosts == 1 : hosts <= 1, "there is one Host (HTTP/1.0 may go without)");
  require(parsed.host.find_first_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ\r\n") == kNone, "the host is in lower case");
  const std::string prefix = parsed.method + " http://";
  if (goto_token::ascii_lower(line).starts_with(goto_token::ascii_lower(prefix))) {
    const std::string authority =
        line.substr(prefix.size(), line.find_first_of("/?", prefix.size()) - prefix.size());
    require(!parsed.host.empty() && parsed.host == goto_token::ascii_lower(authority),
            "the host is that of a target in absolute form");
  }
}

void require_screened(const RequestHead& parsed) {
  const RedirectEndpoint endpoint = {goto_token::loopback_authorities("127.0.0.1", 5000), "/login"};
  const auto status = screen_request(parsed, endpoint);
  const bool same_path = goto_token::percent_decode(parsed.path) == endpoint.path &&
                         std::count(parsed.path.begin(), parsed.path.end(), '/') == 1;
  const bool ours = std::count(endpoint.authorities.begin(), endpoint.authorities.end(), parsed.host) > 0;
  if (!status) {
    require(ours && same_path && parsed.method == "GET", "what gets through is meant for us");
  } else {
    const int expected = !ours ? 421 : !same_path ? 404 : 405;
    require(*status == expected, "the status says what is wrong first");
    require(*status != 405 || parsed.method != "GET", "a GET is not refused for its method");
  }
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer calls it by this name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string received(data, data + size);
  require_same_head_in_every_split(received, kLimit, LeadingEmptyLines::End);
  HttpHeadReader reader(kLimit, LeadingEmptyLines::End);  // as the listener has it
  (void)reader.take(received);
  const std::string head = reader.is_whole() ? reader.text() : "";
  const auto parsed = parse_request_head(head);
  if (parsed) {
    require(!head.starts_with('\n') && !head.starts_with("\r\n"),
            "nothing stands in front of a request line");
    require_well_formed(*parsed, head);
    require_screened(*parsed);
  }
  return 0;
}
