"""The pages that people see in their browser (contract §6)."""

import socket
import unittest

from support import http_client, limits
from support.case import EndToEndTest
from support.scripted_responses import error_response, token_response
from support.wire_server import Holds


class EveryPage(EndToEndTest):
    def pages(self):
        """One page of each kind, with the run that gave it."""
        waiting = self.goto_token_at(self.authorization_server())
        yield waiting, waiting.redirect(code="code-1-secret", state="guess")
        yield waiting, waiting.redirect(code="")
        yield waiting, waiting.request("GET", f"/elsewhere?code=code-1-secret&state={waiting.state}")
        yield waiting, waiting.request("POST", f"?code=code-1-secret&state={waiting.state}")
        yield waiting, waiting.request(
            "GET", f"?code=code-1-secret&state={waiting.state}", Host="evil.example"
        )
        yield waiting, waiting.redirect(code="code-1-secret")
        refused = self.goto_token()
        yield refused, refused.redirect(error="access_denied", code=None)
        failed = self.goto_token_at(self.mock_server("--fault=invalid_grant"))
        yield failed, failed.redirect(code="code-1-secret")

    def test_is_whole_and_needs_nothing_from_elsewhere(self):
        for _, page in self.pages():
            with self.subTest(page.status):
                self.assert_is_page(page.body)
                self.assertRegex(page.headers["Content-Type"], r"(?i)^text/html; *charset=utf-8$")
                self.assertEqual(page.headers["Content-Length"], str(len(page.body.encode())))

    def test_carries_the_security_headers(self):
        for _, page in self.pages():
            with self.subTest(page.status):
                self.assertEqual(page.headers["Cache-Control"], "no-store")
                self.assertEqual(page.headers["Referrer-Policy"], "no-referrer")
                self.assertEqual(page.headers["X-Content-Type-Options"], "nosniff")
                self.assertEqual(page.headers["Connection"].lower(), "close")
                policy = page.headers["Content-Security-Policy"]
                self.assertIn("default-src 'none'", policy)
                self.assertNotRegex(policy, r"script-src(?! 'none')|https?:|\*|unsafe-eval")

    def test_echoes_neither_code_nor_state(self):
        for run, page in self.pages():
            with self.subTest(page.status):
                for secret in ("code-1-secret", run.state, "guess"):
                    self.assertNotIn(secret, page.body)
                    self.assertNotIn(secret, str(page.headers))

    def test_echoes_neither_code_nor_state_that_a_server_repeats(self):
        refused = self.goto_token()
        failed = self.goto_token_at(self.authorization_server(error_response("invalid_grant", error_description="no abc-1")))
        pages = [
            refused.redirect(error="old-" + refused.state, error_description=f"no {refused.state}"),
            failed.redirect(code="abc-1"),
        ]
        for secret, run, page in zip((refused.state, "abc-1"), (refused, failed), pages):
            outcome = run.wait()
            self.assertNotIn(secret, page.body + outcome.messages)
            self.assertIn("no …", page.body)
            self.assertIn("no …", outcome.messages)

    def test_does_not_say_what_serves_it(self):
        for _, page in self.pages():
            self.assertEqual(set(page.headers.keys()) & {"Server", "X-Powered-By", "EXCEPTION_WHAT"}, set())


class LastPage(EndToEndTest):
    def ask(self, run, connection: socket.socket) -> None:
        """Sends an authorization response and leaves the response unread."""
        _, _, query = run.address_ended_on().partition("?")
        line = f"GET /login/oauth2/code/goto?{query} HTTP/1.1\r\n"
        connection.sendall(f"{line}Host: 127.0.0.1:{run.port}\r\n\r\n".encode())

    def test_is_whole_in_a_browser_that_reads_it_after_the_program_has_ended(self):
        run = self.goto_token_at_mock()
        with run.connect() as connection:
            self.ask(run, connection)
            self.assert_token_of(self.server, run.wait())
            page = http_client.read_response(connection)
        self.assertEqual(page.status, 200)
        self.assert_is_page(page.body)

    def test_of_a_failure_is_whole_too(self):
        run = self.goto_token_at(self.mock_server("--fault=error-redirect=access_denied"))
        with run.connect() as connection:
            self.ask(run, connection)
            self.assertEqual(run.wait().exit_code, 4)
            self.assert_is_page(http_client.read_response(connection).body)

    def test_is_not_needed_when_the_browser_was_closed_meanwhile(self):
        held = Holds(token_response().data)
        run = self.goto_token_at(self.authorization_server(held))
        with run.connect() as connection:
            self.ask(run, connection)
            self.assertTrue(held.reached.wait(limits.SECONDS))
        held.release()
        self.assert_token(run.wait())

    def test_reaches_a_browser_that_said_it_would_send_no_more(self):
        run = self.goto_token_at_mock()
        with run.connect() as connection:
            self.ask(run, connection)
            connection.shutdown(socket.SHUT_WR)
            self.assertEqual(http_client.read_response(connection).status, 200)
        self.assert_token_of(self.server, run.wait())

    def test_of_a_success_does_not_hold_the_token(self):
        run = self.goto_token_at_mock()
        page = run.sign_in()
        outcome = run.wait()
        self.assert_token_of(self.server, outcome)
        self.assertNotIn(outcome.stdout.strip(), page.body)


if __name__ == "__main__":
    unittest.main()
