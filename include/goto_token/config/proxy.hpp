#pragma once

#include <optional>

#include "goto_token/base/url.hpp"
#include "goto_token/config/settings.hpp"
#include "goto_token/io/http_proxy.hpp"

namespace goto_token {

/// The proxy that the process environment names for a URL, or nullopt to connect directly.
///
/// HTTPS_PROXY is for https and HTTP_PROXY for http, ALL_PROXY stands in for either, and NO_PROXY exempts
/// hosts. Lower case goes before upper case; an empty value counts as not set. A loopback host never has a
/// proxy. HTTP_PROXY in upper case is passed over where REQUEST_METHOD is set: a web server that runs this
/// program makes it from a `Proxy` field of the client's request.
///
/// A value is `[http://][USER:PASSWORD@]HOST[:PORT]`, user and password percent-encoded; the port defaults to
/// 80. A path behind it is passed over.
/// @throws Error{Configuration} naming the variable, never its value, when that is something else, or a proxy
/// spoken to in another protocol (`https`, `socks5` and the like).
[[nodiscard]] std::optional<HttpProxy> choose_proxy(const Url& url, const Settings& settings);

}  // namespace goto_token
