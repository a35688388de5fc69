#include "client_assertion.hpp"

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>

#include "crypto.hpp"

namespace goto_mock_auth {
namespace {

constexpr std::string_view kAssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
constexpr std::int64_t kLongestLife = 3600;  // seconds; what servers that have a limit allow
constexpr std::int64_t kClockSkew = 60;      // seconds
constexpr std::size_t kShelfSize = 10'000;

void require_assertion(bool fulfilled, const std::string& description) {
  require(fulfilled, 401, "invalid_client", "client_assertion " + description);
}

nlohmann::json parse_part(const std::string& part, const char* name) {
  const std::string text = parse_base64url(part).value_or("");
  nlohmann::json members = nlohmann::json::parse(text, nullptr, false);
  require_assertion(members.is_object(),
                    std::string("has a ") + name + " that is no JSON object in base64url");
  return members;
}

std::string text_of(const nlohmann::json& members, const char* name) {
  const auto found = members.find(name);
  return found != members.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// One audience, or an array of them (RFC 7519 §4.1.3).
bool names_audience(const nlohmann::json& claims, const std::vector<std::string>& audiences) {
  const nlohmann::json aud = claims.value("aud", nlohmann::json());
  const nlohmann::json all = aud.is_array() ? aud : nlohmann::json::array({aud});
  return std::any_of(all.begin(), all.end(), [&audiences](const nlohmann::json& one) {
    return one.is_string() &&
           std::find(audiences.begin(), audiences.end(), one.get<std::string>()) != audiences.end();
  });
}

void check_times(const nlohmann::json& claims) {
  const std::int64_t now =
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch())
          .count();
  const nlohmann::json exp = claims.value("exp", nlohmann::json());
  require_assertion(exp.is_number(), "lacks exp");
  require_assertion(exp.get<double>() > static_cast<double>(now), "has expired");
  require_assertion(exp.get<double>() <= static_cast<double>(now + kLongestLife),
                    "has an exp more than an hour ahead");
  for (const char* const name : {"iat", "nbf"}) {
    const nlohmann::json time = claims.value(name, nlohmann::json());
    require_assertion(
        time.is_null() || (time.is_number() && time.get<double>() <= static_cast<double>(now + kClockSkew)),
        std::string("has an ") + name + " in the future");
  }
}

}  // namespace

void AssertionCheck::check(const Parameters& form, const std::string& client_id,
                           const std::vector<std::string>& audiences) {
  const std::string assertion = form.value("client_assertion");
  require(form.value("client_assertion_type") == kAssertionType, 401, "invalid_client",
          "client_assertion_type is not " + std::string(kAssertionType));
  const std::size_t first = assertion.find('.');
  const std::size_t second = assertion.rfind('.');
  require_assertion(first != std::string::npos && first < second, "is no JWT");
  const nlohmann::json header = parse_part(assertion.substr(0, first), "header");
  const nlohmann::json claims = parse_part(assertion.substr(first + 1, second - first - 1), "payload");
  const std::string algorithm = text_of(header, "alg");
  const std::vector<std::string>& known = key_.algorithms();
  require_assertion(std::find(known.begin(), known.end(), algorithm) != known.end(),
                    "has an alg that the client's key is not for");
  const std::string signature = parse_base64url(assertion.substr(second + 1)).value_or("");
  require_assertion(key_.verifies(algorithm, assertion.substr(0, second), signature),
                    "is not signed by the client's key");
  require_assertion(text_of(claims, "iss") == client_id, "has an iss that is not the client");
  require_assertion(text_of(claims, "sub") == client_id, "has a sub that is not the client");
  require_assertion(names_audience(claims, audiences),
                    "has an aud that is neither the issuer nor an endpoint of this server");
  check_times(claims);
  require_assertion(!text_of(claims, "jti").empty(), "lacks jti");
  spend(text_of(claims, "jti"));
}

void AssertionCheck::spend(const std::string& jti) {
  const std::lock_guard lock(mutex_);
  require_assertion(std::find(spent_.begin(), spent_.end(), jti) == spent_.end(), "was used before");
  if (spent_.size() == kShelfSize) {
    spent_.pop_front();
  }
  spent_.push_back(jti);
}

}  // namespace goto_mock_auth
