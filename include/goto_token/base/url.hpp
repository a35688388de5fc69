#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

namespace goto_token {

/// The parts of an absolute http or https URL (RFC 3986 §3), which has no fragment and no user information.
struct Url {
  std::string scheme;         ///< `http` or `https`, in lower case.
  std::string host;           ///< In lower case; an IPv6 address without its brackets.
  std::uint16_t port = 0;     ///< As written, else 80 or 443.
  bool port_written = false;  ///< Whether the URL names its port.
  std::string path;           ///< Begins with `/` or is empty; as written, nothing decoded.
  std::string query;          ///< Without the `?`; empty when there is none.
};

/// Why a text is not a usable URL. `why` begins with "it" or "its" and holds no outside text.
struct InvalidUrl {
  std::string why;
};

/// Splits an absolute URL into its parts. It is invalid when it is not an absolute http or https URL, or has
/// a character that no URL may have, an invalid port, a fragment or user information.
[[nodiscard]] std::variant<Url, InvalidUrl> parse_url(std::string_view text);

/// The same for a URL that is known to be valid: a constant, or a text that was checked before.
/// @throws Error{Configuration} when it is invalid after all; the message does not name the source.
[[nodiscard]] Url require_url(std::string_view text);

/// The URL as one string, with its port only if that was written.
[[nodiscard]] std::string to_string(const Url& url);

/// The host as written in a URL: an IPv6 address in brackets (RFC 3986 §3.2.2).
[[nodiscard]] std::string written_host(std::string_view host);

/// `host:port`, with the host as written in a URL.
[[nodiscard]] std::string host_and_port(std::string_view host, std::uint16_t port);

/// `host` or `host:port`, as in the Host field (RFC 9110 §7.2).
[[nodiscard]] std::string authority(const Url& url);

/// `scheme://authority`, which names the server.
[[nodiscard]] std::string origin(const Url& url);

/// The URL without its query, which may hold a secret.
[[nodiscard]] Url without_query(Url url);

/// The port of a URL that names none.
[[nodiscard]] std::uint16_t default_port(std::string_view scheme);

/// Whether the scheme is https.
[[nodiscard]] bool is_https(const Url& url);

/// Whether the host is `localhost` or a name below it, which always means this machine (RFC 6761 §6.3).
[[nodiscard]] bool is_localhost_name(std::string_view host);

/// Whether the host is this machine by definition: a localhost name, 127.0.0.0/8, or `::1` in any spelling
/// (RFC 8252 §7.3).
[[nodiscard]] bool is_loopback_host(std::string_view host);

/// Whether the network cannot read what is sent to the URL: https, or plain http within this machine.
[[nodiscard]] bool is_confidential(const Url& url);

/// Why a URL that is not confidential is not used, for a message.
/// @param exposed what the network could read.
[[nodiscard]] std::string explain_plain_http(std::string_view exposed = "the secrets");

/// The URL with `path` appended to its own, with one slash between the two and without a query.
[[nodiscard]] Url with_path_below(const Url& base, std::string_view path);

}  // namespace goto_token
