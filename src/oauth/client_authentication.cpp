#include "goto_token/oauth/client_authentication.hpp"

#include <algorithm>
#include <array>

#include "goto_token/base/http_status.hpp"
#include "goto_token/base/text.hpp"

namespace goto_token {
namespace {

using enum ClientAuthentication;

constexpr const char* kAssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

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

/// A method and its names. Servers tell two of TLS apart by how they trust the certificate.
struct MethodNames {
  ClientAuthentication method;
  std::string_view name;
  std::array<std::string_view, 2> in_metadata = {};
};

constexpr auto kMethods = std::to_array<MethodNames>({
    {Basic, "basic", {"client_secret_basic"}},
    {BasicRaw, "basic-raw"},
    {Post, "post", {"client_secret_post"}},
    {None, "none", {"none"}},
    {PrivateKeyJwt, "private-key-jwt", {"private_key_jwt"}},
    {PrivateKeyJwtToEndpoint, "private-key-jwt-endpoint"},
    {Tls, "tls", {"tls_client_auth", "self_signed_tls_client_auth"}},
});

/// Whether what the method needs is set. `None` needs a client that has nothing to prove itself with.
bool has_credentials(const Client& client, ClientAuthentication method) {
  switch (method) {
    case Basic:
    case BasicRaw:
    case Post:
      return !client.secret.empty();
    case PrivateKeyJwt:
    case PrivateKeyJwtToEndpoint:
      return client.key.read != nullptr;
    case Tls:
      return client.certificate;
    case None:
      break;
  }
  return client.secret.empty();
}

/// A method, and what it means where servers disagree.
std::vector<ClientAuthentication> find_forms(ClientAuthentication method) {
  return method == PrivateKeyJwt ? std::vector{PrivateKeyJwt, PrivateKeyJwtToEndpoint} : std::vector{method};
}

/// The methods that prove more than to know a secret: the first that is set and offered.
std::vector<ClientAuthentication> find_strong_methods(const Client& client) {
  for (const ClientAuthentication method : {Tls, PrivateKeyJwt}) {
    if (has_credentials(client, method) && offers(client, method)) {
      return find_forms(method);
    }
  }
  return {};
}

/// The methods that send the secret.
std::vector<ClientAuthentication> find_secret_methods(const Client& client) {
  std::vector<ClientAuthentication> methods;
  if (client.secret.empty()) {
    return methods;
  }
  if (offers(client, Basic)) {
    methods.push_back(Basic);
    if (form_encoding_changes(client)) {
      methods.push_back(BasicRaw);
    }
  }
  if (offers(client, Post)) {
    methods.push_back(Post);
  }
  return methods;
}

}  // namespace

Client Client::clone() const {
  // Names every member, so that the compiler tells of one that was forgotten.
  const auto& [its_id, its_secret, method, offered_methods, accepted_method, has_certificate, parameters,
               its_key, has_its_issuer] = *this;
  return {its_id,          its_secret.clone(), method,  offered_methods, accepted_method,
          has_certificate, parameters,         its_key, has_its_issuer};
}

std::string_view to_string(ClientAuthentication authentication) noexcept {
  const auto* const row = std::find_if(kMethods.begin(), kMethods.end(), [&](const MethodNames& known) {
    return known.method == authentication;
  });
  return row->name;
}

std::optional<ClientAuthentication> find_client_authentication(std::string_view name) noexcept {
  const auto* const row = std::find_if(kMethods.begin(), kMethods.end(),
                                       [name](const MethodNames& known) { return known.name == name; });
  return row == kMethods.end() ? std::nullopt : std::optional(row->method);
}

std::vector<ClientAuthentication> find_known_authentications(const std::vector<std::string>& methods) {
  std::vector<ClientAuthentication> known;
  for (const std::string& method : methods) {
    const auto* const row = std::find_if(kMethods.begin(), kMethods.end(), [&](const MethodNames& names) {
      return !method.empty() && contains(names.in_metadata, method);
    });
    if (row != kMethods.end() && !contains(known, row->method)) {
      known.push_back(row->method);
    }
  }
  return known;
}

bool is_assertion(std::optional<ClientAuthentication> authentication) noexcept {
  return authentication == PrivateKeyJwt || authentication == PrivateKeyJwtToEndpoint;
}

std::vector<ClientAuthentication> client_authentications_to_try(const Client& client) {
  std::vector<ClientAuthentication> methods =
      client.authentication ? find_forms(*client.authentication) : find_strong_methods(client);
  if (methods.empty()) {
    methods = find_secret_methods(client);
  }
  if (methods.empty()) {
    methods.push_back(None);
  }
  if (const auto first = std::find(methods.begin(), methods.end(), client.accepted); first != methods.end()) {
    std::rotate(methods.begin(), first, first + 1);
  } else if (!client.authentication && client.accepted && has_credentials(client, *client.accepted)) {
    methods.insert(methods.begin(), *client.accepted);  // the metadata of that time may have left no other
  }
  return methods;
}

bool can_authenticate(const Client& client, const std::vector<ClientAuthentication>& offered) {
  const bool is_public = client.secret.empty() && !client.certificate && client.key.read == nullptr;
  return std::any_of(offered.begin(), offered.end(), [&](ClientAuthentication method) {
    const bool takes_secret = method == Basic || method == Post;
    return method == None || has_credentials(client, method) || (is_public && takes_secret);
  });
}

void require_usable_key(const Client& client) {
  const std::vector<ClientAuthentication> methods = client_authentications_to_try(client);
  if (std::any_of(methods.begin(), methods.end(), is_assertion)) {
    static_cast<void>(client.key.read());
    if (client.key.read_certificate) {
      static_cast<void>(client.key.read_certificate());
    }
  }
}

SigningAlgorithm choose_algorithm(const ClientKey& key) {
  return key.read().choose_algorithm(key.offered_algorithms);
}

bool presents_certificate(const Client& client) {
  return client_authentications_to_try(client).front() == Tls;
}

void authenticate(const Client& client, ClientAuthentication authentication, HttpHeaders& headers,
                  FormParameters& body, const Secret& assertion) {
  const std::string_view secret = client.secret.reveal();
  switch (authentication) {
    case Basic:
      headers.emplace_back("Authorization",
                           "Basic " + basic_credentials(form_encode(client.id), form_encode(secret)));
      break;
    case BasicRaw:
      headers.emplace_back("Authorization", "Basic " + basic_credentials(client.id, secret));
      break;
    case Post:
      add_client_id(client, body);
      body.emplace_back("client_secret", secret);
      break;
    case PrivateKeyJwt:
    case PrivateKeyJwtToEndpoint:  // RFC 7521 §4.2 makes client_id optional; some servers require it
      add_client_id(client, body);
      body.emplace_back("client_assertion_type", kAssertionType);
      body.emplace_back("client_assertion", assertion.reveal());
      break;
    case Tls:
    case None:
      add_client_id(client, body);
      break;
  }
}

std::vector<std::string> find_secret_forms(const Client& client) {
  std::vector<std::string> forms;
  if (!client.secret.empty()) {
    const std::string_view secret = client.secret.reveal();
    forms = {basic_credentials(form_encode(client.id), form_encode(secret)),
             basic_credentials(client.id, secret), form_encode(secret), std::string(secret)};
  }
  for (const auto& [name, value] : client.token_parameters) {
    if (name != "audience" && name != "resource" && value.size() > kLongestWord) {
      forms.push_back(form_encode(value));
      forms.push_back(value);
    }
  }
  return forms;
}

bool is_client_authentication_error(int status, std::string_view error) noexcept {
  return status == http_status::kUnauthorized || error == "invalid_client" || error == "unauthorized_client";
}

bool is_refused(ClientAuthentication authentication, int status, std::string_view error) noexcept {
  return is_client_authentication_error(status, error) ||
         (is_assertion(authentication) && status == http_status::kForbidden && error.empty());
}

bool is_error_after_client_authentication(std::string_view error) noexcept {
  return error == "invalid_grant" || error == "invalid_scope" || error == "unsupported_grant_type";
}

}  // namespace goto_token
