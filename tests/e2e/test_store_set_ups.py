"""Homes in which no login can be kept, and what is said of them (contract §9, §1)."""

import os
import unittest

from support.doctor import DoctorTest
from support.login import first_token_response, said_around_sign_in

_SET_STATE_HOME = "set XDG_STATE_HOME to a folder of yours"


class SetUpTest(DoctorTest):
    """Runs each command in a set-up of which `what` and `hint` are told."""

    def setUp(self):
        super().setUp()
        self.server = self.authorization_server(first_token_response())
        self.options = {}

    def run_here(self, *arguments, **options):
        return self.run_at(self.server, *arguments, **self.options, **options)

    def assert_told(self, outcome, exit_code: int, what: str, hint: str) -> None:
        """Nothing else but the error is told."""
        messages = f"goto-token: error: {what}\n" + f"goto-token: hint: {hint}\n"
        self.assertEqual(outcome, (exit_code, "", messages))

    def warning_of(self, what: str, hint: str) -> str:
        return f"goto-token: warning: no login can be kept: {what}\ngoto-token: hint: {hint}\n"

    def assert_token_after_sign_in(self, warning: str) -> None:
        run = self.goto_token_at(self.server, quiet=False, **self.options)
        run.sign_in()
        outcome = run.wait()
        self.assertEqual((*outcome[:2], *said_around_sign_in(outcome)), (0, "token-1\n", warning, ""))

    def assert_signs_in_each_time(self, what: str, hint: str) -> None:
        """The bare command warns and goes on; a login asks no one; a run without a person needs one."""
        self.assert_token_after_sign_in(self.warning_of(what, hint))
        requests = len(self.server.requests)
        self.assert_told(self.run_here("login"), 9, what, hint)
        self.assert_told(self.run_here("--non-interactive"), 10, "login required: there is no stored login",
                         "run goto-token login where a person can sign in")
        self.assertEqual(self.run_here("logout"), (0, "", ""))
        status = self.run_here("status")
        self.assertEqual((status.exit_code, status.messages), (10, ""))
        self.assertIn("logged_in: no\n", status.stdout)
        self.assertEqual(len(self.server.requests), requests)
        report = self.read(self.run_here("doctor"))
        self.assert_warns(report, "token store")
        self.assertEqual(report[1]["token store"][1:], (f"no login can be kept: {what}", hint))
        self.assert_fails(self.read(self.run_here("doctor", "--non-interactive")), "stored login", 10)

    def assert_fails_each_time(self, what: str, hint: str, *, check: str = "token store") -> None:
        """A store that is there and cannot be used ends every run that would use it."""
        requests = len(self.server.requests)
        for command in ((), ("--non-interactive",), ("status",), ("login",), ("logout",), ("exec", "--", "true")):
            with self.subTest(command):
                self.assert_told(self.run_here(*command), 9, what, hint)
        self.assertEqual(len(self.server.requests), requests)
        report = self.read(self.run_here("doctor"))
        self.assert_fails(report, check, 9)
        self.assertEqual(report[1][check][1:], (what, hint))


class NoHome(SetUpTest):
    what = "there is no place for the token store: neither XDG_STATE_HOME nor HOME is an absolute path"

    def assert_counts_as_none(self, home: str | None) -> None:
        self.options = {"environment": {"HOME": home}}
        self.assert_token_after_sign_in("")
        self.assert_told(self.run_here("login"), 9, self.what, _SET_STATE_HOME)
        self.assert_told(self.run_here("--non-interactive"), 10, "login required: there is no stored login",
                         "run goto-token login where a person can sign in")
        report = self.read(self.run_here("doctor"))
        self.assert_warns(report, "token store")
        self.assertEqual(report[1]["token store"][1:],
                         ("no login can be kept: neither XDG_STATE_HOME nor HOME is an absolute path", _SET_STATE_HOME))
        self.assertEqual(list(self.folder.rglob("*")), [])

    def test_is_told_by_login_alone(self):
        self.assert_counts_as_none(None)

    def test_is_what_a_relative_one_counts_as(self):
        for home in (".", "..", "home", "./home", "~", ""):
            with self.subTest(home):
                self.assert_counts_as_none(home)

    def test_is_no_matter_with_a_place_for_state(self):
        self.options = {"environment": {"HOME": ".", "XDG_STATE_HOME": str(self.root / "state")}}
        self.log_in(self.server, **self.options)
        self.assert_token(self.run_here("--non-interactive"))
        self.assertEqual(list(self.folder.rglob("*")), [])

    def test_is_what_a_relative_place_for_state_leaves_to_the_home(self):
        self.options = {"environment": {"XDG_STATE_HOME": "state"}}
        self.log_in(self.server, **self.options)
        self.assert_token(self.run_here("--non-interactive"))
        self.assertTrue(self.login_file.exists())
        self.assertEqual(list(self.folder.rglob("*")), [])

    def test_has_no_configuration_either(self):
        (self.folder / ".config/goto-token").mkdir(parents=True)
        (self.folder / ".config/goto-token/.env").write_text("OAUTH_SCOPE=from-the-current-folder\n")
        run = self.goto_token_at(self.server, environment={"HOME": "."})
        self.assertNotIn("scope", run.authorization_request)
        run.sign_in()
        self.assert_token(run.wait())


