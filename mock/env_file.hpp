#pragma once

#include <string>

#include "settings.hpp"

namespace goto_mock_auth {

/// The `.env` that makes goto-token use this server at `base_url`.
/// @throws Failure if a value can't be written in dotenv's syntax.
[[nodiscard]] std::string env_file_text(const Settings& settings, const std::string& base_url);

}  // namespace goto_mock_auth
