#include "option_checks.hpp"

#include <algorithm>
#include <string>

#include "env_file.hpp"
#include "http.hpp"

namespace goto_mock_auth {
namespace {

void require_usage(bool fulfilled, const std::string& message) {
  if (!fulfilled) {
    throw Failure(2, message, kSeeHelp);
  }
}

// RFC 6749 appendix A allows visible ASCII and blanks.
void check_vschar(const std::string& option, const std::string& value) {
  const bool visible = std::all_of(value.begin(), value.end(), [](char c) { return c >= ' ' && c <= '~'; });
  require_usage(visible && !value.empty(), option + " must be printable ASCII and not empty");
}

void check_base_path(std::string& base_path) {
  while (base_path.ends_with('/')) {
    base_path.pop_back();
  }
  require_usage(base_path.empty() || (base_path.front() == '/' && is_made_of(base_path, "-_/")),
                "--base-path must start with / and hold letters, digits, - and _ only");
}

// A client may register a redirect URI that is absolute, without fragment (RFC 6749 §3.1.2), printable ASCII.
void check_redirect_uri(const std::string& uri) {
  const bool printable = std::all_of(uri.begin(), uri.end(), [](char c) { return c > ' ' && c < '\x7f'; });
  const std::size_t scheme = uri.find(':');
  require_usage(printable && scheme != 0 && scheme != std::string::npos && uri.find('#') == std::string::npos,
                "--redirect-uri must be an absolute URI without a fragment: '" + uri + "'");
}

// What the shape says and no option has said otherwise.
void fill_in(Settings& settings) {
  using enum ClientAuthentication;
  const Shape& shape = *settings.shape;
  if (settings.scopes_offered.empty()) {
    settings.scopes_offered = parse_scope(shape.scopes);
  }
  if (settings.client.accepted.empty()) {
    settings.client.accepted = shape.is_goto() ? std::set{BasicForm} : std::set{BasicForm, Post};
  }
  settings.iss_parameter = settings.iss_parameter || shape.iss_parameter;
}

}  // namespace

void check_options(Settings& settings) {
  fill_in(settings);
  check_base_path(settings.base_path);
  check_vschar("--client-id", settings.client.id);
  check_vschar("--client-secret", settings.client.secret);
  check_vschar("--pat", settings.personal_access_token);
  const auto takes = [&settings](ClientAuthentication form) {
    return settings.client.accepted.contains(form);
  };
  require_usage(takes(ClientAuthentication::PrivateKeyJwt) != settings.client.key_file.empty(),
                "--client-auth private-key-jwt and --client-key need each other");
  const bool has_ca = settings.tls && !settings.tls->client_ca.empty();
  require_usage(takes(ClientAuthentication::Tls) == has_ca,
                "--client-auth tls and --client-ca need each other");
  require_usage(!has_ca || !settings.tls->certificate.empty(), "--client-ca needs --https");
  require_usage(!settings.require_par || !settings.shape->paths.par.empty(),
                "a server like " + std::string(settings.shape->name) + " takes no pushed requests");
  std::for_each(settings.redirect_uris.begin(), settings.redirect_uris.end(), check_redirect_uri);
  if (settings.print_env) {
    static_cast<void>(
        env_file_text(settings, {}));  // rejects what can't be printed, before anything is started
  }
}

}  // namespace goto_mock_auth
