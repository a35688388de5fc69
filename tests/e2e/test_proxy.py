"""The route to the token endpoint through a proxy (contract §4)."""

import json
import unittest

from support.authorization_server import REDIRECT_URI
from support.case import EndToEndTest
from support.certificates import Certificate
from support.forward_proxy import ForwardProxy
from support.program import Outcome
from support.scripted_responses import token_response
from support.wire_server import sends

HOST = "server.invalid"  # no name server knows it: only a proxy leads there (RFC 6761 §6.4)
VARIABLES = ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy")


class ProxyTest(EndToEndTest):
    def proxy(self, server, *response: bytes) -> ForwardProxy:
        proxy = ForwardProxy(server.port, *response)
        self.addCleanup(proxy.close)
        return proxy

    def run_through(self, url: str, *arguments: str, **environment: str) -> Outcome:
        """A whole run against the server that is named `url`, signed in by calling back at once."""
        run = self.goto_token(
            *arguments,
            environment={
                "OAUTH_CLIENT_ID": "client-1",
                "OAUTH_CLIENT_SECRET": "client-secret",
                "OAUTH_REDIRECT_URI": REDIRECT_URI,
                "OAUTH_SERVICE_URL": url,
                **environment,
            },
            quiet="--verbose" not in arguments,
        )
        run.redirect(code="code-1")
        return run.wait()


class PlainHttp(ProxyTest):
    def assert_proxied(self, expected: bool, host: str = HOST, **environment: str) -> None:
        """PROXY in a variable's value stands for the proxy's address."""
        with self.subTest(host=host, **environment):
            server = self.authorization_server()
            proxy = self.proxy(server)
            url = f"http://{host}:{server.port}"
            values = {name: value.replace("PROXY", proxy.url) for name, value in environment.items()}
            outcome = self.run_through(url, "--allow-http", **values)
            self.assertEqual(proxy.requests, [f"POST {url}/oauth/token"] if expected else [])
            self.assertEqual(outcome.exit_code, 0 if expected or host != HOST else 7, outcome.messages)

    def test_is_sent_to_the_proxy_that_the_environment_names(self):
        for name in VARIABLES:
            self.assert_proxied(True, **{name: "PROXY"})

    def test_is_never_sent_to_a_proxy_for_loopback(self):
        self.assert_proxied(False, "127.0.0.1", **dict.fromkeys(VARIABLES, "PROXY"))
        self.assert_proxied(False, "localhost", **dict.fromkeys(VARIABLES, "PROXY"))

    def test_is_not_sent_to_a_proxy_where_no_proxy_says_so(self):
        for value in (HOST, ".invalid", f"a.example, {HOST}", "*"):
            self.assert_proxied(False, HTTP_PROXY="PROXY", NO_PROXY=value)
        self.assert_proxied(True, HTTP_PROXY="PROXY", no_proxy="erver.invalid,example")

    def test_is_not_sent_to_a_proxy_that_an_env_file_names(self):
        for name in VARIABLES:
            (self.folder / ".env").write_text(f"OAUTH_TIMEOUT=60\n{name}=http://127.0.0.1:9\n")
            server = self.mock_server()
            self.assert_token_of(server, self.fetch_token(server))
            outcome = self.run_through(f"http://{HOST}:1", "--allow-http")
            self.assert_error(outcome, 7, f"no response from http://{HOST}:1: the host is not found")


