#include "goto_token/tokens/requests.hpp"

#include <chrono>

namespace goto_token {

HttpResponse send_traced(const HttpRequest& request, const std::string& what, const Effects& effects,
                         ClientCertificateUse certificate) {
  const auto start = effects.steady_now();
  HttpResponse response = effects.send(
      request,
      {.wait = effects.wait, .before_sending = effects.before_sending, .client_certificate = certificate});
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(effects.steady_now() - start);
  effects.diagnostics.trace(what + ": HTTP status " + std::to_string(response.status) + " after " +
                            std::to_string(took.count()) + " ms");
  return response;
}

}  // namespace goto_token
