"""What a proxy says itself: to CONNECT, and about the password that it wants (contract §4, §7)."""

import contextlib
import unittest

from support.responses import interim, response, to_the_end
from support.wire_case import PROXIED_HTTP, PROXIED_HTTPS, WireTest
from support.wire_server import WireServer, sends, sends_and_resets, sends_and_stays, sends_on_and_on

ROUTES = (PROXIED_HTTP, PROXIED_HTTPS)
CONNECTED = b"HTTP/1.1 200 Connection established\r\n"

ESTABLISHED = {
    "a reason phrase of 200,000 letters": b"HTTP/1.1 200 " + b"a" * 200_000 + b"\r\n\r\n",
    "no reason phrase": b"HTTP/1.1 200\r\n\r\n",
    "line feeds alone": b"HTTP/1.1 200 OK\nVia: a\n\n",
    "a long field": CONNECTED + b"Via: " + b"a" * 100_000 + b"\r\n\r\n",
    "an interim response first": interim(b"103 Early Hints") + CONNECTED + b"\r\n",
    # Neither means anything in a response to CONNECT (RFC 9110 §9.3.6).
    "a Content-Length": CONNECTED + b"Content-Length: 5\r\n\r\n",
    "a Transfer-Encoding": CONNECTED + b"Transfer-Encoding: chunked\r\n\r\n",
    "Content-Length and Transfer-Encoding": CONNECTED + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
}

REFUSED = {
    "nothing": (b"", "closed"),
    "half a head": (CONNECTED, "closed"),
    "an interim response alone": (interim(b"103 Early Hints"), "closed"),
    "a redirect": (to_the_end(start=b"HTTP/1.1 302 Found\r\n", fields=b"Location: http://login.invalid/\r\n"), "302"),
    "an error": (to_the_end(start=b"HTTP/1.1 503 Busy\r\n"), "503"),
    "the greeting of a SOCKS proxy": (b"\x05\x00", ""),
    "nonsense": (b"nonsense\r\n\r\n", ""),
}

ENDLESS = {
    "reason phrase": (b"HTTP/1.1 200 ", b"a"),
    "field": (CONNECTED + b"Via: ", b"a"),
    "fields": (CONNECTED, b"Via: abcdefghijklmnopqrstuvwxyz\r\n"),
    "interim responses": (b"", interim(b"103 Early Hints")),
}


class ProxyResponse(WireTest):
    """A server of our own is the proxy; behind it there is nothing."""

    @contextlib.contextmanager
    def refusing(self, route, script, user: str = ""):
        """A run whose proxy answers by the script: how it ended, its last words on one line, and the proxy."""
        with WireServer(script) as proxy:
            variable = "HTTPS_PROXY" if route.tls else "HTTP_PROXY"
            outcome = self.fetch_from_nowhere(route, {variable: f"http://{user}{proxy.address}"})
            yield outcome, proxy

    def fetch_from_nowhere(self, route, environment):
        with self.exchange(route, sends(response()), wrapper=self.measuring, environment=environment) as exchange:
            outcome = exchange.wait()
            self.assertEqual(exchange.server.connections, 0)
            self.assert_memory_is_bounded(exchange)
        return outcome


class Connect(ProxyResponse):
    def test_may_have_any_2xx_response(self):
        for name, connect_response in ESTABLISHED.items():
            with self.subTest(name):
                self.assert_token(self.fetch(PROXIED_HTTPS, sends(response()), connect_response=connect_response))

    def test_that_is_refused_names_the_proxy_and_why(self):
        for name, (connect_response, pattern) in REFUSED.items():
            with self.subTest(name), self.refusing(PROXIED_HTTPS, sends(connect_response)) as (outcome, proxy):
                self.assert_error(outcome, 7, proxy.address, pattern)
                self.assertEqual(proxy.connections, 1)

    def test_that_is_reset_names_the_proxy(self):
        with self.refusing(PROXIED_HTTPS, sends_and_resets(b"")) as (outcome, proxy):
            self.assert_error(outcome, 7, proxy.address)
            self.assertEqual(proxy.connections, 1)

    def test_whose_response_has_no_end_is_given_up_at_256_kib(self):
        for name, endless in ENDLESS.items():
            with self.subTest(name), self.refusing(PROXIED_HTTPS, sends_on_and_on(*endless)) as (outcome, proxy):
                self.assert_error(outcome, 7, proxy.address, "256 KiB")

    def test_that_is_rejected_leaves_no_browser_waiting_for_its_page(self):
        page = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 100\r\n\r\n<html>"
        with self.refusing(PROXIED_HTTPS, sends_and_stays(page)) as (outcome, proxy):
            self.assert_error(outcome, 7, proxy.address, "502")


def authentication_required(*challenges: bytes) -> bytes:
    fields = b"".join(b"Proxy-Authenticate: " + challenge + b"\r\n" for challenge in challenges)
    return response(b"<html>", fields, b"HTTP/1.1 407 Proxy Authentication Required\r\n")


class Password(ProxyResponse):
    def assert_wanted(self, challenges: tuple[bytes, ...], *words: str, user: str = "") -> None:
        """Every route ends with exit 7, these words on stderr, and nothing that went past the proxy."""
        for route in ROUTES:
            with self.subTest(challenges, route=str(route), user=user), \
                    self.refusing(route, sends(authentication_required(*challenges)), user) as (outcome, proxy):
                self.assert_error(outcome, 7, proxy.address, "407")
                for word in words:
                    self.assertIn(word, outcome.messages)
                self.assertNotIn("pass", outcome.messages.replace("password", ""))
                self.assert_harmless(outcome.messages)
                self.assertEqual(len(proxy.requests), 1)
                self.assertEqual(b"Proxy-Authorization: Basic " in proxy.requests[0], bool(user))

    def test_that_the_proxy_wants_by_a_scheme_of_its_own_names_it_and_ours(self):
        for challenges in ((b"NTLM",), (b"Negotiate",), (b"Negotiate", b"NTLM"), (b"Negotiate, NTLM",)):
            for user in ("", "user:pass@"):
                scheme = challenges[-1].decode().split(", ")[-1]
                self.assert_wanted(challenges, scheme, "Basic", user=user)
        self.assert_wanted((b'Digest realm="a", nonce="b"',), "Digest", "Basic")

    def test_that_the_proxy_requires_by_a_scheme_with_a_harmful_name_harms_no_one(self):
        for challenge in (b"\x1b[2JEvil", b"\xc2\x9b31mEvil\b\b", b"Evil" * 50_000):
            self.assert_wanted((challenge,))

    def test_that_the_proxy_wants_as_we_can_give_it_is_asked_for(self):
        for challenges in ((b'Basic realm="a"',), (b"Negotiate", b'Basic realm="a"'), (b'NTLM, basic realm="a"',)):
            self.assert_wanted(challenges)
            self.assert_wanted(challenges, user="user:pass@")

    def test_that_the_proxy_wants_without_a_word_how_is_an_error_all_the_same(self):
        self.assert_wanted(())


if __name__ == "__main__":
    unittest.main()
