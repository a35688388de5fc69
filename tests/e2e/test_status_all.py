"""status --all: every stored login, a line each (contract §1)."""

import fcntl
import json
import os
import time
import unittest

from support.credential_helper import FakeHelper
from support.login import first_token_response
from support.several_logins import SeveralLogins
from support.system_calls import ENVIRONMENT, Trace, needs_strace

NONE = "goto-token: no login is stored\n"


class StatusAll(SeveralLogins):
    def setUp(self):
        super().setUp()
        self.server = self.authorization_server()

    def end_of(self, path) -> str:
        end = json.loads(path.read_text())["expires_at"]
        return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(end))

    def assert_listed(self, exit_code: int, *lines: str, arguments: tuple[str, ...] = (), **options) -> None:
        """The whole outcome. Nothing may be asked or written."""
        before, requests = self.files(), len(self.server.requests)
        outcome = self.unconfigured("status", "--all", *arguments, **options)
        self.assertEqual(outcome, (exit_code, "".join(f"{line}\n" for line in lines), ""))
        self.assertEqual(self.files(), before)
        self.assertEqual(len(self.server.requests), requests)

    def line(self, path, profile="default", client="client-1", server=None) -> str:
        """The line of a login that gives a token."""
        return (f"{profile} at {(server or self.server).url}: token available; client {client}, token valid until "
                f"{self.end_of(path)}, refreshable, signed in as someone@example.org, scope a b")


