"""Runs goto-mock-auth, the project's own authorization server."""

import os
import pathlib
import signal
import subprocess
import tempfile

from support import limits

_REPOSITORY = pathlib.Path(__file__).resolve().parents[3]
BINARY = pathlib.Path(
    os.environ.get("GOTO_MOCK_AUTH", _REPOSITORY / "build/dev/mock/goto-mock-auth")
).resolve()


class MockProcess:
    """goto-mock-auth with just these arguments, its two streams kept."""

    def __init__(self, *arguments: str) -> None:
        self._log = tempfile.TemporaryFile()
        self._process = subprocess.Popen(
            [BINARY, *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self._log, text=True
        )
        with self._process.stdout as output:
            self.stdout = output.read()

    def stop(self, by: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
        """Sends the signal; the exit code, and what was written to stderr."""
        self._process.send_signal(by)
        exit_code = self._process.wait(limits.SECONDS)
        self._log.seek(0)
        return exit_code, self._log.read().decode()

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        self._log.close()
