#pragma once

#include <httplib.h>

#include <memory>
#include <optional>

#include "http.hpp"
#include "settings.hpp"

namespace goto_mock_auth {

/// The one address that the server listens on.
inline constexpr const char* kHost = "127.0.0.1";

/// A server of the HTTP library, for https if there are `tls` files.
/// @throws Failure if they can't be used.
[[nodiscard]] std::unique_ptr<httplib::Server> make_http_server(const std::optional<TlsFiles>& tls);

/// Binds and listens. Returns the port.
/// @throws Failure if it can't.
[[nodiscard]] int listen_on(httplib::Server& http, int port);

/// The library's request as a plain value.
[[nodiscard]] HttpRequest read_request(const httplib::Request& req);

/// Hands a response to the library, delivered as it says.
void send_response(const HttpResponse& response, const httplib::Request& req, httplib::Response& res);

}  // namespace goto_mock_auth
