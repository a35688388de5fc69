#pragma once

#include <string_view>
#include <vector>

namespace goto_token {

/// A value that must not leak: move-only, wiped when it goes, without any way to print it by accident.
///
/// The bytes live on the heap and never in the object itself, so a moved-from `Secret` leaves no copy behind
/// (a short `std::string` would).
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string_view value) : bytes_(value.begin(), value.end()) {}
  Secret(Secret&& other) noexcept = default;
  Secret& operator=(Secret&& other) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret() { wipe(); }

  /// The value itself. Valid as long as this object; whoever copies it owns the danger.
  [[nodiscard]] std::string_view reveal() const noexcept { return {bytes_.data(), bytes_.size()}; }

  /// Whether there is no value at all.
  [[nodiscard]] bool empty() const noexcept { return bytes_.empty(); }

  /// Compares in time that depends on the length of `candidate` only, not on where it differs.
  [[nodiscard]] bool equals(std::string_view candidate) const noexcept;

  /// A second owner of the same value, asked for by name so that copies are seen.
  [[nodiscard]] Secret clone() const { return Secret(reveal()); }

 private:
  void wipe() noexcept;

  std::vector<char> bytes_;
};

}  // namespace goto_token
