"""logout --all: every stored login is ended, and each is told (contract §1, §9)."""

import fcntl
import signal
import unittest

from support import limits
from support.credential_helper import FakeHelper
from support.program import is_thread_sanitized
from support.refusing_address import RefusingAddress
from support.scripted_responses import ScriptedResponse, error_response, token_response
from support.several_logins import SeveralLogins
from support.wire_server import Holds

NONE = "goto-token: there was no stored login\n"
ERASED = "the login was erased here, but the server still accepts it: "


class LogoutAll(SeveralLogins):
    def setUp(self):
        super().setUp()
        self.server = self.server_that_revokes()

    def log_out(self, *arguments: str, **options):
        return self.unconfigured("logout", "--all", *arguments, **options)

    def revocations(self, server=None) -> list[tuple]:
        """Token, client and Authorization field of each revocation that arrived."""
        return [(request.form["token"], request.form.get("client_id"), request.headers["Authorization"])
                for request in (server or self.server).requests if request.path == "/oauth/revoke"]

    def name(self, profile: str = "default", client: str = "client-1", server=None) -> str:
        return f"{profile} at {(server or self.server).url}, client {client}"

    def log_in_to_three(self) -> None:
        for number, profile in enumerate("abc"):
            self.log_in_as(self.server, profile=profile, refresh_token=f"refresh-{profile}")
            self.assertEqual(len(self.kept()), number + 1)

    def lines(self, *lines: str) -> str:
        return "".join(f"goto-token: {line}\n" for line in lines)


