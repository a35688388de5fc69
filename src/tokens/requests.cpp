#include "goto_token/tokens/requests.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <vector>

#include "goto_token/io/status_line.hpp"

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

Effects show_long_wait(const Effects& effects, const std::string& what) {
  constexpr std::chrono::seconds kLong{2};
  Effects showing = effects;
  const int terminal = effects.diagnostics.status_terminal();
  if (terminal >= 0) {
    const Deadline shown_from = effects.steady_now() + kLong;
    const std::vector<std::string> texts = {"goto-token: " + what + "; Ctrl+C ends it", what};
    showing.wait = [wait = effects.wait, now = effects.steady_now, shown_from, texts,
                    line = std::make_shared<StatusLine>(terminal)](std::span<pollfd> events, Deadline end) {
      if (now() < shown_from) {
        end = std::min(end, shown_from);
      } else {
        line->show(texts);
      }
      wait(events, end);
    };
  }
  return showing;
}

}  // namespace goto_token
