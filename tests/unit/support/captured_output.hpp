#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <stdexcept>
#include <string>

#include "goto_token/io/file_descriptor.hpp"

namespace goto_token {

/// Both ends of a pipe.
struct Pipe {
  FileDescriptor read_end;
  FileDescriptor write_end;
};

inline Pipe make_pipe() {
  std::array<int, 2> ends = {};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
    throw std::runtime_error("cannot make a pipe");
  }
  return {FileDescriptor(ends[0]), FileDescriptor(ends[1])};
}

/// All that comes out of a descriptor until its other side is closed.
inline std::string read_to_end(const FileDescriptor& from) {
  std::string text;
  std::array<char, 4096> chunk = {};
  while (true) {
    const ssize_t count = ::read(from.number(), chunk.data(), chunk.size());
    if (count <= 0) {
      return text;
    }
    text.append(chunk.data(), static_cast<std::size_t>(count));
  }
}

/// A pipe in place of an output stream. What is written must fit into it (64 KiB).
class CapturedOutput {
 public:
  [[nodiscard]] int fd() const { return pipe_.write_end.number(); }

  /// Ends the writing and returns what was written.
  std::string text() {
    pipe_.write_end.close();
    return read_to_end(pipe_.read_end);
  }

 private:
  Pipe pipe_ = make_pipe();
};

}  // namespace goto_token
