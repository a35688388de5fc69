"""status makes the checks of the run that would use the login, and writes nothing (contract §1)."""

import json
import os
import unittest

from support.login import LoginTest, first_token_response

_SPENT = ("a goto-token process ended during a refresh, so the refresh token may be spent; "
          "--refresh tries it")


class StatusChecks(LoginTest):
    def setUp(self):
        super().setUp()
        self.options = {}

    def server_with_login(self, **members):
        self.server = self.authorization_server(first_token_response(**members))
        self.log_in(self.server)

    def change_login(self, **members) -> None:
        self.login_file.write_text(json.dumps(self.stored() | members))

    def status(self, *arguments: str) -> tuple[int, dict]:
        """The exit status and the report, which is the same in both forms. Nothing may be written or asked."""
        before, requests = self.files(), len(self.server.requests)
        text, as_json = (self.run_at(self.server, "status", *arguments, "-o", form, quiet=False, **self.options)
                         for form in ("text", "json"))
        self.assertEqual(self.files(), before)
        self.assertEqual(len(self.server.requests), requests)
        self.assertEqual((text.messages, as_json.messages, text.exit_code), ("", "", as_json.exit_code))
        report = json.loads(as_json.stdout)
        lines = (f"{name}: {'yes' if value is True else 'no' if value is False else value}\n"
                 for name, value in report.items() if value is not None)
        self.assertEqual(text.stdout, "".join(lines))
        return as_json.exit_code, report

    def assert_available(self, *arguments: str) -> None:
        exit_code, report = self.status(*arguments)
        self.assertEqual((exit_code, report["token_available"], report.get("reason")), (0, True, None))

    def assert_needs_person(self, reason: str, *arguments: str, run: int = 10) -> None:
        """What the report says, and that a run without a person ends with the same reason and status."""
        exit_code, report = self.status(*arguments)
        self.assertEqual((exit_code, report["token_available"], report["reason"]), (10, False, reason))
        what = f"login required: {reason}" if run == 10 else reason
        outcome = self.run_at(self.server, *arguments, "--non-interactive", **self.options)
        self.assertEqual((*outcome[:2], outcome.messages.splitlines()[0]), (run, "", f"goto-token: error: {what}"))


class Reasons(StatusChecks):
    def test_are_none_for_a_token_that_lasts_or_can_be_refreshed(self):
        self.server_with_login()
        self.assert_available()
        self.assert_available("--min-valid", "7200")
        self.assert_available("--refresh")
        self.expire()
        self.assert_available()

    def test_are_told_without_a_login(self):
        self.server = self.authorization_server()
        exit_code, report = self.status()
        self.assertIn(self.server.url, report.pop("service"))
        self.assertEqual((exit_code, report),
                         (10, {"profile": "default", "client_id": "client-1", "logged_in": False,
                               "token_available": False, "reason": "there is no stored login",
                               "hint": "goto-token login"}))
        self.assert_needs_person("there is no stored login")
        self.assert_needs_person("there is no stored login", "--refresh")

    def test_are_told_where_the_login_is_to_be_ignored(self):
        self.server_with_login()
        self.assert_needs_person("--fresh ignores the stored login", "--fresh")

    def test_are_told_of_scopes(self):
        self.server_with_login()
        self.assert_needs_person("the stored login does not cover the scopes: c", "-s", "a c")

    def test_are_told_of_a_token_that_runs_out_for_good(self):
        self.server_with_login(refresh_token=None, expires_in=1000)
        self.assert_available("--min-valid", "900")
        reason = "the stored token runs out, and there is no refresh token"
        self.assert_needs_person(reason, "--min-valid", "1100")
        self.assert_needs_person("the stored login has no refresh token", "--refresh")
        self.expire()
        self.assert_needs_person(reason)

    def test_are_told_of_plain_http_where_a_refresh_would_need_it(self):
        self.server_with_login()
        self.change_login(token_endpoint="http://token.example/token")
        self.assert_available()
        reason = ("the stored login is of 'http://token.example/token': "
                  "plain http would show the secrets to the network")
        self.assert_needs_person(reason, "--refresh", run=3)
        self.expire()
        self.assert_needs_person(reason, run=3)
        self.assert_available("--allow-http")

    def test_are_told_of_a_store_that_cannot_be_written_where_a_refresh_would_need_it(self):
        self.server_with_login()
        self.options = self.unprivileged()
        if self.options:
            for path in (self.home, *self.home.rglob("*")):
                os.chown(path, 65534, 65534)
        self.store.chmod(0o500)
        self.addCleanup(self.store.chmod, 0o700)
        self.assert_available()
        self.assertEqual(self.status("--refresh")[1]["reason"],
                         f"cannot write the token store '{self.store}': Permission denied")
        self.expire()
        self.assertEqual(self.status()[1]["reason"], f"cannot write the token store '{self.store}': Permission denied")
        self.assert_error(self.run_at(self.server, **self.options), 9, str(self.store), "Permission denied")

    def test_are_told_of_a_refresh_that_was_interrupted(self):
        self.server_with_login()
        self.change_login(rotates=True)
        sign = self.login_file.with_name(self.login_file.name + ".new")
        sign.touch(mode=0o600)
        sign.write_text("?")
        self.assert_available()
        self.expire()
        self.assert_needs_person(_SPENT)
        self.assert_available("--refresh")
        self.change_login(rotates=False)
        self.assert_available()

    def test_are_told_of_a_clock_that_was_wrong(self):
        self.server_with_login(refresh_token=None)
        self.change_login(expires_at=4_000_000_000, received_at=3_999_996_400)
        self.assert_needs_person("the stored token was received while a clock was wrong, and there is no refresh token")


if __name__ == "__main__":
    unittest.main()
