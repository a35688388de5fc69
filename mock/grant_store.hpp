#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "access.hpp"
#include "http.hpp"

namespace goto_mock_auth {

/// A checked authorization request (RFC 6749 §4.1.1, RFC 7636 §4.3).
struct AuthorizationRequest {
  std::string redirect_uri;
  std::string state;
  std::string code_challenge;
  Access access;
};

/// What a user, or the client for itself, has granted. Tokens that came from one grant fall with it.
struct Grant {
  const std::string principal;  ///< empty when the client acts for itself
  const Access access;
  bool revoked = false;  ///< guarded by the GrantStore's mutex
};
using GrantPtr = std::shared_ptr<Grant>;

/// A grant, and what of it one token gets.
struct Granting {
  GrantPtr grant;
  Access access;
};

/// Says what a token gets of what was granted; throws to refuse.
using Narrowing = std::function<Access(const Access& granted)>;

/// A live token, as introspection tells of it (RFC 7662).
struct TokenStatus {
  std::string principal;
  Access access;
  std::optional<std::chrono::seconds> expires_in;  ///< of an access token; a refresh token doesn't expire
};

/// Codes, tokens and the grants behind them; the oldest are forgotten, so that a server which runs for days
/// doesn't grow. Thread-safe; each call is one step, so a code can't be used twice at once.
class GrantStore {
 public:
  GrantStore(std::chrono::seconds code_lifetime, std::chrono::seconds par_lifetime)
      : code_lifetime_(code_lifetime), par_lifetime_(par_lifetime) {}

  /// Keeps a request that was pushed. Returns its request_uri (RFC 9126 §2.2).
  [[nodiscard]] std::string keep_pushed(AuthorizationRequest request);

  /// The request behind a request_uri, which is good once, until it expires.
  [[nodiscard]] std::optional<AuthorizationRequest> take_pushed(const std::string& request_uri);

  /// Keeps a request while its user decides. Returns the ticket that the decision must bring.
  [[nodiscard]] std::string keep_pending(AuthorizationRequest request);

  /// The request behind a ticket, which is good for one decision.
  [[nodiscard]] std::optional<AuthorizationRequest> take_pending(const std::string& ticket);

  /// An authorization code for a request that `principal` allowed.
  [[nodiscard]] std::string issue_code(AuthorizationRequest request, const std::string& principal);

  /// Exchanges a code. A second use revokes what came of the first (RFC 6749 §4.1.2); a rejected one uses
  /// nothing up.
  /// @throws OAuthError invalid_grant, and what `narrow` throws.
  [[nodiscard]] Granting redeem_code(const std::string& code, const std::string& redirect_uri,
                                     const std::string& code_verifier, const Narrowing& narrow);

  [[nodiscard]] std::string issue_refresh_token(const GrantPtr& grant);

  /// The grant behind a refresh token. With `rotate` the token is spent: a second use revokes the whole grant
  /// (RFC 9700 §4.14.2).
  /// @throws OAuthError invalid_grant, and what `narrow` throws.
  [[nodiscard]] Granting use_refresh_token(const std::string& token, bool rotate, const Narrowing& narrow);

  void keep_access_token(const std::string& token, const Granting& granting, std::chrono::seconds lifetime);

  /// Revokes an access token, or a refresh token with all its grant (RFC 7009 §2.1); an unknown token is
  /// fine.
  void revoke(const std::string& token);

  /// What is known of a token; nullopt if it is unknown, expired or revoked.
  [[nodiscard]] std::optional<TokenStatus> status_of(const std::string& token);

 private:
  using Clock = std::chrono::steady_clock;
  /// A request_uri, a ticket, a code or a token.
  struct Issued {
    std::string text;
    AuthorizationRequest request{};  ///< of a request_uri, a ticket and a code
    GrantPtr grant{};                ///< of a code and a token
    Access access{};                 ///< of an access token
    Clock::time_point expires_at{};  ///< of a request_uri, a code and an access token
    bool spent = false;
  };
  using Shelf = std::deque<Issued>;  ///< oldest first

  static void keep(Shelf& shelf, Issued issued);
  [[nodiscard]] static Issued* find(Shelf& shelf, const std::string& text);
  /// @throws OAuthError invalid_grant if there is none.
  [[nodiscard]] static Issued& known(Shelf& shelf, const std::string& text, const char* description);

  const std::chrono::seconds code_lifetime_;
  const std::chrono::seconds par_lifetime_;
  std::mutex mutex_;  // guards all below
  Shelf pushed_;
  Shelf tickets_;
  Shelf codes_;
  Shelf refresh_tokens_;
  Shelf access_tokens_;
};

}  // namespace goto_mock_auth
