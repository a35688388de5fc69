#pragma once

#include "goto_token/commands/output.hpp"
#include "goto_token/config/session.hpp"

namespace goto_token {

/// The stored login's token where it covers the request, else one that the user signs in for.
/// @throws Error{LoginRequired} when that would need a person and none is there, and what the grant and the
/// store throw.
[[nodiscard]] IssuedToken fetch_token(const Session& session);

/// The bare command: prints the token of `fetch_token`.
/// @throws Error{Failure} when stdout cannot be written, and what fetch_token throws.
ExitCode print_token(const Session& session);

/// `login`: has the user sign in and keeps the result. Makes sure first that the store can be written.
/// @throws Error{LoginRequired, TokenStore} and what the grant throws.
ExitCode log_in(const Session& session);

/// `logout`: erases the login here and revokes it at the server (RFC 7009).
/// @throws Error{Network, TokenRefused} when the server could not be told, and Error{TokenStore} when what is
/// stored cannot be used: it is erased by then. Error{Configuration} for plain http that this run does not
/// allow: then it is not.
ExitCode log_out(const Session& session);

/// `exec`: becomes the command, with the token of `fetch_token` in its environment and our own secrets taken
/// out of that.
/// @throws Error{CommandNotFound, NotExecutable} and what fetch_token throws.
ExitCode exec_with_token(const Session& session);

/// `status`: prints what is stored for this service and client. Reads the store and nothing else, and not
/// even that with a grant that does not use it.
/// @returns LoginRequired when a token could not be had without a person.
/// @throws Error{TokenStore}.
ExitCode print_status(const Session& session);

}  // namespace goto_token
