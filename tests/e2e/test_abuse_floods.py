"""Floods of requests that are complete and wrong, few files to open, and what all that costs (contract §6)."""

import socket
import unittest

from support import abuse, limits
from support.abuse import Attack
from support.abuse_case import AbuseTest, cpu_share


class WrongResponses(AbuseTest):
    def wrong_responses(self, run) -> list:
        """One action for each reason to refuse."""
        requests = [
            abuse.request(run, "code=a&state=guess"),
            abuse.request(run, "code=a"),
            abuse.request(run, f"code=a&state={run.state}&state={run.state}"),
            abuse.request(run, f"state={run.state}"),
            abuse.request(run, f"code=a&code=b&state={run.state}"),
            abuse.request(run, path="/favicon.ico"),
            abuse.request(run, f"code=a&state={run.state}", method="POST"),
            abuse.request(run, f"code=a&state={run.state}").replace(b"127.0.0.1", b"evil.example"),
            abuse.request(run, "error=x"),
            abuse.request(run, "code=a", path="/other"),
            b"\x16\x03\x01\x02\x00\x01",
            b"nonsense\r\n\r\n",
        ]
        return [lambda data=data: abuse.status(run, data) for data in requests]

    def test_from_many_threads_are_no_hindrance(self):
        run = self.attacked()
        with Attack(*self.wrong_responses(run), threads=3):
            self.assert_real_response_gets_through(run)

    def test_with_queries_as_long_as_they_may_be_are_no_hindrance(self):
        for name, query in {
            "a long state": "code=a&state=" + "x" * 32000,
            "percent signs": "code=a&state=" + "%41" * 10000,
            "parameters": "code=a&state=x" + "&a" * 15000,
            "separators": "code=a&state=x" + "&" * 30000,
            "repeated states": "&".join(["state=x"] * 4000),
            "a long error without a state": "code=aaaa&error=" + "a" * 32000,
        }.items():
            with self.subTest(name):
                run = self.attacked()
                self.crowd(run, 600, abuse.request(run, query))
                self.assert_real_response_gets_through(run)

    def test_with_paths_as_long_as_they_may_be_are_no_hindrance(self):
        for path in ("/" * 32000, "/" + "%6c" * 10000, abuse.PATH + "/" * 30000):
            with self.subTest(path[:40]):
                run = self.attacked()
                self.crowd(run, 600, abuse.request(run, "code=a", path=path))
                self.assert_real_response_gets_through(run)

    def test_that_begin_with_tls_are_no_hindrance(self):
        for greeting in (b"\x16", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(4000)):
            run = self.attacked()
            self.crowd(run, 600, greeting)
            with Attack(lambda data=greeting: abuse.status(run, data, half_close=True), threads=6):
                self.assert_real_response_gets_through(run)

    def test_are_counted_on_stderr_instead_of_listed(self):
        lines = []
        for rounds in (10, 60):
            run = self.attacked(quiet=False)
            with Attack(*self.wrong_responses(run), threads=1, rounds=rounds):
                pass
            messages = self.assert_real_response_gets_through(run).messages
            self.assertRegex(messages, r"ignored \d+ more like it: its state is not the one of this run")
            lines.append(len(messages.splitlines()))
        self.assertEqual(*lines)

    def test_are_few_lines_in_a_trace_too(self):
        run = self.attacked("--verbose", quiet=False)
        with Attack(*self.wrong_responses(run), threads=1, rounds=100):
            pass
        messages = self.assert_real_response_gets_through(run).messages
        self.assertLess(len(messages.splitlines()), 200)

    def test_without_a_reader_of_stderr_are_no_hindrance(self):
        """The pipe behind stderr is full long before the flood ends, if every rejection is told."""
        run = self.attacked("--verbose", quiet=False)
        self.assertTrue(run.authorization_url)
        with Attack(*self.wrong_responses(run), threads=1, rounds=50):
            self.assert_real_response_gets_through(run)


class FewFiles(AbuseTest):
    """`ulimit -n` bounds the connections; the token request, the browser and poll(2) need theirs too."""

    def test_to_open_leave_enough_for_the_token_request(self):
        for files in (16, 32, 64):
            for opening in (b"", b"GET / HTTP/1.1\r\n", b"nonsense\r\n\r\n"):
                with self.subTest(files=files, opening=opening):
                    run = self.attacked(files=files)
                    self.crowd(run, 200, opening)
                    self.assert_real_response_gets_through(run)

    def test_to_open_do_not_stop_the_listener_in_a_storm_of_resets(self):
        for files in (16, 32, 64):
            with self.subTest(files=files):
                run = self.attacked(files=files)
                with Attack(lambda: abuse.reset(abuse.connect(run.port)), threads=8, rounds=100):
                    self.assert_real_response_gets_through(run)

    def test_to_open_are_enough_for_a_browser_and_one_visitor_at_a_time(self):
        run = self.attacked("--browser", str(self.browser_that_signs_in()), files=16)
        self.crowd(run, 50)
        self.assertTrue(self.held.reached.wait(limits.SECONDS))
        self.crowd(run, 50)
        self.held.release()
        self.assert_token(run.wait())


class Processor(AbuseTest):
    """Connections on which nothing happens cost nothing: a busy loop in this process is the yardstick."""

    def assert_at_rest(self, run) -> None:
        self.assertEqual(abuse.status(run, abuse.request(run, path="/sees-all-before-it")), 404)
        self.assertLess(cpu_share(run.pid), 0.25)

    def openings(self, run) -> tuple[bytes, ...]:
        return b"", b"GET / HTTP/1.1\r\n", abuse.request(run, "state=x")

    def test_is_not_used_by_open_half_closed_and_reset_connections(self):
        run = self.attacked()
        for opening in self.openings(run):
            self.crowd(run, 100, opening)
            for connection in self.crowd(run, 100, opening):
                connection.shutdown(socket.SHUT_WR)
            for connection in self.crowd(run, 100, opening):
                abuse.reset(connection)
        self.assert_at_rest(run)

    def test_is_not_used_while_a_browser_that_left_has_its_code_exchanged(self):
        for leave in (abuse.reset, lambda browser: browser.shutdown(socket.SHUT_WR), lambda browser: None):
            run = self.attacked()
            (browser,) = self.crowd(run, 1, abuse.right_response(run))
            self.assertTrue(self.held.reached.wait(limits.SECONDS))
            leave(browser)
            self.crowd(run, 100)
            self.assert_at_rest(run)
            self.held.release()
            self.assert_token(run.wait())

    def test_is_not_used_when_no_more_files_can_be_opened(self):
        run = self.attacked(files=16)
        self.crowd(run, 100, b"GET")
        self.assert_at_rest(run)


if __name__ == "__main__":
    unittest.main()
