#include "goto_token/io/socket_retries.hpp"

#include <cerrno>

#include "goto_token/io/wait.hpp"

namespace goto_token {
namespace {

/// The kernel tells such a reason once. The next call would say that the peer has closed its side, as if all
/// were well.
bool is_gone(int error_number) {
  switch (error_number) {
    case ECONNRESET:  // by the peer, or by something on the way
    case EPIPE:
    case ECONNABORTED:
    case ECONNREFUSED:
    case ETIMEDOUT:     // nothing was acknowledged
    case EHOSTUNREACH:  // ICMP, or this machine's own network
    case EHOSTDOWN:
    case ENETUNREACH:
    case ENETDOWN:
    case ENETRESET:
    case ENONET:
    case ENOPROTOOPT:
    case EPROTO:
    case EBADF:  // no connection at all
    case ENOTSOCK:
    case ENOTCONN:
    case ESHUTDOWN:
      return true;
    default:
      return false;
  }
}

}  // namespace

bool SocketRetries::allow(int error_number) noexcept {
  if (would_block(error_number)) {
    return true;
  }
  return !is_gone(error_number) && left_-- > 0;
}

}  // namespace goto_token
