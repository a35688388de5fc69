#pragma once

#include <cstddef>
#include <string>

#include "goto_token/base/http_message.hpp"
#include "goto_token/io/connection.hpp"
#include "goto_token/io/wait.hpp"

namespace goto_token {

/// Bytes of the heads of one answer, those of interim responses (1xx) included.
inline constexpr std::size_t kMostHeadBytes = 256UL * 1024UL;

/// Sends one request over the connection and reads the one response to it (RFC 9112). Interim responses are
/// passed over, the body is decoded; that of an error stays as it is where its coding is not known. A server
/// may answer before it has read the whole request.
/// @param url whom the request is for, for messages.
/// @param request head and body as they are sent. @param body_limit bytes, decoded.
/// @throws Error{Network} saying what was wrong with the answer, also when the deadline passes.
[[nodiscard]] HttpResponse exchange_http(Connection& connection, const Url& url, const std::string& request,
                                         std::size_t body_limit, const Wait& wait, Deadline deadline);

}  // namespace goto_token
