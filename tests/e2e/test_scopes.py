"""Scopes as servers spell them: what was asked for at the login is covered, whatever was answered (contract §9)."""

import shlex
import unittest
from typing import NamedTuple

from support.login import LoginTest, first_token_response, said_around_sign_in, without_end_of_token
from support.scripted_responses import token_response


class Case(NamedTuple):
    """A response to a request for scopes, and those that are told as not granted."""

    asked: str
    answered: str | None
    missing: str = ""


# From published reports of servers.
CASES = {
    "commas": Case("repo gist", "repo,gist"),
    "commas and blanks": Case("repo gist", "repo, gist"),
    "nothing": Case("repo", ""),
    "no scope": Case("repo gist", None),
    "blanks": Case("repo", "  "),
    "offline_access left out, with a refresh token": Case("api offline_access", "api"),
    "openid left out": Case("openid profile", "profile", "openid"),
    "capitals": Case("user.read", "User.Read"),
    "names of the resource before": Case("Mail.Read", "https://graph.example/Mail.Read", "Mail.Read"),
    "long names": Case("email", "https://www.example.com/auth/userinfo.email openid", "email"),
    "one not allowed by the person": Case("read write", "read", "write"),
    "none of them": Case("read write", "profile", "read write"),
    "more than asked for": Case("read", "read write admin"),
    "another order": Case("a b c", "c b a"),
    "twice": Case("a", "a a"),
    "a comma within a name": Case("a,b", "a,b"),
}


def messages(case: Case, *, logged_in: bool = False) -> str:
    """What is to be said about the response."""
    told = f"goto-token: warning: the server did not grant these scopes: {case.missing}\n" if case.missing else ""
    return told + (
        "goto-token: logged in as someone@example.org; goto-token now gets tokens without a browser, as long as "
        "the server accepts this login\n" if logged_in else "")


class Scopes(LoginTest):
    def whole_run(self, server, *arguments, **options):
        return self.run_at(server, *arguments, "--non-interactive", quiet=False, **options)

    def log_in_at(self, case: Case, scope: str | None, **environment):
        """Logs in and gives the server; the response to that names the scope."""
        server = self.authorization_server(first_token_response(scope=scope))
        run = self.goto_token_at(server, "login", *(() if environment else ("-s", case.asked)), quiet=False,
                                 environment=environment)
        self.assertEqual(run.authorization_request["scope"], case.asked)
        run.sign_in()
        outcome = run.wait()
        said = messages(case if scope == case.answered else Case(case.asked, scope), logged_in=True)
        self.assertEqual((*outcome[:2], *map(without_end_of_token, said_around_sign_in(outcome))), (0, "", "", said))
        return server

    def test_answered_otherwise_at_the_login_are_covered(self):
        for name, case in CASES.items():
            with self.subTest(name):
                self.setUp()
                server = self.log_in_at(case, case.answered)
                for scopes in (case.asked, *case.asked.split()):
                    self.assertEqual(self.whole_run(server, "-s", scopes), (0, "token-1\n", ""))
                self.assertEqual(self.run_at(server, "status", "-s", case.asked).exit_code, 0)
                self.assertEqual(len(server.token_requests), 1)

    def test_answered_otherwise_at_a_refresh_are_covered(self):
        for name, case in CASES.items():
            with self.subTest(name):
                self.setUp()
                server = self.log_in_at(case, case.asked)
                server.respond_with(token_response(access_token="token-2", scope=case.answered))
                self.expire()
                self.assertEqual(self.whole_run(server, "-s", case.asked), (0, "token-2\n", messages(case)))
                self.assertEqual(server.token_requests[-1].form,
                                 {"grant_type": "refresh_token", "refresh_token": "refresh-1"})
                self.assertEqual(self.whole_run(server, "-s", case.asked), (0, "token-2\n", ""))
                self.assertEqual(self.run_at(server, "status", "-s", case.asked).exit_code, 0)
                self.assertEqual(len(server.token_requests), 2)

    def test_answered_otherwise_at_the_login_and_each_refresh_are_covered(self):
        for name, case in CASES.items():
            with self.subTest(name):
                self.setUp()
                server = self.log_in_at(case, case.answered, OAUTH_SCOPE=case.asked)
                for number in (2, 3):
                    server.respond_with(token_response(access_token=f"token-{number}", scope=case.answered))
                    self.expire()
                    outcome = self.whole_run(server, environment={"OAUTH_SCOPE": case.asked})
                    self.assertEqual(outcome, (0, f"token-{number}\n", messages(case)))

    def test_granted_beyond_those_asked_for_are_covered(self):
        server = self.log_in_at(CASES["more than asked for"], "read,write admin")
        self.assertEqual(self.whole_run(server, "-s", "admin write"), (0, "token-1\n", ""))
        server.respond_with(token_response(access_token="token-2", scope="read"))
        self.expire()
        warning = "goto-token: warning: the server did not grant these scopes: admin write\n"
        self.assertEqual(self.whole_run(server, "-s", "admin write"), (0, "token-2\n", warning))
        self.assertEqual(self.whole_run(server, "-s", "admin write"), (0, "token-2\n", ""))

    def test_neither_asked_for_nor_granted_are_not_covered(self):
        server = self.log_in_at(CASES["commas"], "repo,gist")
        for scope, uncovered in (("user", "user"), ("repo user x", "user x"), ("Repo", "Repo"),
                                 ("repo,gist,user", "repo,gist,user")):
            outcome = self.run_at(server, "-s", scope, "--non-interactive")
            self.assertEqual(outcome, (10, "", (
                f"goto-token: error: login required: the stored login does not cover the scopes: {uncovered}\n"
                f"goto-token: hint: run goto-token login --scope {shlex.quote(scope)} where a person can sign in\n")))


if __name__ == "__main__":
    unittest.main()
