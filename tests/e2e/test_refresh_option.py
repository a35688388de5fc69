"""`--refresh`: the refresh token is spent now, without a person (contract §1, §9)."""

import unittest

from support.login import LoginTest, first_token_response
from support.scripted_responses import error_response, token_response
from support.wire_server import Holds

_LOGIN_HINT = "goto-token: hint: run goto-token login where a person can sign in\n"
_INTERRUPTED = ("goto-token: error: login required: a goto-token process ended during a refresh, so the refresh token "
                "may be spent; --refresh tries it\n")


class RefreshOption(LoginTest):
    def server_with_login(self, *responses, **members):
        """A server that has been logged in to and gives `responses`; the token is valid."""
        server = self.authorization_server(first_token_response(**members), *responses)
        self.log_in(server)
        return server

    def assert_needs_login(self, outcome, why: str, hint: str = _LOGIN_HINT) -> None:
        self.assertEqual(outcome, (10, "", f"goto-token: error: login required: {why}\n{hint}"))

    def test_spends_the_refresh_token_though_the_token_is_valid(self):
        responses = [token_response(access_token=f"token-{n}", refresh_token=f"refresh-{n}") for n in (2, 3)]
        server = self.server_with_login(*responses)
        self.assert_token(self.run_at(server), "token-1")
        for number in (2, 3):
            self.assertEqual(self.run_at(server, "--refresh", quiet=False), (0, f"token-{number}\n", ""))
            self.assertEqual(server.token_requests[-1].form,
                             {"grant_type": "refresh_token", "refresh_token": f"refresh-{number - 1}"})
            self.assert_token(self.run_at(server), f"token-{number}")
        self.assertEqual(len(server.token_requests), 3)

    def test_goes_with_exec(self):
        server = self.server_with_login(token_response(access_token="token-2"))
        self.assert_token(self.run_at(server, "exec", "--refresh", "--", "printenv", "GOTO_ACCESS_TOKEN"), "token-2")
        self.assert_token(self.run_at(server), "token-2")

    def test_without_a_login_asks_no_one(self):
        server = self.authorization_server()
        for arguments in (("--refresh",), ("--refresh", "--non-interactive"), ("exec", "--refresh", "--", "true")):
            self.assert_needs_login(self.run_at(server, *arguments), "there is no stored login")
        self.assertEqual(server.requests, [])

    def test_without_a_refresh_token_asks_no_one(self):
        server = self.server_with_login(refresh_token=None)
        self.assert_needs_login(self.run_at(server, "--refresh"), "the stored login has no refresh token")
        self.assert_token(self.run_at(server), "token-1")
        self.assertEqual(len(server.token_requests), 1)

    def test_of_a_login_without_the_scopes_asks_no_one(self):
        server = self.server_with_login()
        self.assert_needs_login(self.run_at(server, "--refresh", "-s", "c"),
                                "the stored login does not cover the scopes: c",
                                _LOGIN_HINT.replace("login where", "login --scope c where"))
        self.assertEqual(len(server.token_requests), 1)

    def test_of_a_login_that_the_server_ended_asks_no_one(self):
        server = self.server_with_login(error_response("invalid_grant"))
        self.assert_needs_login(self.run_at(server, "--refresh"), "the server ended the stored login")
        self.assert_nothing_stored()
        self.assertEqual(len(server.token_requests), 2)

    def test_tries_a_refresh_token_that_may_be_spent(self):
        server = self.server_with_login(token_response(access_token="token-2"))
        self.expire()
        text = self.login_file.read_text()
        self.login_file.write_text(text.replace('"rotates":false', '"rotates":true').replace(
            '"rotates": false', '"rotates": true'))
        unfinished = self.login_file.with_name(self.login_file.name + ".new")
        unfinished.touch(mode=0o600)
        unfinished.write_text("?")
        self.assertEqual(self.run_at(server, "--non-interactive"), (10, "", _INTERRUPTED + _LOGIN_HINT))
        self.assertEqual(len(server.token_requests), 1)
        self.assert_token(self.run_at(server, "--refresh"), "token-2")
        self.assertFalse(unfinished.exists())
        self.assert_token(self.run_at(server, "--non-interactive"), "token-2")

    def test_cannot_go_with_fresh(self):
        outcome = self.goto_token("--refresh", "--fresh").wait()
        self.assert_error(outcome, 2, "--fresh", "--refresh")

    def test_is_for_the_stored_login_alone(self):
        server = self.authorization_server()
        for grant in ("client-credentials", "personal-access-token", "refresh-token"):
            with self.subTest(grant):
                what = f"--refresh is for the stored login, and '{grant}' does not use it"
                outcome = self.run_at(server, "--refresh", "--grant", grant)
                self.assert_error(outcome, 2, what)
                self.assertEqual(
                    self.run_at(server, "--refresh", environment={"OAUTH_GRANT": grant}),
                    (3, "", f"goto-token: error: OAUTH_GRANT in the environment: {what}\n"
                            "goto-token: hint: leave --refresh out: this grant gets a new token each time\n"))
        self.assertEqual(server.requests, [])

    def test_of_many_processes_at_once_makes_one_request(self):
        held = Holds(token_response(access_token="token-2").data)
        server = self.server_with_login(held, token_response(access_token="token-3"))
        first = self.goto_token_at(server, "--refresh")
        self.assertTrue(held.reached.wait(60))
        others = [self.goto_token_at(server, "--refresh", quiet=False) for _ in range(9)]
        for other in others:
            self.assertTrue(other.stderr.find("another goto-token is using the stored login; waiting for it"))
        held.release()
        self.assertEqual([run.wait()[:2] for run in (first, *others)], [(0, "token-2\n")] * 10)
        self.assertEqual(len(server.token_requests), 2)
        self.assert_token(self.run_at(server, "--refresh"), "token-3")


if __name__ == "__main__":
    unittest.main()
