#include <zlib.h>

#include <iterator>
#include <stdexcept>

#include "fault_tables.hpp"

namespace goto_mock_auth {
namespace {

constexpr std::size_t kMebibyte = 1U << 20U;

HttpResponse page(int status, const std::string& text) {
  return make_response(
      status, "text/html; charset=utf-8",
      "<!doctype html>\n<html lang=\"en\"><title>" + text + "</title><h1>" + text + "</h1></html>\n");
}

HttpResponse json(int status, std::string body) {
  return make_response(status, "application/json", std::move(body));
}

// Thrown, so that it gets the form of all other errors.
Replacement error(int status, const char* code, const char* description = kAskedFor) {
  return [=](const auto&, const auto&) -> HttpResponse { throw OAuthError(status, code, description); };
}

HttpResponse with_header(HttpResponse response, const char* name, const std::string& value) {
  response.headers.emplace_back(name, value);
  return response;
}

HttpResponse hang_up() {
  HttpResponse response;
  response.delivery.hang_up = true;
  return response;
}

// One gzip member; any number of them after one another are gzip, too (RFC 1952 §2.2).
std::string gzip(std::string text) {
  constexpr int kGzipWindowBits = 15 + 16;  // the largest window; 16 asks zlib for gzip's header
  z_stream stream{};
  if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, kGzipWindowBits, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::runtime_error("zlib can't be initialised");
  }
  std::string compressed(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(text.data());
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(compressed.data());
  stream.avail_out = static_cast<uInt>(compressed.size());
  deflate(&stream, Z_FINISH);
  compressed.resize(stream.total_out);
  deflateEnd(&stream);
  return compressed;
}

HttpResponse gzip_bomb() {
  std::string body = gzip(R"({"access_token":"bomb","token_type":"Bearer","padding":")");
  const std::string mebibyte = gzip(std::string(kMebibyte, 'x'));
  for (int i = 0; i < 64; ++i) {
    body += mebibyte;
  }
  return with_header(json(200, body + gzip("\"}")), "Content-Encoding", "gzip");
}

Replacement instead(HttpResponse response) {
  return [response = std::move(response)](const auto&, const auto&) { return response; };
}

Replacement retry_later(int status) {
  return [status](const auto& value, const auto&) {
    return with_header(page(status, "Try again later"), "Retry-After", value);
  };
}

// Errors.
std::vector<FaultKind> error_faults() {
  return {
      {.name = "invalid_client",
       .meaning = "401 with error invalid_client",
       .effect = error(401, "invalid_client")},
      {.name = "unauthorized_client",
       .meaning = "403 with error unauthorized_client",
       .effect = error(403, "unauthorized_client")},
      {.name = "invalid_grant",
       .meaning = "400 with error invalid_grant",
       .effect = error(400, "invalid_grant")},
      {.name = "error",
       .meaning = "400 with any error code",
       .effect = Replacement(
           [](const auto& code, const auto&) -> HttpResponse { throw OAuthError(400, code, kAskedFor); }),
       .value_name = "CODE",
       .default_value = "server_error"},
      {.name = "escape",
       .meaning = "400 with terminal escapes in error_description",
       .effect = error(400, "invalid_grant", kTerminalEscapes)},
      {.name = "500", .meaning = "500 with a page", .effect = instead(page(500, "Internal server error"))},
      {.name = "503",
       .meaning = "503 with Retry-After",
       .effect = retry_later(503),
       .value_name = kSeconds,
       .default_value = "1"},
      {.name = "429",
       .meaning = "429 with Retry-After",
       .effect = retry_later(429),
       .value_name = kSeconds,
       .default_value = "1"},
  };
}

// What is no response of OAuth's, and nothing.
std::vector<FaultKind> response_faults() {
  return {
      {.name = "redirect",
       .meaning = "302 to another path of this server",
       .effect = Replacement(
           [](const auto&, const auto& base_url) { return make_redirect(302, base_url + "/elsewhere"); })},
      {.name = "html", .meaning = "200 with a page", .effect = instead(page(200, "Welcome"))},
      {.name = "not-json",
       .meaning = "200 with JSON cut in the middle",
       .effect = instead(json(200, R"({"access_token":"cut in the mid)"))},
      {.name = "not-an-object",
       .meaning = "200 with a JSON array",
       .effect = instead(json(200, R"(["access_token","token_type"])"))},
      {.name = "empty", .meaning = "200 without a body", .effect = instead(json(200, ""))},
      {.name = "empty-400", .meaning = "400 without a body", .effect = instead(json(400, ""))},
      {.name = "empty-401", .meaning = "401 without a body", .effect = instead(json(401, ""))},
      {.name = "huge",
       .meaning = "200 with 8 MiB of JSON",
       .effect = Replacement([](const auto&, const auto&) {
         return json(200, R"({"access_token":"huge","padding":")" + std::string(8 * kMebibyte, 'x') + "\"}");
       })},
      {.name = "gzip-bomb",
       .meaning = "200 with 64 KB of gzip that become 64 MiB of JSON",
       .effect = Replacement([](const auto&, const auto&) { return gzip_bomb(); })},
      {.name = "hang-up",
       .meaning = "closes the connection without a response",
       .effect = instead(hang_up())},
  };
}

}  // namespace

std::vector<FaultKind> replacement_faults() {
  std::vector<FaultKind> all = error_faults();
  std::ranges::move(response_faults(), std::back_inserter(all));
  return all;
}

}  // namespace goto_mock_auth
