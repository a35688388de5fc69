#include "client_authentication.hpp"

#include <algorithm>
#include <optional>

#include "crypto.hpp"

namespace goto_mock_auth {
namespace {

struct Credentials {
  std::string id;
  std::string secret;
};

bool is_basic(std::string_view authorization) {
  constexpr std::string_view kScheme = "basic ";
  return authorization.size() >= kScheme.size() &&
         std::equal(kScheme.begin(), kScheme.end(), authorization.begin(),
                    [](char expected, char c) { return expected == (c >= 'A' && c <= 'Z' ? c + 32 : c); });
}

// The two halves of Basic credentials as they were sent (RFC 7617 §2): split at the first colon.
std::optional<Credentials> parse_basic(std::string_view authorization) {
  if (!is_basic(authorization)) {
    return std::nullopt;
  }
  authorization.remove_prefix(authorization.find(' '));
  authorization.remove_prefix(std::min(authorization.find_first_not_of(' '), authorization.size()));
  const std::optional<std::string> pair = parse_base64(authorization);
  const std::size_t colon = pair ? pair->find(':') : std::string::npos;
  if (colon == std::string::npos) {
    return std::nullopt;
  }
  return Credentials{pair->substr(0, colon), pair->substr(colon + 1)};
}

Credentials decoded(const Credentials& credentials) {
  return {form_decode(credentials.id), form_decode(credentials.secret)};
}

bool is_correct(const Credentials& credentials, const Client& client) {
  return credentials.id == client.id && equal_in_constant_time(credentials.secret, client.secret);
}

// Whether form encoding can have made this text: it leaves nothing in place but these characters.
bool looks_form_encoded(const Credentials& credentials) {
  const auto plain = [](char c) {
    return c == '%' || c == '+' || form_encode(std::string_view(&c, 1)).size() == 1;
  };
  return std::all_of(credentials.id.begin(), credentials.id.end(), plain) &&
         std::all_of(credentials.secret.begin(), credentials.secret.end(), plain);
}

ClientAuthentication basic_form_of(const Credentials& credentials, const Client& client) {
  const bool right_when_decoded = is_correct(decoded(credentials), client);
  const bool right_as_it_is = is_correct(credentials, client);
  if (right_when_decoded && right_as_it_is) {
    return client.accepted.contains(ClientAuthentication::BasicForm) ? ClientAuthentication::BasicForm
                                                                     : ClientAuthentication::BasicRaw;
  }
  const bool form = right_when_decoded || (!right_as_it_is && looks_form_encoded(credentials));
  return form ? ClientAuthentication::BasicForm : ClientAuthentication::BasicRaw;
}

Credentials credentials_of(const HttpRequest& request, ClientAuthentication form) {
  Credentials basic = parse_basic(request.authorization).value_or(Credentials{});
  switch (form) {
    case ClientAuthentication::BasicForm:
      return decoded(basic);
    case ClientAuthentication::BasicRaw:
      return basic;
    case ClientAuthentication::Post:
    case ClientAuthentication::None:
      break;
  }
  return {request.form.value("client_id"), request.form.value("client_secret")};
}

}  // namespace

std::string_view name_of(ClientAuthentication form) {
  switch (form) {
    case ClientAuthentication::BasicForm:
      return "basic-form";
    case ClientAuthentication::BasicRaw:
      return "basic-raw";
    case ClientAuthentication::Post:
      return "post";
    case ClientAuthentication::None:
      break;
  }
  return "none";
}

ClientAuthentication client_authentication_of(const HttpRequest& request, const Client& client) {
  if (!request.authorization.empty()) {
    return basic_form_of(parse_basic(request.authorization).value_or(Credentials{}), client);
  }
  return request.form.count("client_secret") > 0 ? ClientAuthentication::Post : ClientAuthentication::None;
}

void authenticate_client(const HttpRequest& request, const Client& client) {
  if (!request.authorization.empty() && request.form.count("client_secret") > 0) {
    throw OAuthError(400, "invalid_request", "more than one form of client authentication");
  }
  const ClientAuthentication form = client_authentication_of(request, client);
  if (!client.accepted.contains(form)) {
    throw OAuthError(401, "invalid_client",
                     "this form of client authentication is not accepted: " + std::string(name_of(form)));
  }
  const Credentials credentials = credentials_of(request, form);
  const bool known =
      form == ClientAuthentication::None ? credentials.id == client.id : is_correct(credentials, client);
  if (!known) {
    throw OAuthError(401, "invalid_client", "unknown client or wrong secret");
  }
  // A client_id in the form beside Basic is redundant, but must not contradict it.
  const std::string form_id = request.form.value("client_id");
  if (!form_id.empty() && form_id != client.id) {
    throw OAuthError(400, "invalid_request", "client_id is not the authenticated client");
  }
}

}  // namespace goto_mock_auth
