"""A file system without locks, such as some network disks are (contract §9)."""

import errno
import os
import unittest

from support.doctor import DoctorTest
from support.faults import Fault, needs_faults
from support.login import first_token_response, said_around_sign_in

_HINT = "the file system has no locks; set XDG_STATE_HOME to a folder on one that has, such as a local disk, and log in again"


# The environment of each way in which such a file system refuses a lock, and the words for it.
ENVIRONMENTS = [(Fault("flock", fails=number, onwards=True, since="flock").environment, os.strerror(number))
                for number in (errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS)]


@needs_faults
class NoLocks(DoctorTest):
    def setUp(self):
        super().setUp()
        self.server = self.authorization_server(first_token_response())

    def run_there(self, environment, *arguments, **options):
        return self.run_at(self.server, *arguments, environment=environment, **options)

    def assert_told_each_time(self, environment, commands, what: str) -> None:
        before, requests = self.files(), len(self.server.requests)
        for command in commands:
            outcome = self.run_there(environment, *command)
            self.assertEqual(outcome, (9, "", f"goto-token: error: {what}\ngoto-token: hint: {_HINT}\n"), command)
        self.assertEqual(len(self.server.requests), requests)
        self.assertEqual({name: found[2] for name, found in self.files().items()},
                         {name: found[2] for name, found in before.items()})

    def assert_warns_and_signs_in(self, environment, what: str) -> None:
        run = self.goto_token_at(self.server, environment=environment, quiet=False)
        run.sign_in()
        outcome = run.wait()
        warning = f"goto-token: warning: no login can be kept: {what}\ngoto-token: hint: {_HINT}\n"
        self.assertEqual((*outcome[:2], *said_around_sign_in(outcome)), (0, "token-1\n", warning, ""))

    def test_need_none_for_a_token_that_is_valid(self):
        self.log_in(self.server)
        for environment, _ in ENVIRONMENTS:
            self.assertEqual(self.run_there(environment, "--non-interactive"), (0, "token-1\n", ""))
            self.assertEqual(self.run_there(environment, "status").exit_code, 0)

    def test_are_told_where_a_login_needs_a_refresh(self):
        self.log_in(self.server)
        lock = self.login_file.with_name(self.login_file.name + ".lock")
        self.expire()
        for environment, why in ENVIRONMENTS:
            self.assert_told_each_time(environment, ((), ("--non-interactive",), ("login",), ("logout",)),
                                       f"cannot lock the token store '{lock}': {why}")
            what = f"cannot lock the token store '{self.store}': {why}"
            status = self.run_there(environment, "status")
            self.assertEqual((status.exit_code, status.messages), (10, ""))
            self.assertTrue(status.stdout.endswith(f"token_available: no\nreason: {what}\nhint: {_HINT}\n"), status.stdout)
            exit_code, checks = self.examine(self.server, environment=environment)
            self.assertEqual(checks["token store"], ("warning", f"no login can be kept or refreshed: {what}", _HINT))
            self.assertEqual((exit_code, checks["stored login"][0], checks["stored login"][2]), (9, "fail", _HINT))

    def test_are_told_in_a_store_without_a_login(self):
        self.store.mkdir(parents=True, mode=0o700)
        for environment, why in ENVIRONMENTS:
            what = f"cannot lock the token store '{self.store}': {why}"
            self.assert_warns_and_signs_in(environment, what)
            report = self.examine(self.server, environment=environment)
            self.assert_warns(report, "token store", what, _HINT)
            self.assert_error(self.run_there(environment, "login"), 9, "cannot lock the token store", why)

    def test_are_told_where_there_is_no_store_yet(self):
        for environment, why in ENVIRONMENTS:
            what = f"cannot lock the token store '{self.store}': {why}"
            self.assert_warns_and_signs_in(environment, what)
            self.assert_warns(self.examine(self.server, environment=environment), "token store", what, _HINT)
            self.assertEqual(list(self.home.iterdir()), [])


if __name__ == "__main__":
    unittest.main()
