#include "goto_token/tokens/login_place.hpp"

#include <utility>
#include <variant>

#include "goto_token/base/error.hpp"
#include "goto_token/base/text.hpp"
#include "goto_token/io/file_replacement.hpp"
#include "goto_token/tokens/login_format.hpp"

namespace goto_token {
namespace {

// Begins the sign of a refresh under way; no login begins so.
const std::string kSign = "?";

constexpr const char* kReplacedHint = "goto-token login replaces it";
constexpr const char* kNewerHint = "use the newer one, or goto-token login to replace it";

std::optional<StoredLogin> take_login(StoredText text) {
  auto* const login = std::get_if<StoredLogin>(&text);
  return login == nullptr ? std::nullopt : std::optional(std::move(*login));
}

/// @param helper_name the one in use.
void require_helper(const LoginElsewhere& login, const std::string& helper_name) {
  if (login.credential_helper != helper_name) {
    const std::string name = printable(login.credential_helper);
    throw Error(ExitCode::TokenStore, "the stored login is kept by the credential helper '" + name + "'",
                "use --credential-helper " + name + ", or set OAUTH_CREDENTIAL_HELPER in the environment");
  }
}

}  // namespace

std::string LoginPlace::find_keeper(const PrivateFolder& in) const {
  const StoredText stored = read_index(in);
  const auto* const elsewhere = std::get_if<LoginElsewhere>(&stored);
  return elsewhere == nullptr ? "" : elsewhere->credential_helper;
}

void LoginPlace::require_helper_in_use(const PrivateFolder& in) const {
  const StoredText stored = read_index(in);
  if (const auto* const elsewhere = std::get_if<LoginElsewhere>(&stored)) {
    require_helper(*elsewhere, helper_name);
  }
}

std::optional<StoredLogin> LoginPlace::read(const PrivateFolder* in) const {
  auto login = helper ? read_helper() : std::nullopt;
  return login || in == nullptr ? std::move(login) : read_file(*in);
}

StoredText LoginPlace::read_index(const PrivateFolder& in) const {
  try {
    const auto text = in.read(file_name());
    return text ? parse_login(*text, key) : StoredText();
  } catch (const Error&) {
    return {};
  }
}

std::optional<StoredLogin> LoginPlace::read_helper() const {
  const auto text = helper->get(helper_url());
  if (!text || text->reveal() == kProbe) {
    return std::nullopt;
  }
  auto login = take_login(parse_login(text->reveal(), key));
  if (!login) {
    throw Error(ExitCode::TokenStore,
                "the login that the credential helper '" + helper_name + "' keeps is damaged", kReplacedHint);
  }
  return login;
}

std::optional<StoredLogin> LoginPlace::read_file(const PrivateFolder& in) const {
  const auto text = in.read(file_name());
  if (!text) {
    return std::nullopt;
  }
  StoredText stored = parse_login(*text, key);
  if (const auto* const elsewhere = std::get_if<LoginElsewhere>(&stored)) {
    require_helper(*elsewhere, helper_name);
    return std::nullopt;  // the helper no longer has it
  }
  auto login = take_login(std::move(stored));
  if (!login) {
    const std::string what = "the stored login '" + printable(path()) + "' ";
    if (is_newer_login(*text)) {
      throw Error(ExitCode::TokenStore, what + "was written by a newer goto-token", kNewerHint);
    }
    throw Error(ExitCode::TokenStore, what + "is damaged", kReplacedHint);
  }
  return login;
}

std::optional<StoredLogin> LoginPlace::read_unplaced(const PrivateFolder& in) const {
  const std::string name = FileReplacement::name_of(file_name());
  const auto text = in.has_file(name) ? in.read(name) : std::nullopt;
  return text ? take_login(parse_login(*text, key)) : std::nullopt;
}

std::string LoginPlace::make_sign(const StoredLogin& login) {
  return kSign + std::to_string(login.version) + "\n";
}

bool LoginPlace::shows_interruption(const PrivateFolder& in, const StoredLogin& login) const {
  const std::string name = FileReplacement::name_of(file_name());
  const auto text = in.has_file(name) ? in.read(name) : std::nullopt;
  if (!text || !FileReplacement::has_sign(*text)) {
    return false;  // nothing was sent yet
  }
  // A helper has the new login before the file is written, and then another version.
  return helper ? text->starts_with(make_sign(login)) : !take_login(parse_login(*text, key));
}

}  // namespace goto_token
