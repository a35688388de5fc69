#include "goto_token/config/traces.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string_view>
#include <utility>

#include "goto_token/base/text.hpp"
#include "goto_token/base/white_space.hpp"
#include "goto_token/config/keys.hpp"
#include "goto_token/config/typed_value.hpp"

namespace goto_token {
namespace {

using Traces = std::vector<Trace>;

constexpr std::string_view kNotAKey = "not a key of goto-token";
constexpr const char* kSaveAsUtf8 = "save it as UTF-8";

void add_similar_names(Traces& traces, const DotenvValues& values, const std::string& place) {
  for (const SimilarName& similar : find_similar_names(values)) {
    traces.push_back({.subject = printable(similar.name) + " in " + place,
                      .finding = std::string(kNotAKey),
                      .fix = "did you mean " + similar.key});
  }
}

/// Of variables that other programs have, too, `doctor` alone tells.
void add_misplaced_names(Traces& traces, const EnvFile& file) {
  for (const auto& [name, value] : file.contents.values) {
    if (begins_like_key(name) && is_environment_only(name)) {
      traces.push_back({.subject = name + " in " + printable(file.path),
                        .finding = "only read from the environment, and so passed over",
                        .fix = "set it in the environment"});
    }
  }
}

/// `line 3 is`, or `lines 3, 5 and 12 more are`.
std::string list_lines(const std::vector<std::size_t>& lines) {
  constexpr std::size_t kMostNamed = 5;  // a file that is no env file at all may have thousands
  if (lines.size() == 1) {
    return "line " + std::to_string(lines.front()) + " is";
  }
  const std::vector<std::size_t> named(
      lines.begin(),
      std::next(lines.begin(), static_cast<std::ptrdiff_t>(std::min(lines.size(), kMostNamed))));
  const std::string list = join_words(named, ", ", [](std::size_t line) { return std::to_string(line); });
  const std::size_t others = lines.size() - named.size();
  return "lines " + list + (others == 0 ? "" : " and " + std::to_string(others) + " more") + " are";
}

void add_file(Traces& traces, const EnvFile& file) {
  const std::string path = printable(file.path);
  if (file.utf16) {
    traces.push_back(
        {.subject = path, .finding = "in UTF-16, so nothing in it was read", .fix = kSaveAsUtf8});
  }
  if (const auto& lines = file.contents.skipped_lines; !lines.empty()) {
    traces.push_back({.subject = path,
                      .finding = list_lines(lines) + " no assignment and without effect",
                      .fix = "write KEY=VALUE, or # before a comment"});
  }
}

void add_passed_over(Traces& traces, const PassedOverFile& file) {
  const std::string path = printable(file.path);
  if (!file.failure.empty()) {
    traces.push_back({.subject = path,
                      .finding = "passed over, since " + file.failure,
                      .fix = "name the env file with --env-file"});
  } else if (file.utf16) {
    traces.push_back({.subject = path, .finding = "in UTF-16, and so passed over", .fix = kSaveAsUtf8});
  } else if (file.similar_name) {
    traces.push_back({.subject = printable(file.similar_name->name) + " in " + path,
                      .finding = std::string(kNotAKey) + ", and so the file was passed over",
                      .fix = "did you mean " + file.similar_name->key});
  }
}

void add_cut_values(Traces& traces, const Settings& settings) {
  const EnvFile& file = settings.env_file_details();
  for (const std::string& name : file.contents.cut_keys) {
    if (is_known_key(name) && !settings.find_in_environment(name)) {
      traces.push_back({.subject = name + " in " + printable(file.path),
                        .finding = "the rest of the value, from its # on, counts as a comment",
                        .fix = "put the value in quotes if the # belongs to it"});
    }
  }
}

bool holds_control_character(std::string_view value) {
  const auto is_plain = [](char c) { return c >= ' ' && c <= '~'; };
  // Nearly every value is plain, and the full test takes a while.
  return !std::all_of(value.begin(), value.end(), is_plain) && printable(value, value.size()) != value;
}

/// Adds what the value shows of the place that it was copied out of.
void add_value(Traces& traces, const std::string& subject, std::string_view value) {
  const auto add = [&](const char* finding, const char* fix) {
    traces.push_back({.subject = subject, .finding = finding, .fix = fix});
  };
  if (value.starts_with("\uFEFF")) {
    add("the value begins with a byte order mark", "remove that");
  } else if (trim_white_space(value) != value) {
    add("the value has a blank or a line end around it", "remove that");
  } else if (unwrap(value).had_quotes) {
    add("the value has quotes around it, which count as part of it", "remove them");
  } else if (holds_control_character(value)) {
    add("the value holds a control or invisible character", "copy it again");
  }
}

void add_secret_file(Traces& traces, const SecretSetting& secret) {
  const std::string subject = "the file of " + secret.origin;
  if (secret.utf16) {
    traces.push_back({.subject = subject, .finding = "in UTF-16, and used as it is", .fix = kSaveAsUtf8});
    return;
  }
  if (secret.had_byte_order_mark) {
    traces.push_back({.subject = subject,
                      .finding = "begins with a byte order mark, which was left out",
                      .fix = "save it without"});
  }
  add_value(traces, subject, secret.value.reveal());
}

/// Adds the values in use. Of a secret, that is the form which goes before the other.
void add_values(Traces& traces, const Settings& settings) {
  const auto add = [&traces](const std::optional<Setting>& setting) {
    if (setting) {
      add_value(traces, setting->origin, setting->value);
    }
  };
  for (const Key& key : all_keys()) {
    if (key.kind != KeyKind::Secret) {
      add(settings.find(key.name));
      continue;
    }
    const SecretForms forms = settings.find_first_forms(key.name);
    add(forms.value);
    add(forms.path);
  }
  for (const auto& [key, secret] : settings.secret_files()) {
    add_secret_file(traces, secret);
  }
}

}  // namespace

std::vector<Trace> look_for_traces(const Settings& settings) {
  Traces traces;
  const EnvFile& file = settings.env_file_details();
  for (const PassedOverFile& other : file.passed_over) {
    add_passed_over(traces, other);
  }
  add_file(traces, file);
  add_similar_names(traces, file.contents.values, printable(file.path));
  add_similar_names(traces, settings.environment(), "the environment");
  add_misplaced_names(traces, file);
  add_cut_values(traces, settings);
  add_values(traces, settings);
  return traces;
}

std::vector<std::string> find_traces(const Settings& settings) {
  std::vector<std::string> lines;
  for (const Trace& trace : look_for_traces(settings)) {
    lines.push_back(trace.subject + ": " + trace.finding + "; " + trace.fix);
  }
  return lines;
}

}  // namespace goto_token
