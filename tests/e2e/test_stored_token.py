"""The stored login as the bare command uses it (contract §9)."""

import json
import os
import unittest

from support.case import shell
from support.login import TRUE_LOGIN, LoginTest, first_token_response
from support.scripted_responses import token_response
from support.wire_server import Holds


class ValidToken(LoginTest):
    def test_is_printed_without_network(self):
        server = self.mock_server()
        self.log_in(server)
        server.close()
        self.assert_token(self.run_at(server, "--non-interactive"), self.stored_token)

    def test_is_printed_as_json_with_the_members_of_the_response(self):
        server = self.authorization_server(first_token_response())
        self.log_in(server)
        result = json.loads(self.run_at(server, "-o", "json").stdout)
        self.assertRegex(result.pop("expires_at"), r"\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\Z")
        self.assertEqual(result, json.loads(first_token_response().body))

    def test_is_used_when_it_covers_the_scopes(self):
        server = self.mock_server("--scopes=a b")
        self.log_in(server)
        self.assert_token_of(server, self.run_at(server, "-s", "b", "--non-interactive"))
        self.assert_error(self.run_at(server, "-s", "b c", "--non-interactive"), 10, "login required")

    def test_covers_what_was_asked_for_when_the_response_names_no_scope(self):
        server = self.mock_server("--scopes=x y", "--fault=no-scope")
        self.log_in(server, "-s", "x y")
        self.assert_token_of(server, self.run_at(server, "-s", "y", "--non-interactive"))

    def test_of_unknown_lifetime_is_used(self):
        server = self.mock_server("--fault=no-expires-in")
        self.log_in(server)
        self.assert_token_of(server, self.run_at(server, "--non-interactive"))

    def test_is_passed_over_when_a_fresh_one_is_wanted(self):
        server = self.mock_server()
        self.log_in(server)
        fresh = self.fetch_token(server, "--fresh")
        self.assert_token_of(server, fresh)
        self.assertNotEqual(fresh.stdout, f"{self.stored_token}\n")
        self.assert_token(self.run_at(server, "--non-interactive"), self.stored_token)

    def test_lasts_as_long_as_wished(self):
        server = self.mock_server("--expires-in=1000")
        self.log_in(server)
        first = self.stored_token
        self.assert_token(self.run_at(server, "--min-valid", "900", "--non-interactive"), first)
        second = self.run_at(server, "--min-valid", "1100", "--non-interactive")
        self.assert_token_of(server, second)
        self.assertNotEqual(second.stdout, f"{first}\n")

    def test_of_another_profile_client_or_service_is_not_used(self):
        server = self.mock_server()
        self.log_in(server)
        others = ({"OAUTH_PROFILE": "other"}, {"OAUTH_CLIENT_ID": "other"}, {"OAUTH_SERVICE_URL": "http://127.0.0.1:9"},
                  {"OAUTH_TOKEN_ENDPOINT": "http://127.0.0.1:9/t"}, {"OAUTH_REVOCATION_ENDPOINT": "http://127.0.0.1:9/r"})
        for environment in others:
            with self.subTest(environment):
                outcome = self.run_at(server, "--non-interactive", environment=environment)
                self.assert_error(outcome, 10, "login required")
        self.assertEqual(len(server.token_requests), 1)

    def test_is_kept_for_each_profile(self):
        server = self.mock_server()
        self.log_in(server)
        first = self.stored_token
        self.log_in(server, "--profile", "second")
        self.assert_token(self.run_at(server, "--non-interactive"), first)
        second = self.run_at(server, "--profile", "second", "--non-interactive")
        self.assert_token_of(server, second)
        self.assertNotEqual(second.stdout, f"{first}\n")

    def test_is_not_written_by_the_bare_command(self):
        server = self.mock_server()
        self.assert_token_of(server, self.fetch_token(server))
        self.assertFalse(self.store.exists())

    def test_that_is_not_used_is_told_with_the_reason(self):
        server = self.mock_server("--scopes=a b")
        reasons = {(): "there is no stored login", ("login",): "needs a person"}
        later = {("--fresh",): "--fresh", ("-s", "c"): "does not cover the scopes"}
        for arguments, reason in reasons.items():
            self.assert_error(self.run_at(server, *arguments, "--non-interactive"), 10, "login required: ", reason)
        self.log_in(server)
        for arguments, reason in later.items():
            self.assert_error(self.run_at(server, *arguments, "--non-interactive"), 10, "login required: ", reason)


