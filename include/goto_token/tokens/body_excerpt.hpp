#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace goto_token {

/// The text with secrets redacted, in each of the encodings that make_body_excerpt decodes. As it is where
/// none of them hides one, else decoded.
/// @param secrets what to redact, not encoded.
[[nodiscard]] std::string redact_secrets(const std::string& text, const std::vector<std::string>& secrets);

/// The first 300 characters of a body, for a trace, fit for a terminal. Percent-encoding, HTML escapes and
/// JSON escapes are decoded first, so that a secret is found in each of its encodings. Secrets are redacted,
/// and so is each value whose name is that of a credential (`access_token`, `code`, …).
/// @param secrets what to redact, not encoded.
[[nodiscard]] std::string make_body_excerpt(std::string_view body, const std::vector<std::string>& secrets);

}  // namespace goto_token
