#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include "goto_token/base/http_message.hpp"
#include "goto_token/io/browser.hpp"
#include "goto_token/io/wait.hpp"

namespace goto_token {

/// What a run does to the world beside its sockets and output; tests put values in their place.
struct Effects {
  int input = -1;  ///< What an answer may be read from, such as stdin; -1 for nothing.
  std::function<void(std::span<std::byte>)> fill_random;
  std::function<std::chrono::sys_seconds()> now;
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
