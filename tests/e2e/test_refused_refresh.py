"""What becomes of a login whose refresh is refused (contract §9)."""

import unittest

from support.login import LoginTest, first_token_response, said_around_sign_in
from support.scripted_responses import error_response, token_response
from support.wire_server import Holds

_REFUSED = r"\Agoto-token: error: the token endpoint refused: invalid_grant\b"
_OVER = "goto-token: the stored login is no longer accepted by the server; it was erased\n"
_LOGIN_HINT = "goto-token: hint: run goto-token login where a person can sign in\n"


class Refused(LoginTest):
    def expired_server(self, *responses):
        """A server that has been logged in to, whose token has run out, and that then gives `responses`."""
        server = self.authorization_server(first_token_response(expires_in=1), *responses)
        self.log_in(server)
        return server

    def test_by_a_server_in_trouble_keeps_the_login(self):
        """Whatever its error says: only 400 and 401 tell that the refresh token is spent."""
        for status in (402, 403, 404, 429, 500, 502, 503, 504):
            with self.subTest(status):
                self.setUp()
                server = self.expired_server(error_response("invalid_grant", status))
                before = self.login_file.read_bytes()
                for arguments in ((), ("--non-interactive",), ("--refresh",)):
                    outcome = self.run_at(server, *arguments, quiet=False)
                    self.assertEqual(outcome[:2], (6, ""), outcome.messages)
                    self.assertRegex(outcome.messages, _REFUSED)
                    self.assertNotIn("erased", outcome.messages)
                    self.assertEqual(self.login_file.read_bytes(), before)
                server.respond_with(token_response(access_token="token-2"))
                self.assert_token(self.run_at(server, "--non-interactive"), "token-2")

    def test_by_a_server_that_ended_it_erases_the_login(self):
        for status in (400, 401):
            with self.subTest(status):
                self.setUp()
                server = self.expired_server(error_response("invalid_grant", status))
                why = "goto-token: error: login required: the server ended the stored login\n"
                expected = _OVER + why + _LOGIN_HINT
                self.assertEqual(self.run_at(server, "--non-interactive", quiet=False), (10, "", expected))
                self.assert_nothing_stored()
                requests = len(server.token_requests)
                self.assertEqual(self.run_at(server, "--non-interactive").exit_code, 10)
                self.assertEqual(len(server.token_requests), requests)

    def test_with_another_error_keeps_the_login(self):
        for status in (400, 401):
            for error in ("invalid_request", "invalid_scope", "temporarily_unavailable", "Invalid_Grant",
                          "invalid_grant "):
                with self.subTest(status=status, error=error):
                    self.setUp()
                    server = self.expired_server(error_response(error, status))
                    before = self.login_file.read_bytes()
                    self.assertEqual(self.run_at(server, "--non-interactive").exit_code, 6)
                    self.assertEqual(self.login_file.read_bytes(), before)

    def test_and_signed_in_anew_keeps_the_new_login(self):
        server = self.expired_server(error_response("invalid_grant"), token_response(access_token="token-2"))
        run = self.goto_token_at(server, quiet=False)
        run.sign_in()
        outcome = run.wait()
        self.assertEqual((*outcome[:2], *said_around_sign_in(outcome)), (0, "token-2\n", _OVER, ""))
        self.assert_token(self.run_at(server, "--non-interactive"), "token-2")

    def test_and_signed_in_anew_prints_the_token_though_it_cannot_be_kept(self):
        held = Holds(token_response(access_token="token-2").data)
        server = self.expired_server(error_response("invalid_grant"), held)
        run = self.goto_token_at(server, quiet=False)
        response = run.in_background(run.sign_in)
        self.assertTrue(held.reached.wait(60))
        self.store.chmod(0o755)
        held.release()
        self.assertEqual(response.result().status, 200)
        outcome = run.wait()
        warning = (f"goto-token: warning: no login can be kept: the token store '{self.store}' is open to other users\n"
                   f"goto-token: hint: chmod 700 {self.store}\n")
        self.assertEqual((*outcome[:2], *said_around_sign_in(outcome)), (0, "token-2\n", _OVER, warning))


if __name__ == "__main__":
    unittest.main()
