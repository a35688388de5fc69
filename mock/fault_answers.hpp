#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "faults.hpp"
#include "http.hpp"

namespace goto_mock_auth {

/// The answer that takes the place of the token endpoint's own, or nullopt if the fault is of another sort.
/// `redirect_location` is where a redirect leads.
[[nodiscard]] std::optional<HttpAnswer> replacement_answer(const Fault& fault,
                                                           const std::string& redirect_location);

/// How the fault wants the true answer delivered.
[[nodiscard]] Delivery delivery_of(const Fault& fault);

/// Changes the members of a token response as the fault says.
void alter_token_response(const Fault& fault, nlohmann::json& response);

/// Changes the parameters of an authorization response as the fault says.
[[nodiscard]] Parameters altered_authorization_response(const Fault& fault, const Parameters& response);

}  // namespace goto_mock_auth
