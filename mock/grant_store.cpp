#include "grant_store.hpp"

#include <algorithm>
#include <utility>

#include "crypto.hpp"

namespace goto_mock_auth {
namespace {

constexpr std::size_t kSecretOctets = 32;   // 256 bits: can't be guessed
constexpr std::size_t kShelfSize = 10'000;  // more than any test needs; about 15 MB of access tokens

void require_grant(bool fulfilled, const std::string& description) {
  require(fulfilled, 400, "invalid_grant", description);
}

}  // namespace

void GrantStore::keep(Shelf& shelf, Issued issued) {
  if (shelf.size() == kShelfSize) {
    shelf.pop_front();
  }
  shelf.push_back(std::move(issued));
}

// Looked for from the newest on: what is used was mostly issued just before.
GrantStore::Issued* GrantStore::find(Shelf& shelf, const std::string& text) {
  const auto found = std::find_if(shelf.rbegin(), shelf.rend(),
                                  [&text](const Issued& issued) { return issued.text == text; });
  return found == shelf.rend() ? nullptr : &*found;
}

GrantStore::Issued& GrantStore::known(Shelf& shelf, const std::string& text, const char* description) {
  Issued* const issued = find(shelf, text);
  if (issued == nullptr) {
    throw OAuthError(400, "invalid_grant", description);
  }
  return *issued;
}

std::string GrantStore::keep_pushed(AuthorizationRequest request) {
  std::string request_uri = "urn:ietf:params:oauth:request_uri:" + random_token(kSecretOctets);
  const std::lock_guard lock(mutex_);
  keep(pushed_,
       {.text = request_uri, .request = std::move(request), .expires_at = Clock::now() + par_lifetime_});
  return request_uri;
}

std::optional<AuthorizationRequest> GrantStore::take_pushed(const std::string& request_uri) {
  const std::lock_guard lock(mutex_);
  Issued* const issued = find(pushed_, request_uri);
  if (issued == nullptr || std::exchange(issued->spent, true) || Clock::now() >= issued->expires_at) {
    return std::nullopt;
  }
  return issued->request;
}

std::string GrantStore::keep_pending(AuthorizationRequest request) {
  std::string ticket = random_token(kSecretOctets);
  const std::lock_guard lock(mutex_);
  keep(tickets_, {.text = ticket, .request = std::move(request)});
  return ticket;
}

std::optional<AuthorizationRequest> GrantStore::take_pending(const std::string& ticket) {
  const std::lock_guard lock(mutex_);
  Issued* const issued = find(tickets_, ticket);
  if (issued == nullptr || std::exchange(issued->spent, true)) {
    return std::nullopt;
  }
  return issued->request;
}

std::string GrantStore::issue_code(AuthorizationRequest request, const std::string& principal) {
  std::string code = random_token(kSecretOctets);
  const GrantPtr grant = std::make_shared<Grant>(Grant{.principal = principal, .access = request.access});
  const std::lock_guard lock(mutex_);
  keep(codes_, {.text = code,
                .request = std::move(request),
                .grant = grant,
                .expires_at = Clock::now() + code_lifetime_});
  return code;
}

Granting GrantStore::redeem_code(const std::string& code, const std::string& redirect_uri,
                                 const std::string& code_verifier, const Narrowing& narrow) {
  const std::lock_guard lock(mutex_);
  Issued& issued = known(codes_, code, "unknown code");
  issued.grant->revoked = issued.grant->revoked || issued.spent;  // a second use takes all with it
  require_grant(!issued.spent, "the code was used before; the tokens issued from it are revoked");
  require_grant(Clock::now() < issued.expires_at, "the code has expired");
  require_grant(redirect_uri == issued.request.redirect_uri,
                "redirect_uri differs from that of the authorization request");
  require_grant(base64url(sha256(code_verifier)) == issued.request.code_challenge,
                "code_verifier does not fit the code_challenge");
  Granting granting{.grant = issued.grant, .access = narrow(issued.grant->access)};
  issued.spent = true;
  return granting;
}

std::string GrantStore::issue_refresh_token(const GrantPtr& grant) {
  std::string token = random_token(kSecretOctets);
  const std::lock_guard lock(mutex_);
  keep(refresh_tokens_, {.text = token, .grant = grant});
  return token;
}

Granting GrantStore::use_refresh_token(const std::string& token, bool rotate, const Narrowing& narrow) {
  const std::lock_guard lock(mutex_);
  Issued& issued = known(refresh_tokens_, token, "unknown refresh token");
  require_grant(!issued.grant->revoked, "the grant was revoked");
  issued.grant->revoked = issued.grant->revoked || issued.spent;  // a second use takes all with it
  require_grant(!issued.spent, "the refresh token was used before; the whole grant is revoked");
  Granting granting{.grant = issued.grant, .access = narrow(issued.grant->access)};
  issued.spent = rotate;
  return granting;
}

void GrantStore::keep_access_token(const std::string& token, const Granting& granting,
                                   std::chrono::seconds lifetime) {
  const std::lock_guard lock(mutex_);
  keep(access_tokens_, {.text = token,
                        .grant = granting.grant,
                        .access = granting.access,
                        .expires_at = Clock::now() + lifetime});
}

void GrantStore::revoke(const std::string& token) {
  const std::lock_guard lock(mutex_);
  if (Issued* const refresh_token = find(refresh_tokens_, token)) {
    refresh_token->grant->revoked = true;
  }
  if (Issued* const access_token = find(access_tokens_, token)) {
    access_token->spent = true;
  }
}

std::optional<TokenStatus> GrantStore::status_of(const std::string& token) {
  const std::lock_guard lock(mutex_);
  const Issued* const refresh = find(refresh_tokens_, token);
  const Issued* const issued = refresh != nullptr ? refresh : find(access_tokens_, token);
  if (issued == nullptr || issued->spent || issued->grant->revoked) {
    return std::nullopt;
  }
  if (issued == refresh) {
    return TokenStatus{
        .principal = issued->grant->principal, .access = issued->grant->access, .expires_in = std::nullopt};
  }
  const Clock::duration left = issued->expires_at - Clock::now();
  if (left <= Clock::duration::zero()) {
    return std::nullopt;
  }
  return TokenStatus{.principal = issued->grant->principal,
                     .access = issued->access,
                     .expires_in = std::chrono::ceil<std::chrono::seconds>(left)};
}

}  // namespace goto_mock_auth
