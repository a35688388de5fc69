#include "http_library.hpp"

#include <netinet/in.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <algorithm>
#include <thread>

namespace goto_mock_auth {
namespace {

constexpr int kBacklog = 512;           // the library's own is 5: too few for a burst of clients
constexpr int kMaxDescriptors = 65536;  // more than all threads can have open

// The library has no way to end a connection without a response, and doesn't tell its socket.
void hang_up(int client_port) {
  for (int fd = 0; fd < kMaxDescriptors; ++fd) {
    sockaddr_in client{};
    socklen_t size = sizeof client;
    if (getpeername(fd, reinterpret_cast<sockaddr*>(&client), &size) == 0 && client.sin_family == AF_INET &&
        ntohs(client.sin_port) == client_port) {
      shutdown(fd, SHUT_RDWR);
    }
  }
}

// How many octets of the body go out at a time.
std::size_t step_of(const HttpResponse& response) {
  if (response.delivery.dribble.count() > 0) {
    return 1;
  }
  const std::size_t size = response.body.size();
  return response.delivery.truncate ? std::max<std::size_t>(size / 2, 1) : size;
}

// Bodies go out through a provider: otherwise the library would compress them, and send them at one go.
void send_body(const HttpResponse& response, httplib::Response& res) {
  const std::size_t step = step_of(response);
  const std::chrono::microseconds pause =
      std::chrono::microseconds(response.delivery.dribble) / response.body.size();
  res.set_content_provider(response.body.size(), response.content_type,
                           [body = response.body, truncate = response.delivery.truncate, step, pause](
                               std::size_t offset, std::size_t length, httplib::DataSink& sink) {
                             if (truncate && offset > 0) {
                               return false;
                             }
                             std::this_thread::sleep_for(pause);
                             return sink.write(body.data() + offset, std::min(step, length));
                           });
}

// A certificate of the client is asked for where its issuers are known; to have none is for the endpoints to
// judge, one of another issuer ends the handshake.
bool set_up(SSL_CTX& context, const TlsFiles& files) {
  SSL_CTX_set_min_proto_version(&context, TLS1_2_VERSION);
  if (SSL_CTX_use_certificate_chain_file(&context, files.certificate.c_str()) != 1 ||
      SSL_CTX_use_PrivateKey_file(&context, files.private_key.c_str(), SSL_FILETYPE_PEM) != 1) {
    return false;
  }
  if (files.client_ca.empty()) {
    return true;
  }
  SSL_CTX_set_session_cache_mode(&context,
                                 SSL_SESS_CACHE_OFF);  // a resumed session would bring no certificate
  SSL_CTX_set_options(&context, SSL_OP_NO_TICKET);
  SSL_CTX_set_client_CA_list(&context, SSL_load_client_CA_file(files.client_ca.c_str()));
  SSL_CTX_set_verify(&context, SSL_VERIFY_PEER | SSL_VERIFY_CLIENT_ONCE, nullptr);
  return SSL_CTX_load_verify_locations(&context, files.client_ca.c_str(), nullptr) == 1;
}

// The subject as one line (RFC 2253); empty where the client has shown no certificate.
std::string client_certificate_of(const httplib::Request& req) {
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(
      req.ssl == nullptr ? nullptr : SSL_get1_peer_certificate(req.ssl), X509_free);
  if (certificate == nullptr) {
    return {};
  }
  const std::unique_ptr<BIO, decltype(&BIO_free)> text(BIO_new(BIO_s_mem()), BIO_free);
  X509_NAME_print_ex(text.get(), X509_get_subject_name(certificate.get()), 0, XN_FLAG_RFC2253);
  char* octets = nullptr;
  const long size = BIO_get_mem_data(text.get(), &octets);
  return {octets, static_cast<std::size_t>(size)};
}

}  // namespace

std::unique_ptr<httplib::Server> make_http_server(const std::optional<TlsFiles>& tls) {
  if (!tls) {
    return std::make_unique<httplib::Server>();
  }
  auto server =
      std::make_unique<httplib::SSLServer>([&tls](SSL_CTX& context) { return set_up(context, *tls); });
  if (!server->is_valid()) {
    throw Failure(
        3, "cannot use certificate '" + tls->certificate + "' with key '" + tls->private_key + "'",
        "--cert and --key name PEM files that belong together, and --client-ca one with certificates");
  }
  return server;
}

int listen_on(httplib::Server& http, int port) {
  int listening_socket = -1;
  http.set_socket_options([&listening_socket](int socket) {
    // By default the library sets SO_REUSEPORT, with which another process could share the port.
    const int on = 1;
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    listening_socket = socket;
  });
  const int bound_port =
      port == 0 ? http.bind_to_any_port(kHost) : (http.bind_to_port(kHost, port) ? port : -1);
  if (bound_port < 0 || listen(listening_socket, kBacklog) != 0) {
    throw Failure(8, "cannot listen on " + std::string(kHost) + ":" + std::to_string(port),
                  "stop the program that uses this port, or let --port 0 pick a free one");
  }
  return bound_port;
}

HttpRequest read_request(const httplib::Request& req) {
  const std::size_t question_mark = req.target.find('?');
  const std::string query = question_mark == std::string::npos ? "" : req.target.substr(question_mark + 1);
  const std::string content_type = req.get_header_value("Content-Type");
  const bool has_form = content_type.starts_with("application/x-www-form-urlencoded");
  return {.method = req.method,
          .path = req.path,
          .query = Parameters::parse(query),
          .form = Parameters::parse(has_form ? req.body : ""),
          .authorization = req.get_header_value("Authorization"),
          .content_type = content_type,
          .accept = req.get_header_value("Accept"),
          .user_agent = req.get_header_value("User-Agent"),
          .sec_fetch_site = req.get_header_value("Sec-Fetch-Site"),
          .client_certificate = client_certificate_of(req)};
}

void send_response(const HttpResponse& response, const httplib::Request& req, httplib::Response& res) {
  if (response.delivery.hang_up) {
    hang_up(req.remote_port);
    return;
  }
  res.status = response.status;
  for (const auto& [name, value] : response.headers) {
    res.set_header(name, value);
  }
  if (!response.body.empty()) {
    send_body(response, res);
  } else if (!response.content_type.empty()) {
    res.set_header("Content-Type", response.content_type);
  }
}

}  // namespace goto_mock_auth
