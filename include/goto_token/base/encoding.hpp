#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace goto_token {

/// Names and values in the order they came or will go; a name may stand more than once.
using FormParameters = std::vector<std::pair<std::string, std::string>>;

/// Base64 with padding (RFC 4648 §4), as Basic authentication wants it.
[[nodiscard]] std::string base64_encode(std::string_view bytes);

/// Base64url without padding (RFC 4648 §5), as PKCE and `state` want it.
[[nodiscard]] std::string base64url_encode(std::span<const std::byte> bytes);

/// Percent-encodes all but RFC 3986's unreserved characters; a space becomes `%20`.
[[nodiscard]] std::string percent_encode(std::string_view text);

/// Turns each `%XX` into the byte it stands for (RFC 3986 §2.1); a malformed escape stays as it is.
[[nodiscard]] std::string percent_decode(std::string_view encoded);

/// Encodes one value as `application/x-www-form-urlencoded` (RFC 6749 appendix B); a space becomes `+`.
[[nodiscard]] std::string form_encode(std::string_view text);

/// A whole `application/x-www-form-urlencoded` body.
[[nodiscard]] std::string form_encode(const FormParameters& parameters);

/// Splits a form-encoded query or body (without `?`) into its parameters: `+` is a space, `%XX` a byte, and a
/// malformed escape stays as it is. Empty pieces between `&` are passed over; a piece without `=` has an
/// empty value.
[[nodiscard]] FormParameters form_decode(std::string_view encoded);

/// The values of the parameters called `name`, as form_decode would give them, without the cost of decoding
/// anything else. Of a value of more than `longest` bytes comes a part, which still has more than that.
[[nodiscard]] std::vector<std::string> form_decode_values(std::string_view encoded, std::string_view name,
                                                          std::size_t longest);

/// The first value of `name`, or nullopt when there is none. The view lives as long as `parameters`.
[[nodiscard]] std::optional<std::string_view> find_parameter(const FormParameters& parameters,
                                                             std::string_view name);

/// The first name that stands more than once, or nullopt (RFC 6749 §3.1 allows each once).
[[nodiscard]] std::optional<std::string_view> find_repeated_parameter(const FormParameters& parameters);

}  // namespace goto_token
