"""The stored login in a credential helper (contract §9)."""

import signal
import time
import unittest

from support.case import shell
from support.credential_helper import FakeHelper, PassHelper
from support.login import LoginTest, first_token_response
from support.program import is_thread_sanitized
from support.scripted_responses import ScriptedResponse, token_response

# Long enough to be told from any other text.
FIRST = {"access_token": "access-token-of-the-login", "refresh_token": "refresh-token-of-the-login"}
SECOND = {"access_token": "access-token-of-the-refresh", "refresh_token": "refresh-token-of-the-refresh"}
TOKENS = [*FIRST.values(), *SECOND.values()]


class HelperLogin(LoginTest):
    """Logs in with a credential helper, which `make_helper` makes."""

    def make_helper(self):
        return FakeHelper(self.root / "helper")

    def setUp(self) -> None:
        super().setUp()
        self.helper = self.make_helper()
        self.addCleanup(self.helper.close)

    def run_with_helper(self, server, *arguments, **options):
        """A whole run without a sign-in."""
        environment = self.helper.environment | options.pop("environment", {})
        name = ("--credential-helper", self.helper.name)
        return self.goto_token_at(server, *arguments, *name, environment=environment, **options)

    def server_with_login(self, *responses, **members):
        """A server that has been logged in to. `members` change the response to that; then it gives `responses`."""
        server = self.authorization_server(first_token_response(**FIRST | members), *responses)
        server.documents["/oauth/revoke"] = ScriptedResponse(200)
        run = self.run_with_helper(server, "login")
        run.sign_in()
        self.assertEqual(run.wait(), (0, "", ""))
        return server

    def expired_server(self, *responses):
        """The same, and the token needs a refresh, which brings `responses`."""
        return self.server_with_login(*(responses or [token_response(**SECOND)]), expires_in=1)

    def assert_no_token_in_own_files(self) -> None:
        for path in self.home.rglob("*"):
            text = path.read_text() if path.is_file() else ""
            self.assertEqual([token for token in TOKENS if token in text], [], path)

    def assert_kept(self, tokens) -> None:
        """The helper keeps one credential, under our URL, with these tokens."""
        (credential,) = self.helper.credentials()
        self.assertRegex(credential["ServerURL"], r"\Ahttps://goto-token/\S+\Z")
        for token in tokens.values():
            self.assertIn(token, credential["Secret"])


class Protocol:
    """What holds with any helper."""

    def test_is_kept_there_and_in_no_file_of_ours(self):
        self.server_with_login()
        self.assert_kept(FIRST)
        self.assert_no_token_in_own_files()

    def test_gives_the_token_to_the_next_run_without_network(self):
        server = self.server_with_login()
        server.close()
        self.assert_token(self.run_with_helper(server, "--non-interactive").wait(), FIRST["access_token"])

    def test_is_refreshed_and_the_new_token_is_kept(self):
        server = self.expired_server()
        for _ in range(2):
            self.assert_token(self.run_with_helper(server, "--non-interactive").wait(), SECOND["access_token"])
        self.assert_kept(SECOND)
        self.assert_no_token_in_own_files()
        self.assertEqual(len(server.token_requests), 2)

    def test_is_erased_by_logout(self):
        server = self.server_with_login()
        self.assertEqual(self.run_with_helper(server, "logout").wait(), (0, "", ""))
        self.assertEqual(self.helper.credentials(), [])
        self.assertEqual(server.requests[-1].form["token"], FIRST["refresh_token"])
        self.assert_error(self.run_with_helper(server, "--non-interactive").wait(), 10, "login required")

    def test_is_replaced_by_another_login(self):
        server = self.server_with_login(token_response(**SECOND))
        run = self.run_with_helper(server, "login")
        run.sign_in()
        self.assertEqual(run.wait(), (0, "", ""))
        self.assert_kept(SECOND)

    def test_is_not_there_before_the_login(self):
        server = self.authorization_server()
        self.assert_error(self.run_with_helper(server, "--non-interactive").wait(), 10, "login required")
        self.assertEqual(self.run_with_helper(server, "status").wait().exit_code, 10)
        self.assertEqual(self.run_with_helper(server, "logout").wait().exit_code, 0)

    def test_is_refreshed_once_for_twenty_processes(self):
        server = self.expired_server()
        with self.closed_gate() as gate:
            wrapper = shell(f'{gate} && exec "$@"')
            runs = [self.run_with_helper(server, "--non-interactive", wrapper=wrapper) for _ in range(20)]
        self.assertEqual({run.wait() for run in runs}, {(0, f"{SECOND['access_token']}\n", "")})
        self.assertEqual(len(server.token_requests), 2)


