#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace goto_token {

/// The browsers that a value of `BROWSER` names.
struct BrowserList {
  std::vector<std::string> commands;  ///< In their order. The first that starts is used.
  bool ends_with_none = false;        ///< `none` stood behind them: no other browser takes their place.
};

/// The commands between colons, as other programs that open browsers split this variable. A colon within
/// quotes, behind a backslash or in `://` belongs to its command. Empty commands are left out, and so is what
/// stands behind `none`.
[[nodiscard]] BrowserList parse_browser_list(std::string_view value);

}  // namespace goto_token
