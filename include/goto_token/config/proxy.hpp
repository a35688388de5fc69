#pragma once

#include <optional>
#include <string_view>

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

/// Whether a NO_PROXY list exempts the URL's host from every proxy.
///
/// Entries are separated by commas or white space: `*` for every host; a domain for itself and all domains
/// below it, with or without a leading `.` or `*.`; an IPv4 or IPv6 address; a range such as `10.0.0.0/8`. A
/// `:port` after a domain or an address (IPv6 in brackets) limits the entry to that port. Names are not
/// looked up: addresses and ranges match only a host that is written as an address.
[[nodiscard]] bool is_exempt_from_proxies(const Url& url, std::string_view no_proxy);

}  // namespace goto_token