class Refresh(LoginTest):
    def expired_login(self, *arguments):
        """A server whose token has run out by the time it is looked at."""
        server = self.mock_server("--scopes=a b", *arguments)
        self.log_in(server)
        self.expire()
        return server

    def expired_scripted_login(self, *responses, **members):
        """The same of a server that gives these responses."""
        server = self.authorization_server(first_token_response(expires_in=1, **members), *responses)
        self.log_in(server)
        return server

    def test_happens_when_the_token_runs_out(self):
        server = self.expired_login()
        outcome = self.run_at(server, "--non-interactive")
        self.assert_refreshed(server, outcome)
        expected = {"grant_type": "refresh_token", "refresh_token": self.expired_response["refresh_token"]}
        self.assertEqual(server.token_requests[1].form, expected)
        self.assertEqual(self.run_at(server, "--non-interactive"), outcome)
        self.assertEqual(len(server.token_requests), 2)

    def test_keeps_the_refresh_token_when_the_response_has_none(self):
        responses = (token_response(access_token=f"token-{n}", token_type=None, expires_in=1) for n in (2, 3))
        server = self.expired_scripted_login(*responses)
        for number in (2, 3):
            self.assert_token(self.run_at(server, "--non-interactive"), f"token-{number}")
            self.assertEqual(server.token_requests[-1].form["refresh_token"], "refresh-1")
        self.assertEqual(self.stored()["token_response"]["principal"], "someone@example.org")
        self.assertEqual(self.stored()["scope"], "a b")

    def test_that_gives_fewer_scopes_tells_which_are_missing(self):
        server = self.expired_login(TRUE_LOGIN, "--fault=less-scope")
        outcome = self.run_at(server, "-s", "a b", "--non-interactive", quiet=False)
        warning = "goto-token: warning: the server did not grant these scopes: b\n"
        self.assertEqual(outcome, (0, f"{self.stored_token}\n", warning))

    def test_is_not_asked_for_when_its_result_could_not_be_kept(self):
        someone = self.unprivileged()
        server = self.expired_login("--rotate")
        if someone:
            for path in (self.home, *self.home.rglob("*")):
                os.chown(path, 65534, 65534)
        self.store.chmod(0o500)
        self.addCleanup(self.store.chmod, 0o700)
        self.assert_error(self.run_at(server, "--non-interactive", **someone), 9, str(self.store))
        self.assertEqual(len(server.token_requests), 1)

    def test_follows_a_chain_of_new_refresh_tokens(self):
        server = self.expired_login("--rotate")
        for _ in range(6):
            self.assert_refreshed(server, self.run_at(server, "--non-interactive"))
            self.assertEqual(server.token_requests[-1].form["refresh_token"], self.expired_response["refresh_token"])
            self.expire()

    def test_refused_with_invalid_grant_means_to_log_in_again(self):
        server = self.expired_login(TRUE_LOGIN, "--fault=invalid_grant")
        self.assert_error_after_note(self.run_at(server, "--non-interactive", quiet=False))
        self.assert_nothing_stored()
        self.assert_error(self.run_at(server, "--non-interactive"), 10, "login required")
        self.assertEqual(len(server.token_requests), 2)

    def assert_error_after_note(self, outcome):
        self.assertEqual((outcome.exit_code, outcome.stdout), (10, ""), outcome.messages)
        self.assertIn("no longer accepted", outcome.messages)

    def test_refused_with_invalid_grant_goes_on_in_the_browser_and_keeps_the_result(self):
        server = self.expired_login(TRUE_LOGIN, "--fault=invalid_grant:1")
        outcome = self.fetch_token(server)
        self.assert_refreshed(server, outcome)
        self.assertEqual(self.run_at(server, "--non-interactive"), outcome)

    def test_refused_in_another_way_erases_nothing(self):
        server = self.expired_login(TRUE_LOGIN, "--fault=error=invalid_scope")
        before = self.login_file.read_bytes()
        self.assert_error(self.run_at(server), 6, "invalid_scope")
        self.assertEqual(self.login_file.read_bytes(), before)

    def test_refused_without_a_reason_says_how_to_begin_anew(self):
        outcome = self.run_at(self.expired_login(TRUE_LOGIN, "--fault=empty-400"))
        self.assert_error(outcome, 6, "HTTP status 400")
        self.assertIn("hint: if it keeps failing, run goto-token login", outcome.messages)

    def test_that_finds_no_network_erases_nothing(self):
        for fault in ("hang-up", "html", "500"):
            with self.subTest(fault):
                self.setUp()
                server = self.expired_login(TRUE_LOGIN, f"--fault={fault}")
                before = self.login_file.read_bytes()
                self.assertEqual(self.run_at(server).exit_code, 7)
                self.assertEqual(self.login_file.read_bytes(), before)
        server.close()
        self.assert_error(self.run_at(server), 7, "127.0.0.1")
        self.assertEqual(self.login_file.read_bytes(), before)

    def test_without_a_refresh_token_needs_a_person(self):
        server = self.expired_scripted_login(refresh_token=None)
        self.assert_error(self.run_at(server, "--non-interactive"), 10, "login required: the stored token runs out")

    def test_is_made_once_for_two_hundred_processes(self):
        server = self.expired_login()
        with self.closed_gate() as gate:
            wrapper = shell(f'{gate} && exec "$@"')
            runs = [self.goto_token_at(server, "--non-interactive", wrapper=wrapper) for _ in range(200)]
        first, *others = {run.wait() for run in runs}
        self.assertEqual(others, [])
        self.assert_refreshed(server, first)
        self.assertEqual(len(server.token_requests), 2)

    def test_is_made_once_even_when_the_new_token_lives_shorter_than_wished(self):
        held = Holds(token_response(access_token="token-2", expires_in=30).data)
        server = self.expired_scripted_login(held)
        first = self.goto_token_at(server, "--non-interactive")
        self.assertTrue(held.reached.wait(60))
        others = [self.goto_token_at(server, "--non-interactive", quiet=False) for _ in range(7)]
        for other in others:
            self.assertTrue(other.stderr.find("another goto-token is using the stored login; waiting for it"))
        held.release()
        self.assertEqual([run.wait()[:2] for run in (first, *others)], [(0, "token-2\n")] * 8)
        self.assertEqual(len(server.token_requests), 2)  # the login's, and one for all

    def test_of_a_killed_process_is_made_by_the_next(self):
        held = Holds(token_response(access_token="lost").data)
        server = self.expired_scripted_login(held, token_response(access_token="token-2"))
        first = self.goto_token_at(server, "--non-interactive")
        self.assertTrue(held.reached.wait(60))
        waiting = [self.goto_token_at(server, "--non-interactive") for _ in range(4)]
        first.kill()
        self.assertEqual({run.wait() for run in waiting}, {(0, "token-2\n", "")})
        self.assertEqual(len(server.token_requests), 3)  # the login, the one that was lost, and one for all


if __name__ == "__main__":
    unittest.main()
