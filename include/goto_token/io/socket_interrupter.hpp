#pragma once

#include <mutex>

#include "goto_token/io/file_descriptor.hpp"

namespace goto_token {

/// Ends what another thread does with a socket: that thread then finds the connection closed.
class SocketInterrupter {
 public:
  /// Names the socket, for the thread that is going to use it. A socket that comes after interrupt() is ended
  /// at once; one that cannot be watched for want of a file descriptor goes on.
  void watch(const FileDescriptor& socket);

  /// Ends the socket's connection; false when none is watched yet.
  bool interrupt();

 private:
  std::mutex mutex_;
  FileDescriptor socket_;  // of our own, as the other thread closes its number when it likes
  bool interrupted_ = false;
};

}  // namespace goto_token
