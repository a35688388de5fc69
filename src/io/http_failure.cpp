#include "goto_token/io/http_failure.hpp"

#include "goto_token/base/text.hpp"

namespace goto_token {

Error make_no_response(const Url& url, const std::string& why, const std::string& hint) {
  return {ExitCode::Network,
          "no response from " + printable(url.scheme + "://" + authority(url)) + ": " + why, hint};
}

}  // namespace goto_token
