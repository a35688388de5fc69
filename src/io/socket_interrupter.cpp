#include "goto_token/io/socket_interrupter.hpp"

#include <fcntl.h>
#include <sys/socket.h>

namespace goto_token {

void SocketInterrupter::watch(const FileDescriptor& socket) {
  const std::lock_guard lock(mutex_);
  socket_ = FileDescriptor(::fcntl(socket.number(), F_DUPFD_CLOEXEC, 0));
  if (interrupted_) {
    ::shutdown(socket.number(), SHUT_RDWR);
  }
}

bool SocketInterrupter::interrupt() {
  const std::lock_guard lock(mutex_);
  interrupted_ = true;
  return socket_.is_open() && ::shutdown(socket_.number(), SHUT_RDWR) == 0;
}

}  // namespace goto_token
