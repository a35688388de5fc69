"""login, status and logout, and the file behind them (contract §1, §9)."""

import json
import os
import shutil
import stat
import unittest

from support.case import CONFIGURED, shell
from support.login import LoginTest, first_token_response
from support.program import is_thread_sanitized
from support.scripted_responses import ScriptedResponse, error_response
from support.system_calls import ENVIRONMENT, Trace, needs_strace
from support.wire_server import sends

PRINCIPAL = "mock.user@example.com"


class Login(LoginTest):
    def test_prints_nothing_on_stdout_and_says_that_it_worked(self):
        outcome = self.fetch_token(self.mock_server(), "login", quiet=False)
        self.assertEqual((outcome.exit_code, outcome.stdout), (0, ""))
        self.assertIn("goto-token: logged in", outcome.messages)

    def test_warns_when_there_is_no_refresh_token(self):
        outcome = self.fetch_token(self.authorization_server(), "login", quiet=False)
        self.assertEqual(outcome.exit_code, 0)
        self.assertIn("warning: the server gave no refresh token", outcome.messages)

    def test_keeps_a_file_that_only_its_owner_can_read(self):
        self.log_in(self.mock_server())
        self.assertEqual(stat.S_IMODE(self.store.stat().st_mode), 0o700)
        self.assertEqual(stat.S_IMODE(self.login_file.stat().st_mode), 0o600)

    def test_goes_to_xdg_state_home(self):
        server = self.mock_server()
        state = self.root / "state"
        self.log_in(server, environment={"XDG_STATE_HOME": str(state)})
        self.assertEqual(len(list((state / "goto-token").glob("*.json"))), 1)
        self.assertFalse(self.store.exists())

    def test_cannot_be_sent_elsewhere_by_an_env_file(self):
        server = self.mock_server()
        (self.folder / ".env").write_text(f"OAUTH_TIMEOUT=60\nXDG_STATE_HOME={self.root}/stolen\n")
        self.log_in(server)
        self.assertFalse((self.root / "stolen").exists())
        self.assertTrue(self.login_file.exists())

    def test_asks_no_one_when_the_store_cannot_be_written(self):
        server = self.mock_server()
        self.store.parent.mkdir(parents=True)
        self.store.write_text("in the way")
        self.assert_error(self.run_at(server, "login"), 9, str(self.store))
        self.assertEqual(server.requests, [])

    def test_asks_no_one_when_a_folder_is_in_the_files_place(self):
        server = self.mock_server()
        self.log_in(server)
        name = self.login_file
        name.unlink()
        name.mkdir()
        self.assert_error(self.run_at(server, "login"), 9, str(name), "no plain file")
        self.assertEqual(len(server.token_requests), 1)
        self.assertEqual({path.suffix for path in self.store.iterdir()}, {".json", ".lock"})

    @unittest.skipIf(is_thread_sanitized(), "ThreadSanitizer's own start writes a file")
    def test_asks_no_one_when_files_may_not_grow(self):
        server = self.mock_server()
        outcome = self.run_at(server, "login", wrapper=shell('ulimit -f 0; exec "$@"'))
        self.assert_error(outcome, 9, "cannot write the token store", "too large")
        self.assertEqual(server.requests, [])

    def test_without_a_person_is_refused(self):
        self.assert_error(self.goto_token("login", "--non-interactive").wait(), 10, "login required")

    def test_keeps_the_largest_response(self):
        body = b'{"access_token":"token-1","x":["%s"]}' % (b"\xff" * 1_000_000)
        server = self.authorization_server(ScriptedResponse(body=body))
        self.fetch_token(server, "login")
        self.assertGreater(self.login_file.stat().st_size, 6_000_000)  # each byte is escaped
        self.assert_token(self.run_at(server, "--non-interactive"))

    def test_says_that_it_replaces_a_file_that_others_can_read(self):
        server = self.mock_server()
        self.log_in(server)
        self.login_file.chmod(0o644)
        run = self.goto_token_at(server, "login", quiet=False)
        self.assertTrue(run.stderr.find("warning: .* is open to other users; it will be replaced"))
        run.sign_in()
        self.assertEqual(run.wait().exit_code, 0)
        self.assertEqual(self.login_file.stat().st_mode & 0o777, 0o600)

    def test_replaces_a_damaged_file(self):
        server = self.mock_server()
        self.log_in(server)
        for damage in (b"", b"{", b"[]", b"{}", b"\0" * 100, b"[" * 100000):
            with self.subTest(damage[:10]):
                self.login_file.write_bytes(damage)
                self.assert_error(self.run_at(server, "--non-interactive"), 9, "damaged")
                self.assertEqual(self.login_file.read_bytes(), damage)
                self.log_in(server)
                self.assert_token_of(server, self.run_at(server, "--non-interactive"))

    def test_refuses_profiles_that_could_leave_the_folder(self):
        for name in ("../x", "a/b", ".hidden", "", "a" * 65, "-x"):
            with self.subTest(name):
                self.assert_error(self.goto_token("login", f"--profile={name}").wait(), 2, "--profile")
                if name:
                    outcome = self.goto_token(environment={**CONFIGURED, "OAUTH_PROFILE": name}).wait()
                    self.assert_error(outcome, 3, "OAUTH_PROFILE")


