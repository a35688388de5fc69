#include "grant_store.hpp"

#include <utility>

#include "crypto.hpp"
#include "http.hpp"

namespace goto_mock_auth {
namespace {

constexpr std::size_t kSecretOctets = 32;  // 256 bits: can't be guessed

[[noreturn]] void refuse(const std::string& reason) {
  throw OAuthError(400, "invalid_grant", reason);
}

}  // namespace

std::string GrantStore::keep_pending(AuthorizationRequest request) {
  std::string ticket = random_token(kSecretOctets);
  const std::lock_guard lock(mutex_);
  pending_.insert(ticket, std::move(request));
  return ticket;
}

std::optional<AuthorizationRequest> GrantStore::take_pending(const std::string& ticket) {
  const std::lock_guard lock(mutex_);
  AuthorizationRequest* const pending = pending_.find(ticket);
  if (pending == nullptr) {
    return std::nullopt;
  }
  AuthorizationRequest request = std::move(*pending);
  pending_.erase(ticket);
  return request;
}

std::string GrantStore::issue_code(const AuthorizationRequest& request, const std::string& principal) {
  std::string code = random_token(kSecretOctets);
  const std::lock_guard lock(mutex_);
  codes_.insert(code, {request, principal, Clock::now() + code_lifetime_, nullptr});
  return code;
}

GrantPtr GrantStore::redeem_code(const std::string& code, const std::string& redirect_uri,
                                 const std::string& code_verifier) {
  const std::lock_guard lock(mutex_);
  Code* const issued = codes_.find(code);
  if (issued == nullptr) {
    refuse("unknown code");
  }
  if (issued->grant) {
    issued->grant->revoked = true;
    refuse("the code was used before; the tokens issued from it are revoked");
  }
  if (Clock::now() >= issued->expires_at) {
    refuse("the code has expired");
  }
  if (redirect_uri != issued->request.redirect_uri) {
    refuse("redirect_uri differs from that of the authorization request");
  }
  if (!equal_in_constant_time(base64url(sha256(code_verifier)), issued->request.code_challenge)) {
    refuse("code_verifier does not fit the code_challenge");
  }
  issued->grant = std::make_shared<Grant>(Grant{issued->principal, issued->request.scope});
  return issued->grant;
}

std::string GrantStore::issue_refresh_token(const GrantPtr& grant) {
  std::string token = random_token(kSecretOctets);
  const std::lock_guard lock(mutex_);
  refresh_tokens_.insert(token, {grant});
  return token;
}

GrantPtr GrantStore::use_refresh_token(const std::string& token, const Scope& scope, bool rotate) {
  const std::lock_guard lock(mutex_);
  RefreshToken* const issued = refresh_tokens_.find(token);
  if (issued == nullptr) {
    refuse("unknown refresh token");
  }
  if (issued->grant->revoked) {
    refuse("the grant was revoked");
  }
  if (issued->spent) {
    issued->grant->revoked = true;
    refuse("the refresh token was used before; the whole grant is revoked");
  }
  if (!is_within(scope, issued->grant->scope)) {
    throw OAuthError(400, "invalid_scope", "scope exceeds what was granted");
  }
  issued->spent = rotate;
  return issued->grant;
}

void GrantStore::keep_access_token(const std::string& token, const GrantPtr& grant, const Scope& scope,
                                   std::chrono::seconds lifetime) {
  const std::lock_guard lock(mutex_);
  access_tokens_.insert(token, {grant, scope, Clock::now() + lifetime});
}

void GrantStore::revoke(const std::string& token) {
  const std::lock_guard lock(mutex_);
  if (RefreshToken* const refresh = refresh_tokens_.find(token)) {
    refresh->grant->revoked = true;
  }
  access_tokens_.erase(token);
}

std::optional<TokenStatus> GrantStore::status_of(const std::string& token) {
  const std::lock_guard lock(mutex_);
  if (const RefreshToken* const refresh = refresh_tokens_.find(token)) {
    if (refresh->spent || refresh->grant->revoked) {
      return std::nullopt;
    }
    return TokenStatus{.principal = refresh->grant->principal, .scope = refresh->grant->scope};
  }
  const AccessToken* const access = access_tokens_.find(token);
  if (access == nullptr || access->grant->revoked || Clock::now() >= access->expires_at) {
    return std::nullopt;
  }
  return TokenStatus{access->grant->principal, access->scope, true,
                     std::chrono::ceil<std::chrono::seconds>(access->expires_at - Clock::now())};
}

}  // namespace goto_mock_auth
