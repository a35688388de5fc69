#pragma once

#include <deque>
#include <mutex>
#include <string>
#include <vector>

#include "http.hpp"
#include "signature.hpp"

namespace goto_mock_auth {

/// Checks the assertions with which a client authenticates itself (RFC 7523 §3, OpenID Connect Core §9).
/// Thread-safe.
class AssertionCheck {
 public:
  /// @throws Failure with exit code 3 if the key can't be used.
  explicit AssertionCheck(const std::string& key_file) : key_(key_file) {}

  [[nodiscard]] const std::vector<std::string>& algorithms() const { return key_.algorithms(); }

  /// Checks `client_assertion`, which is good once, for one of `audiences`.
  /// @throws OAuthError 401 invalid_client, saying what is wrong.
  void check(const Parameters& form, const std::string& client_id, const std::vector<std::string>& audiences);

 private:
  void spend(const std::string& jti);

  const VerificationKey key_;
  std::mutex mutex_;               // guards all below
  std::deque<std::string> spent_;  // jti, oldest first
};

}  // namespace goto_mock_auth
