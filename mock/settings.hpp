#pragma once

#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "client_authentication.hpp"
#include "faults.hpp"
#include "shape.hpp"

namespace goto_mock_auth {

/// Why the program can't start or go on.
struct Failure : std::runtime_error {
  Failure(int the_exit_code, const std::string& message, std::string the_hint = {})
      : std::runtime_error(message), exit_code(the_exit_code), hint(std::move(the_hint)) {}

  int exit_code;
  std::string hint;  ///< the next step, or empty
};

/// What happens when an authorization request is in order.
enum class Consent {
  Ask,      ///< shows the sign-in and consent page
  Approve,  ///< redirects at once with a code
  Deny,     ///< redirects at once with access_denied
};

/// Certificate and private key for https, both PEM files.
struct TlsFiles {
  std::string certificate;
  std::string private_key;
  std::string client_ca = {};  ///< the issuers of clients' certificates; empty: none is asked for
};

/// All that the command line sets. The values here are its defaults; identifiers and secrets are made up.
struct Settings {
  int port = 0;           ///< 0: any free one
  std::string base_path;  ///< empty, or starts with a slash and doesn't end with one
  std::optional<TlsFiles> tls;
  const Shape* shape = &shapes().front();
  std::string issuer;  ///< empty: the base URL, and what the shape has behind it

  // A UUID and base64 with + / =, as GoTo's developer portal hands out: what clients must encode right.
  Client client = {.id = "5f1c3a52-8f0e-4b8e-9d6b-0f6a2b7c9e41",
                   .secret = "mC+7Qk/0vR3x9aTqLw5hZg==",
                   .name = "goto-token",
                   .accepted = {}};  // empty: form, and post for other servers than GoTo's
  std::vector<std::string> redirect_uris = {"http://127.0.0.1:0/login/oauth2/code/goto"};
  Scope scopes_offered;                ///< empty: those of the shape
  std::vector<std::string> resources;  ///< audiences that there are; empty: any
  bool require_audience = false;
  std::string principal = "mock.user@example.com";
  std::string personal_access_token = "made-up-personal-access-token";

  Consent consent = Consent::Ask;
  bool iss_parameter = false;  ///< RFC 9207
  bool rotate = false;         ///< each refresh gives a new refresh token
  std::chrono::seconds code_lifetime{60};
  std::chrono::seconds device_lifetime{600};
  std::chrono::seconds device_interval{5};
  std::chrono::seconds par_lifetime{60};
  bool require_par = false;  ///< takes no authorization request that wasn't pushed
  std::chrono::seconds access_token_lifetime{3600};
  std::vector<Fault> faults;

  bool print_env = false;
  bool quiet = false;
};

}  // namespace goto_mock_auth
