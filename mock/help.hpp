#pragma once

#include <string>

namespace CLI {
class App;
}

namespace goto_mock_auth {

/// What --help prints: the options of `app`, and the tables.
[[nodiscard]] std::string help_text(const CLI::App& app);

}  // namespace goto_mock_auth
