#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>

#include "goto_token/base/secret.hpp"
#include "goto_token/io/diagnostics.hpp"
#include "goto_token/sign_in/rejection.hpp"

namespace goto_token {

/// A request that was rejected.
struct RejectedRequest {
  Rejection rejection = Rejection::NoResponse;
  std::optional<int> status;  ///< Nullopt when the connection was closed without a response.
  RequestHead head;           ///< Empty when none could be read.
};

/// Tells people on stderr of rejected requests, and counts them. A page that floods the port must not flood
/// the terminal: the first of a kind are told, the rest counted. Nor must a terminal that is stopped hold up
/// the response: what cannot be told at once is counted, too. Its memory is bounded.
class RejectionLog {
 public:
  /// @param redirect_uri as configured. @param state the one of this run, which is never shown. It has to
  /// outlive this object, as `diagnostics` has.
  RejectionLog(RedirectUri redirect_uri, const Secret& state, const Diagnostics& diagnostics);

  /// Tells of a request, or only counts it. Each one is traced, up to a limit.
  void add(const RejectedRequest& rejected);

  /// Says whether the wait for the response goes on when a request is rejected.
  void set_waiting(bool waiting) noexcept { waiting_ = waiting; }

  /// Notes how many were only counted since the last report.
  void report();

  /// What to do about a rejection; may be empty.
  [[nodiscard]] std::string advice(Rejection rejection) const;

  /// The error of a wait of so many seconds that ended without a response: what came instead and how often,
  /// and what to do about its likeliest cause.
  [[nodiscard]] Error make_timeout(std::chrono::seconds waited) const;

 private:
  [[nodiscard]] std::string describe_subject(const RejectedRequest& rejected) const;
  [[nodiscard]] std::string redact_path(const std::string& path) const;
  [[nodiscard]] std::string summarize() const;
  [[nodiscard]] std::string advise_after_timeout() const;
  void note(const RejectedRequest& rejected);
  void trace(const RejectedRequest& rejected);

  RedirectUri redirect_uri_;
  const Secret& state_;
  const Diagnostics& diagnostics_;
  std::array<std::size_t, kRejections> counts_ = {};    // by kind
  std::array<std::size_t, kRejections> reported_ = {};  // of them, told or reported
  std::string unverified_error_;                        // the first one, fit for a terminal
  std::size_t traced_ = 0;
  bool waiting_ = true;  // for the response that ends the wait
};

}  // namespace goto_token
