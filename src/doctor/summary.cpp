#include "goto_token/doctor/summary.hpp"

#include <algorithm>

#include "goto_token/base/text.hpp"
#include "goto_token/config/keys.hpp"

namespace goto_token {
namespace {

std::size_t count(const std::vector<Check>& checks, Check::Status status) {
  return static_cast<std::size_t>(std::count_if(
      checks.begin(), checks.end(), [status](const Check& check) { return check.status == status; }));
}

std::string number_of(std::size_t number, const std::string& thing) {
  return std::to_string(number) + " " + thing + (number == 1 ? "" : "s");
}

/// What only a server can say about: secrets are not sent by a check.
std::string describe_untried(const Config& config) {
  std::vector<std::string> untried;
  if (!config.client.secret.empty()) {
    untried.emplace_back("the client secret");
  }
  if (presents_certificate(config.client)) {
    untried.emplace_back("the client certificate");
  } else if (contains(client_authentications_to_try(config.client), ClientAuthentication::PrivateKeyJwt)) {
    untried.emplace_back("the client's private key");
  }
  if (!config.grant_secret.empty()) {
    untried.emplace_back(config.grant->secret_key);
  }
  return untried.empty() ? "" : "; only a run can try " + join_words(untried, " and ");
}

std::string sum_up_success(const Config& config, std::size_t warnings, bool has_token) {
  std::string how;
  if (has_token) {
    how = " without a sign-in";
  } else if (config.grant->sign_in) {
    how = ", with a sign-in";
  }
  return "a token could be fetched" + how + (warnings == 0 ? "" : "; " + number_of(warnings, "warning")) +
         describe_untried(config);
}

std::string sum_up_failure(const Check& first, std::size_t failures, std::size_t warnings) {
  std::vector<std::string> counts;
  if (failures > 1) {
    counts.push_back(number_of(failures, "check") + " failed");
  }
  if (warnings > 0) {
    counts.push_back(number_of(warnings, "warning"));
  }
  return "no token could be fetched; first to fix: " + first.name +
         (counts.empty() ? "" : " (" + join_words(counts, ", ") + ")");
}

}  // namespace

const Check* find_first_failure(const std::vector<Check>& checks) {
  const auto failed = std::find_if(checks.begin(), checks.end(),
                                   [](const Check& check) { return check.status == Check::Status::Fail; });
  return failed == checks.end() ? nullptr : &*failed;
}

bool is_blank(const SetUp& set_up, const std::vector<Check>& checks) {
  const Check* const first = find_first_failure(checks);
  const auto keys = all_keys();
  return first != nullptr && find_key(first->name) != nullptr && set_up.settings.env_file().empty() &&
         count(set_up.checks, Check::Status::Warning) == 0 &&
         std::none_of(keys.begin(), keys.end(),
                      [&set_up](const Key& key) { return is_set(key, set_up.settings); });
}

std::string sum_up(const SetUp& set_up, const std::vector<Check>& checks, bool has_token) {
  if (is_blank(set_up, checks)) {
    return "nothing is set up yet; goto-token init asks for what a run needs";
  }
  const std::size_t warnings = count(checks, Check::Status::Warning);
  const Check* const first = find_first_failure(checks);
  return first == nullptr ? sum_up_success(set_up.config, warnings, has_token)
                          : sum_up_failure(*first, count(checks, Check::Status::Fail), warnings);
}

}  // namespace goto_token
