#include "goto_token/commands/real_effects.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include "goto_token/base/text.hpp"
#include "goto_token/config/proxy.hpp"
#include "goto_token/io/colour.hpp"
#include "goto_token/io/random.hpp"
#include "goto_token/io/terminal.hpp"
#include "goto_token/sign_in/browser_choice.hpp"

namespace goto_token {
namespace {

HttpResponse send(const HttpRequest& request, HttpOptions options, TlsContext& tls, const Settings& settings,
                  const Diagnostics& diagnostics, bool notes_retries) {
  options.proxy = choose_proxy(request.url, settings);
  if (options.proxy) {
    diagnostics.trace("through the proxy " + describe(*options.proxy));
  }
  bool told = !notes_retries;  // a note for the first failure only; the last one becomes the error
  options.retrying = [&](const Error& not_connected) {
    const std::string text = std::string(not_connected.what()) + "; trying again";
    told ? diagnostics.trace(text) : diagnostics.note(text);
    told = true;
  };
  tls.check_readable();
  if (is_https(request.url)) {
    tls.check_certificates();
  }
  return send_http(request, tls, options);
}

}  // namespace

RealEffects::RealEffects(const Config& config, const Settings& settings, const Diagnostics& diagnostics,
                         Streams streams)
    : RealEffects(config, settings, diagnostics, streams, {},
                  TlsContext(make_tls_trust(config), make_client_certificate_files(config))) {}

RealEffects::RealEffects(const Config& config, const Settings& settings, const Diagnostics& diagnostics,
                         Streams streams, const HttpLimits& limits, TlsContext tls)
    : tls_(std::move(tls)) {
  const bool terminal = is_terminal(streams.err);
  effects_.diagnostics = diagnostics;
  effects_.input = streams.in;
  effects_.print = [streams](std::string_view result) { write_result(streams.out, result); };
  effects_.shows_colour = [streams, &settings] {
    return shows_colour(streams.out, settings.find_in_environment("NO_COLOR").value_or(""),
                        settings.find_in_environment("TERM").value_or(""));
  };
  effects_.fill_random = fill_random;
  effects_.now = [] { return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()); };
  effects_.open_browser = [&config, &settings, terminal](const std::string& url) {
    auto commands = choose_browsers(config, settings, terminal);
    return commands.empty()
               ? std::nullopt
               : std::optional(open_browser(std::move(commands), url, settings.child_environment()));
  };
  effects_.check_network = [this, &settings](const Url& url) {
    tls_.check_readable();
    tls_.check_certificates();
    static_cast<void>(choose_proxy(url, settings));
  };
  effects_.check_client_certificate = [this, &config] { check_client_certificate(config); };
  effects_.prepare_network = [this](const Url& url) {
    if (is_https(url)) {
      static_cast<void>(tls_.load());
    }
  };
  effects_.send = [this, &config, &settings, limits](const HttpRequest& request, const SendOptions& sending) {
    if (sending.client_certificate == ClientCertificateUse::Present) {
      check_client_certificate(config);
    }
    return send(request,
                {.limits = limits,
                 .client_certificate = sending.client_certificate,
                 .wait = sending.wait,
                 .before_sending = sending.before_sending},
                tls_, settings, effects_.diagnostics, sending.notes_retries);
  };
}

void RealEffects::check_client_certificate(const Config& config) {
  const std::string problem = tls_.client_certificate().facts().explain_invalidity(effects_.now());
  if (!problem.empty() && !has_warned_of_certificate_) {
    has_warned_of_certificate_ = true;
    const PemFile& file = config.client_certificate.certificate;
    effects_.diagnostics.warning(file.origin + ": the certificate in '" + printable(file.path) + "' " +
                                 problem);
  }
}

void write_result(int fd, std::string_view result) {
  if (const int error_number = write_all(fd, result); error_number != 0) {
    throw Error(ExitCode::Failure,
                "cannot write to stdout: " + std::generic_category().message(error_number));
  }
}

}  // namespace goto_token
