"""A refresh over TLS is struck at each call between its connection and the last fsync (contract §9)."""

import signal
import unittest

from support.certificates import Certificate
from support.fault_matrix import FaultMatrixTest
from support.faults import Fault, needs_faults
from support.rotating_server import RotatingServer
from test_fault_matrix import ENDING, ERRORS, says_what_was_lost


@needs_faults
class FromConnectingToStoring(FaultMatrixTest):
    def setUp(self):
        super().setUp()
        self.struck = self.calls("connect", "fsync")

    def rotating_server(self) -> RotatingServer:
        certificate = Certificate(self.root, "127.0.0.1")
        server = RotatingServer(certificate.server_context(), expires_in=1)
        server.environment["OAUTH_CA_FILE"] = str(certificate.file)
        return server

    def faults(self, **options) -> list[Fault]:
        return [Fault(*call, since="connect", **options) for call in self.struck]

    def test_a_call_that_fails_or_a_signal_loses_nothing(self):
        rows = self.rows([fault for error in ERRORS for fault in self.faults(fails=error)]
                         + [fault for number in (*ENDING, signal.SIGSTOP) for fault in self.faults(signal=number)])
        self.assertGreaterEqual(len(rows), 150)
        self.assert_all(rows, lambda row: row.is_whole and row.login.reused == 0)

    def test_a_killed_process_leaves_the_login_or_word_of_what_was_lost(self):
        rows = self.rows(self.faults(signal=signal.SIGKILL))
        self.assertGreaterEqual(len(rows), 15)
        self.assert_all(rows, lambda row: row.login.reused == 0 and (row.is_whole or says_what_was_lost(row)))


if __name__ == "__main__":
    unittest.main()
