#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace goto_token {

/// Names and values in the order of the wire; a name may occur more than once.
using FormParameters = std::vector<std::pair<std::string, std::string>>;

/// Base64 with padding (RFC 4648 §4), for Basic authentication.
[[nodiscard]] std::string base64_encode(std::string_view bytes);

/// Base64url without padding (RFC 4648 §5), for PKCE and `state`.
[[nodiscard]] std::string base64url_encode(std::span<const std::byte> bytes);

/// The bytes of a base64url text, with padding or without; nullopt when it is none.
[[nodiscard]] std::optional<std::string> base64url_decode(std::string_view text);

/// Percent-encodes all but the unreserved characters (RFC 3986 §2.3); a space becomes `%20`.
[[nodiscard]] std::string percent_encode(std::string_view text);

/// Replaces each `%XX` by its byte (RFC 3986 §2.1); a malformed escape stays as it is.
[[nodiscard]] std::string percent_decode(std::string_view encoded);

/// Encodes one value as `application/x-www-form-urlencoded` (RFC 6749 appendix B); a space becomes `+`.
[[nodiscard]] std::string form_encode(std::string_view text);

/// A whole `application/x-www-form-urlencoded` body.
[[nodiscard]] std::string form_encode(const FormParameters& parameters);

/// Splits a form-encoded query or body (without `?`) into its parameters: `+` is a space, `%XX` a byte, and a
/// malformed escape stays as it is. Empty pieces between `&` are skipped; a piece without `=` has an empty
/// value.
[[nodiscard]] FormParameters form_decode(std::string_view encoded);

/// The values of the parameters called `name`, decoded as by form_decode. Nothing else is decoded, and a
/// value of more than `longest` bytes is cut, but never to `longest` or fewer.
[[nodiscard]] std::vector<std::string> form_decode_values(std::string_view encoded, std::string_view name,
                                                          std::size_t longest);

/// The first value of `name`, or nullopt when there is none. The view lives as long as `parameters`.
[[nodiscard]] std::optional<std::string_view> find_parameter(const FormParameters& parameters,
                                                             std::string_view name);

/// The first name that occurs more than once, or nullopt (RFC 6749 §3.1 allows each once).
[[nodiscard]] std::optional<std::string_view> find_repeated_parameter(const FormParameters& parameters);

}  // namespace goto_token
