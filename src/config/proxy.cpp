#include "goto_token/config/proxy.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "goto_token/base/encoding.hpp"
#include "goto_token/base/error.hpp"
#include "goto_token/base/text.hpp"

namespace goto_token {
namespace {

struct Variable {
  std::string name;
  std::string value;
};

/// The first of `names` that has a value.
std::optional<Variable> find_first(const Settings& settings, const std::vector<std::string_view>& names) {
  for (const std::string_view name : names) {
    if (auto value = settings.find_in_environment(name)) {
      return Variable{std::string(name), *std::move(value)};
    }
  }
  return std::nullopt;
}

std::vector<std::string_view> variables_for(const Url& url, const Settings& settings) {
  if (is_https(url)) {
    return {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"};
  }
  if (settings.find_in_environment("REQUEST_METHOD")) {
    return {"http_proxy", "all_proxy", "ALL_PROXY"};
  }
  return {"http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"};
}

[[noreturn]] void fail(const Variable& variable, const std::string& why) {
  fail_configuration(variable.name + " in the environment: the proxy cannot be used: " + why,
                     "set it to http://HOST:PORT, or name the host in NO_PROXY");
}

/// The value without `http://`. Fails for any other scheme, and names it only if it is a known one: another
/// text could be a part of a password.
std::string_view without_scheme(const Variable& variable) {
  constexpr std::array<std::string_view, 6> kOtherKinds = {"https",   "socks",  "socks4",
                                                           "socks4a", "socks5", "socks5h"};
  std::string_view value = trim_blanks(variable.value);
  const std::size_t colon = value.find("://");
  if (colon == std::string_view::npos) {
    return value;
  }
  const std::string scheme = ascii_lower(value.substr(0, colon));
  if (contains(kOtherKinds, scheme)) {
    fail(variable, "only http proxies are supported, not " + scheme);
  }
  if (scheme != "http") {
    fail(variable, "its scheme is not http");
  }
  return value.substr(colon + 3);
}

/// Removes `USER:PASSWORD@` and returns it as Basic credentials (RFC 7617 §2); empty when there is none.
std::string take_authorization(std::string_view& rest) {
  const std::size_t at = rest.rfind('@');
  if (at == std::string_view::npos) {
    return {};
  }
  const std::string_view user_info = rest.substr(0, at);
  rest.remove_prefix(at + 1);
  const std::size_t colon = std::min(user_info.find(':'), user_info.size());
  const std::string_view password = user_info.substr(std::min(colon + 1, user_info.size()));
  return "Basic " +
         base64_encode(percent_decode(user_info.substr(0, colon)) + ":" + percent_decode(password));
}

HttpProxy parse_proxy(const Variable& variable) {
  std::string_view rest = without_scheme(variable);
  const std::size_t end = std::min(rest.find_first_of("/?#"), rest.size());
  if (rest.find('@', end) != std::string_view::npos) {
    fail(variable, "its user or password holds a character that must be percent-encoded");
  }
  rest = rest.substr(0, end);
  std::string authorization = take_authorization(rest);
  auto parsed = parse_url("http://" + std::string(rest));
  if (const auto* const invalid = std::get_if<InvalidUrl>(&parsed)) {
    fail(variable, invalid->why);
  }
  Url& address = std::get<Url>(parsed);
  if (address.port == 0) {
    fail(variable, "its port is 0");
  }
  return {.host = std::move(address.host),
          .port = address.port,
          .authorization = std::move(authorization),
          .variable = variable.name};
}

}  // namespace

std::optional<HttpProxy> choose_proxy(const Url& url, const Settings& settings) {
  const auto variable = find_first(settings, variables_for(url, settings));
  const auto no_proxy = find_first(settings, {"no_proxy", "NO_PROXY"});
  if (!variable || is_loopback_host(url.host) || (no_proxy && is_exempt_from_proxies(url, no_proxy->value))) {
    return std::nullopt;
  }
  return parse_proxy(*variable);
}

}  // namespace goto_token
