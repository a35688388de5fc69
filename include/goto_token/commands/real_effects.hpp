#pragma once

#include <chrono>

#include "goto_token/config/config.hpp"
#include "goto_token/config/settings.hpp"
#include "goto_token/io/effects.hpp"
#include "goto_token/io/http_client.hpp"
#include "goto_token/io/tls_context.hpp"

namespace goto_token {

/// The descriptors of a run.
struct Streams {
  int out = -1;  ///< For the result only.
  int err = -1;  ///< For all messages.
  int in = -1;   ///< Read only for a pasted response; -1 for no input.
};

/// For what only checks the set-up while a person waits: less time than a token may take.
inline constexpr HttpLimits kCheckLimits{.connect = std::chrono::seconds(4),
                                         .whole = std::chrono::seconds(12)};

/// The real effects of a run. The arguments must outlive it.
class RealEffects {
 public:
  RealEffects(const Config& config, const Settings& settings, const Diagnostics& diagnostics,
              Streams streams);

  /// @param tls the certificates, which may have been read before.
  RealEffects(const Config& config, const Settings& settings, const Diagnostics& diagnostics, Streams streams,
              const HttpLimits& limits, TlsContext tls);
  RealEffects(const RealEffects&) = delete;
  RealEffects& operator=(const RealEffects&) = delete;
  ~RealEffects() = default;

  [[nodiscard]] const Effects& effects() const noexcept { return effects_; }

 private:
  void check_client_certificate(const Config& config);

  TlsContext tls_;
  Effects effects_;
  bool has_warned_of_certificate_ = false;
};

/// Writes the result to stdout.
/// @throws Error{Failure} when stdout cannot be written.
void write_result(int fd, std::string_view result);

}  // namespace goto_token
