// Sends one token request to 127.0.0.1 and reads the response, with nothing around it. Prints the nanoseconds
// from the connection to the response's end. With a CA file, it speaks TLS; what can be prepared for that is
// done before.
//
//   bare_request PORT [CA_FILE]
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static const char kRequest[] =
    "POST /oauth/token HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\nConnection: close\r\n"
    "Authorization: Basic YmVuY2htYXJrOmJlbmNobWFyaw==\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    "Content-Length: 46\r\n\r\ngrant_type=authorization_code&code=benchmark-1";

static void fail(const char* what) {
  fprintf(stderr, "bare_request: %s\n", what);
  exit(1);
}

static SSL_CTX* make_context(const char* ca_file) {
  SSL_CTX* const context = SSL_CTX_new(TLS_client_method());
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
  if (SSL_CTX_load_verify_locations(context, ca_file, NULL) != 1) {
    fail("no certificate of an authority");
  }
  return context;
}

static int connect_to(unsigned short port) {
  const struct sockaddr_in address = {
      .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  const int connection = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (connect(connection, (const struct sockaddr*)&address, sizeof address) != 0) {
    fail("no connection");
  }
  return connection;
}

static SSL* shake_hands(SSL_CTX* context, int connection) {
  SSL* const tls = SSL_new(context);
  X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(tls), "127.0.0.1");
  SSL_set_fd(tls, connection);
  if (SSL_connect(tls) != 1) {
    fail("no TLS");
  }
  return tls;
}

// Sends the request and reads until the JSON object of the response is closed.
static void exchange(SSL* tls, int connection) {
  char response[65536];
  const int size = (int)sizeof kRequest - 1;
  int length = 0;
  if ((tls ? SSL_write(tls, kRequest, size) : (int)write(connection, kRequest, (size_t)size)) != size) {
    fail("the request was not sent");
  }
  while (length == 0 || response[length - 1] != '}') {
    const int room = (int)sizeof response - length;
    const int count =
        tls ? SSL_read(tls, response + length, room) : (int)read(connection, response + length, (size_t)room);
    if (count <= 0) {
      fail("the response was cut short");
    }
    length += count;
  }
  if (strncmp(response, "HTTP/1.1 200", 12) != 0) {
    fail("the request was rejected");
  }
}

int main(int count, char** words) {
  if (count < 2) {
    fail("the port is missing");
  }
  struct timespec begin;
  struct timespec end;
  SSL_CTX* const context = count > 2 ? make_context(words[2]) : NULL;
  clock_gettime(CLOCK_MONOTONIC, &begin);
  const int connection = connect_to((unsigned short)atoi(words[1]));
  exchange(context ? shake_hands(context, connection) : NULL, connection);
  clock_gettime(CLOCK_MONOTONIC, &end);
  printf("%lld\n", (end.tv_sec - begin.tv_sec) * 1000000000LL + (end.tv_nsec - begin.tv_nsec));
  return 0;
}
