#include "goto_token/doctor/report.hpp"

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "goto_token/base/text.hpp"
#include "goto_token/doctor/checks.hpp"

namespace goto_token {
namespace {

using Json = nlohmann::ordered_json;

std::string_view to_string(Check::Status status) {
  switch (status) {
    case Check::Status::Ok:
      return "ok";
    case Check::Status::Warning:
      return "warning";
    case Check::Status::Fail:
      return "fail";
    case Check::Status::Skip:
      break;
  }
  return "skip";
}

/// The text on one line, without control characters.
std::string on_one_line(const std::string& text) {
  constexpr std::size_t kLongest = 2000;
  return printable(text, kLongest);
}

std::string format_text(const std::vector<Check>& checks) {
  constexpr std::size_t kStatusWidth = 8;
  std::string text;
  for (const Check& check : checks) {
    std::string line(to_string(check.status));
    line.resize(kStatusWidth, ' ');
    line += check.name + ": " + check.message + (check.hint.empty() ? "" : "; hint: " + check.hint);
    text += on_one_line(line) + "\n";
  }
  return text;
}

ExitCode find_exit_code(const std::vector<Check>& checks) {
  const auto failed = std::find_if(checks.begin(), checks.end(),
                                   [](const Check& check) { return check.status == Check::Status::Fail; });
  return failed == checks.end() ? ExitCode::Success : failed->code;
}

std::string format_json(const std::vector<Check>& checks) {
  Json list = Json::array();
  for (const Check& check : checks) {
    Json entry = {{"name", on_one_line(check.name)},
                  {"status", to_string(check.status)},
                  {"message", on_one_line(check.message)}};
    if (!check.hint.empty()) {
      entry["hint"] = on_one_line(check.hint);
    }
    list.push_back(std::move(entry));
  }
  const Json report = {{"ok", find_exit_code(checks) == ExitCode::Success}, {"checks", std::move(list)}};
  return report.dump(-1, ' ', /*ensure_ascii=*/true) + "\n";
}

void append(std::vector<Check>& checks, std::vector<Check> more) {
  std::move(more.begin(), more.end(), std::back_inserter(checks));
}

/// All checks, in the order of the report.
std::vector<Check> make_checks(const SetUp& set_up, const Effects& effects, bool terminal) {
  StoreChecks store = check_store(set_up, effects);
  std::vector<Check> checks = set_up.checks;
  append(checks, check_sign_in(set_up, terminal, store.has_token));
  append(checks, check_service(set_up, effects));
  append(checks, std::move(store.checks));
  return checks;
}

}  // namespace

ExitCode print_report(const SetUp& set_up, const Effects& effects, bool terminal) {
  const std::vector<Check> checks = make_checks(set_up, effects, terminal);
  const bool json = set_up.command_line.output == OutputFormat::Json;
  effects.print(json ? format_json(checks) : format_text(checks));
  return find_exit_code(checks);
}

}  // namespace goto_token
