#include "scope.hpp"

#include <algorithm>
#include <sstream>

namespace goto_mock_auth {
namespace {

bool holds(const Scope& scope, const std::string& token) {
  return std::find(scope.begin(), scope.end(), token) != scope.end();
}

}  // namespace

Scope parse_scope(std::string_view text) {
  Scope scope;
  std::istringstream words{std::string(text)};
  for (std::string token; words >> token;) {
    if (!holds(scope, token)) {
      scope.push_back(token);
    }
  }
  return scope;
}

std::string scope_text(const Scope& scope) {
  std::string text;
  for (const std::string& token : scope) {
    text += (text.empty() ? "" : " ") + token;
  }
  return text;
}

bool is_within(const Scope& part, const Scope& whole) {
  return std::all_of(part.begin(), part.end(), [&whole](const auto& token) { return holds(whole, token); });
}

}  // namespace goto_mock_auth
