#include "goto_token/sign_in/browser_choice.hpp"

namespace goto_token {

std::vector<std::string> choose_browsers(const Config& config, const Settings& settings, bool terminal) {
  if (!config.browser_wanted) {
    return {};
  }
  if (!config.browser_commands.empty()) {
    return config.browser_commands;
  }
  if (!terminal) {
    return {};
  }
  if (settings.find_in_environment("WSL_DISTRO_NAME")) {
    return {"wslview"};
  }
  const bool desktop =
      settings.find_in_environment("DISPLAY") || settings.find_in_environment("WAYLAND_DISPLAY");
  return desktop ? std::vector<std::string>{"xdg-open"} : std::vector<std::string>{};
}

}  // namespace goto_token