class Https(ProxyTest):
    def setUp(self) -> None:
        super().setUp()
        self.certificate = Certificate(self.root, HOST)
        self.server = self.tls_server()

    def tls_server(self, *responses, certificate: Certificate | None = None):
        context = (certificate or self.certificate).server_context()
        self.server = self.authorization_server(*responses, tls=context)
        self.url = f"https://{HOST}:{self.server.port}"
        return self.server

    def run_tunnelled(self, proxy_url: str, *arguments: str, certificate: Certificate | None = None) -> Outcome:
        ca_file = str((certificate or self.certificate).file)
        return self.run_through(self.url, *arguments, OAUTH_CA_FILE=ca_file, HTTPS_PROXY=proxy_url)

    def test_goes_through_a_tunnel(self):
        proxy = self.proxy(self.server)
        self.assert_token(self.run_tunnelled(proxy.url))
        self.assertEqual(proxy.requests, [f"CONNECT {HOST}:{self.server.port}"])

    def test_shows_the_proxy_nothing_of_the_request(self):
        proxy = self.proxy(self.server)
        self.run_tunnelled(proxy.url)
        self.assertEqual(proxy.heads, [f"Host: {HOST}:{self.server.port}\n\n"])
        self.assertIn(HOST.encode(), proxy.relayed)  # the name in the handshake: this is the right place to look
        for secret in (b"client-secret", b"code-1", b"Authorization", b"oauth/token", b"token-1"):
            self.assertNotIn(secret, proxy.relayed)

    def test_shows_the_proxys_password_to_the_proxy_alone(self):
        proxy = self.proxy(self.server)
        outcome = self.run_tunnelled(f"http://user:pass%20word@{proxy.address}", "--verbose")
        self.assertEqual((outcome.exit_code, outcome.stdout), (0, "token-1\n"))
        self.assertIn("Proxy-Authorization: Basic dXNlcjpwYXNzIHdvcmQ=", proxy.heads[0])
        self.assertNotIn("Proxy-Authorization", self.server.token_request.headers)
        self.assertIn(f"through the proxy {proxy.address} (from HTTPS_PROXY)", outcome.messages)
        for secret in ("pass%20word", "pass word", "dXNlcjpwYXNzIHdvcmQ="):
            self.assertNotIn(secret, outcome.messages)

    def test_takes_every_way_that_proxies_say_yes(self):
        for response in (
            b"HTTP/1.0 200 OK\r\n\r\n",
            b"HTTP/1.0 200 Connection Established\r\nProxy-Agent: a\r\n\r\n",
            b"HTTP/1.1 200 Connection established\r\nConnection: close\r\n\r\n",
        ):
            with self.subTest(response=response):
                self.assert_token(self.run_tunnelled(self.proxy(self.server, response).url))

    def test_brings_a_large_response_whole(self):
        self.tls_server(token_response(filling="x" * 900_000))
        outcome = self.run_tunnelled(self.proxy(self.server).url, "--output", "json")
        self.assertEqual(outcome.exit_code, 0, outcome.messages)
        self.assertEqual(len(json.loads(outcome.stdout)["filling"]), 900_000)

    def test_checks_the_certificate_of_the_server_not_of_the_proxy(self):
        for_the_proxy = Certificate(self.root, "127.0.0.1")
        self.tls_server(certificate=for_the_proxy)
        outcome = self.run_tunnelled(self.proxy(self.server).url, certificate=for_the_proxy)
        self.assert_error(outcome, 7, self.url, "TLS: hostname mismatch")
        self.assertEqual(self.server.token_requests, [])

    def test_is_sent_once_when_the_server_closes_without_a_response(self):
        proxy = self.proxy(self.tls_server(sends(b"")))
        self.assert_error(self.run_tunnelled(proxy.url), 7, self.url)
        self.assertEqual(len(proxy.requests), 1)
        self.assertEqual(len(self.server.token_requests), 1)

    def test_is_not_sent_when_the_proxy_refuses(self):
        for status in ("407 Proxy Authentication Required", "502 Bad Gateway"):
            proxy = self.proxy(self.server, f"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n".encode())
            outcome = self.run_tunnelled(proxy.url)
            self.assert_error(outcome, 7, f"{proxy.address} (from HTTPS_PROXY)", f"HTTP status {status[:3]}")
            self.assertEqual(len(proxy.requests), 1)
        self.assertEqual(self.server.token_requests, [])

    def test_names_a_proxy_that_is_not_there(self):
        proxy = ForwardProxy(self.server.port)
        proxy.close()
        outcome = self.run_tunnelled(f"http://user:password@{proxy.address}")
        self.assert_error(outcome, 7, f"cannot reach the proxy {proxy.address} (from HTTPS_PROXY): ")
        self.assertIn("NO_PROXY", outcome.messages)
        self.assertNotIn("password", outcome.messages)

    def test_needs_a_proxy_that_can_be_used_before_anyone_signs_in(self):
        for value in ("socks5://user:password@127.0.0.1:1080", "https://127.0.0.1:1", "127.0.0.1:password"):
            with self.subTest(value=value):
                run = self.goto_token(
                    environment={
                        "OAUTH_CLIENT_ID": "client-1",
                        "OAUTH_SERVICE_URL": self.url,
                        "https_proxy": value,
                    }
                )
                outcome = run.wait()
                self.assert_error(outcome, 3, "https_proxy in the environment: ")
                self.assertNotIn("password", outcome.messages)


if __name__ == "__main__":
    unittest.main()
