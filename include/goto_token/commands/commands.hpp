#pragma once

#include "goto_token/commands/output.hpp"
#include "goto_token/commands/real_effects.hpp"
#include "goto_token/config/session.hpp"

namespace goto_token {

/// Gets a token: from the stored login if it covers the request, else by the grant.
/// @throws Error{LoginRequired} when that needs a person and `--non-interactive` excludes one, and the errors
/// of the grant and the store.
[[nodiscard]] IssuedToken fetch_token(const Session& session);

/// The bare command: prints the token of `fetch_token`.
/// @throws Error{Failure} when stdout cannot be written, and the errors of fetch_token.
ExitCode print_token(const Session& session);

/// `login`: asks the user to sign in and stores the result. First makes sure that the store can be written.
/// @throws Error{LoginRequired, TokenStore} and the errors of the grant.
ExitCode log_in(const Session& session);

/// `logout`: erases the login here and revokes it at the server (RFC 7009).
/// @throws Error{Network, TokenRefused} when the server did not revoke it, and Error{TokenStore} when the
/// stored login is unusable; then it is erased all the same. Error{Configuration} when revoking needs plain
/// http that is not allowed; then it is not erased.
ExitCode log_out(const Session& session);

/// `logout --all`: ends every stored login as log_out does, and tells of each. Needs no valid configuration,
/// but only where that names a login's client and server is the client's secret known.
/// @returns the status of the first failure; the others are ended all the same.
/// @throws Error{TokenStore} when the store cannot be read.
ExitCode log_out_everywhere(const Session& session);

/// `exec`: becomes the command. Its environment has the token of `fetch_token`, but not our secrets.
/// @throws Error{CommandNotFound, NotExecutable} and the errors of fetch_token.
ExitCode exec_with_token(const Session& session);

/// `status`: prints what is stored for this service and client. Only reads the store, and does not read it
/// for a grant that does not use it.
/// @returns LoginRequired when a token would need a person.
/// @throws Error{TokenStore} when the stored login cannot be read.
ExitCode print_status(const Session& session);

/// `status --all`: prints what is stored, a line each login. Needs no valid configuration, and changes
/// nothing.
/// @returns TokenStore when a login cannot be used, or else LoginRequired when none would give a token
/// without a person.
/// @throws Error{TokenStore} when the store cannot be read.
ExitCode print_every_status(const Session& session);

/// The arguments of `init`, which has no session: there is no configuration yet.
struct InitRun {
  const CommandLine& command_line;
  const Environment& environment;
  const Diagnostics& diagnostics;
  Streams streams;
};

/// `init`: asks for what an env file needs and writes a new one.
/// @throws Error{Usage} without a terminal, Error{Failure} when the input ends, Error{Configuration} when the
/// file is there already or cannot be written.
ExitCode write_env_file(const InitRun& run);

}  // namespace goto_token
