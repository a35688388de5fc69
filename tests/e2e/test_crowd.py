"""Many processes use one stored login at once, at a server that gives new refresh tokens (contract §9)."""

import itertools
import random
import shlex
import signal
import unittest

from support.case import shell
from support.faults import Fault, needs_faults
from support.login import LoginTest
from support.rotating_server import RotatingServer

BARE = ("--non-interactive",)
REFRESH = ("--refresh", "--non-interactive")
EXEC = ("exec", "--non-interactive", "--", "printenv", "GOTO_ACCESS_TOKEN")
STATUS = ("status",)
LOGOUT = ("logout",)


class Crowd(LoginTest):
    def setUp(self):
        super().setUp()
        self.server = RotatingServer(expires_in=1)
        self.addCleanup(self.server.close)
        self.login = ("login", "--browser", str(self.browser_that_signs_in()))
        self.assertEqual(self.run_at(self.server, *self.login), (0, "", ""))

    def run_together(self, *commands: tuple[str, ...], faults: tuple[Fault, ...] = ()) -> list:
        """All commands in any order, started first and let go together: each with its outcome. Each is run three times, as
        long as it succeeds. Some, one for each fault, are struck."""
        mixed = random.sample(commands, len(commands))
        struck = [[f"{name}={value}" for name, value in fault.environment.items()] for fault in faults]
        with self.closed_gate() as gate:
            runs = []
            for command, variables in itertools.zip_longest(mixed, struck, fillvalue=()):
                run = f'env {shlex.join(variables)} "$@"'
                wrapper = shell(f'{gate}; {run} && {run} && {run}')
                runs.append(self.goto_token_at(self.server, *command, wrapper=wrapper))
        return [(command, run.wait()) for command, run in zip(mixed, runs)]

    def newest_of_stored(self):
        """The login of the stored refresh token, which is the newest one."""
        stored = self.stored()["token_response"]["refresh_token"]
        (login,) = [login for login in self.server.logins if login.refresh_token == stored]
        self.assertFalse(login.revoked)
        return login

    def assert_store_is_whole(self) -> None:
        """No file but logins and locks, and the login can be refreshed."""
        self.assertEqual([path.name for path in self.store.iterdir() if path.suffix not in (".json", ".lock")], [])
        login = self.newest_of_stored()
        self.assert_token(self.run_at(self.server, *REFRESH), login.access_token)
        self.assertEqual(self.newest_of_stored(), login)

    def test_of_fifty_loses_no_login_and_sends_no_spent_token(self):
        commands = [self.login] * 6 + [REFRESH] * 14 + [BARE] * 14 + [EXEC] * 10 + [STATUS] * 6
        outcomes = self.run_together(*commands)
        self.assertEqual(len(outcomes), 50)
        for command, outcome in outcomes:
            self.assertEqual((outcome.exit_code, outcome.messages), (0, ""), command)
            if command in (REFRESH, BARE, EXEC):
                self.assertRegex(outcome.stdout, r"\A(access-\d+\n){3}\Z", command)
        self.assertEqual(self.server.reused, 0)
        self.assertEqual(len(self.server.logins), 1 + 3 * 6)
        self.assert_store_is_whole()
        self.log_out_together()

    def log_out_together(self) -> None:
        login = self.newest_of_stored()
        outcomes = self.run_together(*[LOGOUT] * 5, *[BARE] * 5)
        for command, outcome in outcomes:
            self.assertIn(outcome.exit_code, (0,) if command == LOGOUT else (0, 10), (command, outcome))
        self.assert_nothing_stored()
        self.assertTrue(login.revoked)
        self.assertEqual(self.server.reused, 0)

    def test_with_logouts_among_them_sends_no_spent_token(self):
        commands = [self.login] * 10 + [REFRESH] * 10 + [BARE] * 10 + [EXEC] * 8 + [STATUS] * 4 + [LOGOUT] * 8
        outcomes = self.run_together(*commands)
        for command, outcome in outcomes:
            self.assertIn(outcome.exit_code, (0,) if command in (self.login, LOGOUT) else (0, 10), (command, outcome))
            if outcome.exit_code == 0 and command in (REFRESH, BARE, EXEC):
                self.assertRegex(outcome.stdout, r"\A(access-\d+\n){3}\Z", command)
        self.assertEqual(self.server.reused, 0)
        self.assertEqual(self.run_at(self.server, *self.login), (0, "", ""))
        self.assert_store_is_whole()

    @needs_faults
    def test_in_which_processes_are_killed_sends_no_spent_token(self):
        self.run_at(self.server, *BARE)  # from now on it is known that the server gives new refresh tokens
        calls = random.choices(("flock", "openat", "posix_fallocate", "send", "recv", "write", "fsync", "renameat"), k=10)
        faults = tuple(Fault(call, signal=signal.SIGKILL, since="flock", after=random.choice((False, True)))
                       for call in calls)
        outcomes = self.run_together(*[BARE] * 25, *[EXEC] * 15, *[STATUS] * 10, faults=faults)
        for command, outcome in outcomes:
            self.assertIn(outcome.exit_code, (0, 10, 128 + signal.SIGKILL), (command, outcome))
        self.assertEqual(self.server.reused, 0, faults)
        following = self.run_at(self.server, *BARE)
        if following.exit_code != 0:
            self.assert_error(following, 10, "ended during a refresh", "may be spent")
            self.assertEqual(self.run_at(self.server, *self.login), (0, "", ""))
        self.assert_store_is_whole()


if __name__ == "__main__":
    unittest.main()
