#include "goto_token/io/child_process.hpp"

#include <fcntl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <optional>
#include <string>
#include <utility>

#include "goto_token/io/file_descriptor.hpp"

namespace goto_token {
namespace {

using Kind = ChildFailure::Kind;

// How often to look where the kernel has no pidfd_open(2) and nothing tells of the end.
constexpr std::chrono::milliseconds kLookAgain{20};

/// Makes ended children wait for us as long as it lives. A parent may have had SIGCHLD ignored; the kernel
/// would then drop their exit status.
class KeptExitStatus {
 public:
  KeptExitStatus() {
    struct sigaction by_default = {};
    by_default.sa_handler = SIG_DFL;
    ::sigaction(SIGCHLD, &by_default, &before_);
  }
  KeptExitStatus(const KeptExitStatus&) = delete;
  KeptExitStatus& operator=(const KeptExitStatus&) = delete;
  ~KeptExitStatus() { ::sigaction(SIGCHLD, &before_, nullptr); }

 private:
  struct sigaction before_ = {};
};

/// A process of ours, killed and waited for at the latest when the object ends.
class Child {
 public:
  explicit Child(pid_t process) : process_(process) {
    // As a call by number: the C library of Debian 11 and Ubuntu 22.04 has no function for it.
    ended_ = FileDescriptor(static_cast<int>(::syscall(SYS_pidfd_open, process, 0)));
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    if (!status_) {
      ::kill(-process_, SIGKILL);  // it leads a session: with all that it has started
      wait(0);
    }
  }

  /// Readable once it has ended; -1 where the kernel has no such descriptor.
  [[nodiscard]] int ended() const { return ended_.number(); }

  [[nodiscard]] bool has_ended() { return status_ || wait(WNOHANG); }

  /// Its status as waitpid(2) gives it. Only after `has_ended`.
  [[nodiscard]] int status() const { return *status_; }

 private:
  bool wait(int options) {
    int status = 0;
    pid_t waited = 0;
    do {
      waited = ::waitpid(process_, &status, options);
    } while (waited < 0 && errno == EINTR);
    if (waited == process_) {
      status_ = status;
    }
    return waited == process_;
  }

  pid_t process_;
  FileDescriptor ended_;
  std::optional<int> status_;
};

struct Pipe {
  FileDescriptor read_end;
  FileDescriptor write_end;
};

std::optional<Pipe> make_pipe() {
  std::array<int, 2> ends = {};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
    return std::nullopt;
  }
  return Pipe{FileDescriptor(ends[0]), FileDescriptor(ends[1])};
}

void set_non_blocking(const FileDescriptor& end) {
  ::fcntl(end.number(), F_SETFL, ::fcntl(end.number(), F_GETFL) | O_NONBLOCK);
}

/// Our ends of the two pipes. Neither read nor write blocks.
class Exchange {
 public:
  Exchange(FileDescriptor input, FileDescriptor output, std::string_view unsent, std::size_t longest)
      : input_(std::move(input)), output_(std::move(output)), unsent_(unsent), longest_(longest) {
    set_non_blocking(input_);
    set_non_blocking(output_);
  }

  [[nodiscard]] std::array<pollfd, 2> events() const {
    return {pollfd{input_.number(), POLLOUT, 0}, pollfd{output_.number(), POLLIN, 0}};
  }
  [[nodiscard]] bool is_too_long() const { return received_.size() > longest_; }
  [[nodiscard]] Secret take_output() { return Secret(std::exchange(received_, {})); }

  /// Sends what the child takes at the moment. Its stdin ends with the input, or once it has closed it.
  void send_some() {
    while (input_.is_open()) {
      const ssize_t count = unsent_.empty() ? 0 : ::write(input_.number(), unsent_.data(), unsent_.size());
      if (count < 0 && would_block(errno)) {
        return;
      }
      unsent_.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
      if (count <= 0) {
        input_.close();
      }
    }
  }

  /// Receives what is there.
  void receive_some() {
    constexpr std::size_t kAtOnce = 65536;  // what a pipe holds
    while (output_.is_open() && !is_too_long()) {
      const std::size_t before = received_.size();
      received_.resize(before + kAtOnce);
      const ssize_t count = ::read(output_.number(), received_.data() + before, kAtOnce);
      received_.resize(before + static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
      if (count < 0 && would_block(errno)) {
        return;
      }
      if (count <= 0) {
        output_.close();
      }
    }
  }

 private:
  FileDescriptor input_;
  FileDescriptor output_;
  std::string_view unsent_;
  std::size_t longest_;
  std::string received_;
};

std::variant<ChildExit, ChildFailure> finish(Child& child, Exchange& exchange, const ChildLimits& limits,
                                             const Wait& wait) {
  for (bool ended = false; !ended;) {
    ended = child.has_ended();  // first: all that it wrote can then be read below
    exchange.send_some();
    exchange.receive_some();
    if (exchange.is_too_long()) {
      return ChildFailure{Kind::TooLong};
    }
    if (!ended && Clock::now() >= limits.deadline) {
      return ChildFailure{Kind::TimedOut};
    }
    if (!ended) {
      const auto [input, output] = exchange.events();
      std::array<pollfd, 3> events = {input, output, pollfd{child.ended(), POLLIN, 0}};
      const Deadline look_again = Clock::now() + kLookAgain;
      wait(events, child.ended() < 0 ? std::min(limits.deadline, look_again) : limits.deadline);
    }
  }
  const int status = child.status();
  return ChildExit{.output = exchange.take_output(),
                   .exit_status = WIFEXITED(status) ? WEXITSTATUS(status) : 0,
                   .signal_number = WIFSIGNALED(status) ? WTERMSIG(status) : 0};
}

}  // namespace

std::variant<ChildExit, ChildFailure> run_child(Command command, std::string_view input,
                                                const ChildLimits& limits, const Wait& wait) {
  auto to_child = make_pipe();
  auto from_child = make_pipe();
  if (!to_child || !from_child) {
    return ChildFailure{Kind::NotStarted, errno};
  }
  const KeptExitStatus kept_exit_status;
  const std::array<int, 3> descriptors = {to_child->read_end.number(), from_child->write_end.number(),
                                          kNullDevice};
  const auto spawned = spawn(std::move(command), descriptors);
  if (const auto* const failure = std::get_if<SpawnFailure>(&spawned)) {
    return ChildFailure{Kind::NotStarted, failure->error_number};
  }
  Child child(std::get<pid_t>(spawned));
  to_child->read_end.close();
  from_child->write_end.close();
  Exchange exchange(std::move(to_child->write_end), std::move(from_child->read_end), input,
                    limits.longest_output);
  return finish(child, exchange, limits, wait);
}

}  // namespace goto_token
