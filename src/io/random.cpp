#include "goto_token/io/random.hpp"

#include <openssl/rand.h>

#include "goto_token/base/error.hpp"

namespace goto_token {

void fill_random(std::span<std::byte> octets) {
  // RAND_priv_bytes has a generator of its own, apart from the one whose output becomes public.
  auto* const bytes = static_cast<unsigned char*>(static_cast<void*>(octets.data()));
  if (RAND_priv_bytes(bytes, static_cast<int>(octets.size())) != 1) {
    throw Error(ExitCode::Failure, "cannot draw random bytes: OpenSSL's generator is not seeded");
  }
}

}  // namespace goto_token
