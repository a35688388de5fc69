#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "goto_token/base/http_message.hpp"
#include "goto_token/oauth/json_object.hpp"
#include "goto_token/oauth/token_response.hpp"

namespace goto_token {

/// A kind of response that an endpoint with client authentication sends.
struct ExpectedResponse {
  std::string_view unlike;  ///< How the error begins where a response is not of this kind.
  std::string_view member;  ///< The member that each one has.
};

/// The members of a response, or its error. 2xx must have the expected member or an OAuth error. 400, 401 and
/// 403 are error responses with any body; any other status is one only with an OAuth `error` in a JSON body.
/// @throws Error{Network} for any other response, naming the member or status at fault and no value. It has a
/// hint where the server has trouble; otherwise the caller adds one.
[[nodiscard]] std::variant<JsonObject, TokenErrorResponse> parse_endpoint_response(
    const HttpResponse& response, const ExpectedResponse& expected);

/// The value of the expected member: a string of visible ASCII, never empty.
/// @throws Error{Network} when it is anything else.
[[nodiscard]] std::string parse_expected_member(const JsonObject& object, const ExpectedResponse& expected);

/// Ends the reading of a response that is not of the expected kind.
/// @throws Error{Network}, always.
[[noreturn]] void fail_response(const ExpectedResponse& expected, const std::string& why,
                                const std::string& hint = {});

/// Whether the request was successful: 2xx.
[[nodiscard]] bool is_success(int status) noexcept;

/// The error response of which the HTTP status is not 2xx, by the rules of parse_endpoint_response.
/// @param endpoint names the endpoint in the error. @throws Error{Network} as parse_endpoint_response.
[[nodiscard]] TokenErrorResponse parse_error_response(const HttpResponse& response,
                                                      const std::string& endpoint);

}  // namespace goto_token
