#pragma once

#include <httplib.h>

#include "http.hpp"
#include "pauses.hpp"

namespace goto_mock_auth {

/// The library's request as a plain value.
[[nodiscard]] HttpRequest read_request(const httplib::Request& req);

/// Hands an answer to the library, to be delivered as it says. `pauses` must outlive the response.
void write_answer(const HttpAnswer& answer, Pauses& pauses, const httplib::Request& req,
                  httplib::Response& res);

}  // namespace goto_mock_auth
