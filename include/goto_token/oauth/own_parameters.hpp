#pragma once

#include <optional>
#include <string>

#include "goto_token/base/encoding.hpp"
#include "goto_token/base/url.hpp"

namespace goto_token {

/// A parameter of the authorization request that the endpoint's own query holds; nullopt for none. Each may
/// occur once (RFC 6749 §3.1), and the endpoint's must not take the place of ours.
/// @param further what the request has besides those that each has.
[[nodiscard]] std::optional<std::string> find_own_parameter(const Url& authorization_endpoint,
                                                            const FormParameters& further = {});

/// The same of an endpoint that forms are posted to (RFC 6749 §3.2): for tokens, their revocation, device
/// codes or pushed authorization requests.
[[nodiscard]] std::optional<std::string> find_own_form_parameter(const Url& endpoint,
                                                                 const FormParameters& further = {});

}  // namespace goto_token
