#pragma once

#include <optional>
#include <string>

#include "goto_token/io/browser.hpp"
#include "goto_token/io/diagnostics.hpp"
#include "goto_token/io/effects.hpp"

namespace goto_token {

/// Opens the page on which a person signs in, where a browser is to be started. Its address was said before:
/// a browser that cannot be started is a note on stderr.
[[nodiscard]] std::optional<BrowserRun> open_sign_in_page(const std::string& url, const Effects& effects);

/// Notes on stderr when a browser that has ended did not show the page.
void report_browser(const BrowserRun& browser, const Diagnostics& diagnostics);

}  // namespace goto_token
