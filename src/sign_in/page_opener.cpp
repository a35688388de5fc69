#include "goto_token/sign_in/page_opener.hpp"

#include "goto_token/base/error.hpp"
#include "goto_token/sign_in/notices.hpp"

namespace goto_token {
namespace {

void note_failure(const std::string& why, const Diagnostics& diagnostics) {
  diagnostics.note(why + "; open the address above yourself");
}

}  // namespace

std::optional<BrowserRun> open_sign_in_page(const std::string& url, const Effects& effects) {
  try {
    auto browser = effects.open_browser(url);
    effects.diagnostics.trace(browser ? describe_start(browser->commands) : "no browser to start");
    return browser;
  } catch (const Error& error) {
    note_failure(error.what(), effects.diagnostics);
    return std::nullopt;
  }
}

void report_browser(const BrowserRun& browser, const Diagnostics& diagnostics) {
  const auto exit = read_browser_exit(browser);
  if (const auto failure = exit ? describe_failure(browser.commands, *exit) : std::nullopt) {
    note_failure(*failure, diagnostics);
  }
}

}  // namespace goto_token
