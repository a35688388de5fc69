#pragma once

#include <chrono>
#include <optional>
#include <string_view>
#include <vector>

#include "goto_token/config/keys.hpp"
#include "goto_token/doctor/check.hpp"
#include "goto_token/doctor/set_up.hpp"
#include "goto_token/io/effects.hpp"

namespace goto_token {

/// Describes a valid key: its value and where that is set, or what is used instead. Of a secret, only where
/// it is set; of a private key, its file and the algorithms that it can be used with. As in a run, the file
/// of a secret that the grant does not need is not read.
/// @throws Error{Configuration} when the file that a key names cannot be read, or holds no private key.
[[nodiscard]] Check describe_key(const Key& key, const SetUp& set_up);

/// The name of the check of the client certificate, and of that in `SetUp::invalid`.
inline constexpr const char* kClientCertificate = "client certificate";

/// Whose client certificate is set, and whether it can be presented now. Reads its files. Nullopt where none
/// is set.
[[nodiscard]] std::optional<Check> check_client_certificate(SetUp& set_up, std::chrono::sys_seconds now);

/// A warning for each name in the env file or the environment that looks like a key, although no run reads it
/// there.
[[nodiscard]] std::vector<Check> find_misplaced_keys(const Settings& settings);

/// Whether the sign-in page can be opened and the authorization response be received: checks the redirect
/// URI, its port (which is bound and freed again) and the browser.
/// @param terminal whether stderr is a terminal.
/// @param has_token whether the stored login gives a token without a sign-in.
[[nodiscard]] std::vector<Check> check_sign_in(const SetUp& set_up, bool terminal, bool has_token);

/// Whether the authorization server can be reached, and whether its clock agrees with ours. Fetches its
/// metadata where only the issuer is known, then sends a GET to the token endpoint: most servers reject that,
/// and it changes nothing. Sends no secret.
[[nodiscard]] std::vector<Check> check_service(const SetUp& set_up, const Effects& effects);

/// Compares the `Date` of a response with the time when it was received.
/// @param date the field's value; nullopt when the response had none.
[[nodiscard]] Check check_clock(std::optional<std::string_view> date, std::chrono::sys_seconds now);

/// The checks of the token store.
struct StoreChecks {
  std::vector<Check> checks;
  bool has_token;  ///< Whether the stored login gives a token without a sign-in.
};

/// Whether the token store's folder can hold secrets, and what it holds for this service and client. Changes
/// nothing.
[[nodiscard]] StoreChecks check_store(const SetUp& set_up, const Effects& effects);

}  // namespace goto_token
