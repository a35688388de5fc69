#include "device_store.hpp"

#include <algorithm>
#include <cctype>
#include <memory>
#include <utility>

#include "crypto.hpp"

namespace goto_mock_auth {
namespace {

constexpr std::size_t kSecretOctets = 32;     // 256 bits: can't be guessed
constexpr std::size_t kShelfSize = 10'000;    // more than any test needs
constexpr std::chrono::seconds kSlowDown{5};  // RFC 8628 §3.5
// Without vowels, so that no word comes of it (RFC 8628 §6.1).
constexpr std::string_view kUserCodeLetters = "BCDFGHJKLMNPQRSTVWXZ";
constexpr std::size_t kUserCodeLength = 8;

std::string make_user_code() {
  std::string code;
  for (const char c : random_octets(kUserCodeLength)) {
    if (code.size() == kUserCodeLength / 2) {
      code += '-';
    }
    code += kUserCodeLetters[static_cast<unsigned char>(c) % kUserCodeLetters.size()];
  }
  return code;
}

// What counts of a user code as a person types it.
std::string letters_of(const std::string& user_code) {
  std::string letters;
  for (const char c : user_code) {
    if (is_made_of({&c, 1}, {})) {
      letters += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    }
  }
  return letters;
}

void require_poll(bool fulfilled, const char* error, const char* description) {
  require(fulfilled, 400, error, description);
}

}  // namespace

DeviceCodes DeviceStore::issue(const Access& access) {
  DeviceCodes codes{.device_code = random_token(kSecretOctets), .user_code = make_user_code()};
  const std::lock_guard lock(mutex_);
  if (issued_.size() == kShelfSize) {
    issued_.pop_front();
  }
  issued_.push_back(
      {.codes = codes, .access = access, .expires_at = Clock::now() + lifetime_, .interval = interval_});
  return codes;
}

// Looked for from the newest on: should two have the same user code, the older one is most likely given up.
DeviceStore::Issued* DeviceStore::find_undecided(const std::string& user_code) {
  const std::string letters = letters_of(user_code);
  const auto found = std::find_if(issued_.rbegin(), issued_.rend(), [&letters](const Issued& issued) {
    return letters_of(issued.codes.user_code) == letters;
  });
  const bool undecided = found != issued_.rend() && found->grant == nullptr && !found->denied &&
                         Clock::now() < found->expires_at;
  return undecided ? &*found : nullptr;
}

std::optional<DeviceRequest> DeviceStore::undecided(const std::string& user_code) {
  const std::lock_guard lock(mutex_);
  const Issued* const issued = find_undecided(user_code);
  return issued == nullptr ? std::nullopt
                           : std::optional(DeviceRequest{issued->access, issued->codes.user_code});
}

bool DeviceStore::allow(const std::string& user_code, const std::string& principal) {
  const std::lock_guard lock(mutex_);
  Issued* const issued = find_undecided(user_code);
  if (issued != nullptr) {
    issued->grant = std::make_shared<Grant>(Grant{.principal = principal, .access = issued->access});
  }
  return issued != nullptr;
}

bool DeviceStore::deny(const std::string& user_code) {
  const std::lock_guard lock(mutex_);
  Issued* const issued = find_undecided(user_code);
  if (issued != nullptr) {
    issued->denied = true;
  }
  return issued != nullptr;
}

// The first poll may come at once; each slow_down makes the interval longer (RFC 8628 §3.5).
void DeviceStore::check_pace(Issued& issued) {
  const Clock::time_point now = Clock::now();
  const bool too_fast = now < issued.next_poll_at;
  issued.interval += too_fast ? kSlowDown : std::chrono::seconds(0);
  issued.next_poll_at = now + issued.interval;
  require_poll(!too_fast, "slow_down", "polled faster than the interval, which is now 5 s longer");
}

Granting DeviceStore::poll(const std::string& device_code, const Narrowing& narrow) {
  const std::lock_guard lock(mutex_);
  const auto found = std::find_if(issued_.rbegin(), issued_.rend(), [&device_code](const Issued& issued) {
    return issued.codes.device_code == device_code;
  });
  require_poll(found != issued_.rend(), "invalid_grant", "unknown device code");
  require_poll(!found->spent, "invalid_grant", "the device code was used before");
  require_poll(Clock::now() < found->expires_at, "expired_token", "the device code has expired");
  require_poll(!found->denied, "access_denied", "The user denied the request");
  if (found->grant == nullptr) {
    check_pace(*found);
    throw OAuthError(400, "authorization_pending", "nothing is decided yet");
  }
  Granting granting{.grant = found->grant, .access = narrow(found->access)};
  found->spent = true;
  return granting;
}

}  // namespace goto_mock_auth
