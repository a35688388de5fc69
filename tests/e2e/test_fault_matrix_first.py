"""The first refresh of a login is struck at each call after its response was read (contract §9).

Its server is not known yet to give new refresh tokens: the next run sends the one it has."""

import signal
import unittest

from support.fault_matrix import FaultMatrixTest
from support.faults import Fault, needs_faults
from test_fault_matrix import ENDING, ERRORS, is_token_printed


@needs_faults
class FirstRefresh(FaultMatrixTest):
    refreshed_before = False

    def setUp(self):
        super().setUp()
        calls = self.calls("send", "fsync")
        read = max(at for at, (name, _) in enumerate(calls) if name == "recv")
        self.struck = calls[read + 1 :]

    def test_a_call_that_fails_or_a_signal_loses_nothing(self):
        faults = [Fault(*call, fails=error) for call in self.struck for error in ERRORS]
        faults += [Fault(*call, signal=number) for call in self.struck for number in (*ENDING, signal.SIGSTOP)]
        rows = self.rows(faults)
        self.assertGreaterEqual(len(rows), 50)
        self.assert_all(rows, lambda row: row.is_whole and row.login.reused == 0)
        ended = [row for row in rows if row.fault.signal in ENDING]
        self.assert_all(ended, lambda row: row.struck[:2] == (128 + row.fault.signal, ""))
        self.assert_all([row for row in rows if row not in ended], is_token_printed)

    def test_a_killed_process_leaves_the_login_once_it_is_written(self):
        rows = self.rows([Fault(*call, signal=signal.SIGKILL) for call in self.struck])
        written = self.struck.index(next(call for call in self.struck if call[0] == "fsync")) + 1
        self.assertGreaterEqual(len(rows) - written, 2)
        self.assert_all(rows[written:], lambda row: row.is_whole and row.login.reused == 0)

        def is_told(row):
            return row.following[:2] == (10, "") and "no longer accepted" in row.following.messages

        self.assert_all(rows[:written], lambda row: row.is_whole or is_told(row))


if __name__ == "__main__":
    unittest.main()
