#pragma once

#include <memory>
#include <stdexcept>
#include <string>

#include "settings.hpp"

namespace goto_mock_auth {

/// The address can't be listened on.
class ListenError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The certificate or its key can't be used.
class CertificateError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The authorization server behind its socket. One use: construct, serve, stop.
class Server {
 public:
  /// Listens on 127.0.0.1. From here on connections are taken, and answered once `serve` runs.
  /// @throws ListenError, CertificateError.
  explicit Server(const Settings& settings);
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  Server(Server&&) = delete;
  Server& operator=(Server&&) = delete;
  ~Server();

  /// Where the server is reached, without a slash at its end.
  [[nodiscard]] const std::string& base_url() const;

  /// Answers requests until `stop`.
  /// @throws std::runtime_error if it can't go on, or has no threads to begin with.
  void serve();

  /// Makes `serve` return once all connections are done. May be called from another thread, as may
  /// `break_off`.
  void stop();

  /// Ends the connections that are left after `stop`, which may be idle or held by a fault.
  void break_off();

 private:
  class Implementation;  // keeps the HTTP library out of this header
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace goto_mock_auth
