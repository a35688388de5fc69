"""A refresh is struck at each call between its sending and the last fsync: what was won is kept (contract §9).

The login was refreshed before, so its server is known to give new refresh tokens: a spent one is never sent."""

import errno
import signal
import unittest

from support.fault_matrix import FaultMatrixTest, Row
from support.faults import Fault, needs_faults

ERRORS = (errno.EIO, errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.ENOLCK, errno.EINTR)
ENDING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)

# What the new login is written with.
WRITING = ("write", "ftruncate", "fsync", "renameat")


def is_token_printed(row: Row) -> bool:
    """Whether the struck run printed the token all the same, and said no more than warnings."""
    code, stdout, messages = row.struck
    return code == 0 and stdout.startswith("access-") and all(
        line.startswith(("goto-token: warning: ", "goto-token: hint: ")) for line in messages.splitlines()
    )


def says_what_was_lost(row: Row) -> bool:
    """Whether the next run, which sent nothing, says that the refresh token may be spent, and why."""
    code, stdout, messages = row.following
    return (code, stdout) == (10, "") and "ended during a refresh" in messages and "may be spent" in messages


@needs_faults
class FromSendingToStoring(FaultMatrixTest):
    def setUp(self):
        super().setUp()
        self.struck = self.calls("send", "fsync")

    def assert_is_kept(self, rows: list[Row], least: int, is_right) -> None:
        """At least so many rows, in all of which the login is whole, and the struck run did right."""
        self.assertGreaterEqual(len(rows), least)
        self.assert_all(rows, lambda row: row.is_whole and row.login.reused == 0 and is_right(row))

    def test_a_call_that_fails_once_loses_nothing(self):
        faults = [Fault(*call, fails=error) for call in self.struck for error in ERRORS]
        self.assert_is_kept(self.rows(faults), 50, is_token_printed)

    def test_a_store_that_goes_on_failing_loses_nothing_or_says_what(self):
        calls = [call for call in self.struck if call[0] in WRITING]
        faults = [Fault(*call, fails=error, onwards=True) for call in calls for error in ERRORS if error != errno.EINTR]
        rows = self.rows(faults)
        self.assertGreaterEqual(len(rows), 20)
        self.assert_all(rows, lambda row: is_token_printed(row) and row.login.reused == 0)
        self.assert_all(rows, lambda row: row.is_whole or (says_what_was_lost(row) and "lost" in row.struck.messages))
        # Two need not be told, since the login is in its place: that the folder's names are on disk, and that zero bytes
        # stay behind the login.
        told = [row for row in rows
                if (row.fault.call, row.fault.number) != self.struck[-1] and row.fault.call != "ftruncate"]
        self.assert_all(told, lambda row: row.struck.messages)

    def test_a_stopped_process_goes_on(self):
        faults = [Fault(*call, signal=signal.SIGSTOP) for call in self.struck]
        self.assert_is_kept(self.rows(faults), 8, lambda row: is_token_printed(row) and not row.struck.messages)

    def test_a_signal_waits_until_the_login_is_stored(self):
        faults = [Fault(*call, signal=number) for call in self.struck for number in ENDING]
        self.assert_is_kept(
            self.rows(faults), 24,
            lambda row: row.struck[:2] == (128 + row.fault.signal, "") and row.struck.messages,
        )

    def test_a_killed_process_leaves_the_login_or_word_of_what_was_lost(self):
        faults = [Fault(*call, signal=signal.SIGKILL, after=after) for call in self.struck for after in (False, True)]
        rows = self.rows(faults)
        self.assertGreaterEqual(len(rows), 16)
        self.assert_all(rows, lambda row: row.struck == (-signal.SIGKILL, "", "") and row.login.reused == 0)
        self.assert_all(rows, lambda row: row.is_whole or says_what_was_lost(row))
        # What was written whole, and said to be on disk, is not lost any more.
        kept_from = self.struck.index(next(call for call in self.struck if call[0] == "fsync"))
        after = self.struck[kept_from + 1 :]
        self.assert_all([row for row in rows if (row.fault.call, row.fault.number) in after], lambda row: row.is_whole)


@needs_faults
class BeforeSending(FaultMatrixTest):
    def setUp(self):
        super().setUp()
        self.struck = self.calls("flock", "send")[:-1]

    def test_a_call_that_fails_loses_nothing(self):
        faults = [Fault(*call, fails=error, since="flock") for call in self.struck for error in ERRORS]
        rows = self.rows(faults)
        self.assertGreaterEqual(len(rows), 60)
        self.assert_all(rows, lambda row: row.is_whole and row.login.reused == 0 and row.struck.exit_code in (0, 7, 9))

    def test_a_process_that_is_killed_or_told_to_end_loses_nothing(self):
        signals = (signal.SIGKILL, *ENDING)
        faults = [Fault(*call, signal=number, since="flock") for call in self.struck for number in signals]
        rows = self.rows(faults)
        self.assertGreaterEqual(len(rows), 40)
        self.assert_all(rows, lambda row: row.struck.stdout == "" and row.login.reused == 0)
        # Of a process that was killed, the next one does not know how far it came.
        self.assert_all(
            rows,
            lambda row: row.is_whole or (row.fault.signal == signal.SIGKILL and says_what_was_lost(row)),
        )


if __name__ == "__main__":
    unittest.main()
