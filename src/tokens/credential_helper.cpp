#include "goto_token/tokens/credential_helper.hpp"

#include <algorithm>
#include <array>
#include <system_error>
#include <utility>

#include "goto_token/base/error.hpp"
#include "goto_token/base/text.hpp"
#include "goto_token/base/white_space.hpp"
#include "goto_token/io/access.hpp"
#include "goto_token/oauth/json_object.hpp"

namespace goto_token {
namespace {

// Far more than a login takes, in any spelling.
constexpr std::size_t kLongestOutput = 16UL * 1024UL * 1024UL;

std::string_view path_in(const std::vector<std::string>& environment) {
  constexpr std::string_view kPath = "PATH=";
  for (const std::string& variable : environment) {
    if (variable.starts_with(kPath)) {
      return std::string_view(variable).substr(kPath.size());
    }
  }
  return {};
}

/// Whether the texts have so many bytes in a row in common that a part of a token may be among them.
bool share_a_part(std::string_view words, std::string_view secret) {
  constexpr std::size_t kPart = 12;
  for (; words.size() >= kPart; words.remove_prefix(1)) {
    if (secret.find(words.substr(0, kPart)) != std::string_view::npos) {
      return true;
    }
  }
  return false;
}

/// The program's own words, on one line; empty where they may repeat what it keeps.
std::string words_of(const ChildExit& exit, std::string_view secret) {
  // Bytes that are looked at: more would not be shown, and each is searched for in the secret.
  constexpr std::size_t kMost = 2000;
  std::string words(trim_white_space(exit.output.reveal().substr(0, kMost)));
  std::replace(words.begin(), words.end(), '\n', ' ');
  words.erase(words.find_last_not_of('.') + 1);
  const std::string quoted = json_string(secret);
  const std::string_view escaped = std::string_view(quoted).substr(1, quoted.size() - 2);
  words = redact(redact(std::move(words), escaped), secret);
  const bool may_be_credential = words.find('{') != std::string::npos;
  return may_be_credential || share_a_part(words, secret) || share_a_part(words, escaped) ? ""
                                                                                          : printable(words);
}

bool has_found_none(const ChildExit& exit) {
  // The words of docker's own helpers; their clients compare them, too.
  return exit.exit_status != 0 &&
         ascii_lower(exit.output.reveal()).find("credentials not found") != std::string::npos;
}

bool has_succeeded(const ChildExit& exit) {
  return exit.exit_status == 0 && exit.signal_number == 0;
}

}  // namespace

/// A command of the protocol, and what is said of its failure.
struct CredentialHelper::Action {
  const char* word;
  const char* failed;
};

constexpr CredentialHelper::Action CredentialHelper::kGet{"get", "cannot read the stored login from "};
constexpr CredentialHelper::Action CredentialHelper::kStore{"store", "cannot keep the login in "};
constexpr CredentialHelper::Action CredentialHelper::kErase{"erase", "cannot erase the stored login from "};

CredentialHelper::CredentialHelper(std::string_view name, std::vector<std::string> environment, Wait wait,
                                   std::chrono::seconds patience)
    : program_("docker-credential-" + std::string(name)),
      environment_(std::move(environment)),
      wait_(std::move(wait)),
      patience_(patience) {}

std::optional<Secret> CredentialHelper::get(const std::string& server_url) const {
  const ChildExit exit = try_to_get(server_url);
  if (has_found_none(exit)) {
    return std::nullopt;
  }
  if (!has_succeeded(exit)) {
    fail_after(kGet, exit);
  }
  const auto credential = parse_json_object(exit.output.reveal());
  const auto* const secret = credential ? find_member<std::string>(*credential, "Secret") : nullptr;
  if (secret == nullptr) {
    fail(kGet, "its output is not a JSON object with a Secret");
  }
  // docker-credential-pass tells of nothing by an empty secret.
  return secret->empty() ? std::nullopt : std::optional(Secret(*secret));
}

/// Runs it again where it soon fails: another process may be storing at the moment, and not every helper does
/// that in one step. A person who was asked is not asked again.
ChildExit CredentialHelper::try_to_get(const std::string& server_url) const {
  constexpr std::chrono::seconds kSoon{1};
  constexpr std::array<std::chrono::milliseconds, 3> kPauses = {
      std::chrono::milliseconds(50), std::chrono::milliseconds(150), std::chrono::milliseconds(400)};
  for (const auto* next = kPauses.begin();; ++next) {
    const Deadline start = Clock::now();
    ChildExit exit = run(kGet, server_url);
    const bool is_done = has_succeeded(exit) || has_found_none(exit) || Clock::now() - start >= kSoon;
    if (is_done || next == kPauses.end()) {
      return exit;
    }
    pause(*next, wait_);
  }
}

void CredentialHelper::store(const std::string& server_url, const std::string& username,
                             const Secret& secret) const {
  const std::string credential = R"({"ServerURL":)" + json_string(server_url) + R"(,"Username":)" +
                                 json_string(username) + R"(,"Secret":)" + json_string(secret.reveal()) + "}";
  const ChildExit exit = run(kStore, credential);
  if (!has_succeeded(exit)) {
    fail_after(kStore, exit, secret.reveal());
  }
}

void CredentialHelper::erase(const std::string& server_url) const {
  const ChildExit exit = run(kErase, server_url);
  // Some fail when there is nothing to erase, each in words of its own.
  if (!has_succeeded(exit) && may_hold(server_url)) {
    fail_after(kErase, exit);
  }
}

bool CredentialHelper::may_hold(const std::string& server_url) const {
  try {
    return get(server_url).has_value();
  } catch (const Error&) {
    return true;
  }
}

ChildExit CredentialHelper::run(const Action& action, std::string_view input) const {
  const auto path = find_program(program_, path_in(environment_));
  if (!path) {
    fail(action, "it is not in PATH",
         "install it, or name another helper with --credential-helper or OAUTH_CREDENTIAL_HELPER");
  }
  auto result =
      run_child({.program = *path, .arguments = {program_, action.word}, .environment = environment_}, input,
                {.deadline = Clock::now() + patience_, .longest_output = kLongestOutput}, wait_);
  if (auto* const exit = std::get_if<ChildExit>(&result)) {
    return std::move(*exit);
  }
  const auto& failure = std::get<ChildFailure>(result);
  switch (failure.kind) {
    case ChildFailure::Kind::NotStarted:
      fail(action, std::generic_category().message(failure.error_number));
    case ChildFailure::Kind::TimedOut:
      fail(action, "no response within " + std::to_string(patience_.count()) + " s",
           "if it waits for a person, unlock its keyring first");
    case ChildFailure::Kind::TooLong:
      break;
  }
  fail(action, "its output is too long");
}

void CredentialHelper::fail(const Action& action, const std::string& why, const std::string& hint) const {
  throw Error(ExitCode::TokenStore, action.failed + program_ + ": " + why,
              hint.empty() ? "see what '" + program_ + " list' says" : hint);
}

void CredentialHelper::fail_after(const Action& action, const ChildExit& exit,
                                  std::string_view secret) const {
  const std::string words = words_of(exit, secret);
  if (!words.empty()) {
    fail(action, words);
  }
  fail(action, exit.signal_number != 0 ? "signal " + std::to_string(exit.signal_number) + " ended it"
                                       : "it ended with status " + std::to_string(exit.exit_status));
}

}  // namespace goto_token
