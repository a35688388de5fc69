#include "goto_token/oauth/client_authentication.hpp"

namespace goto_token {
namespace {

std::string basic_credentials(std::string_view id, std::string_view secret) {
  return "Basic " + base64_encode(std::string(id).append(":").append(secret));
}

bool form_encoding_changes(const Client& client) {
  return form_encode(client.id) != client.id || form_encode(client.secret.reveal()) != client.secret.reveal();
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
    case ClientAuthentication::None:
      break;
  }
  return "none";
}

std::vector<ClientAuthentication> client_authentications_to_try(const Client& client) {
  if (client.authentication) {
    return {*client.authentication};
  }
  if (client.secret.empty()) {
    return {ClientAuthentication::None};
  }
  if (form_encoding_changes(client)) {
    return {ClientAuthentication::Basic, ClientAuthentication::BasicRaw, ClientAuthentication::Post};
  }
  return {ClientAuthentication::Basic, ClientAuthentication::Post};
}

void authenticate(const Client& client, ClientAuthentication authentication, HttpHeaders& headers,
                  FormParameters& body) {
  const std::string_view secret = client.secret.reveal();
  switch (authentication) {
    case ClientAuthentication::Basic:
      headers.emplace_back("Authorization", basic_credentials(form_encode(client.id), form_encode(secret)));
      break;
    case ClientAuthentication::BasicRaw:
      headers.emplace_back("Authorization", basic_credentials(client.id, secret));
      break;
    case ClientAuthentication::Post:
      body.emplace_back("client_id", client.id);
      body.emplace_back("client_secret", secret);
      break;
    case ClientAuthentication::None:
      body.emplace_back("client_id", client.id);
      break;
  }
}

bool refuses_client_authentication(int status, std::string_view error) noexcept {
  constexpr int kUnauthorized = 401;
  return status == kUnauthorized || error == "invalid_client" || error == "unauthorized_client";
}

}  // namespace goto_token
