#pragma once

#include <optional>

#include "goto_token/base/url.hpp"
#include "goto_token/config/settings.hpp"
#include "goto_token/io/http_proxy.hpp"

namespace goto_token {

/// The proxy for a URL, from the process environment; nullopt to connect directly.
///
/// HTTPS_PROXY is for https, HTTP_PROXY for http, ALL_PROXY for both if those are not set. NO_PROXY exempts
/// hosts. Lower case goes before upper case; an empty value counts as not set. A loopback host never has a
/// proxy. HTTP_PROXY in upper case is ignored where REQUEST_METHOD is set: a web server that runs this
/// program sets it from a `Proxy` field of the client's request.
///
/// A value is `[http://][USER:PASSWORD@]HOST[:PORT]`, with user and password percent-encoded; the default
/// port is 80. A path after it is ignored.
/// @throws Error{Configuration} naming the variable, never its value, when the value is invalid or names
/// another protocol, such as `https` or `socks5`.
[[nodiscard]] std::optional<HttpProxy> choose_proxy(const Url& url, const Settings& settings);

}  // namespace goto_token
