// Feeds parse_device_authorization any body. What it takes must be fit to be shown, typed and opened: an
// address is one for a browser, a code holds nothing that a terminal obeys, and the times are bounded.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "goto_token/base/error.hpp"
#include "goto_token/base/text.hpp"
#include "goto_token/oauth/device_authorization.hpp"
#include "support/require.hpp"

namespace {

using goto_token::DeviceAuthorization;
using goto_token::fuzz::require;

void require_web_address(std::string_view text) {
  require(goto_token::is_visible_ascii(text), "an address is visible ASCII");
  require(text.size() <= goto_token::kLongestAddress, "an address does not fill the terminal");
  const std::string lower = goto_token::ascii_lower(text.substr(0, sizeof("https://")));
  require(lower.starts_with("https://") || lower.starts_with("http://"), "an address is one of the web");
  const std::string_view authority = text.substr(text.find("://") + 3);
  require(authority.substr(0, authority.find_first_of("/?#")).find_first_of("@\\") == std::string_view::npos,
          "an address has no user information");
}

void require_usable(const DeviceAuthorization& authorization) {
  const auto& [device_code, user_code, uri, complete, problem, expires_in, interval] = authorization;
  require(!device_code.empty() && goto_token::is_visible_ascii(device_code.reveal()),
          "a device code is visible ASCII");
  require(!goto_token::trim_blanks(user_code).empty() && goto_token::printable(user_code) == user_code,
          "a user code can be shown as it is");
  require_web_address(uri.text);
  require(!complete || problem.empty(), "an address that is left out is not given");
  if (complete) {
    require_web_address(*complete);
    const auto url = goto_token::parse_url(std::string_view(*complete).substr(0, complete->find('#')));
    const auto& opened = std::get<goto_token::Url>(url);
    require(opened.scheme == uri.url.scheme && opened.host == uri.url.host && opened.port == uri.url.port,
            "the address with the code is at the server of the one without");
  }
  require(expires_in.count() > 0, "a code lasts");
  require(interval >= goto_token::kShortestInterval && interval <= goto_token::kLongestInterval,
          "the interval is bounded");
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer calls it by this name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string body(data, data + size);
  try {
    const auto parsed = goto_token::parse_device_authorization({.status = 200, .headers = {}, .body = body});
    if (const auto* const authorization = std::get_if<DeviceAuthorization>(&parsed)) {
      require_usable(*authorization);
    } else {
      require(!std::get<goto_token::TokenErrorResponse>(parsed).error.empty(),
              "an error response has an error");
    }
  } catch (const goto_token::Error& error) {
    require(error.code() == goto_token::ExitCode::Network,
            "a response that cannot be used is the server's fault");
    require(std::string_view(error.what()).size() < 3000, "text from outside is cut");
    require(goto_token::printable(error.what(), 4000) == error.what(), "text from outside is printable");
  }
  return 0;
}
