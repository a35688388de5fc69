#pragma once

#include <chrono>
#include <deque>
#include <mutex>
#include <optional>
#include <string>

#include "access.hpp"
#include "grant_store.hpp"

namespace goto_mock_auth {

/// The two codes of a device authorization response (RFC 8628 §3.2).
struct DeviceCodes {
  std::string device_code;  ///< what the device polls with
  std::string user_code;    ///< what the person types, such as WDJB-MJHT
};

/// What a device asks for, and the code that it shows.
struct DeviceRequest {
  Access access;
  std::string user_code;
};

/// Device codes and what was decided about them; the oldest are forgotten. Thread-safe; each call is one
/// step.
class DeviceStore {
 public:
  DeviceStore(std::chrono::seconds lifetime, std::chrono::seconds interval)
      : lifetime_(lifetime), interval_(interval) {}

  /// New codes for a device that asks for `access`.
  [[nodiscard]] DeviceCodes issue(const Access& access);

  /// What is asked for with a user code that can still be decided about; nullopt if there is none such.
  /// Letter case, blanks and dashes don't count (RFC 8628 §6.1).
  [[nodiscard]] std::optional<DeviceRequest> undecided(const std::string& user_code);

  /// Notes a decision: allowed by `principal`, or denied. False if it can't be decided about (any more).
  bool allow(const std::string& user_code, const std::string& principal);
  bool deny(const std::string& user_code);

  /// What a poll with this device code gets (RFC 8628 §3.5); a grant is given once.
  /// @throws OAuthError authorization_pending, slow_down, access_denied, expired_token or invalid_grant, and
  /// what `narrow` throws.
  [[nodiscard]] Granting poll(const std::string& device_code, const Narrowing& narrow);

 private:
  using Clock = std::chrono::steady_clock;
  struct Issued {
    DeviceCodes codes;
    Access access;
    Clock::time_point expires_at;
    std::chrono::seconds interval;     ///< grows with each slow_down
    Clock::time_point next_poll_at{};  ///< earlier is too fast
    GrantPtr grant{};                  ///< once it is allowed
    bool denied = false;
    bool spent = false;
  };

  [[nodiscard]] Issued* find_undecided(const std::string& user_code);
  static void check_pace(Issued& issued);

  const std::chrono::seconds lifetime_;
  const std::chrono::seconds interval_;
  std::mutex mutex_;  // guards all below
  std::deque<Issued> issued_;
};

}  // namespace goto_mock_auth