class Logins(StatusAll):
    def test_are_a_line_each_by_profile_service_and_client(self):
        other = self.authorization_server()
        first, second = sorted((self.server, other), key=lambda server: f"{server.url}/")
        work = self.log_in_as(second, profile="work")
        later = self.log_in_as(first, "client-2")
        beyond = self.log_in_as(second)
        plain = self.log_in_as(first)
        self.assert_listed(0, self.line(plain, server=first), self.line(later, client="client-2", server=first),
                           self.line(beyond, server=second), self.line(work, "work", server=second))

    def test_come_as_json_with_the_members_of_status(self):
        login = self.log_in_as(self.server, profile="work")
        self.log_in_as(self.server, "client-2", "work", refresh_token=None, scope=None, principal=None,
                              expires_in=None)
        ended = self.log_in_as(self.server, "client-3", "work", refresh_token=None, expires_in=1)
        self.change(ended, expires_at=1)
        outcome = self.unconfigured("status", "--all", "-o", "json")
        common = {"profile": "work", "service": self.server.url}
        self.assertEqual((outcome.exit_code, outcome.messages, outcome.stdout.count("\n")), (0, "", 1))
        self.assertEqual(json.loads(outcome.stdout), {"logins": [
            {**common, "client_id": "client-1", "logged_in": True, "principal": "someone@example.org", "scope": "a b",
             "expires_at": self.end_of(login), "refreshable": True, "token_available": True},
            {**common, "client_id": "client-2", "logged_in": True, "principal": None, "scope": None,
             "expires_at": None, "refreshable": False, "token_available": True},
            {**common, "client_id": "client-3", "logged_in": True, "principal": "someone@example.org", "scope": "a b",
             "expires_at": "1970-01-01T00:00:01Z", "refreshable": False, "token_available": False,
             "reason": "the stored token runs out, and there is no refresh token",
             "hint": "goto-token login --profile work"},
        ]})
        configured = self.run_at(self.server, "status", "--profile", "work", "-o", "json")
        self.assertEqual(json.loads(configured.stdout), json.loads(outcome.stdout)["logins"][0])

    def test_are_told_with_what_they_lack(self):
        ended = self.log_in_as(self.server, refresh_token=None)
        self.change(ended, expires_at=1)
        poor = self.log_in_as(self.server, profile="poor", refresh_token=None, scope=None, principal=None,
                              expires_in=None)
        at = f" at {self.server.url}: "
        first = (f"default{at}no token: the stored token runs out, and there is no refresh token (goto-token login); "
                 "client client-1, token expired at 1970-01-01T00:00:01Z, not refreshable, "
                 "signed in as someone@example.org, scope a b")
        second = f"poor{at}token available; client client-1, token of unknown lifetime, not refreshable"
        self.assert_listed(0, first, second)
        poor.unlink()
        self.assert_listed(10, first)

    def test_that_have_run_out_give_a_token_where_they_can_be_refreshed(self):
        self.change(self.log_in_as(self.server), expires_at=1)
        self.assert_listed(0, f"default at {self.server.url}: token available; client client-1, token expired at "
                              "1970-01-01T00:00:01Z, refreshable, signed in as someone@example.org, scope a b")

    def test_are_held_against_the_options_of_a_run(self):
        login = self.log_in_as(self.server, refresh_token=None)
        told = self.line(login).replace("refreshable", "not refreshable")
        self.assert_listed(0, told)
        for arguments, reason in ((("--refresh",), "the stored login has no refresh token"),
                                  (("--min-valid", "7200"),
                                   "the stored token runs out, and there is no refresh token")):
            with self.subTest(arguments):
                lacking = told.replace("token available", f"no token: {reason} (goto-token login)")
                self.assert_listed(10, lacking, arguments=arguments)

    def test_need_no_configuration_and_no_folder(self):
        told = self.line(self.log_in_as(self.server))
        self.assert_listed(0, told)
        for name, spoil in (("no env file", lambda path: None),
                            ("a folder", lambda path: path.mkdir()),
                            ("other keys", lambda path: path.write_text("PORT=80\n")),
                            ("bad values", lambda path: path.write_text(
                                "OAUTH_CLIENT_ID='\"\nOAUTH_SERVICE_URL=x\nOAUTH_GRANT=y\nOAUTH_TIMEOUT=z\n"
                                "OAUTH_PROFILE=../a\nOAUTH_SCOPE=c\n"))):
            with self.subTest(name):
                self.folder = self.root / name
                self.folder.mkdir()
                spoil(self.folder / ".env")
                self.assert_listed(0, told)
        self.assert_listed(0, told, arguments=("--env-file", "missing"))
        self.assert_listed(0, told, environment={
            "OAUTH_CREDENTIAL_HELPER": "../x", "OAUTH_SERVICE_URL": "x", "OAUTH_GRANT": "client-credentials",
            "OAUTH_SCOPE": "c", "OAUTH_CLIENT_SECRET_FILE": "/missing"})

    def test_show_nothing_that_a_terminal_would_obey(self):
        login = self.log_in_as(self.server, principal="\x1b[31mred", scope="a \x9b b")
        told = self.line(login).replace("someone@example.org", "?[31mred").replace("scope a b", "scope a ? b")
        self.assert_listed(0, told)
        outcome = self.unconfigured("status", "--all", "-o", "json")
        self.assertRegex(outcome.stdout, r"\A[ -~]+\n\Z")

    def test_show_no_secret(self):
        self.log_in_as(self.server, access_token="access-token-of-the-login", refresh_token="refresh-token-of-it")
        for arguments in ((), ("-o", "json"), ("-v",)):
            outcome = self.unconfigured("status", "--all", *arguments)
            for secret in ("access-token-of-the-login", "refresh-token-of-it", "client-secret"):
                self.assertNotIn(secret, outcome.stdout + outcome.messages)

    @needs_strace
    def test_are_read_without_a_socket(self):
        self.log_in_as(self.server)
        trace = Trace(self.root / "trace", "socket,connect,sendto")
        self.assertEqual(self.unconfigured("status", "--all", wrapper=trace.wrapper, environment=ENVIRONMENT)[0], 0)
        self.assertEqual([call for call in trace.calls() if "socket" in call or "connect" in call], [])


