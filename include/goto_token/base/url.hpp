#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

namespace goto_token {

/// An absolute http or https URL taken apart (RFC 3986 §3); no fragment and no user information are ever in
/// it.
struct Url {
  std::string scheme;         ///< `http` or `https`, in lower case.
  std::string host;           ///< In lower case; an IPv6 address without its brackets.
  std::uint16_t port = 0;     ///< As written, else 80 or 443.
  bool port_written = false;  ///< Whether the URL names its port.
  std::string path;           ///< Begins with `/` or is empty; as written, nothing decoded.
  std::string query;          ///< Without the `?`; empty when there is none.
};

/// Why a text is no URL that can be used; `why` begins with "it" or "its" and holds no outside text.
struct InvalidUrl {
  std::string why;
};

/// Takes an absolute URL apart. Invalid is what is no absolute http or https URL, or has a character that no
/// URL may have, a port that is none, a fragment or user information.
[[nodiscard]] std::variant<Url, InvalidUrl> parse_url(std::string_view text);

/// Takes a URL apart that is known to be valid: a constant, or a text that was checked before.
/// @throws Error{Configuration} when it is not valid all the same; the message does not name the source.
[[nodiscard]] Url require_url(std::string_view text);

/// The URL as one string; the port only where it was written.
[[nodiscard]] std::string to_string(const Url& url);

/// A host as a URL has it: an IPv6 address stands in brackets (RFC 3986 §3.2.2).
[[nodiscard]] std::string written_host(std::string_view host);

/// `host` or `host:port` as the Host header has it, IPv6 in brackets (RFC 9110 §7.2).
[[nodiscard]] std::string authority(const Url& url);

/// Whether the host is `localhost` or a name below it, which always mean this machine (RFC 6761 §6.3).
[[nodiscard]] bool is_localhost_name(std::string_view host);

/// Whether the host is this machine by definition: a localhost name, 127.0.0.0/8, or `::1` in any spelling
/// (RFC 8252 §7.3).
[[nodiscard]] bool is_loopback_host(std::string_view host);

/// Whether nobody on the way can read what is sent to the URL: https, or plain http that does not leave this
/// machine.
[[nodiscard]] bool is_confidential(const Url& url);

/// The URL with `path` put behind its own, and without a query; one slash stands between the two.
[[nodiscard]] Url with_path_below(const Url& base, std::string_view path);

}  // namespace goto_token