class UnusableHome(SetUpTest):
    what = "cannot make the token store '{}/.local/state/goto-token': {}"
    hint = "set XDG_STATE_HOME to a folder that can be written"

    def test_that_is_no_folder(self):
        self.options = {"environment": {"HOME": "/dev/null"}}
        self.assert_signs_in_each_time(self.what.format("/dev/null", "Not a directory"), self.hint)

    def test_that_is_a_file(self):
        home = self.root / "file"
        home.write_text("")
        self.options = {"environment": {"HOME": str(home)}}
        self.assert_signs_in_each_time(self.what.format(home, "Not a directory"), self.hint)

    def test_in_which_the_user_may_not_write(self):
        self.options = self.unprivileged()
        self.home.chmod(0o555)
        self.addCleanup(self.home.chmod, 0o755)
        self.assert_signs_in_each_time(self.what.format(self.home, "Permission denied"), self.hint)

    def test_which_the_user_may_not_enter(self):
        self.options = self.unprivileged()
        self.home.chmod(0)
        self.addCleanup(self.home.chmod, 0o755)
        self.assert_signs_in_each_time(self.what.format(self.home, "Permission denied"), self.hint)

    def test_that_is_missing_where_it_cannot_be_made(self):
        home = "/no-such-home"
        self.options = {**self.unprivileged(), "environment": {"HOME": home}}
        self.assert_signs_in_each_time(self.what.format(home, "Permission denied"), self.hint)


class UnusableStore(SetUpTest):
    def test_that_is_a_file(self):
        self.store.parent.mkdir(parents=True)
        self.store.write_text("")
        self.assert_fails_each_time(f"cannot open the token store '{self.store}': it is a link or no folder",
                                    "remove it, or set XDG_STATE_HOME")

    def test_that_others_can_enter(self):
        self.store.mkdir(parents=True)
        self.store.chmod(0o755)
        self.assert_fails_each_time(f"the token store '{self.store}' is open to other users", f"chmod 700 {self.store}")

    @unittest.skipIf(os.geteuid() != 0, "only root can give folders away")
    def test_that_root_made_in_the_home_of_a_user(self):
        self.options = self.unprivileged()
        self.store.mkdir(parents=True, mode=0o700)  # as `sudo goto-token login` does where it keeps HOME
        for folder in (self.home, self.store.parent.parent, self.store.parent):
            os.chown(folder, 65534, 65534)
            folder.chmod(0o700)
        self.assert_fails_each_time(
            f"the token store '{self.store}' belongs to another user",
            f'if sudo made it: sudo chown -R "$(id -un)" {self.store}; else set XDG_STATE_HOME to a folder of yours')

    @unittest.skipIf(os.geteuid() != 0, "only root can give folders away")
    def test_of_a_user_is_not_used_by_root(self):
        self.store.mkdir(parents=True, mode=0o700)
        os.chown(self.store, 65534, 65534)
        self.assert_fails_each_time(
            f"the token store '{self.store}' belongs to another user",
            "run it as the user who owns that, or set XDG_STATE_HOME to a folder of yours")

    def test_in_which_the_user_may_not_write(self):
        self.options = self.unprivileged()
        self.store.mkdir(parents=True, mode=0o700)
        if self.options:
            for path in (self.home, *self.home.rglob("*")):
                os.chown(path, 65534, 65534)
        self.store.chmod(0o500)
        self.addCleanup(self.store.chmod, 0o700)
        hint = f"make {self.store} yours, or set XDG_STATE_HOME to a folder of yours and log in again"
        what = f"cannot write the token store '{self.store}': Permission denied"
        self.assert_token_after_sign_in(self.warning_of(what, hint))
        self.assert_error(self.run_here("login"), 9, str(self.store), "Permission denied")
        report = self.read(self.run_here("doctor"))
        self.assert_warns(report, "token store", what, hint)


if __name__ == "__main__":
    unittest.main()
