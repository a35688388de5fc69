#include "crypto.hpp"
#include "fault_tables.hpp"

namespace goto_mock_auth {
namespace {

RedirectChange without_parameter(const char* name) {
  return [name](Parameters& response, const auto&) { response.erase(name); };
}

// With another result than the true one; what is left empty here gets the fault's value.
RedirectChange redirect_with(const Parameters& result) {
  return [result](Parameters& response, const auto& value) {
    for (const char* const name : {"code", "error", "error_description"}) {
      response.erase(name);
    }
    for (const auto& [name, text] : result.all()) {
      response.set(name, text.empty() ? value : text);
    }
  };
}

RedirectChange other(const char* name, std::string value) {
  return [name, value = std::move(value)](Parameters& response, const auto&) { response.set(name, value); };
}

}  // namespace

std::vector<FaultKind> redirect_faults() {
  return {
      {.name = "error-redirect",
       .meaning = "redirects with this error",
       .effect = redirect_with({{"error", ""}, {"error_description", kAskedFor}}),
       .value_name = "CODE",
       .default_value = "server_error"},
      {.name = "escape-redirect",
       .meaning = "redirects with terminal escapes and HTML in the error",
       .effect = redirect_with(
           {{"error", "access_denied"},
            {"error_description", std::string(kTerminalEscapes) + "<script>alert(1)</script>"}})},
      {.name = "wrong-state",
       .meaning = "redirects with another state",
       .effect = other("state", random_token(32))},
      {.name = "missing-state", .meaning = "redirects without state", .effect = without_parameter("state")},
      {.name = "missing-code",
       .meaning = "redirects with neither code nor error",
       .effect = redirect_with({})},
      {.name = "empty-code",
       .meaning = "redirects with an empty code",
       .effect = redirect_with({{"code", ""}})},
      {.name = "wrong-iss",
       .meaning = "redirects with the iss of another server",
       .effect = other("iss", "https://other.example")},
  };
}

}  // namespace goto_mock_auth
