#include "goto_token/command_line/completion.hpp"

#include "goto_token/base/text.hpp"
#include "goto_token/command_line/command_line.hpp"

namespace goto_token {

std::string make_completion_script(std::string_view shell) {
  if (shell == "bash") {
    return make_bash_completion();
  }
  return shell == "zsh" ? make_zsh_completion() : make_fish_completion();
}

std::string fill_in(std::string text, std::initializer_list<std::pair<std::string_view, std::string>> parts) {
  for (const auto& [name, part] : parts) {
    for (auto at = text.find(name); at != std::string::npos; at = text.find(name, at + part.size())) {
      text.replace(at, name.size(), part);
    }
  }
  return text;
}

std::vector<std::string> forms_of(const Option& option) {
  std::vector<std::string> forms = {std::string(option.name)};
  if (option.letter != '\0') {
    forms.push_back(std::string("-") + option.letter);
  }
  return forms;
}

std::vector<CommandWords> words_by_command(const Option& option) {
  if (option.name != "--output") {
    return {{"*", std::string(option.words)}};
  }
  std::vector<CommandWords> all = {{"", join_words(output_formats(Action::FetchToken))}};
  for (const CommandName& command : all_commands()) {
    const std::string words = join_words(output_formats(command.action));
    if (!words.empty()) {
      all.push_back({std::string(command.name), words});
    }
  }
  return all;
}

}  // namespace goto_token