class Rejection(LoginTest):
    def setUp(self):
        super().setUp()
        self.server = self.mock_server()
        self.log_in(self.server)

    def assert_refused(self, *mentions):
        for arguments in ((), ("status",), ("login",)):
            with self.subTest(arguments):
                self.assert_error(self.run_at(self.server, *arguments), 9, *mentions)

    def test_of_a_file_that_others_can_read(self):
        for mode in (0o640, 0o604, 0o620, 0o602):
            self.login_file.chmod(mode)
            self.assert_error(self.run_at(self.server), 9, str(self.login_file), "open to other users")
            self.assertEqual(stat.S_IMODE(self.login_file.stat().st_mode), mode)

    def test_of_a_folder_that_others_can_enter(self):
        for mode in (0o750, 0o701, 0o777):
            self.store.chmod(mode)
            self.assert_refused(str(self.store), "open to other users")
            self.assertEqual(stat.S_IMODE(self.store.stat().st_mode), mode)

    def test_of_a_folder_that_is_a_link(self):
        shutil.move(self.store, self.root / "elsewhere")
        self.store.symlink_to(self.root / "elsewhere")
        self.assert_refused(str(self.store), "link")

    def test_of_a_file_that_is_a_link(self):
        name = self.login_file
        shutil.move(name, self.root / "elsewhere")
        name.symlink_to(self.root / "elsewhere")
        self.assert_error(self.run_at(self.server), 9, str(name), "link")

    def test_of_a_pipe_in_the_files_place_does_not_wait(self):
        name = self.login_file
        name.unlink()
        os.mkfifo(name, 0o600)
        self.assert_error(self.run_at(self.server), 9, str(name))

    @unittest.skipIf(os.geteuid() != 0, "only root can give files away")
    def test_of_what_belongs_to_another_user(self):
        os.chown(self.login_file, 65534, 65534)
        self.assert_error(self.run_at(self.server), 9, "another user")
        os.chown(self.store, 65534, 65534)
        self.assert_refused("another user")


class Crash(LoginTest):
    def test_at_any_moment_leaves_a_whole_store(self):
        """Runs that are killed at all kinds of moments of a refresh; what they leave is always a login."""
        responses = [first_token_response(access_token=f"token-{n}", expires_in=1) for n in range(60)]
        server = self.authorization_server(*responses)
        self.log_in(server)
        for _ in range(40):
            run = self.goto_token_at(server, "--non-interactive")
            before = len(server.token_requests)
            while len(server.token_requests) == before and run.running:
                pass  # no time to lose: the writing comes right behind the response
            run.kill()
            self.assertTrue(self.stored()["token_response"]["access_token"].startswith("token-"))
        self.assertEqual(self.run_at(server, "--non-interactive").exit_code, 0)
        self.assertEqual([path.suffix for path in sorted(self.store.iterdir())], [".json", ".lock"])

    @needs_strace
    def test_is_survived_because_the_file_is_synced_and_then_renamed(self):
        server = self.mock_server()
        self.log_in(server)
        self.expire()
        trace = Trace(self.root / "trace", "openat,write,fsync,rename,renameat,renameat2")
        run = self.run_at(server, "--non-interactive", wrapper=trace.wrapper, environment=ENVIRONMENT)
        self.assert_refreshed(server, run)
        name = self.login_file.name
        calls = trace.calls()
        opened = max(i for i, call in enumerate(calls) if f'"{name}.new"' in call and "O_EXCL" in call)
        descriptor = calls[opened].rsplit("= ", 1)[1]
        synced = next(i for i, call in enumerate(calls) if i > opened and call.startswith(f"fsync({descriptor})"))
        renamed = next(i for i, call in enumerate(calls) if "rename" in call and f'"{name}.new"' in call)
        written = next(i for i, call in enumerate(calls) if i > opened and call.startswith(f"write({descriptor},"))
        self.assertTrue(opened < written < synced < renamed, calls)
        self.assertTrue(any(call.startswith("fsync(") for call in calls[renamed:]), "the folder is not synced")
        self.assertFalse(any(f'"{name}"' in call and ("O_WRONLY" in call or "O_TRUNC" in call) for call in calls))