class Logins(LogoutAll):
    def test_are_all_revoked_and_erased(self):
        self.log_in_to_three()
        self.assertEqual(self.log_out(), (0, "", self.lines(*(f"logged out of {self.name(at)}" for at in "abc"))))
        self.assertEqual(self.revocations(), [(f"refresh-{at}", "client-1", None) for at in "abc"])
        self.assertEqual(self.kept(), [])
        self.assertEqual(self.log_out(), (0, "", NONE))

    def test_are_not_told_where_all_is_well_and_quiet_is_asked_for(self):
        self.log_in_to_three()
        self.assertEqual(self.log_out("-q"), (0, "", ""))
        self.assertEqual(self.kept(), [])

    def test_of_the_configured_client_and_server_alone_get_its_secret(self):
        other = self.server_that_revokes()
        self.log_in_as(self.server, refresh_token="refresh-own")
        self.log_in_as(self.server, profile="work", refresh_token="refresh-work")
        self.log_in_as(self.server, "client-2", "else", refresh_token="refresh-client")
        self.log_in_as(other, profile="else", refresh_token="refresh-server")
        outcome = self.run_at(self.server, "logout", "--all")
        self.assertEqual(outcome, (0, "", ""))
        basic = "Basic Y2xpZW50LTE6Y2xpZW50LXNlY3JldA=="
        self.assertEqual(sorted(self.revocations()), sorted([
            ("refresh-own", None, basic), ("refresh-work", None, basic), ("refresh-client", "client-2", None)]))
        self.assertEqual(self.revocations(other), [("refresh-server", "client-1", None)])
        self.assertEqual(self.kept(), [])

    def test_of_the_configured_client_get_its_secret_whatever_other_url_is_invalid(self):
        for key in ("OAUTH_PAR_ENDPOINT", "OAUTH_DEVICE_AUTHORIZATION_ENDPOINT", "OAUTH_AUTHORIZATION_ENDPOINT"):
            with self.subTest(key):
                self.log_in_as(self.server, refresh_token=f"refresh-{key}")
                outcome = self.run_at(self.server, "logout", "--all", environment={key: "foo"}, quiet=False)
                self.assertEqual((outcome.exit_code, self.kept()), (0, []), outcome)
                self.assertIn(f"warning: {key}: in the environment: 'foo' cannot be used", outcome.messages)
                self.assertEqual(self.revocations()[-1], (f"refresh-{key}", None, "Basic Y2xpZW50LTE6Y2xpZW50LXNlY3JldA=="))

    def test_are_revoked_at_a_true_server(self):
        server = self.mock_server()
        for profile in ("a", "b"):
            self.log_in(server, "--profile", profile)
        self.assertEqual(self.run_at(server, "logout", "--all").exit_code, 0)
        revoked = [request for request in server.requests if request.path == "/oauth/revoke"]
        self.assertEqual(len(revoked), 2)
        for request in revoked:
            self.assertFalse(server.client.is_active(request.form["token"]))

    def test_whose_client_has_a_secret_that_is_not_known_are_told(self):
        self.server.documents["/oauth/revoke"] = error_response("invalid_client", 401)
        self.log_in_as(self.server)
        self.assertEqual(self.log_out(), (6, "", self.lines(
            f"error: {self.name()}: {ERASED}the revocation endpoint refused: invalid_client",
            "hint: the secret of its client is not known here; revoke the login at the server, or let it expire")))
        self.assertEqual(self.kept(), [])

    def test_without_a_revocation_endpoint_are_erased(self):
        endpoints = {"OAUTH_SERVICE_URL": None, "OAUTH_TOKEN_ENDPOINT": f"{self.server.url}/oauth/token",
                     "OAUTH_AUTHORIZATION_ENDPOINT": f"{self.server.url}/oauth/authorize"}
        self.log_in_as(self.server, environment=endpoints)
        self.assertEqual(self.log_out(), (0, "", self.lines(
            f"logged out of default at {self.server.url}/oauth/token, client client-1; the server has no revocation "
            "endpoint; its tokens remain valid until they expire")))
        self.assertEqual((self.kept(), self.revocations()), ([], []))

    def test_are_ended_whatever_the_configuration_is(self):
        cases = (
            ({"OAUTH_GRANT": "client-credentials"}, "PORT=80\n", ()),
            ({"OAUTH_GRANT": "refresh-token"}, "", ()),
            ({"OAUTH_SERVICE_URL": "x", "OAUTH_CREDENTIAL_HELPER": "../x"}, "OAUTH_TIMEOUT=x\n", (
                "OAUTH_SERVICE_URL: in the environment: 'x' cannot be used: it is not an absolute http or https URL",
                "OAUTH_TIMEOUT: in .env: 'x' is not a duration such as 90, 90s, 5m or 2h, of ten years at most",
                "OAUTH_CREDENTIAL_HELPER: in the environment: '../x' is not a name of letters, digits, '.', '_' and '-'")),
            ({"OAUTH_CLIENT_SECRET_FILE": "/missing", "OAUTH_CLIENT_ID": "client-1"}, "", (
                "OAUTH_CLIENT_SECRET: OAUTH_CLIENT_SECRET_FILE in the environment: cannot read '/missing': No such file or directory",)),
        )
        for environment, text, warnings in cases:
            with self.subTest(environment):
                self.log_in_as(self.server)
                (self.folder / ".env").write_text(text)
                outcome = self.log_out(environment=environment)
                (self.folder / ".env").unlink()
                self.assertEqual(outcome, (0, "", self.lines(
                    *(f"warning: {warning}" for warning in warnings), f"logged out of {self.name()}")))
                self.assertEqual(self.kept(), [])
        self.log_in_as(self.server)
        self.assertEqual(self.log_out("--env-file", "missing"), (0, "", self.lines(
            "warning: env file: cannot read the env file 'missing': No such file or directory", f"logged out of {self.name()}")))

    def test_that_were_not_finished_leave_nothing_behind(self):
        login = self.log_in_as(self.server)
        for name in (f"{login.name}.new", f"{login.name}.check.new"):
            login.with_name(name).touch(mode=0o600)
            login.with_name(name).write_bytes(b"\0" * 100)
        login.unlink()
        notes = login.with_name("notes.json")
        notes.write_text("mine")
        self.assertEqual(self.log_out(), (0, "", NONE))
        self.assertEqual(self.kept(), ["notes.json"])

    def test_that_are_not_in_their_place_are_revoked_in_their_newest_state(self):
        old = self.log_in_as(self.server, refresh_token="refresh-old")
        new = self.log_in_as(self.server, "client-2", refresh_token="refresh-new")
        self.change(new, client_id="client-1")
        new.rename(old.with_name(old.name + ".new"))
        self.assertEqual(self.log_out("-q"), (0, "", ""))
        self.assertEqual([token for token, *_ in self.revocations()], ["refresh-new"])
        self.assertEqual(self.kept(), [])


class NoLogin(LogoutAll):
    def test_is_no_failure(self):
        self.assertEqual(self.log_out(), (0, "", NONE))
        self.assertEqual(list(self.home.iterdir()), [])

    def test_without_a_place_for_the_store_is_an_error(self):
        outcome = self.log_out(environment={"HOME": None})
        self.assert_error(outcome, 9, "there is no place for the token store")


