#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "goto_token/base/secret.hpp"
#include "goto_token/base/url.hpp"

namespace goto_token {

/// Why a pasted text is not the response; fit to follow "that is not the response:", without a
/// secret.
struct UnusablePaste {
  std::string why;
};

/// Finds the query of the authorization response in a pasted text. That is the whole address that the browser
/// ended on, which must be the `redirect_uri`, or its query alone, with or without `?`. Blanks and quotes
/// around it are ignored, and so is a fragment without a response. The scheme may be missing: browsers leave
/// it out.
[[nodiscard]] std::variant<Secret, UnusablePaste> find_pasted_query(std::string_view text,
                                                                    const Url& redirect_uri);

}  // namespace goto_token