class Status(LoginTest):
    def test_says_what_is_stored_and_no_secret(self):
        server = self.mock_server("--scopes=a b")
        self.log_in(server)
        outcome = self.run_at(server, "status")
        self.assertEqual((outcome.exit_code, outcome.messages), (0, ""))
        client_id, secret = (server.environment[f"OAUTH_CLIENT_{name}"] for name in ("ID", "SECRET"))
        for fact in (server.url, client_id, PRINCIPAL, "a b", "refreshable: yes", "expires_at: 2"):
            self.assertIn(fact, outcome.stdout)
        for text in (self.stored_token, self.stored()["token_response"]["refresh_token"], secret):
            self.assertNotIn(text, outcome.stdout)

    def test_comes_as_json_too(self):
        server = self.mock_server("--scopes=a b")
        self.log_in(server, "--profile", "work")
        status = json.loads(self.run_at(server, "status", "-o", "json", "--profile", "work").stdout)
        self.assertRegex(status.pop("expires_at"), r"\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\Z")
        self.assertIn(server.url, status.pop("service"))
        self.assertEqual(status, {"profile": "work", "client_id": server.environment["OAUTH_CLIENT_ID"],
                                  "logged_in": True, "principal": PRINCIPAL, "scope": "a b", "refreshable": True,
                                  "token_available": True})

    def test_is_printable_ascii_as_json_whatever_it_tells(self):
        server = self.authorization_server(first_token_response(principal="j\u00fc\u202e\x85\x7f\U0001f600"))
        self.log_in(server)
        outcome = self.run_at(server, "status", "-o", "json")
        self.assertEqual((outcome.exit_code, outcome.messages), (0, ""))
        self.assertRegex(outcome.stdout, r"\A[ -~]+\n\Z")
        self.assertEqual(json.loads(outcome.stdout)["principal"], "j\u00fc\u202e\x85\x7f\U0001f600")

    def test_is_10_when_no_token_can_be_had_without_a_person(self):
        server = self.authorization_server(first_token_response(refresh_token=None, expires_in=1))
        before = self.run_at(server, "status")
        self.assertEqual((before.exit_code, before.messages), (10, ""))
        self.assertIn("logged_in: no", before.stdout)
        self.log_in(server)
        after = self.run_at(server, "status")
        self.assertEqual(after.exit_code, 10)
        self.assertIn("logged_in: yes", after.stdout)

    def test_is_10_when_the_scopes_of_the_configuration_are_not_covered(self):
        server = self.mock_server("--scopes=a b")
        self.log_in(server)
        for scope, exit_code in (("a", 0), ("a c", 10)):
            for arguments, environment in ((("-s", scope), {}), ((), {"OAUTH_SCOPE": scope})):
                with self.subTest(scope=scope, arguments=arguments):
                    outcome = self.run_at(server, "status", *arguments, environment=environment)
                    self.assertEqual(outcome.exit_code, exit_code)
                    self.assertIn("token_available: " + ("no" if exit_code else "yes"), outcome.stdout)

    def test_makes_nothing_harmless_of_what_the_server_sent(self):
        server = self.mock_server("--principal=\x1b[31mred\x07\u202e")
        self.log_in(server)
        self.assertIn("principal: ?[31mred??\n", self.run_at(server, "status").stdout)

    def test_needs_no_network_and_writes_nothing(self):
        outcome = self.goto_token("status").wait()
        self.assertEqual(outcome.exit_code, 10)
        self.assertFalse(self.store.exists())


