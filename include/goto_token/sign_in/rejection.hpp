#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "goto_token/base/request_head.hpp"
#include "goto_token/config/config.hpp"
#include "goto_token/io/http_connection.hpp"
#include "goto_token/oauth/authorization_response.hpp"

namespace goto_token {

/// Why a request to the listener is rejected. The likelier one tells why a sign-in never ends, the earlier it
/// stands. Text from outside never makes a kind more.
enum class Rejection {
  ErrorWithoutState,
  SlashMore,  ///< On the redirect path, but for a slash at its end.
  SlashLess,  ///< On the redirect path without the slash at its end.
  OtherPath,  ///< On any other path.
  FormPost,   ///< `response_mode=form_post`.
  NoQuery,    ///< `response_mode=fragment`, perhaps.
  OtherHost,  ///< Addressed to another host or port.
  TlsGreeting,
  TooLarge,
  OtherMethod,
  NoState,
  NeitherCodeNorError,
  CodeAndError,
  RepeatedParameter,
  RepeatedState,
  TooManyParameters,
  WrongState,
  SecondResponse,  ///< While the first one is being used.
  NoResponse,      ///< What browsers and scanners send by themselves.
};

/// How many kinds there are.
inline constexpr std::size_t kRejections = static_cast<std::size_t>(Rejection::NoResponse) + 1;

/// Rejections of a kind that people are told of at once, more than a person causes; the rest is only counted.
inline constexpr std::size_t kMostTold = 5;

/// What people are told about a rejection.
struct RejectionWords {
  std::string_view why;   ///< Begins with "it" or "its", the request.
  std::string_view what;  ///< A noun, to be counted.
  std::string advice;     ///< What to do; empty when nothing can be done, or nothing has to.
};

/// The words for a rejection.
/// @param redirect_uri as configured. Its port may be 0.
[[nodiscard]] RejectionWords describe(Rejection rejection, const RedirectUri& redirect_uri);

/// How many rejections of this kind people are told of: `kMostTold` at most, and 0 where the request does not
/// look like an attempt to bring the response.
[[nodiscard]] std::size_t count_to_tell(Rejection rejection) noexcept;

/// What to do where the server shows an error in the browser alone, as it has to when the redirect URI or the
/// client id is not known to it (RFC 6749 §4.1.2.1).
[[nodiscard]] std::string advise_to_check_registration(const RedirectUri& redirect_uri);

/// What a request is that was rejected before its query was read.
/// @param status the one of `screen_request`.
[[nodiscard]] Rejection classify_screened(const RequestHead& head, int status,
                                          const RedirectEndpoint& endpoint);

/// What a request to the redirect URI is whose query is not the response.
[[nodiscard]] Rejection classify_ignored(const RequestHead& head,
                                         IgnoredAuthorizationResponse::Reason reason);

/// What a connection is that brought no request.
[[nodiscard]] Rejection classify_unreadable(Unreadable unreadable);

/// Whether a query has more parameters than can be looked through in a flood of requests. Servers send a
/// handful.
[[nodiscard]] bool has_too_many_parameters(std::string_view query);

}  // namespace goto_token
