"""How many threads a run has while it fetches a token: two at most (CONTRIBUTING.md)."""

import os
import re
import unittest

from support import limits
from support.program import is_thread_sanitized
from support.responses import response
from support.system_calls import ENVIRONMENT, Trace, needs_strace
from support.wire_case import HTTP, HTTPS, REDIRECT_URI, ROUTES, WireTest
from support.wire_server import Holds, sends

MOST_THREADS = 2

# Runs a program that may begin neither a process nor a thread.
WITHOUT_THREADS = ("prlimit", "--nproc=0")


def thread_count(pid: int) -> int:
    return len(os.listdir(f"/proc/{pid}/task"))


def most_at_once(calls: list[str]) -> int:
    """The most threads that ran at once, by the system calls that begin and end them."""
    running = most = 1
    for call in calls:
        running += bool(re.match(r"clone3?\(.*CLONE_THREAD.* = \d", call)) - bool(re.match(r"exit\(", call))
        most = max(most, running)
    return most


@unittest.skipIf(is_thread_sanitized(), "ThreadSanitizer has a thread of its own")
class Threads(WireTest):
    def assert_few(self, route, held: Holds, exchange) -> None:
        self.assertTrue(held.reached.wait(limits.SECONDS))
        self.assertLessEqual(thread_count(exchange.run.pid), MOST_THREADS)
        held.release()
        self.assert_token(exchange.wait())

    def test_are_two_at_most_while_a_response_is_waited_for(self):
        for route in ROUTES:
            for first in (b"", response()[:-1]):
                held = Holds((response() if not first else response()[-1:]), first)
                with self.subTest(route=str(route)), self.exchange(route, held) as exchange:
                    self.assert_few(route, held, exchange)

    def test_are_two_at_most_while_a_browser_waits_for_its_page(self):
        for route in ROUTES:
            held = Holds(response())
            signing_in = {"OAUTH_GRANT": "authorization-code"}
            with self.subTest(route=str(route)), \
                    self.exchange(route, held, environment=signing_in) as exchange:
                page = exchange.run.in_background(exchange.run.redirect, code="code-1")
                self.assert_few(route, held, exchange)
                self.assertEqual(page.result(limits.SECONDS).status, 200)

    @needs_strace
    def test_are_two_at_most_at_any_time(self):
        for route in (HTTP, HTTPS):
            for host in ("127.0.0.1", "localhost"):
                trace = Trace(self.root / "trace", "clone,clone3,exit")
                options = {"wrapper": trace.wrapper, "environment": ENVIRONMENT, "host": host}
                with self.subTest(route=str(route), host=host), \
                        self.exchange(route, sends(response()), **options) as exchange:
                    self.assert_token(exchange.wait())
                    self.assertLessEqual(most_at_once(trace.calls()), MOST_THREADS, trace.calls())

    def test_that_cannot_be_begun_for_a_lookup_are_an_error_of_the_network(self):
        environment = {
            "OAUTH_GRANT": "client-credentials",
            "OAUTH_CLIENT_ID": "client-1",
            "OAUTH_REDIRECT_URI": REDIRECT_URI,
            "OAUTH_SERVICE_URL": "https://server.example",
        }
        run = self.goto_token(environment=environment, wrapper=WITHOUT_THREADS, **self.unprivileged())
        self.assert_error(run.wait(), 7, "no response from https://server.example: the host cannot be looked up: ")


if __name__ == "__main__":
    unittest.main()
