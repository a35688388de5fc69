"""Runs goto-mock-auth, the project's own authorization server."""

import os
import pathlib
import signal
import subprocess

from support import limits

_REPOSITORY = pathlib.Path(__file__).resolve().parents[3]
BINARY = pathlib.Path(
    os.environ.get("GOTO_MOCK_AUTH", _REPOSITORY / "build/dev/mock/goto-mock-auth")
).resolve()


class MockAuth:
    """A running goto-mock-auth that approves by itself; `env_file_text` is the `.env` that fits it."""

    def __init__(self, *arguments: str) -> None:
        self._process = subprocess.Popen(
            [BINARY, "--auto-approve", "--print-env", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        with self._process.stdout as output:
            self.env_file_text = output.read()

    def close(self) -> int:
        """Stops the server as a person would and returns its exit code."""
        self._process.send_signal(signal.SIGTERM)
        try:
            return self._process.wait(limits.SECONDS)
        finally:
            self._process.kill()
