#include "http.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <nlohmann/json.hpp>
#include <sstream>

namespace goto_mock_auth {

bool is_made_of(std::string_view text, std::string_view others) {
  return std::all_of(text.begin(), text.end(), [others](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || others.find(c) != std::string_view::npos;
  });
}

std::string form_encode(std::string_view text) {
  constexpr std::string_view kHexDigits = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    if (is_made_of({&c, 1}, "*-._")) {
      encoded += c;
    } else if (c == ' ') {
      encoded += '+';
    } else {
      const auto octet = static_cast<unsigned char>(c);
      encoded += {'%', kHexDigits[octet >> 4U], kHexDigits[octet & 0xFU]};
    }
  }
  return encoded;
}

std::string form_decode(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned char octet = 0;
    const char* const digits = text.data() + i + 1;
    if (text[i] == '%' && text.size() - i > 2 &&
        std::from_chars(digits, digits + 2, octet, 16).ptr == digits + 2) {
      decoded += static_cast<char>(octet);
      i += 2;
    } else {
      decoded += text[i] == '+' ? ' ' : text[i];
    }
  }
  return decoded;
}

Parameters Parameters::parse(std::string_view encoded) {
  Parameters parameters;
  while (!encoded.empty()) {
    const std::string_view pair = encoded.substr(0, encoded.find('&'));
    encoded.remove_prefix(std::min(pair.size() + 1, encoded.size()));
    if (!pair.empty()) {
      const std::string_view name = pair.substr(0, pair.find('='));
      const std::string_view value = pair.substr(std::min(name.size() + 1, pair.size()));
      parameters.all_.emplace_back(form_decode(name), form_decode(value));
    }
  }
  return parameters;
}

std::string Parameters::value(std::string_view name) const {
  const auto found =
      std::find_if(all_.begin(), all_.end(), [name](const auto& p) { return p.first == name; });
  return found == all_.end() ? std::string() : found->second;
}

std::vector<std::string> Parameters::values(std::string_view name) const {
  std::vector<std::string> values;
  for (const auto& [key, value] : all_) {
    if (key == name && !value.empty()) {
      values.push_back(value);
    }
  }
  return values;
}

std::size_t Parameters::count(std::string_view name) const {
  return static_cast<std::size_t>(
      std::count_if(all_.begin(), all_.end(), [name](const auto& p) { return p.first == name; }));
}

std::string Parameters::repeated_name() const {
  const auto found = std::find_if(all_.begin(), all_.end(), [this](const auto& p) {
    return p.first != "resource" && count(p.first) > 1;
  });
  return found == all_.end() ? std::string() : found->first;
}

void Parameters::set(std::string_view name, std::string value) {
  erase(name);
  all_.emplace_back(name, std::move(value));
}

void Parameters::erase(std::string_view name) {
  std::erase_if(all_, [name](const auto& p) { return p.first == name; });
}

std::string Parameters::encoded() const {
  std::string text;
  for (const auto& [name, value] : all_) {
    text += (text.empty() ? "" : "&") + form_encode(name) + "=" + form_encode(value);
  }
  return text;
}

Scope parse_scope(std::string_view text) {
  Scope scope;
  std::istringstream words{std::string(text)};
  for (std::string token; words >> token;) {
    if (!is_within({token}, scope)) {
      scope.push_back(token);
    }
  }
  return scope;
}

std::string scope_text(const Scope& scope) {
  std::string text;
  for (const std::string& token : scope) {
    text += (text.empty() ? "" : " ") + token;
  }
  return text;
}

bool is_within(const Scope& part, const Scope& whole) {
  return std::all_of(part.begin(), part.end(), [&whole](const auto& token) {
    return std::find(whole.begin(), whole.end(), token) != whole.end();
  });
}

void require(bool fulfilled, int status, const char* error, const std::string& description) {
  if (!fulfilled) {
    throw OAuthError(status, error, description);
  }
}

std::string json_text(const nlohmann::json& value) {
  return value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

HttpResponse make_response(int status, std::string content_type, std::string body) {
  return {.status = status,
          .headers = {{"Cache-Control", "no-store"}},
          .content_type = std::move(content_type),
          .body = std::move(body),
          .delivery = {}};
}

HttpResponse make_json_response(int status, const nlohmann::json& body) {
  HttpResponse response = make_response(status, "application/json", json_text(body));
  response.headers.emplace_back("Pragma", "no-cache");
  return response;
}

HttpResponse make_redirect(int status, std::string location) {
  HttpResponse response = make_response(status, {}, {});
  response.headers.emplace_back("Location", std::move(location));
  response.headers.emplace_back("Referrer-Policy", "no-referrer");
  return response;
}

}  // namespace goto_mock_auth
