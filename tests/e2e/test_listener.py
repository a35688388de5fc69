"""The address that is listened on, and visitors that are slow, silent or malformed (contract §6)."""

import contextlib
import socket
import unittest

from support import http_client, limits
from support.case import CONFIGURED, EndToEndTest
from support.network import free_port, has_ipv6


class Address(EndToEndTest):
    def listen(self, redirect_uri: str):
        return self.goto_token(environment={**CONFIGURED, "OAUTH_REDIRECT_URI": redirect_uri})

    def assert_listens_only_on(self, port: int, *hosts: str) -> None:
        candidates = {"127.0.0.1": socket.AF_INET, "127.0.0.2": socket.AF_INET, "::1": socket.AF_INET6}
        for address in socket.gethostbyname_ex(socket.gethostname())[2]:
            candidates.setdefault(address, socket.AF_INET)
        for host, family in candidates.items():
            with self.subTest(host), socket.socket(family) as probe:
                reached = probe.connect_ex((host, port)) == 0
                self.assertEqual(reached, host in hosts)

    def test_port_zero_becomes_a_real_port_in_the_redirect_uri(self):
        run = self.listen("http://127.0.0.1:0/cb")
        self.assertGreater(run.port, 0)
        self.assertEqual(run.redirect_uri, f"http://127.0.0.1:{run.port}/cb")
        self.assertEqual(run.request("GET", "/").status, 404)

    @unittest.skipUnless(has_ipv6(), "no IPv6 on loopback")
    def test_is_only_the_one_of_the_redirect_uri(self):
        self.assert_listens_only_on(self.listen("http://127.0.0.1:0/cb").port, "127.0.0.1")
        self.assert_listens_only_on(self.listen("http://[::1]:0/cb").port, "::1")

    @unittest.skipUnless(has_ipv6(), "no IPv6 on loopback")
    def test_of_localhost_is_both_families(self):
        run = self.listen("http://localhost:0/cb")
        self.assertEqual(run.redirect_uri, f"http://localhost:{run.port}/cb")
        self.assert_listens_only_on(run.port, "127.0.0.1", "::1")

    @unittest.skipUnless(has_ipv6(), "no IPv6 on loopback")
    def test_of_localhost_takes_the_response_on_either_family(self):
        for address in ("127.0.0.1", "[::1]"):
            server = self.mock_server("--redirect-uri=http://localhost:0/cb")
            run = self.goto_token_at(server, environment={"OAUTH_REDIRECT_URI": "http://localhost:0/cb"})
            url = run.address_ended_on().replace("localhost", address)
            self.assertEqual(http_client.send(url, headers={"Host": f"localhost:{run.port}"}).status, 200)
            self.assert_token_of(server, run.wait())
            self.assertEqual(server.token_request.form["redirect_uri"], run.redirect_uri)

    @unittest.skipUnless(has_ipv6(), "no IPv6 on loopback")
    def test_may_be_ipv6(self):
        server = self.mock_server("--redirect-uri=http://[::1]:0/cb")
        run = self.goto_token_at(server, environment={"OAUTH_REDIRECT_URI": "http://[::1]:0/cb"})
        self.assertEqual(run.sign_in().status, 200)
        self.assert_token_of(server, run.wait())

    def test_in_use_is_an_error_that_names_the_port(self):
        with socket.create_server(("127.0.0.1", 0)) as other:
            port = other.getsockname()[1]
            self.assert_error(self.listen(f"http://127.0.0.1:{port}/cb").wait(), 8, f"127.0.0.1:{port}")
            self.assert_error(self.listen(f"http://localhost:{port}/cb").wait(), 8, str(port))

    def test_in_use_by_another_run_is_an_error(self):
        first = self.listen("http://127.0.0.1:0/cb")
        self.assert_error(self.listen(f"http://127.0.0.1:{first.port}/cb").wait(), 8, str(first.port))

    def test_can_be_used_again_at_once(self):
        port = free_port()
        for _ in range(3):
            server = self.mock_server("--redirect-uri=http://127.0.0.1:0/cb")
            environment = {"OAUTH_REDIRECT_URI": f"http://127.0.0.1:{port}/cb"}
            self.assert_token_of(server, self.fetch_token(server, environment=environment))

    def test_cannot_be_shared_by_another_process(self):
        run = self.listen("http://127.0.0.1:0/cb")
        for option in (socket.SO_REUSEPORT, socket.SO_REUSEADDR):
            for address in ("127.0.0.1", "0.0.0.0"):
                with self.subTest(option=option, address=address), socket.socket() as thief:
                    thief.setsockopt(socket.SOL_SOCKET, option, 1)
                    with self.assertRaises(OSError):
                        thief.bind((address, run.port))
                        thief.listen()


