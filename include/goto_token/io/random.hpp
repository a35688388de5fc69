#pragma once

#include <cstddef>
#include <span>

namespace goto_token {

/// Fills `octets` from the operating system's CSPRNG through OpenSSL's private generator.
/// @throws Error{Failure} when the generator is not seeded.
void fill_random(std::span<std::byte> octets);

}  // namespace goto_token
