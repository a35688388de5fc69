#include "goto_token/sign_in/rejection.hpp"

#include <algorithm>
#include <array>

#include "goto_token/base/encoding.hpp"
#include "goto_token/base/http_status.hpp"
#include "goto_token/base/text.hpp"
#include "goto_token/base/url_path.hpp"

namespace goto_token {
namespace {

using Reason = IgnoredAuthorizationResponse::Reason;

/// The redirect URI as it has to be registered.
std::string describe_registration(const RedirectUri& redirect_uri) {
  if (redirect_uri.url.port != 0) {
    return "exactly " + redirect_uri.text;
  }
  Url without_port = redirect_uri.url;
  without_port.port_written = false;
  return to_string(without_port) + " with any port";
}

std::string advise_to_register(const RedirectUri& redirect_uri) {
  return "register " + describe_registration(redirect_uri) +
         " at the server, or set OAUTH_REDIRECT_URI to the registered one";
}

std::string advise_query_mode() {
  return "use --authorize-param response_mode=query, or set that at the server";
}

std::string advise_plain_http(const Url& redirect_uri) {
  if (is_https(redirect_uri)) {
    return "let the proxy in front of goto-token end TLS, and pass on plain http";
  }
  return "the browser or an extension turned http into https: change https:// back to http:// in the address "
         "bar, and turn that off for " +
         written_host(redirect_uri.host);
}

/// Whether the query has a parameter that only responses have.
bool has_response_parameter(std::string_view query) {
  constexpr std::array<std::string_view, 3> kNames = {"state", "code", "error"};
  return !has_too_many_parameters(query) &&
         std::any_of(kNames.begin(), kNames.end(),
                     [query](std::string_view name) { return !form_decode_values(query, name, 0).empty(); });
}

Rejection compare_paths(std::string_view requested, const std::string& expected) {
  if (is_same_path(requested, expected + "/")) {
    return Rejection::SlashMore;
  }
  return is_same_path(std::string(requested) + "/", expected) ? Rejection::SlashLess : Rejection::OtherPath;
}

/// Whether a browser sends such a request by itself, or to look around. None of them is an attempt to bring
/// the response. A prefetch with the right state and a code is taken all the same: the state proves whose it
/// is, and the server has given its code away.
bool is_by_itself(const RequestHead& head) {
  return head.is_prefetch || head.method == "HEAD" || head.method == "OPTIONS" || head.method == "TRACE";
}

}  // namespace

RejectionWords describe(Rejection rejection, const RedirectUri& redirect_uri) {
  switch (rejection) {
    case Rejection::ErrorWithoutState:
      return {describe(Reason::ErrorWithoutState), "an error without a state",
              "if your sign-in ended with this error, fix its cause and run it again"};
    case Rejection::SlashMore:
      return {"its path has a slash more at its end than the redirect URI",
              "a response with a slash more in its path", advise_to_register(redirect_uri)};
    case Rejection::SlashLess:
      return {"its path lacks the slash at the end of the redirect URI",
              "a response without the slash at the end of its path", advise_to_register(redirect_uri)};
    case Rejection::OtherPath:
      return {"its path is not that of the redirect URI", "a response on another path",
              advise_to_register(redirect_uri)};
    case Rejection::FormPost:
      return {"it is a POST, so the server sends the response as a form", "a POST", advise_query_mode()};
    case Rejection::NoQuery:
      return {"it has no query, so the response may be in a fragment, which browsers do not send",
              "a request without a query", advise_query_mode()};
    case Rejection::OtherHost:
      return {"its host and port are not those of the redirect URI", "a response for another host or port",
              advise_to_register(redirect_uri) + "; a forwarded port has to be the same at both ends"};
    case Rejection::TlsGreeting:
      return {"it begins with TLS, but plain http is served here", "a connection with TLS",
              advise_plain_http(redirect_uri.url)};
    case Rejection::TooLarge:
      return {"its head is larger than 32 KiB", "a request with too large a head",
              "delete the browser's cookies for " + written_host(redirect_uri.url.host)};
    case Rejection::OtherMethod:
      return {"its method is not GET", "a request with another method", ""};
    case Rejection::NoState:
      return {describe(Reason::NoState), "a response without a state",
              "the server has to send the state back (RFC 6749)"};
    case Rejection::NeitherCodeNorError:
      return {describe(Reason::NeitherCodeNorError), "a response with neither code nor error", ""};
    case Rejection::CodeAndError:
      return {describe(Reason::CodeAndError), "a response with both a code and an error", ""};
    case Rejection::RepeatedParameter:
      return {describe(Reason::RepeatedParameter), "a response that repeats a parameter", ""};
    case Rejection::RepeatedState:
      return {describe(Reason::RepeatedState), "a response with more than one state", ""};
    case Rejection::TooManyParameters:
      return {describe(Reason::TooManyParameters), "a request with too many parameters", ""};
    case Rejection::WrongState:
      return {describe(Reason::WrongState), "a response with another state",
              "sign in at the address that goto-token printed, not in an older tab"};
    case Rejection::SecondResponse:
      return {"it is a second response", "a second response", ""};
    case Rejection::NoResponse:
      break;
  }
  return {"it holds no response", "a request without a response", ""};
}

std::size_t count_to_tell(Rejection rejection) noexcept {
  if (rejection == Rejection::TlsGreeting) {
    return 1;  // a browser connects up to eight times before it shows an error
  }
  const bool is_expected = rejection == Rejection::SecondResponse || rejection == Rejection::NoResponse;
  return is_expected ? 0 : kMostTold;
}

std::string advise_to_check_registration(const RedirectUri& redirect_uri) {
  return "register " + describe_registration(redirect_uri) + " at the server, and check OAUTH_CLIENT_ID";
}

Rejection classify_screened(const RequestHead& head, int status, const RedirectEndpoint& endpoint) {
  if (is_by_itself(head)) {
    return Rejection::NoResponse;
  }
  if (status == http_status::kMethodNotAllowed) {
    return head.method == "POST" ? Rejection::FormPost : Rejection::OtherMethod;
  }
  if (status == http_status::kMisdirected) {
    const bool looks_like_it = has_response_parameter(head.query) || is_same_path(head.path, endpoint.path);
    return looks_like_it ? Rejection::OtherHost : Rejection::NoResponse;
  }
  const Rejection path = compare_paths(head.path, endpoint.path);
  const bool is_near = path != Rejection::OtherPath;  // the response may be in the form, or in a fragment
  return is_near || has_response_parameter(head.query) ? path : Rejection::NoResponse;
}

Rejection classify_ignored(const RequestHead& head, Reason reason) {
  if (is_by_itself(head)) {
    return Rejection::NoResponse;
  }
  if (head.query.empty()) {
    return Rejection::NoQuery;
  }
  switch (reason) {
    case Reason::NoState:
      return Rejection::NoState;
    case Reason::ErrorWithoutState:
      return Rejection::ErrorWithoutState;
    case Reason::RepeatedState:
      return Rejection::RepeatedState;
    case Reason::WrongState:
      return Rejection::WrongState;
    case Reason::TooManyParameters:
      return Rejection::TooManyParameters;
    case Reason::RepeatedParameter:
      return Rejection::RepeatedParameter;
    case Reason::CodeAndError:
      return Rejection::CodeAndError;
    case Reason::NeitherCodeNorError:
      break;
  }
  return Rejection::NeitherCodeNorError;
}

Rejection classify_unreadable(Unreadable unreadable) {
  switch (unreadable) {
    case Unreadable::TooLarge:
      return Rejection::TooLarge;
    case Unreadable::TlsGreeting:
      return Rejection::TlsGreeting;
    case Unreadable::Malformed:
      break;
  }
  return Rejection::NoResponse;
}

bool has_too_many_parameters(std::string_view query) {
  constexpr std::size_t kMost = 1000;
  std::size_t count = 1;
  for (auto at = query.find('&'); at != std::string_view::npos && count <= kMost;
       at = query.find('&', at + 1)) {
    ++count;
  }
  return count > kMost;
}

}  // namespace goto_token
