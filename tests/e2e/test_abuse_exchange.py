"""One exchange, however many right responses there are, and a whole page for the browser (contract §6)."""

import contextlib
import socket
import threading
import unittest
import urllib.parse

from support import abuse, limits
from support.abuse_case import AbuseTest


class RightResponses(AbuseTest):
    def hold_exchange(self, *arguments: str):
        """A run whose token request hangs, and the browser that waits for its page."""
        run = self.attacked(*arguments)
        (browser,) = self.crowd(run, 1, abuse.right_response(run, "first"))
        self.assertTrue(self.held.reached.wait(limits.SECONDS))
        return run, browser

    def assert_first_was_used(self, run) -> None:
        self.held.release()
        self.assert_token(run.wait())
        self.assertEqual(self.server.token_request.form["code"], "first")

    def test_fifty_at_once_make_one_exchange(self):
        run = self.attacked()
        data, barrier = abuse.right_response(run), threading.Barrier(50)

        def response():
            with abuse.connect(run.port) as connection:
                barrier.wait(limits.SECONDS)
                with contextlib.suppress(
                    ConnectionError
                ):  # the one that is used is not answered before the end
                    connection.sendall(data)
                return abuse.status_received(connection)

        responses = [run.in_background(response) for _ in range(50)]
        self.assertTrue(self.held.reached.wait(limits.SECONDS))
        conflicts = [abuse.status(run, data) for _ in range(10)]
        self.held.release()
        statuses = [response.result(limits.SECONDS) for response in responses]
        self.assertEqual(conflicts, [409] * 10)
        self.assertEqual((statuses.count(200), set(statuses) <= {200, 409, None}), (1, True), statuses)
        self.assert_token(run.wait())
        self.assertEqual(len(self.server.token_requests), 1)

    def test_fifty_on_one_connection_make_one_exchange(self):
        run = self.attacked()
        (browser,) = self.crowd(run, 1, b"".join(abuse.right_response(run, f"code-{i}") for i in range(50)))
        self.assertTrue(self.held.reached.wait(limits.SECONDS))
        self.held.release()
        self.assertEqual(abuse.received(browser).count(b"HTTP/1.1 200 "), 1)
        self.assert_token(run.wait())
        self.assertEqual(self.server.token_request.form["code"], "code-0")

    def test_that_are_wrong_are_counted_while_an_exchange_hangs_too(self):
        run = self.attacked(quiet=False)
        page = run.in_background(abuse.status, run, abuse.right_response(run, "first"))
        self.assertTrue(self.held.reached.wait(limits.SECONDS))
        for _ in range(8):
            self.assertEqual(abuse.status(run, abuse.request(run, "code=x&state=guess")), 403)
        self.held.release()
        self.assertEqual(page.result(limits.SECONDS), 200)
        outcome = run.wait()
        self.assertEqual(outcome.messages.count("(answered with 403)"), 5, outcome.messages)
        self.assertIn("ignored 3 more like it: its state is not the one of this run\n", outcome.messages)

    def test_after_the_first_get_409_while_its_exchange_hangs(self):
        run, browser = self.hold_exchange()
        for _ in range(20):
            self.assertEqual(abuse.status(run, abuse.right_response(run)), 409)
        error = abuse.request(run, f"error=access_denied&state={run.state}")
        self.assertEqual(abuse.status(run, error), 409)
        self.assertEqual(abuse.status(run, abuse.request(run, "code=a&state=guess")), 403)
        self.held.release()
        self.assertEqual(abuse.status_received(browser), 200)
        self.assert_first_was_used(run)

    def test_from_a_browser_that_left_are_used_nevertheless(self):
        for leave in (abuse.reset, socket.socket.close, lambda browser: browser.shutdown(socket.SHUT_WR)):
            run, browser = self.hold_exchange()
            leave(browser)
            self.assertEqual(abuse.status(run, abuse.right_response(run)), 409)
            self.assert_first_was_used(run)

    def test_that_are_reset_at_once_are_used_nevertheless(self):
        run = self.attacked()
        browser = abuse.connect(run.port)
        browser.sendall(abuse.right_response(run, "first"))
        browser.shutdown(socket.SHUT_RDWR)
        abuse.reset(browser)
        self.assertTrue(self.held.reached.wait(limits.SECONDS))
        self.assert_first_was_used(run)

    def test_after_the_end_are_refused(self):
        run, browser = self.hold_exchange()
        self.assert_first_was_used(run)
        with self.assertRaises(ConnectionRefusedError):
            abuse.connect(run.port)
        self.assertEqual(abuse.status_received(browser), 200)


