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
#include "goto_token/io/tls_client_certificate.hpp"
#include "goto_token/io/wait.hpp"

namespace goto_token {

/// How a request is sent.
struct SendOptions {
  Wait wait = wait_with_poll;  ///< How time is spent until the response has come.
  /// Called with a connection made and nothing sent. Where it throws, nothing is.
  std::function<void()> before_sending = {};
  ClientCertificateUse client_certificate = ClientCertificateUse::Withhold;
  bool notes_retries = true;  ///< Whether it is noted, not only traced, that no connection was made at once.
};

/// The effects of a run, except its listener and its files. Tests replace them by functions of their own.
struct Effects {
  Diagnostics diagnostics;  ///< The messages on stderr.
  int input = -1;           ///< The descriptor for a pasted response, such as stdin; -1 for none.
  /// Writes the result to stdout. @throws Error{Failure} when it cannot be written.
  std::function<void(std::string_view result)> print;
  /// Whether a report on stdout may be painted.
  std::function<bool()> shows_colour = [] { return false; };
  std::function<void(std::span<std::byte>)> fill_random;
  /// The current time, for lifetimes of tokens.
  std::function<std::chrono::sys_seconds()> now;
  /// A clock that is never set, for durations and deadlines.
  std::function<Deadline()> steady_now = std::chrono::steady_clock::now;
  /// Opens the URL in a browser; nullopt when there is no browser.
  std::function<std::optional<BrowserRun>(const std::string& url)> open_browser;
  /// Checks what can be checked without a connection to `url`: certificates are readable, the proxy is valid.
  /// Quick, so that it can come before the sign-in.
  std::function<void(const Url& url)> check_network;
  /// Checks that the client certificate can be presented. Warns where it is not valid now. Reads its files at
  /// the first call. @throws Error{Configuration} naming the setting whose file cannot be used.
  std::function<void()> check_client_certificate = [] {};
  /// Prepares a request to `url` while a person signs in, for example by loading certificates.
  std::function<void(const Url& url)> prepare_network = [](const Url& /*url*/) {};
  /// Sends a request and returns its response.
  std::function<HttpResponse(const HttpRequest& request, const SendOptions& options)> send;
  /// How to wait. A sign-in serves its listener meanwhile.
  Wait wait = wait_with_poll;
  /// What comes before each request is sent, once there is a connection. A refresh leaves its sign then.
  std::function<void()> before_sending = {};
};

}  // namespace goto_token
