#include "goto_token/tokens/issuer_check.hpp"

#include <string>
#include <variant>

#include "goto_token/base/http_status.hpp"
#include "goto_token/oauth/server_metadata.hpp"
#include "goto_token/tokens/metadata_discovery.hpp"

namespace goto_token {
namespace {

/// Whether the document is the issuer's own, whatever else may be wrong with it.
bool is_metadata_of(const std::string& document, const std::string& issuer) {
  try {
    return std::holds_alternative<ServerMetadata>(parse_server_metadata(document, issuer));
  } catch (const Error&) {
    return true;  // a member is of the wrong type; the issuer is looked at first
  }
}

/// Whether a response tells that no such issuer is there. A server that is down or wants a sign-in of its own
/// tells nothing.
bool speaks_against(const HttpResponse& response, const std::string& issuer) {
  return response.status == http_status::kNotFound ||
         (response.status == http_status::kOk && !is_metadata_of(response.body, issuer));
}

}  // namespace

std::optional<IssuerProblem> check_issuer(const Config& config, const Effects& effects) {
  std::optional<HttpResponse> last;
  Effects recording = effects;
  recording.send = [&effects, &last](const HttpRequest& request, const SendOptions& options) {
    last.reset();
    last = effects.send(request, options);
    return *last;
  };
  try {
    static_cast<void>(find_authorization_server(config, recording));
    return std::nullopt;
  } catch (const Error& error) {
    const auto* const issuer = std::get_if<IssuerSettings>(&config.server);
    return IssuerProblem{.why = error,
                         .is_wrong = issuer != nullptr && last && speaks_against(*last, issuer->issuer)};
  }
}

}  // namespace goto_token
