#include "access.hpp"

namespace goto_mock_auth {

Access requested_access(const Settings& settings, const Parameters& parameters, int error_status) {
  const Scope scope = parse_scope(parameters.value("scope"));
  require(is_within(scope, settings.scopes_offered), error_status, "invalid_scope",
          "a scope is unknown or not offered to this client");
  return {.scope = scope.empty() ? settings.scopes_offered : scope};
}

}  // namespace goto_mock_auth
