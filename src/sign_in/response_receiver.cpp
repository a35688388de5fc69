#include "goto_token/sign_in/response_receiver.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "goto_token/base/text.hpp"
#include "goto_token/io/terminal.hpp"
#include "goto_token/sign_in/notices.hpp"
#include "goto_token/sign_in/page_opener.hpp"
#include "goto_token/sign_in/waiting_line.hpp"

namespace goto_token {
namespace {

/// The Host fields that a browser or a proxy may send for the redirect URI.
std::vector<std::string> make_authorities(const Url& redirect_uri) {
  if (is_loopback_redirect(redirect_uri)) {
    return loopback_authorities(redirect_uri.host, redirect_uri.port);
  }
  std::vector<std::string> authorities = {host_and_port(redirect_uri.host, redirect_uri.port)};
  if (redirect_uri.port == default_port(redirect_uri.scheme)) {
    authorities.push_back(written_host(redirect_uri.host));
  }
  return authorities;
}

/// The redirect URI with the port that is listened on, where it says 0.
Url with_real_port(Url redirect_uri, std::uint16_t port) {
  redirect_uri.port = redirect_uri.port == 0 ? port : redirect_uri.port;
  return redirect_uri;
}

/// The hints for the redirect URI's own address.
ListenHints make_redirect_uri_hints() {
  return {.port_in_use =
              "stop the program that uses this port, or register another redirect URI; --paste needs no port",
          .no_such_address =
              "this machine has no such address; register a redirect URI with another one, such as 127.0.0.1",
          .otherwise = "choose another port in OAUTH_REDIRECT_URI, and register it"};
}

/// The hints for the address of --listen.
ListenHints make_listen_option_hints() {
  const std::string choose = "choose an address of this machine and a free port with --listen";
  return {.port_in_use = "stop the program that uses this port, or choose another with --listen",
          .no_such_address = choose,
          .otherwise = choose};
}

Error make_timeout(const Config& config, const RejectionLog& rejections) {
  if (!config.paste) {
    return rejections.make_timeout(*config.timeout);
  }
  return {ExitCode::TimedOut,
          "no authorization response came within " + std::to_string(config.timeout->count()) + " s",
          "if the browser showed an error, " + advise_to_check_registration(config.redirect_uri) +
              "; else paste the address that it ends on, or give it longer with --timeout"};
}

/// @param typed whether the input is a terminal.
Error make_end_of_input(bool typed) {
  const std::string address = "the address that the browser ended on";
  return {ExitCode::TimedOut, "no authorization response: the input ended without one",
          typed ? "run it again and paste " + address
                : "run it again at a terminal, or write " + address + " to its input"};
}

/// The earlier of two points in time, of which nullopt is never.
std::optional<Deadline> earliest(std::optional<Deadline> one, std::optional<Deadline> other) {
  if (!one || !other) {
    return one ? one : other;
  }
  return std::min(*one, *other);
}

}  // namespace

LoopbackSockets listen_for_response(const Config& config) {
  const Url& redirect = config.redirect_uri.url;
  if (config.paste) {
    return {{}, 0};
  }
  if (config.listen) {
    return listen_on_address(config.listen->host, config.listen->port.value_or(redirect.port),
                             make_listen_option_hints());
  }
  return listen_on_loopback(redirect.host, redirect.port, make_redirect_uri_hints());
}

ResponseReceiver::ResponseReceiver(const Config& config, const ExpectedAuthorizationResponse& expected,
                                   const Effects& effects)
    : config_(config),
      effects_(effects),
      listener_(listen_for_response(config),
                [this](Unreadable unreadable) { return redirect_.reject(unreadable); }),
      redirect_uri_(config.paste ? config.redirect_uri.text
                                 : with_real_port(config.redirect_uri, listener_.port())),
      rejections_(config.redirect_uri, expected.state, effects.diagnostics),
      redirect_(listener_,
                {make_authorities(with_real_port(config.redirect_uri.url, listener_.port())),
                 config.redirect_uri.url.path},
                expected, rejections_) {
  if (config.paste || is_terminal(effects.input)) {
    using Need = PasteReceiver::Need;
    paste_.emplace(effects.input, with_real_port(config.redirect_uri.url, listener_.port()), expected,
                   config.paste ? Need::Required : Need::Optional, effects.diagnostics);
  }
  effects.diagnostics.trace((config.paste ? "reading the response for " : "listening for ") + redirect_uri_);
}

void ResponseReceiver::announce() const {
  announce_wait(config_, listener_.port(), paste_.has_value(), effects_.diagnostics);
}

ReceivedResponse ResponseReceiver::receive(std::optional<BrowserRun> browser) {
  std::optional<Deadline> deadline;
  if (config_.timeout) {
    deadline = effects_.steady_now() + *config_.timeout;
  }
  auto received = wait(deadline, browser);
  if (paste_) {
    paste_->report_rejections();
    paste_.reset();
  }
  if (!received) {
    throw make_timeout(config_, rejections_);
  }
  rejections_.report();
  return *std::move(received);
}

std::optional<ReceivedResponse> ResponseReceiver::wait(std::optional<Deadline> deadline,
                                                       std::optional<BrowserRun>& browser) {
  // No event says that a job came back from the background to the terminal.
  constexpr std::chrono::seconds kAskAgain{1};
  const WaitingLine line(describe_wait(config_, listener_.port()), effects_.steady_now(), config_.timeout,
                         effects_.diagnostics);
  while (true) {
    std::optional<Deadline> until = deadline;
    if (paste_) {
      paste_->ask();
      until = earliest(until, paste_->resumes_at().value_or(effects_.steady_now() + kAskAgain));
    }
    until = earliest(until, line.show(effects_.steady_now()));
    std::array<pollfd, 2> events = {
        pollfd{.fd = browser ? browser->ended.number() : -1, .events = POLLIN, .revents = 0},
        pollfd{.fd = paste_ ? paste_->awaited() : -1, .events = POLLIN, .revents = 0}};
    auto received = redirect_.receive(until, events);
    if (browser && is_readable(browser->ended.number())) {
      report_browser(*browser, effects_.diagnostics);
      browser.reset();
    }
    if (!received) {
      received = take_pasted();
    }
    if (received || (deadline && effects_.steady_now() >= *deadline)) {
      return received;
    }
  }
}

std::optional<ReceivedResponse> ResponseReceiver::take_pasted() {
  if (!paste_) {
    return std::nullopt;
  }
  if (auto response = paste_->take_response(effects_.steady_now())) {
    return ReceivedResponse{std::nullopt, *std::move(response)};
  }
  if (paste_->has_ended()) {
    paste_->report_rejections();
    const bool typed = paste_->is_from_terminal();
    paste_.reset();
    if (config_.paste) {
      throw make_end_of_input(typed);
    }
    effects_.diagnostics.note("nothing more can be pasted; still waiting for the browser");
  }
  return std::nullopt;
}

void ResponseReceiver::show(const ReceivedResponse& received, const RedirectPage& page) {
  if (received.request) {
    listener_.respond(*received.request, make_http_response(page));
    listener_.finish(*received.request);
  }
  rejections_.report();  // of the requests during the exchange
}

}  // namespace goto_token
