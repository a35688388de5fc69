#include "goto_token/sign_in/browser_choice.hpp"

namespace goto_token {

std::optional<std::string> choose_browser(const Config& config, const Settings& settings, bool terminal) {
  if (!config.browser_wanted) {
    return std::nullopt;
  }
  if (config.browser_command) {
    return config.browser_command;
  }
  if (!terminal) {
    return std::nullopt;
  }
  if (settings.find_in_environment("WSL_DISTRO_NAME")) {
    return "wslview";
  }
  const bool desktop =
      settings.find_in_environment("DISPLAY") || settings.find_in_environment("WAYLAND_DISPLAY");
  return desktop ? std::optional<std::string>("xdg-open") : std::nullopt;
}

}  // namespace goto_token
