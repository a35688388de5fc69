// Feeds parse_server_metadata any document. What it takes must be of the issuer that was asked for, must
// offer what a run needs, and its endpoints must be fit to send secrets to.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "goto_token/base/error.hpp"
#include "goto_token/oauth/server_metadata.hpp"
#include "support/require.hpp"

namespace {

using goto_token::ExitCode;
using goto_token::ServerMetadata;
using goto_token::fuzz::require;
using nlohmann::json;

constexpr const char* kIssuer = "https://h";

/// Whether a list that the document has rules `needed` out.
bool rules_out(const json& document, const char* name, std::string_view needed) {
  const auto list = document.find(name);
  return list != document.end() && list->is_array() && !list->empty() &&
         std::none_of(list->begin(), list->end(), [needed](const json& item) { return item == needed; });
}

void require_endpoint(const char* member, const std::optional<std::string>& url) {
  const auto endpoint =
      goto_token::validate_metadata_endpoint(member, url, {.issuer_has_tls = false, .allow_http = false});
  if (const auto* const valid = std::get_if<goto_token::Url>(&endpoint)) {
    require(goto_token::is_confidential(*valid), "an endpoint is confidential");
  } else {
    const auto& unusable = std::get<goto_token::UnusableEndpoint>(endpoint);
    require(unusable.why.size() < 1500, "text from outside is cut");
  }
}

void require_metadata(const ServerMetadata& metadata, const json& document) {
  require(document.is_object() && document.at("issuer") == kIssuer, "the issuer is the one asked for");
  require(offers_code_grant(metadata) == !rules_out(document, "response_types_supported", "code") &&
              offers_s256(metadata) == !rules_out(document, "code_challenge_methods_supported", "S256"),
          "the code grant and S256 are ruled out by lists without them, and by nothing else");
  const auto promise = document.find("authorization_response_iss_parameter_supported");
  require(metadata.authorization_response_iss_parameter_supported ==
              (promise != document.end() && *promise == true),
          "an iss is promised only in so many words");
  require_endpoint("authorization_endpoint", metadata.authorization_endpoint);
  require_endpoint("token_endpoint", metadata.token_endpoint);
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer calls it by this name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  try {
    const auto parsed = goto_token::parse_server_metadata(text, kIssuer);
    const auto* const metadata = std::get_if<ServerMetadata>(&parsed);
    const json document = json::parse(text, nullptr, /*allow_exceptions=*/false);
    // This parser, unlike ours, takes no text that is not UTF-8 and no number that no double holds.
    if (metadata != nullptr && !document.is_discarded()) {
      require_metadata(*metadata, document);
    }
  } catch (const goto_token::Error& error) {
    require(error.code() == ExitCode::Network, "metadata that cannot be used is the server's fault");
    require(std::string_view(error.what()).size() < 1500, "text from outside is cut");
  }
  return 0;
}
