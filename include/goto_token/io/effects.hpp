#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "goto_token/base/http_message.hpp"
#include "goto_token/io/browser.hpp"
#include "goto_token/io/diagnostics.hpp"
#include "goto_token/io/wait.hpp"

namespace goto_token {

/// What a run does to the world beside its listener and its files; tests put values in their place.
struct Effects {
  Diagnostics diagnostics;  ///< All that is said to people.
  int input = -1;           ///< What a response may be pasted into, such as stdin; -1 for nothing.
  /// Writes the result to stdout. @throws Error{Failure} when that fails.
  std::function<void(std::string_view result)> print;
  std::function<void(std::span<std::byte>)> fill_random;
  /// The date, for lifetimes of tokens.
  std::function<std::chrono::sys_seconds()> now;
  /// A clock that nobody sets, for how long something takes.
  std::function<Deadline()> steady_now = std::chrono::steady_clock::now;
  /// Opens the URL in a browser; nullopt when there is none to open it with.
  std::function<std::optional<BrowserRun>(const std::string& url)> open_browser;
  /// Looks whether `url` could be sent to as far as that shows from here: certificates readable, proxy
  /// usable. Quick, for before anyone is asked to sign in.
  std::function<void(const Url& url)> check_network;
  /// Does ahead of time what sending to `url` takes, such as to load certificates: while a person signs in.
  std::function<void(const Url& url)> prepare_network = [](const Url& /*url*/) {};
  /// Sends a request and returns its response; spends what time that takes with `wait`.
  std::function<HttpResponse(const HttpRequest& request, const Wait& wait)> send;
  /// How time is spent in which nothing happens here. A sign-in serves its listener meanwhile.
  Wait wait = wait_with_poll;
};

}  // namespace goto_token
