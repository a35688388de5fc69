#include "redirect_uri.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace goto_mock_auth {
namespace {

// With their `:0`, so that nothing but a port can follow the host.
constexpr std::array<std::string_view, 3> kAnyLoopbackPort = {"http://127.0.0.1:0", "http://[::1]:0",
                                                              "http://localhost:0"};

// The length of a port number (1 to 65535) at the start of `text`, or 0.
std::size_t port_length(std::string_view text) {
  int port = 0;
  const char* const end = std::from_chars(text.data(), text.data() + text.size(), port).ptr;
  return port >= 1 && port <= 65535 ? static_cast<std::size_t>(end - text.data()) : 0;
}

}  // namespace

bool is_valid_redirect_uri(std::string_view uri) {
  const bool printable = std::all_of(uri.begin(), uri.end(), [](char c) { return c > ' ' && c < '\x7f'; });
  const std::size_t scheme = uri.find(':');
  return printable && scheme != 0 && scheme != std::string_view::npos &&
         uri.find('#') == std::string_view::npos;
}

bool matches_redirect_uri(std::string_view registered, std::string_view presented) {
  if (registered == presented) {
    return true;
  }
  for (const std::string_view any_port : kAnyLoopbackPort) {
    const std::string_view host = any_port.substr(0, any_port.size() - 1);
    const std::string_view rest = registered.substr(std::min(any_port.size(), registered.size()));
    if (registered.starts_with(any_port) && (rest.empty() || rest.front() == '/' || rest.front() == '?') &&
        presented.starts_with(host)) {
      presented.remove_prefix(host.size());
      const std::size_t digits = port_length(presented);
      return digits > 0 && presented.substr(digits) == rest;
    }
  }
  return false;
}

}  // namespace goto_mock_auth