class Logout(LoginTest):
    def log_in_for_revocation(self, response):
        server = self.authorization_server(first_token_response())
        server.documents["/oauth/revoke"] = response
        self.log_in(server)
        return server

    def revocations(self, server):
        return [request for request in server.requests if request.path == "/oauth/revoke"]

    def test_revokes_the_login_and_erases_it(self):
        server = self.mock_server()
        self.log_in(server)
        refresh_token = self.stored()["token_response"]["refresh_token"]
        self.assertEqual(self.run_at(server, "logout"), (0, "", ""))
        self.assert_nothing_stored()
        (revocation,) = self.revocations(server)
        self.assertEqual(revocation.form, {"token": refresh_token, "token_type_hint": "refresh_token"})
        self.assertEqual(revocation.client_authentication, "basic-form")
        self.assertFalse(server.client.is_active(refresh_token))

    def test_needs_no_key_that_neither_names_the_login_nor_helps_to_revoke_it(self):
        server = self.mock_server()
        invalid = {"OAUTH_TIMEOUT": "soon", "OAUTH_REDIRECT_URI": "x", "OAUTH_GRANT": "x", "OAUTH_SCOPE": '"',
                   "OAUTH_AUTHORIZATION_ENDPOINT": "x", "OAUTH_PAR_ENDPOINT": "x", "OAUTH_TOKEN_PARAMS": "x",
                   "OAUTH_REFRESH_TOKEN": "x", "OAUTH_REFRESH_TOKEN_FILE": "/x"}  # fmt: skip
        self.log_in(server)
        self.assertEqual(self.run_at(server, "logout", environment=invalid), (0, "", ""))
        self.assert_nothing_stored()
        self.assertEqual(len(self.revocations(server)), 1)
        for key in ("OAUTH_REVOCATION_ENDPOINT", "OAUTH_CLIENT_AUTH", "OAUTH_PROFILE", "OAUTH_RESOURCE"):
            self.assert_error(self.run_at(server, "logout", environment={key: "/ no"}), 3, key)

    def test_is_content_with_a_server_that_has_nothing_to_add(self):
        server = self.log_in_for_revocation(ScriptedResponse(204))
        self.assertEqual(self.run_at(server, "logout"), (0, "", ""))

    def test_erases_also_when_the_server_cannot_be_reached(self):
        server = self.log_in_for_revocation(sends(b""))
        self.assert_error(self.run_at(server, "logout"), 7, "erased here")
        self.assert_nothing_stored()

    def test_erases_also_when_the_server_refuses(self):
        server = self.log_in_for_revocation(error_response("unsupported_token_type"))
        self.assert_error(self.run_at(server, "logout"), 6, "unsupported_token_type")
        self.assert_nothing_stored()

    def test_tries_the_ways_of_client_authentication(self):
        server = self.log_in_for_revocation(error_response("invalid_client", 401))
        self.assert_error(self.run_at(server, "logout"), 6, "invalid_client")
        self.assertEqual(len(self.revocations(server)), 2)
        self.assertEqual(self.revocations(server)[1].form["client_secret"], "client-secret")

    def test_erases_what_a_process_left_that_ended_while_it_wrote_its_first_login(self):
        server = self.log_in_for_revocation(ScriptedResponse(204))
        name = self.login_file
        unfinished = name.with_name(name.name + ".new")
        unfinished.touch(mode=0o600)
        unfinished.write_bytes(name.read_bytes()[:-20])
        name.unlink()
        self.assertEqual(self.run_at(server, "logout").exit_code, 0)
        self.assertFalse(unfinished.exists())

    def test_without_a_login_is_no_failure(self):
        server = self.mock_server()
        outcome = self.run_at(server, "logout", quiet=False)
        self.assertEqual((outcome.exit_code, outcome.stdout), (0, ""))
        self.assertIn("no stored login", outcome.messages)
        self.assertEqual(server.requests, [])
        self.assertFalse(self.store.exists())

    def test_without_a_login_needs_no_place_to_write(self):
        outcome = self.goto_token("logout", environment={**CONFIGURED, "XDG_STATE_HOME": "/proc/nothing"}).wait()
        self.assertEqual(outcome, (0, "", ""))

    def test_erases_what_it_cannot_use_and_says_that_it_was_not_revoked(self):
        for damage, mention in (
            (lambda: self.login_file.write_text("{"), "damaged"),
            (lambda: self.login_file.chmod(0o644), "open to other users"),
        ):
            with self.subTest(mention):
                server = self.mock_server()
                self.log_in(server)
                damage()
                self.assert_error(self.run_at(server, "logout"), 9, "erased here without being revoked", mention)
                self.assert_nothing_stored()
                self.assertEqual(self.revocations(server), [])


if __name__ == "__main__":
    unittest.main()
