// Feeds parse_pushed_authorization any body under every kind of status. A request URI that comes out must be
// fit for a URL, from which it is read again as it was.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "goto_token/base/encoding.hpp"
#include "goto_token/base/error.hpp"
#include "goto_token/oauth/pushed_authorization.hpp"
#include "support/require.hpp"

namespace {

using goto_token::ExitCode;
using goto_token::PushedAuthorization;
using goto_token::TokenErrorResponse;
using goto_token::fuzz::require;

bool is_error_status(int status) {
  return status == 400 || status == 401 || status == 403;
}

void require_pushed(const PushedAuthorization& pushed) {
  const std::string_view request_uri = pushed.request_uri.reveal();
  require(!request_uri.empty() && std::all_of(request_uri.begin(), request_uri.end(),
                                              [](char c) { return c > ' ' && c < '\x7F'; }),
          "a request URI is visible ASCII");
  require(!pushed.expires_in || *pushed.expires_in > std::chrono::seconds(0), "a lifetime is positive");
  const auto endpoint = goto_token::require_url("https://as.example/authorize?tenant=1");
  const auto url = goto_token::require_url(
      goto_token::make_pushed_authorization_url(endpoint, "a client", pushed.request_uri));
  require(goto_token::form_decode(url.query) ==
              goto_token::FormParameters{
                  {"tenant", "1"}, {"client_id", "a client"}, {"request_uri", std::string(request_uri)}},
          "the URL holds the request URI and nothing else of the response");
}

void check(int status, const std::string& text) {
  try {
    const auto response = goto_token::parse_pushed_authorization({status, {}, text});
    if (const auto* const pushed = std::get_if<PushedAuthorization>(&response)) {
      require(status / 100 == 2, "a request URI comes with 2xx");
      require_pushed(*pushed);
    } else {
      const auto& error = std::get<TokenErrorResponse>(response);
      require(error.status == status, "an error response has its status");
      require(is_error_status(status) || !error.error.empty(), "other statuses need an error");
    }
  } catch (const goto_token::Error& error) {
    require(error.code() == ExitCode::Network && !is_error_status(status),
            "a response that is not OAuth is a failure of the network");
    const std::string_view what = error.what();
    require(what.size() < 140, "the message is short, and so holds no text from outside");
  }
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer calls it by this name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  for (const int status : {200, 201, 302, 400, 401, 403, 405, 413, 429, 500}) {
    check(status, text);
  }
  return 0;
}
