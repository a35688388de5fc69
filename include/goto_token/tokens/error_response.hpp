#pragma once

#include <string>
#include <vector>

#include "goto_token/base/encoding.hpp"
#include "goto_token/base/error.hpp"
#include "goto_token/oauth/client_authentication.hpp"
#include "goto_token/oauth/token_response.hpp"

namespace goto_token {

/// The secrets of a request with these parameters, in each form in which they were sent.
[[nodiscard]] std::vector<std::string> find_secrets(const FormParameters& parameters, const Client& client);

/// The error that an error response ends the run with: the server's words with our secrets redacted, the
/// methods of client authentication that it rejected, and a hint.
/// @param what who refused, such as `the token endpoint refused`. @param parameters those of the request.
/// @returns Error{TokenRefused}.
[[nodiscard]] Error make_refusal(const std::string& what, const TokenErrorResponse& response,
                                 const FormParameters& parameters, const Client& client);

}  // namespace goto_token
