#include <gtest/gtest.h>

#include <string>

#include "goto_token/io/http_client.hpp"
#include "support/failure.hpp"
#include "support/raw_server.hpp"

namespace goto_token {
namespace {

// `{"a":1}` as gzip has it, byte by byte (RFC 1952).
const std::string kCompressed(
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xab\x56\x4a\x54\xb2\x32\xac\x05\x00\xaf\xac\x1b\x56\x07\x00\x00"
    "\x00",
    27);

std::string encoded(const std::string& encoding, const std::string& body) {
  return "HTTP/1.1 200 OK\r\nContent-Encoding: " + encoding +
         "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

HttpResponse fetch(const RawServer& server) {
  TlsContext tls;
  return send_http({"GET", require_url(server.url()), {}, "", ""}, tls);
}

TEST(HttpClientDecoding, GivesTheBodyBackAsItWas) {
  const RawServer server(responding_with(encoded("gzip", kCompressed)));
  EXPECT_EQ(fetch(server).body, R"({"a":1})");
}

TEST(HttpClientDecoding, SaysThatABodyIsNotWhatItsEncodingPromises) {
  for (const std::string encoding : {"gzip", "deflate"}) {
    const RawServer server(responding_with(encoded(encoding, R"({"access_token":"secret"})")));
    EXPECT_EQ(failure_of([&] { return fetch(server); }),
              (Failure{ExitCode::Network,
                       "no response from " + server.url() +
                           ": the response cannot be decoded (Content-Encoding: " + encoding + ")",
                       "try again; if it stays, tell the server's owner"}));
    EXPECT_EQ(server.connections(), 1);
  }
}

}  // namespace
}  // namespace goto_token