class WithAFakeHelper(Protocol, HelperLogin):
    def test_is_shown_by_status_without_a_secret(self):
        outcome = self.run_with_helper(self.server_with_login(), "status").wait()
        self.assertEqual((outcome.exit_code, outcome.messages), (0, ""))
        self.assertIn("someone@example.org", outcome.stdout)
        self.assertEqual([token for token in TOKENS if token in outcome.stdout], [])

    def test_is_chosen_by_the_environment_too(self):
        server = self.server_with_login()
        environment = {**self.helper.environment, "OAUTH_CREDENTIAL_HELPER": self.helper.name}
        outcome = self.goto_token_at(server, "--non-interactive", environment=environment).wait()
        self.assert_token(outcome, FIRST["access_token"])

    def test_is_told_of_and_kept_where_the_helper_is_not_named(self):
        server = self.server_with_login()
        for arguments in ((), ("status",), ("login",), ("logout",)):
            with self.subTest(arguments):
                outcome = self.run_at(server, *arguments)
                self.assert_error(outcome, 9, "is kept by the credential helper 'fake'")
                self.assertIn("hint: use --credential-helper fake", outcome.messages)
        self.assert_token(self.run_with_helper(server, "--non-interactive").wait(), FIRST["access_token"])

    def test_is_kept_for_each_profile(self):
        server = self.server_with_login(token_response(**SECOND))
        run = self.run_with_helper(server, "login", "--profile", "second")
        run.sign_in()
        self.assertEqual(run.wait(), (0, "", ""))
        self.assertEqual(len(self.helper.credentials()), 2)
        self.assert_token(self.run_with_helper(server, "--non-interactive").wait(), FIRST["access_token"])
        second = self.run_with_helper(server, "--profile", "second", "--non-interactive").wait()
        self.assert_token(second, SECOND["access_token"])

    def test_is_erased_when_its_refresh_token_is_no_longer_accepted(self):
        refusal = ScriptedResponse(400, body=b'{"error":"invalid_grant"}')
        server = self.expired_server(refusal)
        self.assertEqual(self.run_with_helper(server, "--non-interactive").wait().exit_code, 10)
        self.assertEqual(self.helper.credentials(), [])

    def test_that_is_damaged_is_told_and_replaced_by_login(self):
        server = self.server_with_login()
        self.helper.replace_secret("{")
        self.assert_error(self.run_with_helper(server, "--non-interactive").wait(), 9, "damaged")
        run = self.run_with_helper(server, "login")
        run.sign_in()
        self.assertEqual(run.wait(), (0, "", ""))
        self.assert_kept(FIRST)


class Faults(HelperLogin):
    def test_of_a_helper_that_is_not_there_is_told(self):
        server = self.authorization_server()
        for command in ((), ("--non-interactive",), ("login",), ("logout",), ("exec", "--", "true")):
            with self.subTest(command):
                arguments = (*command[:1], "--credential-helper=missing", *command[1:])
                outcome = self.goto_token_at(server, *arguments).wait()
                self.assert_error(outcome, 9, "docker-credential-missing", "not in PATH")
                self.assertIn("hint: install it", outcome.messages)
        self.assertEqual(server.requests, [])

    def test_of_a_helper_that_cannot_read_is_told_in_its_words(self):
        server = self.server_with_login()
        self.helper.fail_at("get", "the keyring is locked")
        self.assert_error(self.run_with_helper(server).wait(), 9, "docker-credential-fake", "the keyring is locked")

    def test_of_a_helper_that_gives_garbage_is_told(self):
        server = self.server_with_login()
        self.helper.fail_at("get", "garbage")
        self.assert_error(self.run_with_helper(server).wait(), 9, "docker-credential-fake", "not a JSON object")

    def test_of_a_helper_that_cannot_store_is_told_before_or_after_a_sign_in(self):
        server = self.authorization_server(first_token_response(**FIRST))
        self.helper.fail_at("store", "read-only")
        run = self.run_with_helper(server, "login")
        outcome = run.wait() if not run.stderr.find(r"^\s*http") else (run.sign_in(), run.wait())[1]
        self.assert_error(outcome, 9, "docker-credential-fake", "read-only")

    def test_of_a_helper_that_cannot_store_is_told_before_anything_is_sent(self):
        server = self.expired_server()
        self.helper.fail_at("store", "read-only")
        sent = len(server.token_requests)
        outcome = self.run_with_helper(server, "--non-interactive").wait()
        self.assert_error(outcome, 9, "docker-credential-fake", "read-only")
        self.assertEqual(len(server.token_requests), sent)
        self.helper.work_at("store")
        self.assert_token(self.run_with_helper(server, "--non-interactive").wait(), SECOND["access_token"])

    def test_of_a_helper_that_no_longer_stores_after_a_refresh_costs_no_token(self):
        server = self.expired_server()
        self.helper.fail_at("store", "read-only", after=1)
        outcome = self.run_with_helper(server, "--non-interactive", quiet=False).wait()
        self.assertEqual((outcome.exit_code, outcome.stdout), (0, f"{SECOND['access_token']}\n"), outcome.messages)
        self.assertRegex(outcome.messages, r"(?m)^goto-token: warning: .*docker-credential-fake.*read-only")

    def test_of_a_helper_that_echoes_what_it_was_given_shows_no_token(self):
        server = self.expired_server()
        self.helper.fail_at("store", "echo", after=1)
        outcome = self.run_with_helper(server, "--non-interactive", "-v", quiet=False).wait()
        self.assertEqual((outcome.exit_code, outcome.stdout), (0, f"{SECOND['access_token']}\n"), outcome.messages)
        self.assertEqual([token for token in TOKENS if token in outcome.messages], [])

    def test_of_a_helper_that_cannot_erase_is_told_by_logout(self):
        server = self.server_with_login()
        self.helper.fail_at("erase", "read-only")
        self.assert_error(self.run_with_helper(server, "logout").wait(), 9, "docker-credential-fake", "read-only")

    @unittest.skipIf(is_thread_sanitized(), "ThreadSanitizer puts the signal off until the helper has ended")
    def test_of_a_helper_that_hangs_can_be_ended_by_ctrl_c(self):
        server = self.server_with_login()
        before = len(self.helper.calls)
        self.helper.fail_at("get", "hang")
        run = self.run_with_helper(server)
        while len(self.helper.calls) == before and run.running:
            time.sleep(0.01)
        run.signal(signal.SIGINT)
        self.assertEqual(run.wait().exit_code, 130)


@unittest.skipUnless(PassHelper.is_installed(), "needs docker-credential-pass, pass and gpg")
class WithPass(Protocol, HelperLogin):
    def make_helper(self):
        return PassHelper()


if __name__ == "__main__":
    unittest.main()
