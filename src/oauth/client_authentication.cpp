#include "goto_token/oauth/client_authentication.hpp"

#include <algorithm>

#include "goto_token/base/http_status.hpp"
#include "goto_token/base/text.hpp"

namespace goto_token {
namespace {

std::string basic_credentials(std::string_view id, std::string_view secret) {
  return base64_encode(std::string(id).append(":").append(secret));
}

bool form_encoding_changes(const Client& client) {
  return form_encode(client.id) != client.id || form_encode(client.secret.reveal()) != client.secret.reveal();
}

bool offers(const Client& client, ClientAuthentication method) {
  return client.offered.empty() || contains(client.offered, method);
}

/// Adds the identifier, unless it is among the parameters of the request: each may occur once (RFC 6749
/// §3.1).
void add_client_id(const Client& client, FormParameters& body) {
  if (!find_parameter(body, "client_id")) {
    body.emplace_back("client_id", client.id);
  }
}

}  // namespace

std::string_view to_string(ClientAuthentication authentication) noexcept {
  switch (authentication) {
    case ClientAuthentication::Basic:
      return "basic";
    case ClientAuthentication::BasicRaw:
      return "basic-raw";
    case ClientAuthentication::Post:
      return "post";
    case ClientAuthentication::PrivateKeyJwt:
      return "private-key-jwt";
    case ClientAuthentication::Tls:
      return "tls";
    case ClientAuthentication::None:
      break;
  }
  return "none";
}

std::optional<ClientAuthentication> find_client_authentication(std::string_view name) noexcept {
  for (const auto known : {ClientAuthentication::Basic, ClientAuthentication::BasicRaw,
                           ClientAuthentication::Post, ClientAuthentication::None}) {
    if (name == to_string(known)) {
      return known;
    }
  }
  return std::nullopt;
}

std::vector<ClientAuthentication> find_known_authentications(const std::vector<std::string>& methods) {
  std::vector<ClientAuthentication> known;
  for (const std::string& method : methods) {
    if (method == "client_secret_basic") {
      known.push_back(ClientAuthentication::Basic);
    } else if (method == "client_secret_post") {
      known.push_back(ClientAuthentication::Post);
    } else if (method == "none") {
      known.push_back(ClientAuthentication::None);
    }
  }
  return known;
}

std::vector<ClientAuthentication> client_authentications_to_try(const Client& client) {
  if (client.authentication) {
    return {*client.authentication};
  }
  std::vector<ClientAuthentication> methods;
  if (!client.secret.empty() && offers(client, ClientAuthentication::Basic)) {
    methods.push_back(ClientAuthentication::Basic);
    if (form_encoding_changes(client)) {
      methods.push_back(ClientAuthentication::BasicRaw);
    }
  }
  if (!client.secret.empty() && offers(client, ClientAuthentication::Post)) {
    methods.push_back(ClientAuthentication::Post);
  }
  if (methods.empty()) {
    methods.push_back(ClientAuthentication::None);
  }
  if (const auto first = std::find(methods.begin(), methods.end(), client.accepted); first != methods.end()) {
    std::rotate(methods.begin(), first, first + 1);
  }
  return methods;
}

void authenticate(const Client& client, ClientAuthentication authentication, HttpHeaders& headers,
                  FormParameters& body) {
  const std::string_view secret = client.secret.reveal();
  switch (authentication) {
    case ClientAuthentication::Basic:
      headers.emplace_back("Authorization",
                           "Basic " + basic_credentials(form_encode(client.id), form_encode(secret)));
      break;
    case ClientAuthentication::BasicRaw:
      headers.emplace_back("Authorization", "Basic " + basic_credentials(client.id, secret));
      break;
    case ClientAuthentication::Post:
      add_client_id(client, body);
      body.emplace_back("client_secret", secret);
      break;
    case ClientAuthentication::PrivateKeyJwt:
    case ClientAuthentication::Tls:
    case ClientAuthentication::None:
      add_client_id(client, body);
      break;
  }
}

std::vector<std::string> find_secret_forms(const Client& client) {
  if (client.secret.empty()) {
    return {};
  }
  const std::string_view secret = client.secret.reveal();
  return {basic_credentials(form_encode(client.id), form_encode(secret)),
          basic_credentials(client.id, secret), form_encode(secret), std::string(secret)};
}

bool is_client_authentication_error(int status, std::string_view error) noexcept {
  return status == http_status::kUnauthorized || error == "invalid_client" || error == "unauthorized_client";
}

bool is_error_after_client_authentication(std::string_view error) noexcept {
  return error == "invalid_grant" || error == "invalid_scope" || error == "unsupported_grant_type";
}

}  // namespace goto_token