class Visitors(EndToEndTest):
    """Whatever hangs on the listener, the real response gets through."""

    def assert_token_despite(self, *openings: bytes, copies: int = 1) -> None:
        run = self.goto_token_at_mock()
        visitors = [run.connect() for _ in range(copies) for _ in openings]
        for visitor in visitors:
            self.addCleanup(visitor.close)
        for visitor, opening in zip(visitors, openings * copies):
            visitor.sendall(opening)
        self.assertEqual(run.sign_in().status, 200)
        self.assert_token_of(self.server, run.wait())

    def test_that_say_nothing_are_no_hindrance(self):
        self.assert_token_despite(b"", copies=100)

    def test_that_stop_in_the_middle_are_no_hindrance(self):
        self.assert_token_despite(
            b"G",
            b"GET /login",
            b"GET / HTTP/1.1\r\nHost",
            b"GET / HTTP/1.1\r\nHost: a\r\n",
            b"POST / HTTP/1.1\r\nContent-Length: 1000000\r\n\r\nx",
            b"\r\n",
            copies=20,
        )

    def test_that_break_off_are_no_hindrance(self):
        run = self.goto_token_at_mock()
        for opening in (b"", b"G", b"GET / HTTP/1.1\r\n"):
            with run.connect() as visitor:
                visitor.sendall(opening)
                visitor.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        self.assertEqual(run.sign_in().status, 200)
        self.assert_token_of(self.server, run.wait())

    def test_that_speak_no_http_are_refused_or_dropped(self):
        run = self.goto_token_at_mock()
        for request in (
            b"\x16\x03\x01\x02\x00\x01\x00",
            b"nonsense\r\n\r\n",
            b"GET /\r\n\r\n",
            b"\0" * 100 + b"\r\n\r\n",
            b"GET  HTTP/1.1\r\n\r\n",
            b"GET / HTTP/9.9\r\nHost: a\r\n\r\n",
        ):
            with self.subTest(request), run.connect() as visitor:
                visitor.sendall(request)
                visitor.shutdown(socket.SHUT_WR)
                self.assertNotIn(b" 200 ", http_client.read_to_end(visitor)[:20])
        run.sign_in()
        self.assert_token_of(self.server, run.wait())

    def test_that_send_endless_headers_are_no_hindrance(self):
        run = self.goto_token_at_mock()
        with run.connect() as visitor:
            visitor.sendall(b"GET / HTTP/1.1\r\n")
            sending = run.in_background(self.send_until_dropped, visitor, b"X: " + b"x" * 65536 + b"\r\n")
            self.assertEqual(http_client.read_response(visitor).status, 431)
            self.assertEqual(run.sign_in().status, 200)
            self.assert_token_of(self.server, run.wait())
            self.assertIsInstance(sending.exception(limits.SECONDS), OSError)

    def send_until_dropped(self, visitor: socket.socket, line: bytes) -> None:
        while True:
            visitor.sendall(line)

    def test_that_ask_for_more_on_the_same_connection_are_let_go(self):
        run = self.goto_token_at_mock()
        with run.connect() as visitor:
            visitor.sendall(f"GET /favicon.ico HTTP/1.1\r\nHost: 127.0.0.1:{run.port}\r\n\r\n".encode() * 2)
            self.assertEqual(http_client.read_to_end(visitor).count(b"HTTP/1.1 404 "), 1)


class Timeout(EndToEndTest):
    def test_ends_the_wait(self):
        self.assert_error(self.goto_token("--timeout", "1").wait(), 5, "1")

    def test_may_come_from_the_environment(self):
        self.assert_error(self.goto_token(environment={**CONFIGURED, "OAUTH_TIMEOUT": "1"}).wait(), 5)

    def test_is_not_put_off_by_visitors(self):
        run, visitor = self.run_with_visitor()
        with visitor:
            visitor.sendall(b"GET / HTTP/1.1\r\n")
            self.assert_error(run.wait(), 5)

    def run_with_visitor(self):
        """A run with a timeout that is short, but no shorter than it takes this machine to connect to it."""
        for seconds in (1, 2, 4, 8, 16):
            run = self.goto_token("--timeout", str(seconds))
            with contextlib.suppress(ConnectionRefusedError):
                return run, run.connect()
        raise AssertionError(f"not reached within {seconds} s")

    def test_of_the_option_comes_before_the_environment(self):
        environment = {**CONFIGURED, "OAUTH_TIMEOUT": "3600"}
        self.assert_error(self.goto_token("--timeout", "1", environment=environment).wait(), 5)

    def test_of_zero_waits_on(self):
        run = self.goto_token_at_mock("--timeout", "0")
        run.sign_in()
        self.assert_token_of(self.server, run.wait())


if __name__ == "__main__":
    unittest.main()
