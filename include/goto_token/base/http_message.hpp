#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "goto_token/base/url.hpp"

namespace goto_token {

/// Header fields in order; names are compared without regard to case.
using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

/// A request as a value: oauth/ makes it, io/ sends it. Headers and body may hold secrets.
struct HttpRequest {
  std::string method;
  Url url;
  HttpHeaders headers;
  std::string body = {};
  std::string content_type = {};
};

/// A response as a value. The body may hold secrets.
struct HttpResponse {
  int status = 0;
  HttpHeaders headers;
  std::string body;
};

/// The first value of the header field `name`, without regard to case; nullopt when there is none.
[[nodiscard]] std::optional<std::string_view> find_header(const HttpHeaders& headers, std::string_view name);

/// How empty elements of a list are read. Senders should not make them (RFC 9110 §5.6.1).
enum class EmptyElements { Drop, Keep };

/// The elements of the lists in all fields of this name, in order, without the blanks around each. The views
/// live as long as `headers`.
[[nodiscard]] std::vector<std::string_view> find_list_elements(const HttpHeaders& headers,
                                                               std::string_view name,
                                                               EmptyElements empty = EmptyElements::Drop);

}  // namespace goto_token
