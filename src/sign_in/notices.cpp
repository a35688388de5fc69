#include "goto_token/sign_in/notices.hpp"

#include <cstddef>
#include <cstring>
#include <variant>

#include "goto_token/base/text.hpp"
#include "goto_token/io/status_line.hpp"
#include "goto_token/sign_in/waiting_line.hpp"

namespace goto_token {
namespace {

/// The command that forwards the port of the browser's machine to the address that we listen on.
std::string make_ssh_command(const Config& config, std::uint16_t port) {
  std::string host = config.listen ? config.listen->host : config.redirect_uri.url.host;
  if (is_localhost_name(host) || host == "0.0.0.0" || host == "::") {
    host = "127.0.0.1";
  }
  const std::uint16_t from = config.redirect_uri.url.port == 0 ? port : config.redirect_uri.url.port;
  return "ssh -L " + shell_word(std::to_string(from) + ":" + host_and_port(host, port)) + " " +
         *config.ssh_destination;
}

constexpr int kShellSignalStatus = 128;  // a shell adds the number of the signal that ended a command

/// The commands, fit for a message.
std::string name_browsers(std::span<const std::string> commands) {
  constexpr std::size_t kMostOfACommand = 60;
  const std::string names = join_words(commands, ", ", [](const std::string& command) {
    return "'" + printable(command, kMostOfACommand) + "'";
  });
  return (commands.size() == 1 ? "the browser command " : "the browser commands ") + names;
}

/// Whether a shell could not start a command that it gives this status.
bool is_not_started(int status) {
  return status == static_cast<int>(ExitCode::CommandNotFound) ||
         status == static_cast<int>(ExitCode::NotExecutable);
}

/// How a browser command ended that was started.
std::string describe_end(int status) {
  const char* const signal_name =
      status > kShellSignalStatus ? ::sigabbrev_np(status - kShellSignalStatus) : nullptr;
  return signal_name != nullptr ? std::string("was ended by SIG") + signal_name
                                : "failed with status " + std::to_string(status);
}

}  // namespace

void note_wait(const std::string& what, std::optional<std::chrono::seconds> limit,
               const Diagnostics& diagnostics) {
  if (takes_status_line(diagnostics.status_terminal())) {
    return;
  }
  diagnostics.note(what + (limit ? " for " + std::to_string(limit->count()) + " s" : "") +
                   "; Ctrl+C ends it");
}

void announce_wait(const Config& config, std::uint16_t port, bool pasting, const Diagnostics& diagnostics) {
  if (config.paste) {
    diagnostics.note("the browser may say that it cannot open the page it ends on: only its address counts");
    note_wait(describe_wait(config, port), config.timeout, diagnostics);
    return;
  }
  if (config.listen && !is_loopback_host(config.listen->host)) {
    diagnostics.warning("other machines may reach " + host_and_port(config.listen->host, port) +
                        ", where goto-token waits for the response");
  }
  if (config.ssh_destination && is_loopback_redirect(config.redirect_uri.url)) {
    diagnostics.note(
        "this is a remote machine; to bring the response here, run this on your own computer first:\n\n  " +
        make_ssh_command(config, port) + "\n");
    if (!pasting) {  // else the request to paste follows
      diagnostics.note("pasting works too, with --paste");
    }
  }
  note_wait(describe_wait(config, port), config.timeout, diagnostics);
}

std::string describe_start(std::span<const std::string> commands) {
  return commands.size() == 1 ? "starting " + name_browsers(commands)
                              : "trying " + name_browsers(commands) + " in turn";
}

std::optional<std::string> describe_failure(std::span<const std::string> commands, const BrowserExit& exit) {
  if (exit.status == 0) {
    return std::nullopt;
  }
  if (is_not_started(exit.status) && exit.tried > 1) {
    return "none of " + name_browsers(commands.first(exit.tried)) + " can be run";
  }
  const std::string name = name_browsers(commands.subspan(exit.tried - 1, 1));
  if (exit.status == static_cast<int>(ExitCode::CommandNotFound)) {
    return name + " was not found";
  }
  return name + (is_not_started(exit.status) ? " cannot be run" : " " + describe_end(exit.status));
}

bool is_issuer_mismatch(const AuthorizationError& error) {
  return !std::holds_alternative<AuthorizationErrorResponse>(error);
}

std::string describe(const AuthorizationError& error) {
  if (const auto* const mismatch = std::get_if<IssuerMismatch>(&error)) {
    return "issuer mismatch: the response names '" + printable(mismatch->iss) +
           "', which is not the server that was asked";
  }
  if (const auto* const response = std::get_if<AuthorizationErrorResponse>(&error)) {
    const std::string& description = response->description;
    return printable(response->error) + (description.empty() ? "" : ": " + printable(description));
  }
  return "issuer mismatch: the response names no issuer, although the server's metadata promises one";
}

std::string hint_for(const AuthorizationError& error) {
  const auto* const response = std::get_if<AuthorizationErrorResponse>(&error);
  if (response == nullptr) {
    return "do not go on: someone may be mixing up authorization servers (RFC 9207)";
  }
  if (response->error == "access_denied" || response->error == "authorization_declined") {
    return "run it again and choose Allow to give access";
  }
  if (response->error == "invalid_scope") {
    return "ask only for scopes that are enabled on the client";
  }
  if (response->error == "invalid_target") {  // RFC 8707 §2
    return "check --audience and --resource: the server gives this client no token for one of them";
  }
  if (response->error == "unauthorized_client") {
    return "check that the client may use the authorization code grant";
  }
  return {};
}

Error make_authorization_failure(const AuthorizationError& error) {
  const std::string what =
      is_issuer_mismatch(error) ? describe(error) : "authorization refused: " + describe(error);
  return {ExitCode::AuthorizationFailed, what, hint_for(error)};
}

}  // namespace goto_token
