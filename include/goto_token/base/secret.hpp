#pragma once

#include <string_view>
#include <vector>

namespace goto_token {

/// A value that must not leak: move-only, wiped on destruction, and impossible to print by accident.
///
/// The bytes are on the heap, never in the object itself, so a moved-from `Secret` leaves no copy (a short
/// `std::string` would).
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string_view value) : bytes_(value.begin(), value.end()) {}
  Secret(Secret&& other) noexcept = default;
  Secret& operator=(Secret&& other) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret() { wipe(); }

  /// The value. Valid as long as this object; a copy of it is not wiped.
  [[nodiscard]] std::string_view reveal() const noexcept { return {bytes_.data(), bytes_.size()}; }

  /// Whether there is no value.
  [[nodiscard]] bool empty() const noexcept { return bytes_.empty(); }

  /// Compares in constant time: it depends on the length of `candidate` only.
  [[nodiscard]] bool equals(std::string_view candidate) const noexcept;

  /// A copy, made by name so that copies are easy to find.
  [[nodiscard]] Secret clone() const { return Secret(reveal()); }

 private:
  void wipe() noexcept;

  std::vector<char> bytes_;
};

}  // namespace goto_token
