#pragma once

#include <string_view>

#include "goto_token/base/url.hpp"

namespace goto_token {

/// Whether a NO_PROXY list exempts the URL's host from every proxy.
///
/// Entries are separated by commas or white space: `*` for every host; a domain for itself and all domains
/// below it, with or without a leading `.` or `*.`; an IPv4 or IPv6 address; a range such as `10.0.0.0/8`. A
/// `:port` after a domain or an address (IPv6 in brackets) limits the entry to that port. Names are not
/// looked up: addresses and ranges match only a host that is written as an address.
[[nodiscard]] bool is_exempt_from_proxies(const Url& url, std::string_view no_proxy);

}  // namespace goto_token
