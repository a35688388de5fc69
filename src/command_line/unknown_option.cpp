#include "goto_token/command_line/unknown_option.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "goto_token/base/near_miss.hpp"
#include "goto_token/base/text.hpp"
#include "goto_token/command_line/option_values.hpp"
#include "goto_token/command_line/options.hpp"
#include "goto_token/command_line/raw_options.hpp"

namespace goto_token {
namespace {

/// An option of other tools that people try here.
struct ForeignOption {
  std::string_view names;  ///< Separated by blanks.
  std::string_view hint;   ///< What to do here.
};

constexpr auto kForeignOptions = std::to_array<ForeignOption>({
    {"--client-id", "set OAUTH_CLIENT_ID in the env file or the environment"},
    {"--client-secret --secret",
     "set OAUTH_CLIENT_SECRET in the env file or the environment; as an option, every user of the machine "
     "could read it, and shells would keep it in their history"},
    {"--port --callback-port --redirect-port --listen-port",
     "the port is that of OAUTH_REDIRECT_URI; --listen ADDRESS:PORT listens elsewhere, as containers need"},
    {"--redirect-uri --redirect-url --callback-url --callback-uri",
     "set OAUTH_REDIRECT_URI in the env file or the environment, exactly as it is registered"},
    {"--issuer --issuer-url", "set OAUTH_ISSUER in the env file or the environment"},
    {"--authority", "set OAUTH_ISSUER in the env file or the environment to the issuer of that server"},
    {"--service-url --url --server --base-url",
     "set OAUTH_SERVICE_URL in the env file or the environment, or OAUTH_ISSUER for a server with metadata"},
    {"--token-url --token-endpoint --token-uri",
     "set OAUTH_TOKEN_ENDPOINT in the env file or the environment"},
    {"--auth-url --auth-endpoint --auth-uri --authorize-url --authorization-url --authorization-endpoint",
     "set OAUTH_AUTHORIZATION_ENDPOINT in the env file or the environment"},
    {"--scopes --extra-scope --extra-scopes --oidc-extra-scope",
     "write --scope 'ONE TWO', or --scope once for each"},
    {"--auth-request-extra-param --auth-request-extra-params --oidc-auth-request-extra-params --extra-params "
     "--param --extra-param",
     "write --authorize-param NAME=VALUE, once for each; --token-param is for the token request"},
    {"--prompt --login-hint --acr-values --max-age --ui-locales --domain-hint --access-type --connection",
     "write --authorize-param NAME=VALUE, such as --authorize-param prompt=login"},
    {"--device --device-code --device-flow --use-device-code --device-auth --headless",
     "write --grant device-code"},
    {"--grant-type --flow", "write --grant, such as --grant client-credentials"},
    {"--client-key --private-key --key --key-file --private-key-file --client-key-file",
     "set OAUTH_CLIENT_KEY_FILE in the env file or the environment"},
    {"--client-cert --client-certificate --certificate --cert --cert-file --client-cert-file --tls-cert",
     "set OAUTH_CLIENT_CERT_FILE and OAUTH_CLIENT_KEY_FILE in the env file or the environment"},
    {"--client-auth --auth-method --token-endpoint-auth-method",
     "set OAUTH_CLIENT_AUTH in the env file or the environment"},
    {"--refresh-token",
     "set OAUTH_REFRESH_TOKEN in the env file or the environment, for --grant refresh-token; as an option, "
     "every user of the machine could read it"},
    {"--access-token --token",
     "goto-token prints an access token and takes none; a personal access token is set as "
     "OAUTH_PERSONAL_ACCESS_TOKEN, for --grant personal-access-token"},
    {"--pat --personal-access-token",
     "set OAUTH_PERSONAL_ACCESS_TOKEN in the env file or the environment, for --grant personal-access-token; "
     "as an option, every user of the machine could read it"},
    {"--username --user --password -u -p",
     "people sign in in the browser; goto-token asks for no name and no password"},
    {"--insecure --no-verify --no-check-certificate -k",
     "certificates are always verified; --ca-file PATH trusts one more, such as that of a company"},
    {"--json", "write --output json"},
    {"--config --config-file", "write --env-file PATH"},
    {"--no-open --no-open-browser --no-launch-browser", "write --no-browser"},
    {"--pkce --use-pkce", "leave it out: PKCE is always on"},
    {"--state", "leave it out: each run makes a state of its own and checks it"},
    {"--force", "--fresh ignores the stored login, --refresh refreshes it now"},
});

bool has_one_dash(std::string_view argument) {
  return argument.size() > 2 && argument[0] == '-' && argument[1] != '-';
}

std::string without_value(std::string_view argument) {
  return std::string(argument.substr(0, argument.find('=')));
}

/// The name with two dashes, should one stand before a whole word.
std::string long_form_of(const std::string& name) {
  return has_one_dash(name) ? "-" + name : name;
}

bool looks_secret(std::string_view name) {
  constexpr auto kWords = std::to_array<std::string_view>({"secret", "token", "password"});
  return std::any_of(kWords.begin(), kWords.end(),
                     [name](std::string_view word) { return name.find(word) != std::string_view::npos; });
}

std::string hint_for(const std::string& name) {
  if (const auto hint = find_foreign_hint(name)) {
    return *hint;
  }
  if (!name.starts_with("--") && find_option(name) != nullptr) {  // known, but written -o=VALUE
    return "no equals sign follows a letter: write " + name + " VALUE";
  }
  std::vector<std::string> names;
  for (const Option& option : all_options()) {
    names.emplace_back(option.name);
  }
  std::string hint = hint_at_nearest(name, names);
  if (hint.empty() && looks_secret(name)) {
    hint = "secrets are never options: set OAUTH_CLIENT_SECRET in the env file or the environment";
  }
  return hint;
}

}  // namespace

std::string name_of_unknown(const std::string& argument) {
  const std::string name = without_value(argument);
  const bool is_word = !has_one_dash(name) || is_long_form_with_one_dash(name) ||
                       find_foreign_hint(long_form_of(name)).has_value();
  return is_word ? name : name.substr(0, 2);
}

bool is_long_form_with_one_dash(std::string_view argument) {
  return has_one_dash(argument) && find_option(long_form_of(without_value(argument))) != nullptr;
}

std::optional<std::string> find_foreign_hint(std::string_view name) {
  for (const ForeignOption& option : kForeignOptions) {
    const std::vector<std::string> names = split_words(option.names);
    if (std::any_of(names.begin(), names.end(),
                    [name](const std::string& known) { return is_same_name(known, name); })) {
      return std::string(option.hint);
    }
  }
  return std::nullopt;
}

void fail_unknown_option(const std::string& name, const std::string& hint) {
  fail_usage("unknown option '" + printable(name) + "'", hint.empty() ? hint_for(long_form_of(name)) : hint);
}

}  // namespace goto_token
