"""The port is ours alone while we listen, and everybody's again at once (contract §6)."""

import os
import signal
import socket
import unittest

from support import abuse, limits
from support.abuse_case import AbuseTest
from support.network import free_port, has_ipv6


class PortTest(AbuseTest):
    def listen_on(self, port: int, *arguments: str, host: str = "127.0.0.1"):
        uri = f"http://{host}:{port}{abuse.PATH}"
        return self.attacked(*arguments, environment={"OAUTH_REDIRECT_URI": uri})


class Afterwards(PortTest):
    """Connections of every kind are open when the run ends, and the next one begins at once."""

    def end_by_success(self, run) -> None:
        self.assert_real_response_gets_through(run)

    def end_by_failure(self, run) -> None:
        self.assertEqual(run.redirect(error="access_denied").status, 200)
        self.assertEqual(run.wait().exit_code, 4)

    def end_by_signal(self, number: signal.Signals, exit_code: int):
        def end(run):
            self.assertEqual(run.end_by(number).exit_code, exit_code)

        return end

    def end_during_the_exchange(self, run) -> None:
        self.crowd(run, 1, abuse.right_response(run))
        self.assertTrue(self.held.reached.wait(limits.SECONDS))
        self.end_by_signal(signal.SIGINT, 130)(run)

    def test_the_port_is_free_at_once_whatever_ended_the_run(self):
        port = free_port()
        for end in (
            self.end_by_success,
            self.end_by_failure,
            self.end_by_signal(signal.SIGINT, 130),
            self.end_by_signal(signal.SIGTERM, 143),
            self.end_by_signal(signal.SIGKILL, -signal.SIGKILL),
            self.end_during_the_exchange,
        ):
            run = self.listen_on(port)
            for opening in (b"", b"GET /", abuse.request(run, path="/a"), b"nonsense\r\n\r\n"):
                self.crowd(run, 20, opening)
            self.assert_still_waiting(run)
            end(run)
        self.assert_real_response_gets_through(self.listen_on(port))

    def test_a_browser_that_outlives_the_run_does_not_hold_the_port(self):
        port, fifo = free_port(), self.root / "browser-pid"
        os.mkfifo(fifo)
        browser = self.program("browser", f"#!/bin/sh\necho $$ > {fifo}\nexec sleep 600\n")
        run = self.listen_on(port, "--browser", str(browser))
        with open(fifo, encoding="ascii") as pid:
            self.addCleanup(os.kill, int(pid.read()), signal.SIGKILL)
        self.end_by_signal(signal.SIGKILL, -signal.SIGKILL)(run)
        self.assert_real_response_gets_through(self.listen_on(port))


class Meanwhile(PortTest):
    def thief(self, family: int, *options: int, dual_stack: bool = False) -> socket.socket:
        """A socket that would share the port if it could."""
        thief = socket.socket(family)
        self.addCleanup(thief.close)
        for option in options:
            thief.setsockopt(socket.SOL_SOCKET, option, 1)
        if dual_stack:
            thief.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        return thief

    def wildcards(self, *options: int):
        yield self.thief(socket.AF_INET, *options), "0.0.0.0"
        yield self.thief(socket.AF_INET, *options), "127.0.0.1"
        if has_ipv6():
            yield self.thief(socket.AF_INET6, *options, dual_stack=True), "::"

    def test_no_other_process_listens_there_by_any_option(self):
        run = self.attacked()
        reuse = (socket.SO_REUSEADDR, socket.SO_REUSEPORT)
        for options in ((), reuse[:1], reuse[1:], reuse):
            for thief, address in self.wildcards(*options):
                with self.subTest(options=options, address=address), self.assertRaises(OSError):
                    thief.bind((address, run.port))
                    thief.listen()
        self.assert_real_response_gets_through(run)

    def test_a_run_does_not_start_where_someone_listens_on_every_address(self):
        for options in ((), (socket.SO_REUSEADDR,), (socket.SO_REUSEADDR, socket.SO_REUSEPORT)):
            for thief, address in self.wildcards(*options):
                with self.subTest(options=options, address=address):
                    thief.bind((address, 0))
                    thief.listen()
                    port = thief.getsockname()[1]
                    for host in ("127.0.0.1", "localhost"):
                        self.assert_error(self.listen_on(port, host=host).wait(), 8, str(port))
                    thief.close()

    def test_a_program_that_bound_the_port_before_us_cannot_listen_after_us(self):
        thief = self.thief(socket.AF_INET, socket.SO_REUSEADDR)
        thief.bind(("0.0.0.0", 0))
        run = self.listen_on(thief.getsockname()[1])
        self.assertTrue(run.authorization_url)
        with self.assertRaises(OSError):
            thief.listen()
        self.assert_real_response_gets_through(run)


if __name__ == "__main__":
    unittest.main()
