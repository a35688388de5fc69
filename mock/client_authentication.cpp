#include "client_authentication.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "crypto.hpp"

namespace goto_mock_auth {
namespace {

struct Credentials {
  std::string id;
  std::string secret;

  bool operator==(const Credentials&) const = default;
};

// Basic credentials as they were sent (RFC 7617 §2), split at the first colon; empty where there are none.
Credentials parse_basic(std::string_view authorization) {
  constexpr std::string_view kScheme = "basic ";
  const bool is_basic =
      authorization.size() >= kScheme.size() &&
      std::equal(kScheme.begin(), kScheme.end(), authorization.begin(),
                 [](char expected, unsigned char c) { return expected == std::tolower(c); });
  const std::size_t start = authorization.find_first_not_of(' ', kScheme.size());
  if (!is_basic || start == std::string_view::npos) {
    return {};
  }
  const std::string pair = parse_base64(authorization.substr(start)).value_or("");
  const std::size_t colon = pair.find(':');
  return colon == std::string::npos ? Credentials{}
                                    : Credentials{pair.substr(0, colon), pair.substr(colon + 1)};
}

Credentials decoded(const Credentials& credentials) {
  return {form_decode(credentials.id), form_decode(credentials.secret)};
}

ClientAuthentication basic_form_of(const Credentials& credentials, const Client& client) {
  using enum ClientAuthentication;
  const Credentials expected{client.id, client.secret};
  const bool right_when_decoded = decoded(credentials) == expected;
  const bool right_as_it_is = credentials == expected;
  if (right_when_decoded && right_as_it_is) {
    return client.accepted.contains(BasicForm) ? BasicForm : BasicRaw;
  }
  // Form encoding leaves nothing in place but these characters.
  const bool looks_form_encoded = is_made_of(credentials.id + credentials.secret, "*-._%+");
  return right_when_decoded || (!right_as_it_is && looks_form_encoded) ? BasicForm : BasicRaw;
}

Credentials credentials_of(const HttpRequest& request, ClientAuthentication form) {
  if (form == ClientAuthentication::BasicForm) {
    return decoded(parse_basic(request.authorization));
  }
  if (form == ClientAuthentication::BasicRaw) {
    return parse_basic(request.authorization);
  }
  return {request.form.value("client_id"), request.form.value("client_secret")};
}

}  // namespace

bool Client::has_secret() const {
  using enum ClientAuthentication;
  return accepted.contains(BasicForm) || accepted.contains(BasicRaw) || accepted.contains(Post);
}

std::string_view name_of(ClientAuthentication form) {
  constexpr std::array<std::string_view, 6> kNames = {"basic-form", "basic-raw",       "post",
                                                      "none",       "private-key-jwt", "tls"};
  return kNames.at(static_cast<std::size_t>(form));
}

ClientAuthentication client_authentication_of(const HttpRequest& request, const Client& client) {
  using enum ClientAuthentication;
  if (!request.authorization.empty()) {
    return basic_form_of(parse_basic(request.authorization), client);
  }
  if (request.form.count("client_assertion") > 0) {
    return PrivateKeyJwt;
  }
  if (request.form.count("client_secret") > 0) {
    return Post;
  }
  return request.client_certificate.empty() ? None : Tls;
}

ClientCheck::ClientCheck(Client client, std::vector<std::string> audiences)
    : client_(std::move(client)),
      audiences_(std::move(audiences)),
      assertions_(client_.key_file.empty() ? nullptr : std::make_unique<AssertionCheck>(client_.key_file)) {}

std::vector<std::string> ClientCheck::algorithms() const {
  return assertions_ == nullptr ? std::vector<std::string>() : assertions_->algorithms();
}

void ClientCheck::check(const HttpRequest& request) {
  using enum ClientAuthentication;
  const auto forms = static_cast<std::size_t>(!request.authorization.empty()) +
                     request.form.count("client_secret") + request.form.count("client_assertion");
  require(forms <= 1, 400, "invalid_request", "more than one form of client authentication");
  // A public client may show a certificate as well.
  const ClientAuthentication seen = client_authentication_of(request, client_);
  const ClientAuthentication form = seen == Tls && !client_.accepted.contains(Tls) ? None : seen;
  require(client_.accepted.contains(form), 401, "invalid_client",
          "this form of client authentication is not accepted: " + std::string(name_of(form)));
  // A client_id in the form beside other credentials is redundant, but must not contradict them.
  const std::string form_id = request.form.value("client_id");
  if (form == PrivateKeyJwt) {
    assertions_->check(request.form, client_.id, audiences_);
  } else {
    const Credentials credentials = credentials_of(request, form);
    const bool needs_secret = form != None && form != Tls;
    require(credentials.id == client_.id && (!needs_secret || credentials.secret == client_.secret), 401,
            "invalid_client", "unknown client or wrong secret");
  }
  require(form_id.empty() || form_id == client_.id, 400, "invalid_request",
          "client_id is not the authenticated client");
}

}  // namespace goto_mock_auth
