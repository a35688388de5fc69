"""What is said of a server that wants TLS, or does not want it, or wants more than we have (contract §7)."""

import ssl
import unittest

from support.responses import TOKEN, response, to_the_end
from support.wire_case import HTTP, HTTPS, PROXIED_HTTP, PROXIED_HTTPS, WireTest
from support.wire_server import sends

TLS_ROUTES = (HTTPS, PROXIED_HTTPS)
PLAIN_ROUTES = (HTTP, PROXIED_HTTP)

# Alerts (RFC 8446 §6) as a TLS server sends them to a client that does not speak TLS.
ALERTS = {
    "unexpected_message": b"\x15\x03\x01\x00\x02\x02\x0a",
    "record_overflow": b"\x15\x03\x03\x00\x02\x02\x16",
    "protocol_version": b"\x15\x03\x01\x00\x02\x02\x46",
}


class PeerTest(WireTest):
    def fetch_from(self, route, script, tls: ssl.SSLContext | None, reads_request: bool = True):
        """What a run says that takes that route to a server that need not speak what the route says, and the server."""
        with self.exchange(route, script, tls=tls, reads_request=reads_request) as exchange:
            outcome = exchange.wait()
        self.assert_error(outcome, 7, f"no response from {'https' if route.tls else 'http'}://")
        return outcome.messages, exchange.server


class ClientCertificate(PeerTest):
    def context(self, version: ssl.TLSVersion) -> ssl.SSLContext:
        context = self.certificate.server_context()
        context.minimum_version = context.maximum_version = version
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(self.certificate.file)
        return context

    def assert_missed(self, version: ssl.TLSVersion, pattern: str) -> None:
        for route in TLS_ROUTES:
            with self.subTest(route=str(route)):
                messages, server = self.fetch_from(route, sends(response()), self.context(version))
                self.assertRegex(messages.splitlines()[0], rf"\bTLS: .*({pattern}|client certificate)")
                self.assertEqual(server.requests, [])

    def test_that_a_server_of_version_1_3_misses_is_named(self):
        self.assert_missed(ssl.TLSVersion.TLSv1_3, "certificate required")

    def test_that_a_server_of_version_1_2_misses_is_named(self):
        self.assert_missed(ssl.TLSVersion.TLSv1_2, "handshake failure")


class Alert(PeerTest):
    def assert_told(self, description: int, name: str, hint: str) -> None:
        def script(connection) -> None:
            connection.recv(4096)  # the greeting
            connection.sendall(b"\x15\x03\x03\x00\x02\x02" + bytes([description]))

        for route in TLS_ROUTES:
            with self.subTest(name, route=str(route)):
                messages, _ = self.fetch_from(route, script, None, reads_request=False)
                error, told_hint = messages.splitlines()
                self.assertTrue(error.endswith(f": TLS: the server refused with the alert {name}"), error)
                self.assertEqual(told_hint, f"goto-token: hint: {hint}")

    def test_is_told_by_its_name_with_what_to_do(self):
        self.assert_told(112, '"unrecognized name"', "the server has no such host name; check the address")
        self.assert_told(80, '"internal error"', "check the address; if it is right, ask the server's owner")
        self.assert_told(70, '"protocol version"',
                         "check the address: goto-token needs a server that speaks TLS 1.2 or later there")

    def test_without_a_name_is_told_by_its_number(self):
        self.assert_told(200, "200", "check the address; if it is right, ask the server's owner")


class TlsServer(PeerTest):
    def test_behind_plain_http_is_known_by_its_alert(self):
        for name, alert in ALERTS.items():
            for route in PLAIN_ROUTES:
                with self.subTest(name, route=str(route)):
                    messages, _ = self.fetch_from(route, sends(alert), None)
                    self.assertRegex(messages.splitlines()[0], r"\bTLS\b")

    def test_behind_plain_http_is_thought_of_when_it_just_closes(self):
        for route in PLAIN_ROUTES:
            with self.subTest(route=str(route)):
                messages, _ = self.fetch_from(route, sends(b""), self.certificate.server_context())
                self.assertRegex(messages, r"\bhttps\b|\bTLS\b")


class PlainServer(PeerTest):
    def test_behind_https_is_said_not_to_speak_tls(self):
        greetings = {
            "an error page": b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\n\r\n<html>",
            "a greeting": b"220 mail.example ESMTP\r\n",
        }
        for name, data in greetings.items():
            for route in TLS_ROUTES:
                with self.subTest(name, route=str(route)):
                    messages, _ = self.fetch_from(route, sends(data), None, reads_request=False)
                    self.assertRegex(messages.splitlines()[0], "does not speak TLS")

    def test_behind_https_that_just_closes_is_no_less_an_error_of_tls(self):
        for route in TLS_ROUTES:
            with self.subTest(route=str(route)):
                messages, _ = self.fetch_from(route, sends(b""), None, reads_request=False)
                self.assertRegex(messages.splitlines()[0], "TLS: .*(closed|reset)")

    def test_behind_https_gets_nothing_of_the_request(self):
        received = []
        for route in TLS_ROUTES:
            with self.subTest(route=str(route)):
                self.fetch_from(route, lambda connection: received.append(connection.recv(65536)), None, False)
        self.assertEqual([data[:1] for data in received], [b"\x16"] * 2)
        for secret in (b"client-secret", b"client_credentials", b"Authorization", b"POST"):
            self.assertNotIn(secret, b"".join(received))


class TheEndOfTls(WireTest):
    def test_may_be_missing_after_a_response_that_is_whole(self):
        for data in (response(), to_the_end()):
            self.assert_brings_token({"": data}, TLS_ROUTES)

    def test_that_is_missing_after_half_a_response_makes_no_token_of_it(self):
        self.assert_fails("to the end", sends(to_the_end(TOKEN[:-1])), r"closed|JSON", routes=TLS_ROUTES)


if __name__ == "__main__":
    unittest.main()