class Failures(LogoutAll):
    """The first one is the run's, and all other logins are ended."""

    def test_are_told_of_a_server_that_cannot_be_reached(self):
        with RefusingAddress() as gone:
            self.log_in_to_three()
            unreachable = next(self.store.glob("b-*.json"))
            self.change(unreachable, revocation_endpoint=f"http://{gone.address}/oauth/revoke")
            outcome = self.log_out("-q")
        self.assertEqual((outcome.exit_code, outcome.stdout), (7, ""))
        self.assertEqual(outcome.messages.splitlines()[0],
                         f"goto-token: error: {self.name('b')}: {ERASED}no response from http://{gone.address}: "
                         "the connection was refused or the host cannot be reached")
        self.assertEqual([token for token, *_ in self.revocations()], ["refresh-a", "refresh-c"])
        self.assertEqual(self.kept(), [])

    def test_are_told_of_a_login_that_is_damaged(self):
        self.log_in_to_three()
        damaged = next(self.store.glob("a-*.json"))
        damaged.write_text("{")
        self.server.documents["/oauth/revoke"] = error_response("unsupported_token_type")
        outcome = self.log_out()
        refused = f"{ERASED}the revocation endpoint refused: unsupported_token_type"
        hint = "hint: the secret of its client is not known here; revoke the login at the server, or let it expire"
        self.assertEqual(outcome, (9, "", self.lines(
            f"error: a: the login was erased here without being revoked: the stored login '{damaged}' is damaged",
            "hint: if others may have its tokens, revoke them at the server",
            f"error: {self.name('b')}: {refused}", hint, f"error: {self.name('c')}: {refused}", hint)))
        self.assertEqual(self.kept(), [])

    def test_leave_a_login_alone_that_would_take_plain_http(self):
        self.log_in_to_three()
        plain = next(self.store.glob("b-*.json"))
        self.change(plain, revocation_endpoint="http://revoke.example/oauth/revoke")
        self.assertEqual(self.log_out(), (3, "", self.lines(
            f"logged out of {self.name('a')}",
            f"error: {self.name('b')}: the stored login is of 'http://revoke.example/oauth/revoke': plain http would "
            "show the secrets to the network",
            "hint: log in again over https, or use --allow-http if that network is yours alone",
            f"logged out of {self.name('c')}")))
        self.assertEqual(self.kept(), [plain.name])

    def test_leave_a_login_alone_that_a_helper_keeps_which_is_not_in_use(self):
        helper = FakeHelper(self.root / "helper")
        self.addCleanup(helper.close)
        kept = self.log_in_as(self.server, "client-1", "kept", "--credential-helper", "fake",
                              environment=helper.environment, refresh_token="refresh-kept")
        self.log_in_as(self.server, profile="plain")
        self.assertEqual(self.log_out(environment=helper.environment), (9, "", self.lines(
            f"error: {self.name('kept')}: the stored login is kept by the credential helper 'fake'",
            "hint: use --credential-helper fake, or set OAUTH_CREDENTIAL_HELPER in the environment",
            f"logged out of {self.name('plain')}")))
        self.assertEqual((self.kept(), len(helper.credentials())), ([kept.name], 1))
        outcome = self.log_out("--credential-helper", "fake", environment=helper.environment)
        self.assertEqual(outcome, (0, "", self.lines(f"logged out of {self.name('kept')}")))
        self.assertEqual((self.kept(), helper.credentials()), ([], []))
        self.assertEqual(self.revocations()[-1][0], "refresh-kept")


class Moments(LogoutAll):
    @unittest.skipIf(is_thread_sanitized(), "ThreadSanitizer puts the signal off")
    def test_in_which_it_is_ended_leave_what_was_not_reached(self):
        self.log_in_to_three()
        holds = Holds(ScriptedResponse(200).data)
        self.addCleanup(holds.release)
        self.server.documents["/oauth/revoke"] = holds
        run = self.goto_token("logout", "--all", environment={})
        self.assertTrue(holds.reached.wait(limits.SECONDS))
        run.signal(signal.SIGINT)
        self.assertEqual(run.wait().exit_code, 130)
        self.assertEqual([name[0] for name in self.kept()], ["b", "c"])
        holds.release()
        self.assertEqual(self.log_out().exit_code, 0)
        self.assertEqual([token for token, *_ in self.revocations()], ["refresh-a", "refresh-b", "refresh-c"])

    def test_in_which_another_process_refreshes_are_waited_for(self):
        login = self.log_in_as(self.server)
        self.change(login, expires_at=1)
        holds = Holds(token_response(access_token="token-2", refresh_token="refresh-2").data)
        self.addCleanup(holds.release)
        self.server.respond_with(holds)
        refreshing = self.goto_token_at(self.server, "--non-interactive")
        self.assertTrue(holds.reached.wait(limits.SECONDS))
        with open(f"{login}.lock", "rb") as lock, self.assertRaises(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        run = self.goto_token("logout", "--all", environment={}, quiet=False)
        self.assertTrue(run.stderr.find("another goto-token is using the stored login; waiting for it"))
        holds.release()
        self.assert_token(refreshing.wait(), "token-2")
        self.assertEqual(run.wait().exit_code, 0)
        self.assertEqual([token for token, *_ in self.revocations()], ["refresh-2"])
        self.assertEqual(self.kept(), [])


if __name__ == "__main__":
    unittest.main()
