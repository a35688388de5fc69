#include "goto_token/sign_in/rejection_log.hpp"

#include <utility>
#include <vector>

#include "goto_token/base/text.hpp"

namespace goto_token {
namespace {

constexpr std::size_t kMostOfAnAddress = 80;  // a line of a terminal

std::size_t index_of(Rejection rejection) {
  return static_cast<std::size_t>(rejection);
}

/// The first error of a response without a state, quoted.
std::string quote_unverified_error(const AuthorizationErrorResponse& response) {
  const std::string& description = response.description;
  return "'" + printable(response.error) + (description.empty() ? "" : ": " + printable(description)) + "'";
}

/// The words with commas between them, and "and" in front of the last one.
std::string list_words(std::vector<std::string> words) {
  const std::string last = std::move(words.back());
  words.pop_back();
  return words.empty() ? last : join_words(words, ", ") + " and " + last;
}

}  // namespace

RejectionLog::RejectionLog(RedirectUri redirect_uri, const Secret& state, const Diagnostics& diagnostics)
    : redirect_uri_(std::move(redirect_uri)), state_(state), diagnostics_(diagnostics) {}

void RejectionLog::add(const RejectedRequest& rejected) {
  trace(rejected);
  std::size_t& count = counts_.at(index_of(rejected.rejection));
  ++count;
  if (count <= count_to_tell(rejected.rejection) && !diagnostics_.would_wait()) {
    note(rejected);
    reported_.at(index_of(rejected.rejection)) = count;
  }
}

void RejectionLog::note(const RejectedRequest& rejected) {
  const RejectionWords words = describe(rejected.rejection, redirect_uri_);
  std::string text = "ignored " + describe_subject(rejected) + ": " + std::string(words.why);
  if (rejected.rejection == Rejection::ErrorWithoutState) {
    const std::string error = quote_unverified_error(read_unverified_error(rejected.head.query, state_));
    text += ": " + error;
    unverified_error_ = unverified_error_.empty() ? error : unverified_error_;
  }
  text += words.advice.empty() ? "" : "; " + words.advice;
  text += rejected.status ? " (answered with " + std::to_string(*rejected.status) : " (closed";
  diagnostics_.note(text + (waiting_ ? ", still waiting)" : ")"));
}

void RejectionLog::trace(const RejectedRequest& rejected) {
  constexpr std::size_t kMostTraced = 100;
  if (traced_ > kMostTraced || diagnostics_.would_wait()) {
    return;
  }
  if (++traced_ > kMostTraced) {
    diagnostics_.trace("there are more such requests; they are rejected, but no longer listed");
    return;
  }
  const std::string& path = rejected.head.path;
  diagnostics_.trace((path.empty() ? "request that cannot be read" : "request to " + redact_path(path)) +
                     ": " +
                     (rejected.status ? "answered with " + std::to_string(*rejected.status) : "closed"));
}

std::string RejectionLog::describe_subject(const RejectedRequest& rejected) const {
  switch (rejected.rejection) {
    case Rejection::SlashMore:
    case Rejection::SlashLess:
    case Rejection::OtherPath:
      return "a request to " + redact_path(rejected.head.path);
    case Rejection::OtherHost:
      return "a request to " + printable(rejected.head.host, kMostOfAnAddress) +
             redact_path(rejected.head.path);
    case Rejection::TlsGreeting:
      return "a connection";
    case Rejection::TooLarge:
      return "a request";
    case Rejection::ErrorWithoutState:
    case Rejection::FormPost:
    case Rejection::NoQuery:
    case Rejection::OtherMethod:
    case Rejection::NoState:
    case Rejection::NeitherCodeNorError:
    case Rejection::CodeAndError:
    case Rejection::RepeatedParameter:
    case Rejection::RepeatedState:
    case Rejection::TooManyParameters:
    case Rejection::WrongState:
    case Rejection::SecondResponse:
    case Rejection::NoResponse:
      break;
  }
  return "a request to the redirect URI";
}

/// The path, fit for a terminal. A server may put its parameters into it, by mistake: they are redacted.
std::string RejectionLog::redact_path(const std::string& path) const {
  const std::string shown = redact(path, state_.reveal());
  const std::size_t parameters = shown.find_first_of("=&;%");
  const std::size_t segment = parameters == std::string::npos ? parameters : shown.rfind('/', parameters) + 1;
  return printable(shown.substr(0, segment), kMostOfAnAddress) + (parameters == std::string::npos ? "" : "…");
}

void RejectionLog::report() {
  if (diagnostics_.would_wait()) {
    return;
  }
  for (std::size_t i = 0; i < kRejections; ++i) {
    const auto rejection = static_cast<Rejection>(i);
    if (count_to_tell(rejection) > 0 && counts_.at(i) > reported_.at(i)) {
      diagnostics_.note("ignored " + std::to_string(counts_.at(i) - reported_.at(i)) +
                        " more like it: " + std::string(describe(rejection, redirect_uri_).why));
      reported_.at(i) = counts_.at(i);
    }
  }
}

std::string RejectionLog::advice(Rejection rejection) const {
  return describe(rejection, redirect_uri_).advice;
}

Error RejectionLog::make_timeout(std::chrono::seconds waited) const {
  return {ExitCode::TimedOut,
          "no authorization response came within " + std::to_string(waited.count()) + " s" + summarize(),
          advise_after_timeout()};
}

std::string RejectionLog::summarize() const {
  std::vector<std::string> words;
  for (std::size_t i = 0; i < kRejections; ++i) {
    if (counts_.at(i) == 0) {
      continue;
    }
    const auto rejection = static_cast<Rejection>(i);
    std::string kind(describe(rejection, redirect_uri_).what);
    const bool has_error = rejection == Rejection::ErrorWithoutState && !unverified_error_.empty();
    kind += has_error ? ", " + unverified_error_ : "";
    kind += counts_.at(i) == 1 ? "" : " (" + std::to_string(counts_.at(i)) + " times)";
    words.push_back(std::move(kind));
  }
  return words.empty() ? ", and no request at all" : ", only " + list_words(std::move(words));
}

std::string RejectionLog::advise_after_timeout() const {
  for (std::size_t i = 0; i < kRejections; ++i) {
    const auto rejection = static_cast<Rejection>(i);
    if (counts_.at(i) > 0 && !advice(rejection).empty()) {
      return advice(rejection);
    }
  }
  return "if the browser showed an error, " + advise_to_check_registration(redirect_uri_) +
         "; else finish the sign-in there, or give it longer with --timeout; goto-token doctor checks the "
         "rest";
}

}  // namespace goto_token
