#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "goto_token/base/secret.hpp"
#include "goto_token/base/url.hpp"

namespace goto_token {

/// Why a pasted text is not looked at any closer; fit to follow "that is not the answer:", without a secret.
struct UnusablePaste {
  std::string why;
};

/// Finds the authorization response's query in what a person pasted: the whole address the browser ended on,
/// which must then be `redirect_uri`'s, or its query alone, with or without `?`. Blanks and quotes around it
/// are passed over, as are a fragment and a missing scheme, which browsers add and leave out.
[[nodiscard]] std::variant<Secret, UnusablePaste> find_pasted_query(std::string_view text,
                                                                    const Url& redirect_uri);

}  // namespace goto_token
