"""An exchange that drags on ends after 30 s, whatever it hangs in (contract §7).

All of them at once, since each takes that long."""

import contextlib
import unittest

from support.responses import OK, TOKEN, chunk, chunked, interim, to_the_end
from support.wire_case import HTTP, HTTPS, LONG, PROXIED_HTTP, PROXIED_HTTPS, ROUTES, WireTest
from support.wire_server import Holds, WireServer, drips

DRIPS = {
    "reason phrase": (b"HTTP/1.1 200 ", b"a"),
    "field": (OK + b"X: ", b"a"),
    "interim responses": (b"", interim(b"103 Early Hints")),
    "body": (to_the_end(TOKEN[:-1]), b" "),
    "chunks": (chunked(b""), chunk(b" ")),
    "chunk extension": (chunked(b"42;a="), b"b"),
    "trailer": (chunked(chunk(TOKEN) + b"0\r\nX: "), b"a"),
}


class Deadline(WireTest):
    def setUp(self) -> None:
        super().setUp()
        self.stack = self.enterContext(contextlib.ExitStack())
        self.exchanges = {}

    def start(self, name: str, route, script, *arguments: str, **options) -> None:
        exchange = self.stack.enter_context(self.exchange(route, script, *arguments, **options))
        self.exchanges[name, str(route)] = exchange

    def start_silent(self, name: str, route, *arguments: str, **options) -> None:
        silent = Holds(b"")
        self.start(name, route, silent, *arguments, **options)
        self.stack.callback(silent.release)

    def start_drips(self) -> None:
        for name, drip in DRIPS.items():
            self.start(name, HTTP, drips(*drip))
        for route in (HTTPS, PROXIED_HTTP, PROXIED_HTTPS):
            self.start("field", route, drips(*DRIPS["field"]))

    def start_silences(self) -> None:
        for route in ROUTES:
            self.start_silent("no response", route)
        for route in (HTTP, HTTPS):
            self.start_silent("request not read", route, *LONG, reads_request=False)
        for route in (HTTPS, PROXIED_HTTPS):
            self.start_silent("no TLS handshake", route, tls=None, reads_request=False)

    def start_behind_a_proxy(self, name: str, script) -> None:
        proxy = self.stack.enter_context(WireServer(script))
        self.start_silent(name, PROXIED_HTTPS, environment={"HTTPS_PROXY": f"http://{proxy.address}"})

    def test_of_30_s_ends_what_drips_and_what_is_silent(self):
        self.start_drips()
        self.start_silences()
        hanging = Holds(b"")
        self.stack.callback(hanging.release)
        self.start_behind_a_proxy("no response to CONNECT", hanging)
        self.start_behind_a_proxy("dripping response to CONNECT", drips(b"HTTP/1.1 200 ", b"a"))
        for (name, route), exchange in self.exchanges.items():
            with self.subTest(name, route=route):
                outcome = exchange.wait()
                self.assert_error(outcome, 7)
                self.assertRegex(outcome.messages.splitlines()[0], r"\b[13]0 s\b")
                self.assertLessEqual(exchange.server.connections, 1)


if __name__ == "__main__":
    unittest.main()
