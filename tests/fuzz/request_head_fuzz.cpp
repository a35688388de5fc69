// Feeds the listener's parser any bytes as they may come through the socket: in every possible split. What
// gets through to the check of `state` must be a GET for the redirect URI, addressed to it by name.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "goto_token/base/request_head.hpp"
#include "goto_token/base/text.hpp"
#include "support/require.hpp"

namespace {

using goto_token::find_head_end;
using goto_token::parse_request_head;
using goto_token::RedirectEndpoint;
using goto_token::RequestHead;
using goto_token::fuzz::require;

constexpr std::size_t kNone = std::string_view::npos;
constexpr std::size_t kMostSplits = 600;  // of longer inputs only the first and last splits are tried

/// Where the first empty line ends, looked for in one piece.
std::size_t end_plainly(std::string_view received) {
  const std::size_t bare = received.find("\n\n");
  const std::size_t with_return = received.find("\n\r\n");
  return std::min(bare == kNone ? kNone : bare + 2, with_return == kNone ? kNone : with_return + 3);
}

/// Whatever has come at once, and whatever has been searched before, the end is found in the same place.
void require_same_end_in_every_split(std::string_view received, std::optional<std::size_t> end) {
  for (std::size_t split = 0; split <= received.size(); ++split) {
    if (split > kMostSplits / 2 && split + kMostSplits / 2 < received.size()) {
      continue;
    }
    const auto early = find_head_end(received.substr(0, split), 0);
    require(early == (end && *end <= split ? end : std::nullopt), "a head ends when its last byte has come");
    if (!early) {
      require(find_head_end(received, split) == end, "a search that goes on finds the same end");
    }
  }
}

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
  const bool ours = std::count(endpoint.authorities.begin(), endpoint.authorities.end(), parsed.host) > 0;
  if (!status) {
    require(ours && parsed.path == "/login" && parsed.method == "GET", "what gets through is meant for us");
  } else {
    const int expected = !ours ? 421 : parsed.path != "/login" ? 404 : 405;
    require(*status == expected, "the status says what is wrong first");
    require(*status != 405 || parsed.method != "GET", "a GET is not refused for its method");
  }
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer calls it by this name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string received(data, data + size);
  const auto end = find_head_end(received, 0);
  require(end.value_or(kNone) == end_plainly(received), "the head ends with the first empty line");
  require_same_end_in_every_split(received, end);
  const std::string head = received.substr(0, end.value_or(0));
  const auto parsed = parse_request_head(head);
  if (parsed) {
    require_well_formed(*parsed, head);
    require_screened(*parsed);
  }
  return 0;
}
