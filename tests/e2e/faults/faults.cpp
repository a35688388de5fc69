// A library for LD_PRELOAD: makes one call of the program fail, or ends, stops or signals the program there.
// It wraps the functions of libc that goto-token touches network and files with. The tests build it, it is
// never installed; tests/e2e/support/faults.py steers it by these variables:
//
//   GOTO_FAULTS_FROM     the function whose first call begins the count (default: send, which sends a
//   request) GOTO_FAULTS_CALL     the function that is counted (default: all) GOTO_FAULTS_NUMBER   which of
//   these calls is struck, from 1 on GOTO_FAULTS_ONWARDS  if set: all later ones, too GOTO_FAULTS_ERRNO the
//   call is not made, and fails with this number GOTO_FAULTS_SIGNAL   this signal comes before the call is
//   made GOTO_FAULTS_AFTER    if set: the signal comes when the call has been made GOTO_FAULTS_LOG      a
//   file into which the counted functions are written, a line a call
//
// Functions of libc that call each other don't come by here: a call counts once. What is written to stdout
// and stderr does not count.

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include "next_function.hpp"

namespace {

const char* setting(const char* name) {
  return std::getenv(name);
}

int number(const char* name) {
  const char* const text = setting(name);
  return text == nullptr ? 0 : std::atoi(text);
}

bool is(const char* name, const char* function, const char* unset) {
  const char* const text = setting(name);
  return std::strcmp(text == nullptr ? unset : text, function) == 0;
}

void log(const char* function) {
  const char* const path = setting("GOTO_FAULTS_LOG");
  if (path == nullptr) {
    return;
  }
  const int file = next_function<int(const char*, int, mode_t)>("open")(
      path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  const auto write_next = next_function<ssize_t(int, const void*, std::size_t)>("write");
  write_next(file, function, std::strlen(function));
  write_next(file, "\n", 1);
  next_function<int(int)>("close")(file);
}

/// Counts a call; whether it is one to strike.
bool is_struck(const char* function) {
  static std::atomic<bool> counting = false;
  static std::atomic<int> counted = 0;
  if (!counting && !is("GOTO_FAULTS_FROM", function, "send")) {
    return false;
  }
  counting = true;
  log(function);
  if (!is("GOTO_FAULTS_CALL", function, function)) {
    return false;
  }
  const int count = ++counted;
  const int struck = number("GOTO_FAULTS_NUMBER");
  return count == struck || (struck != 0 && count > struck && setting("GOTO_FAULTS_ONWARDS") != nullptr);
}

void signal_if(bool due) {
  const int signal_number = number("GOTO_FAULTS_SIGNAL");
  if (due && signal_number != 0) {
    const int error_number = errno;
    ::kill(::getpid(), signal_number);
    errno = error_number;
  }
}

enum class Failure : unsigned char { Sets, Returns };  // the number of an error, in errno or as the result

bool is_for_people(const char* function, int fd) {
  return std::strcmp(function, "write") == 0 && (fd == STDOUT_FILENO || fd == STDERR_FILENO);
}

template <typename Argument>
bool is_for_people(const char* /*function*/, Argument /*first*/) {
  return false;
}

/// `function` is the name that is counted, `symbol` that of libc.
template <Failure kFailure, typename Result, typename First, typename... Others>
Result call(const char* function, const char* symbol, First first, Others... others) {
  const bool struck = !is_for_people(function, first) && is_struck(function);
  const bool after = setting("GOTO_FAULTS_AFTER") != nullptr;
  signal_if(struck && !after);
  const int error_number = struck ? number("GOTO_FAULTS_ERRNO") : 0;
  if (error_number != 0) {
    if constexpr (kFailure == Failure::Returns) {
      return error_number;
    }
    errno = error_number;
    return Result{-1};
  }
  const Result result = next_function<Result(First, Others...)>(symbol)(first, others...);
  signal_if(struck && after);
  return result;
}

}  // namespace

// The wrapper of `symbol`. Its C++ name is another, since a header declares the real one, with `noexcept` or
// `...`. The arguments of open and openat, which have a `...`, arrive as if there were none.
#define WRAP_AS(failure, function, result, symbol, parameters, ...)         \
  result wrapped_##function parameters __asm__(#symbol);                    \
  result wrapped_##function parameters {                                    \
    return call<Failure::failure, result>(#function, #symbol, __VA_ARGS__); \
  }
#define WRAP(result, symbol, parameters, ...) WRAP_AS(Sets, symbol, result, symbol, parameters, __VA_ARGS__)

using FileSize = off_t;
using Room = void*;
using Bytes = const void*;
using Path = const char*;

WRAP(int, socket, (int domain, int type, int protocol), domain, type, protocol)
WRAP(int, connect, (int fd, const sockaddr* address, socklen_t size), fd, address, size)
WRAP(int, getsockopt, (int fd, int level, int option, Room value, socklen_t* size), fd, level, option, value,
     size)
WRAP(int, setsockopt, (int fd, int level, int option, Bytes value, socklen_t size), fd, level, option, value,
     size)
WRAP(int, shutdown, (int fd, int how), fd, how)
WRAP(ssize_t, send, (int fd, Bytes bytes, std::size_t size, int flags), fd, bytes, size, flags)
WRAP(ssize_t, recv, (int fd, Room room, std::size_t size, int flags), fd, room, size, flags)
WRAP(int, poll, (pollfd * events, nfds_t count, int timeout), events, count, timeout)

WRAP(int, open, (Path path, int flags, mode_t mode), path, flags, mode)
WRAP(int, openat, (int folder, Path path, int flags, mode_t mode), folder, path, flags, mode)
WRAP(int, close, (int fd), fd)
WRAP(ssize_t, read, (int fd, Room room, std::size_t size), fd, room, size)
WRAP(ssize_t, write, (int fd, Bytes bytes, std::size_t size), fd, bytes, size)
WRAP(ssize_t, writev, (int fd, Bytes parts, int count), fd, parts, count)
WRAP(ssize_t, pread, (int fd, Room room, std::size_t size, FileSize offset), fd, room, size, offset)
WRAP(ssize_t, pwrite, (int fd, Bytes bytes, std::size_t size, FileSize offset), fd, bytes, size, offset)
WRAP(FileSize, lseek, (int fd, FileSize offset, int whence), fd, offset, whence)
WRAP(int, ftruncate, (int fd, FileSize size), fd, size)
WRAP_AS(Returns, posix_fallocate, int, posix_fallocate, (int fd, FileSize offset, FileSize size), fd, offset,
        size)
WRAP(int, fallocate, (int fd, int mode, FileSize offset, FileSize size), fd, mode, offset, size)
WRAP(int, fsync, (int fd), fd)
WRAP(int, fdatasync, (int fd), fd)
WRAP(int, flock, (int fd, int operation), fd, operation)
WRAP(int, fstat, (int fd, struct stat* status), fd, status)
WRAP(int, stat, (Path path, struct stat* status), path, status)
WRAP(int, lstat, (Path path, struct stat* status), path, status)
WRAP(int, fstatat, (int folder, Path path, struct stat* status, int flags), folder, path, status, flags)
WRAP(int, mkdir, (Path path, mode_t mode), path, mode)
WRAP(int, mkdirat, (int folder, Path path, mode_t mode), folder, path, mode)
WRAP(int, fchmod, (int fd, mode_t mode), fd, mode)
WRAP(int, rename, (Path from, Path to), from, to)
WRAP(int, renameat, (int from_folder, Path from, int to_folder, Path to), from_folder, from, to_folder, to)
WRAP(int, linkat, (int from_folder, Path from, int to_folder, Path to, int flags), from_folder, from,
     to_folder, to, flags)
WRAP(int, unlink, (Path path), path)
WRAP(int, unlinkat, (int folder, Path path, int flags), folder, path, flags)

// What a fortified build calls in their place.
WRAP_AS(Sets, open, int, __open_2, (Path path, int flags), path, flags)
WRAP_AS(Sets, openat, int, __openat_2, (int folder, Path path, int flags), folder, path, flags)
WRAP_AS(Sets, read, ssize_t, __read_chk, (int fd, Room room, std::size_t size, std::size_t most), fd, room,
        size, most)
WRAP_AS(Sets, recv, ssize_t, __recv_chk, (int fd, Room room, std::size_t size, std::size_t most, int flags),
        fd, room, size, most, flags)
WRAP_AS(Sets, poll, int, __poll_chk, (pollfd * events, nfds_t count, int timeout, std::size_t size), events,
        count, timeout, size)
