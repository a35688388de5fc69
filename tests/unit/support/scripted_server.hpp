#pragma once

#include <deque>
#include <stdexcept>
#include <string>
#include <vector>

#include "goto_token/io/effects.hpp"

namespace goto_token {

/// A token endpoint that responds from a script, in place of the network.
class ScriptedServer {
 public:
  explicit ScriptedServer(std::vector<HttpResponse> responses)
      : responses_(responses.begin(), responses.end()) {}

  /// For `Effects::send`. One request too many fails the test.
  HttpResponse send(const HttpRequest& request) {
    requests_.push_back(request);
    if (responses_.empty()) {
      throw std::logic_error("a request that the script has no response for");
    }
    HttpResponse response = responses_.front();
    responses_.pop_front();
    return response;
  }

  [[nodiscard]] const std::vector<HttpRequest>& requests() const { return requests_; }

 private:
  std::deque<HttpResponse> responses_;
  std::vector<HttpRequest> requests_;
};

}  // namespace goto_token