class LastPage(AbuseTest):
    def browser_with_token(self, run, fields: str = "") -> socket.socket:
        """A browser with next to no room for what it receives, whose token request has been answered."""
        (browser,) = self.crowd(run, 1, abuse.right_response(run, fields=fields), receive_buffer=1)
        self.assertTrue(self.held.reached.wait(limits.SECONDS))
        self.held.release()
        return browser

    def read_byte_by_byte(self, browser: socket.socket) -> bytes:
        return b"".join(iter(lambda: browser.recv(1), b""))

    def assert_whole(self, response: bytes) -> None:
        head, _, page = response.partition(b"\r\n\r\n")
        self.assertRegex(head, rb"\AHTTP/1\.1 200 ")
        self.assertIn(f"Content-Length: {len(page)}".encode(), head)
        self.assert_is_page(page.decode())

    def test_is_whole_for_a_reader_that_takes_a_byte_at_a_time(self):
        run = self.attacked()
        self.assert_whole(self.read_byte_by_byte(self.browser_with_token(run)))
        self.assert_token(run.wait())

    def test_is_whole_for_a_reader_that_begins_when_the_program_has_ended(self):
        run = self.attacked()
        browser = self.browser_with_token(run)
        self.assert_token(run.wait())
        self.assert_whole(self.read_byte_by_byte(browser))

    def test_is_whole_for_a_reader_that_has_sent_more_than_was_read(self):
        run = self.attacked()
        body = "Content-Length: 100000\r\n\r\n" + "x" * 100000
        browser = self.browser_with_token(run, fields=body)
        self.assert_token(run.wait())
        self.assert_whole(self.read_byte_by_byte(browser))

    def test_is_the_last_thing_the_program_waits_for(self):
        run = self.attacked()
        self.crowd(run, 100)
        self.crowd(run, 100, abuse.request(run, path="/a"))
        self.crowd(run, 100, b"GET / HTTP/1.1\r\nX: ", receive_buffer=1)
        browser = self.browser_with_token(run)
        self.assert_whole(abuse.received(browser))
        self.assert_token(run.wait())

    def test_of_a_run_does_not_go_to_those_who_only_had_the_code(self):
        run = self.attacked()
        browser = self.browser_with_token(run)
        self.assertNotIn(b"token-1", abuse.received(browser))
        self.assert_token(run.wait())


class UnusualCode(AbuseTest):
    def test_is_handed_on_whole(self):
        for code in (
            "c" * 6000,
            "%2B%2F%3D%26%25" * 1200,
            "%25%32%62",
            "a+b%20c%09%0D%0A%00z",
            "%F0%9F%94%91%FF",
        ):
            run = self.attacked()
            self.crowd(run, 1, abuse.right_response(run, code))
            self.assertTrue(self.held.reached.wait(limits.SECONDS))
            self.held.release()
            self.assert_token(run.wait())
            sent = urllib.parse.quote_plus(urllib.parse.unquote_to_bytes(code.replace("+", " ")))
            self.assertIn(f"&code={sent}&", self.server.token_request.body)

    def test_is_taken_with_as_many_cookies_as_loopback_may_have_gathered(self):
        run = self.attacked()
        cookies = "Cookie: " + "; ".join(f"name{i}={'v' * 100}" for i in range(100)) + "\r\n"
        self.crowd(run, 1, abuse.right_response(run, "%2B" * 6000, cookies))
        self.assertTrue(self.held.reached.wait(limits.SECONDS))
        self.held.release()
        self.assert_token(run.wait())
        self.assertEqual(self.server.token_request.form["code"], "+" * 6000)


if __name__ == "__main__":
    unittest.main()