class NewestState(StatusAll):
    def test_of_a_login_counts_though_it_is_not_in_its_place(self):
        old = self.log_in_as(self.server, scope="old")
        text = old.read_text()
        new = self.log_in_as(self.server, "client-2", scope="new")
        unplaced = old.with_name(old.name + ".new")
        new.rename(unplaced)
        self.change(unplaced, client_id="client-1")
        told = self.line(unplaced).replace("scope a b", "scope new")
        self.assert_listed(0, told)
        old.unlink()
        self.assert_listed(0, told)
        old.touch(mode=0o600)
        old.write_text(text)
        unplaced.write_bytes(unplaced.read_bytes()[:-20])
        self.assert_listed(0, self.line(old).replace("scope a b", "scope old"))

    def test_of_a_login_is_told_while_another_process_changes_it(self):
        login = self.log_in_as(self.server)
        with open(f"{login}.lock", "rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self.assert_listed(0, self.line(login))

    def test_of_a_refresh_that_was_interrupted_is_that_a_person_is_needed(self):
        login = self.log_in_as(self.server)
        self.change(login, rotates=True, expires_at=1)
        sign = login.with_name(login.name + ".new")
        sign.touch(mode=0o600)
        sign.write_text("?")
        outcome = self.unconfigured("status", "--all")
        self.assertEqual((outcome.exit_code, outcome.messages), (10, ""))
        self.assertIn(": no token: a goto-token process ended during a refresh", outcome.stdout)


class NoLogin(StatusAll):
    def assert_none(self, **options) -> None:
        self.assertEqual(self.unconfigured("status", "--all", **options), (10, "", NONE))
        self.assertEqual(self.unconfigured("status", "--all", quiet=True, **options), (10, "", ""))
        self.assertEqual(self.unconfigured("status", "--all", "-o", "json", **options), (10, '{"logins":[]}\n', ""))

    def test_is_said(self):
        self.assert_none()
        self.assertEqual(list(self.home.iterdir()), [])

    def test_is_said_of_a_folder_that_holds_other_files(self):
        login = self.log_in_as(self.server)
        for name in ("notes.txt", "backup.json", "default-xyz.json", f"{login.name}.bak", f"x{login.name[-22:]}y.json",
                     "..json", ".json", f"{login.name}.check.new", f"{login.name}.new"):
            login.with_name(name).touch(mode=0o600)
        login.unlink()
        self.assert_none()
        login.with_name(f"{login.name}.new").write_bytes(b"\0" * 5000)
        self.assert_none()

    def test_is_said_of_a_home_that_is_none(self):
        self.assert_none(environment={"HOME": "/dev/null"})

    def test_without_a_place_for_the_store_is_an_error(self):
        outcome = self.unconfigured("status", "--all", environment={"HOME": None})
        self.assertEqual(outcome, (9, "", (
            "goto-token: error: there is no place for the token store: neither XDG_STATE_HOME nor HOME is an absolute "
            "path\ngoto-token: hint: set XDG_STATE_HOME to a folder of yours\n")))

    def test_in_a_folder_that_others_can_enter_is_an_error(self):
        self.log_in_as(self.server)
        self.store.chmod(0o755)
        self.assert_error(self.unconfigured("status", "--all"), 9, str(self.store), "open to other users")

    def test_among_more_files_than_anyone_has_logins_is_an_error(self):
        self.log_in_as(self.server)
        for number in range(10_001):
            (self.store / str(number)).touch()
        self.assert_error(self.unconfigured("status", "--all"), 9, str(self.store), "holds more than 10000 files")


class Unusable(StatusAll):
    """Files that cannot be used are told, and the others all the same."""

    def setUp(self):
        super().setUp()
        self.good = self.log_in_as(self.server, profile="good")
        self.bad = self.log_in_as(self.server, profile="bad")

    def assert_told(self, told: str, reason: str, hint: str, key: dict) -> None:
        """@param key what is known of it beside the profile."""
        self.assert_listed(9, told, self.line(self.good, "good"))
        outcome = self.unconfigured("status", "--all", "-o", "json")
        entry, good = json.loads(outcome.stdout)["logins"]
        self.assertEqual((outcome.exit_code, outcome.messages, good["token_available"]), (9, "", True))
        self.assertEqual(entry, {"profile": "bad", "service": None, "client_id": None} | key | {
            "file": str(self.bad), "token_available": False, "reason": reason, "hint": hint})

    def assert_without_key(self, reason: str, hint: str) -> None:
        self.assert_told(f"bad: cannot be used: {reason} ({hint})", reason, hint, {})

    def test_is_a_damaged_one(self):
        for damage in (b"", b"{", b"[" * 100_000, b"\0" * 100, b'{"version":2}', self.good.read_bytes()):
            with self.subTest(damage[:20]):
                self.bad.write_bytes(damage)
                self.assert_without_key(f"the stored login '{self.bad}' is damaged", "goto-token login replaces it")

    def test_is_one_of_a_newer_version(self):
        self.change(self.bad, version=3)
        key = {"service": self.server.url, "client_id": "client-1"}
        reason = f"the stored login '{self.bad}' was written by a newer goto-token"
        hint = "use the newer one, or goto-token login to replace it"
        self.assert_told(f"bad at {self.server.url}: cannot be used: {reason} ({hint}); client client-1", reason, hint,
                         key)

    def test_is_one_that_others_can_read(self):
        self.bad.chmod(0o644)
        self.assert_without_key(f"the token store '{self.bad}' is open to other users", f"chmod 600 {self.bad}")

    def test_is_what_is_no_plain_file(self):
        for make in (self.bad.mkdir, lambda: self.bad.symlink_to(self.good), lambda: os.mkfifo(self.bad, 0o600)):
            self.bad.unlink() if not self.bad.is_dir() else self.bad.rmdir()
            make()
            self.assert_without_key(f"cannot read the token store '{self.bad}': it is a link or no plain file",
                                    "remove it and log in again")

    @unittest.skipIf(os.geteuid() != 0, "only root can give files away")
    def test_is_one_of_another_user(self):
        os.chown(self.bad, 65534, 65534)
        self.assert_without_key(f"the token store '{self.bad}' belongs to another user",
                                "run it as the user who owns that, or set XDG_STATE_HOME to a folder of yours")

    def test_is_told_before_that_no_login_gives_a_token(self):
        self.good.unlink()
        self.bad.write_text("{")
        self.assertEqual(self.unconfigured("status", "--all").exit_code, 9)


class InAHelper(StatusAll):
    """Logins that a credential helper keeps, beside one in a file."""

    def setUp(self):
        super().setUp()
        self.helper = FakeHelper(self.root / "helper")
        self.addCleanup(self.helper.close)
        self.kept = self.log_in_as(self.server, "client-1", "kept", "--credential-helper", "fake",
                                   environment=self.helper.environment)
        self.plain = self.log_in_as(self.server, profile="plain")
        self.by_helper = ", kept by the credential helper 'fake'"

    def test_are_read_from_the_one_in_use(self):
        told = self.line(self.kept, "kept") + self.by_helper, self.line(self.plain, "plain")
        self.assert_listed(0, *told, arguments=("--credential-helper", "fake"), environment=self.helper.environment)
        in_use = self.helper.environment | {"OAUTH_CREDENTIAL_HELPER": "fake"}
        self.assert_listed(0, *told, environment=in_use)
        outcome = self.unconfigured("status", "--all", "-o", "json", environment=in_use)
        self.assertEqual([entry.get("credential_helper") for entry in json.loads(outcome.stdout)["logins"]],
                         ["fake", None])

    def test_are_said_to_be_there_where_it_is_not_in_use(self):
        calls = list(self.helper.calls)
        reason = "the stored login is kept by the credential helper 'fake'"
        hint = "use --credential-helper fake, or set OAUTH_CREDENTIAL_HELPER in the environment"
        told = f"kept at {self.server.url}: cannot be used: {reason} ({hint}); client client-1"
        self.assert_listed(9, told, self.line(self.plain, "plain"), environment=self.helper.environment)
        outcome = self.unconfigured("status", "--all", "-o", "json", environment=self.helper.environment)
        self.assertEqual(json.loads(outcome.stdout)["logins"][0], {
            "profile": "kept", "service": self.server.url, "client_id": "client-1", "credential_helper": "fake",
            "file": str(self.kept), "token_available": False, "reason": reason, "hint": hint})
        self.assertEqual(self.helper.calls, calls)

    def test_are_told_with_the_words_of_one_that_fails(self):
        self.helper.fail_at("get", "the keyring is locked")
        outcome = self.unconfigured("status", "--all", "--credential-helper", "fake",
                                    environment=self.helper.environment)
        self.assertEqual((outcome.exit_code, outcome.messages), (9, ""))
        self.assertEqual(outcome.stdout.count("docker-credential-fake: the keyring is locked"), 2)


class Service(StatusAll):
    def test_is_named_as_status_names_it(self):
        for name, environment in (
            ("a path", {"OAUTH_SERVICE_URL": f"{self.server.url}/base"}),
            ("a token endpoint", {"OAUTH_TOKEN_ENDPOINT": f"{self.server.url}/token?tenant=1"}),
            ("no revocation", {"OAUTH_TOKEN_ENDPOINT": f"{self.server.url}/oauth/token", "OAUTH_SERVICE_URL": None,
                               "OAUTH_AUTHORIZATION_ENDPOINT": f"{self.server.url}/authorize"}),
        ):
            with self.subTest(name):
                self.server.respond_with(first_token_response())
                login = self.log_in_as(self.server, environment=environment)
                one = json.loads(self.run_at(self.server, "status", "-o", "json", environment=environment).stdout)
                (entry,) = json.loads(self.unconfigured("status", "--all", "-o", "json").stdout)["logins"]
                self.assertEqual(entry, one)
                login.unlink()


if __name__ == "__main__":
    unittest.main()
