#include "goto_token/doctor/report.hpp"

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "goto_token/base/text.hpp"
#include "goto_token/doctor/checks.hpp"
#include "goto_token/doctor/summary.hpp"
#include "goto_token/io/colour.hpp"

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

/// The checks and what they come to.
struct Report {
  std::vector<Check> checks;  ///< In the order of the report.
  std::string summary;
  bool is_blank;  ///< There is no set-up: what is in order tells nothing yet.
};

Colour colour_of(Check::Status status) {
  switch (status) {
    case Check::Status::Warning:
      return Colour::Yellow;
    case Check::Status::Fail:
      return Colour::Red;
    case Check::Status::Ok:
    case Check::Status::Skip:
      break;
  }
  return Colour::Green;
}

/// The colour of the worst that a check came to.
Colour colour_of(const std::vector<Check>& checks) {
  if (find_first_failure(checks) != nullptr) {
    return Colour::Red;
  }
  const bool warns = std::any_of(checks.begin(), checks.end(),
                                 [](const Check& check) { return check.status == Check::Status::Warning; });
  return warns ? Colour::Yellow : Colour::Green;
}

std::string format_line(const Check& check, bool colour) {
  constexpr std::size_t kStatusWidth = 8;
  const std::string_view status = to_string(check.status);
  return (colour ? paint(status, colour_of(check.status)) : std::string(status)) +
         std::string(kStatusWidth - status.size(), ' ') +
         on_one_line(check.name + ": " + check.message +
                     (check.hint.empty() ? "" : "; hint: " + check.hint)) +
         "\n";
}

bool is_told(const Check& check, bool is_blank) {
  return check.status != Check::Status::Skip && !(is_blank && check.status == Check::Status::Ok);
}

std::string format_text(const Report& report, bool colour) {
  std::string text;
  for (const Check& check : report.checks) {
    if (is_told(check, report.is_blank)) {
      text += format_line(check, colour);
    }
  }
  const std::string summary = on_one_line(report.summary);
  return text + "\n" + (colour ? paint(summary, colour_of(report.checks)) : summary) + "\n";
}

ExitCode find_exit_code(const std::vector<Check>& checks) {
  const Check* const failed = find_first_failure(checks);
  return failed == nullptr ? ExitCode::Success : failed->code;
}

std::string format_json(const Report& report) {
  Json list = Json::array();
  for (const Check& check : report.checks) {
    Json entry = {{"name", on_one_line(check.name)},
                  {"status", to_string(check.status)},
                  {"message", on_one_line(check.message)}};
    if (!check.hint.empty()) {
      entry["hint"] = on_one_line(check.hint);
    }
    list.push_back(std::move(entry));
  }
  const Json object = {{"ok", find_exit_code(report.checks) == ExitCode::Success},
                       {"summary", on_one_line(report.summary)},
                       {"checks", std::move(list)}};
  return object.dump(-1, ' ', /*ensure_ascii=*/true) + "\n";
}

void append(std::vector<Check>& checks, std::vector<Check> more) {
  std::move(more.begin(), more.end(), std::back_inserter(checks));
}

Report make_report(const SetUp& set_up, const Effects& effects, bool terminal) {
  StoreChecks store = check_store(set_up, effects);
  std::vector<Check> checks = set_up.checks;
  append(checks, check_sign_in(set_up, terminal, store.has_token));
  append(checks, check_service(set_up, effects));
  append(checks, std::move(store.checks));
  std::string summary = sum_up(set_up, checks, store.has_token);
  const bool blank = is_blank(set_up, checks);
  return {.checks = std::move(checks), .summary = std::move(summary), .is_blank = blank};
}

}  // namespace

ExitCode print_report(const SetUp& set_up, const Effects& effects, bool terminal) {
  const Report report = make_report(set_up, effects, terminal);
  const bool json = set_up.command_line.output == OutputFormat::Json;
  effects.print(json ? format_json(report) : format_text(report, effects.shows_colour()));
  return find_exit_code(report.checks);
}

}  // namespace goto_token
