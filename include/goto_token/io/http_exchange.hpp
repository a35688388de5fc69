#pragma once

#include <cstddef>
#include <string>

#include "goto_token/base/http_message.hpp"
#include "goto_token/io/connection.hpp"
#include "goto_token/io/wait.hpp"

namespace goto_token {

/// Bytes of all heads of one response, interim responses (1xx) included.
inline constexpr std::size_t kMostHeadBytes = 256UL * 1024UL;

/// Sends one request over the connection and reads its response (RFC 9112). Interim responses are skipped.
/// The body is decoded; for an error status it may stay in an unknown coding. A server may respond before it
/// has read the whole request. What has come when the deadline passes is still read, and completes the
/// response if it can; nothing is sent after the deadline.
/// @param url names the server in messages.
/// @param request head and body as they are sent. @param body_limit bytes, decoded.
/// @throws Error{Network} saying what is wrong with the response, also when the deadline passes.
[[nodiscard]] HttpResponse exchange_http(Connection& connection, const Url& url, const std::string& request,
                                         std::size_t body_limit, const Wait& wait, Deadline deadline);

}  // namespace goto_token
