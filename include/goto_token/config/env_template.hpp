#pragma once

#include <string_view>

namespace goto_token {

/// The commented template of an env file: the text of `.env.example`.
[[nodiscard]] std::string_view env_template() noexcept;

}  // namespace goto_token
