#include "authorization_request.hpp"

#include <algorithm>
#include <charconv>

namespace goto_mock_auth {
namespace {

// The length of a port number (1 to 65535) at the start of `text`, or 0.
std::size_t port_length(std::string_view text) {
  int port = 0;
  const char* const end = std::from_chars(text.data(), text.data() + text.size(), port).ptr;
  return port >= 1 && port <= 65535 ? static_cast<std::size_t>(end - text.data()) : 0;
}

// The same characters, except that a registered loopback URI with port 0 stands for any port (RFC 8252 §7.3).
bool matches(std::string_view registered, std::string_view presented) {
  if (registered == presented) {
    return true;
  }
  for (const std::string_view host : {"http://127.0.0.1:", "http://[::1]:", "http://localhost:"}) {
    const std::string any_port = std::string(host) + "0";
    if (!registered.starts_with(any_port) || !presented.starts_with(host)) {
      continue;
    }
    const std::string_view rest = registered.substr(any_port.size());
    const std::string_view port_and_rest = presented.substr(host.size());
    const std::size_t digits = port_length(port_and_rest);
    // Nothing but a port can follow the host.
    return digits > 0 && (rest.empty() || rest.front() == '/' || rest.front() == '?') &&
           port_and_rest.substr(digits) == rest;
  }
  return false;
}

// Without it nothing tells that a redirect would reach the client (RFC 6749 §4.1.2.1).
std::string trusted_redirect_uri(const Settings& settings, const Parameters& query) {
  require_client_id(settings, query);
  std::string redirect_uri = query.value("redirect_uri");
  require(query.count("redirect_uri") == 1 && !redirect_uri.empty(), 400, "invalid_request",
          "The redirect_uri is missing or repeated.");
  const auto& uris = settings.redirect_uris;
  require(std::any_of(uris.begin(), uris.end(), [&](const auto& uri) { return matches(uri, redirect_uri); }),
          400, "invalid_request",
          "The redirect_uri is not one that the client has registered: " + redirect_uri);
  return redirect_uri;
}

void check_code_challenge(const Parameters& query) {
  const std::string code_challenge = query.value("code_challenge");
  require(!code_challenge.empty(), kRedirected, "invalid_request", "code_challenge is missing");
  require(query.value("code_challenge_method") == "S256", kRedirected, "invalid_request",
          "code_challenge_method must be S256");
  // RFC 7636 §4.2: base64url of a SHA-256 digest.
  require(code_challenge.size() == 43 && is_made_of(code_challenge, "-_"), kRedirected, "invalid_request",
          "code_challenge is not 43 base64url characters");
}

}  // namespace

void require_client_id(const Settings& settings, const Parameters& query) {
  require(query.count("client_id") == 1 && query.value("client_id") == settings.client.id, 400,
          "invalid_request", "The client_id is missing, repeated or unknown.");
}

void read_authorization_request(const Settings& settings, const Parameters& query,
                                AuthorizationRequest& request) {
  request.redirect_uri = trusted_redirect_uri(settings, query);
  request.state = query.value("state");
  const std::string repeated = query.repeated_name();
  require(repeated.empty(), kRedirected, "invalid_request", "a parameter is repeated: " + repeated);
  require(!query.value("response_type").empty(), kRedirected, "invalid_request", "response_type is missing");
  require(query.value("response_type") == "code", kRedirected, "unsupported_response_type",
          "response_type must be code");
  check_code_challenge(query);
  request.code_challenge = query.value("code_challenge");
  request.access = requested_access(settings, query, kRedirected);
}

}  // namespace goto_mock_auth
