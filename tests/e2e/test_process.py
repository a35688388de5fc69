"""The process: its signals, its end, and where its secrets are not (contract §3 and §10)."""

import pathlib
import signal
import socket
import threading
import unittest

from support import http_client, limits
from support.case import CONFIGURED, EndToEndTest, shell
from support.scripted_responses import token_response
from support.wire_server import Holds

ENDINGS = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 129}


class Signals(EndToEndTest):
    def assert_port_is_free(self, port: int) -> None:
        with socket.create_server(("127.0.0.1", port)):
            pass

    def assert_ended(self, outcome, exit_code: int) -> None:
        self.assertEqual((outcome.exit_code, outcome.stdout), (exit_code, ""), outcome.messages)

    def test_end_the_wait_with_the_port_free(self):
        for number, exit_code in ENDINGS.items():
            with self.subTest(number):
                run = self.goto_token()
                port = run.port
                self.assert_ended(run.end_by(number), exit_code)
                self.assert_port_is_free(port)

    def test_end_the_exchange_with_the_port_free(self):
        for number, exit_code in ENDINGS.items():
            with self.subTest(number):
                held = Holds(token_response().data)
                run = self.goto_token_at(self.authorization_server(held))
                browser = run.in_background(run.redirect, code="a")
                self.assertTrue(held.reached.wait(limits.SECONDS))
                self.assert_ended(run.end_by(number), exit_code)
                self.assert_port_is_free(run.port)
                self.assertTrue(browser.exception() or browser.result().status != 200)

    def test_end_the_run_while_visitors_hold_connections_open(self):
        run = self.goto_token()
        with run.connect() as silent, run.connect() as half:
            half.sendall(b"GET / HTTP/1.1\r\n")
            self.assert_ended(run.end_by(signal.SIGINT), 130)
            self.assertEqual(http_client.read_to_end(silent), b"")

    def test_that_were_ignored_from_the_start_stay_ignored(self):
        run = self.goto_token_at_mock(wrapper=shell('trap "" HUP; exec "$@"'))
        self.assertTrue(run.authorization_url)
        run.signal(signal.SIGHUP)
        run.sign_in()
        self.assert_token_of(self.server, run.wait())


class TheEnd(EndToEndTest):
    def test_is_not_caused_by_the_timeout_once_the_response_is_there(self):
        seconds, held, run, page = self.exchange_in_time()
        self.assertEqual(self.goto_token("--timeout", seconds).wait().exit_code, 5)  # as long as it takes
        held.release()
        self.assertEqual(page.result().status, 200)
        self.assert_token(run.wait())

    def exchange_in_time(self):
        """A run whose token request hangs, with a timeout that is short, but not too short for this machine."""
        for seconds in ("2", "4", "8", "12"):
            held = Holds(token_response().data)
            run = self.goto_token_at(self.authorization_server(held), "--timeout", seconds)
            page = run.in_background(run.redirect, code="a")
            while not held.reached.wait(0.02) and run.running:
                pass
            if held.reached.is_set():
                return seconds, held, run, page
        raise AssertionError(f"no token request within {seconds} s")

    def test_does_not_wait_for_visitors_that_never_stop_sending(self):
        run = self.goto_token_at_mock()
        with run.connect() as visitor:
            visitor.sendall(b"GET / HTTP/1.1\r\nX: ")
            sending = run.in_background(self.send_until_dropped, visitor)
            run.sign_in()
            self.assert_token_of(self.server, run.wait())
            self.assertIsInstance(sending.exception(limits.SECONDS), OSError)

    def send_until_dropped(self, visitor: socket.socket) -> None:
        pace = threading.Event()
        while not pace.wait(0.05):
            visitor.sendall(b"x")


class Secrets(EndToEndTest):
    def test_are_never_in_the_arguments(self):
        run = self.goto_token(environment={**CONFIGURED, "OAUTH_CLIENT_SECRET": "client-secret"})
        self.assertTrue(run.authorization_url)
        arguments = pathlib.Path("/proc", str(run.pid), "cmdline").read_bytes()
        self.assertNotIn(b"client-secret", arguments)

    def test_are_out_of_reach_of_other_programs_of_the_same_user(self):
        run = self.goto_token(**self.unprivileged())
        self.assertTrue(run.authorization_url)
        # The kernel gives the files of a process that may not be dumped or traced to root.
        self.assertEqual(pathlib.Path("/proc", str(run.pid), "environ").stat().st_uid, 0)

    def test_of_the_env_file_are_not_in_the_environment_of_the_browser(self):
        dump = self.root / "environ"
        browser = self.program(
            "dump", f'#!/bin/sh\ncat /proc/$$/environ > {dump}\nexec {self.browser_that_signs_in()} "$1"\n'
        )
        server = self.mock_server()
        env_file = self.root / "env"
        env_file.write_text(server.stdout)
        env_file.chmod(0o600)
        run = self.goto_token("--env-file", str(env_file), "--browser", str(browser), environment={})
        self.assert_token_of(server, run.wait())
        self.assertNotIn(server.environment["OAUTH_CLIENT_SECRET"], dump.read_text())


if __name__ == "__main__":
    unittest.main()
