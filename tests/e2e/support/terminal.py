"""A terminal for the program's stdin, and a person in front of it."""

import contextlib
import os
import pathlib
import pty
import sys
import termios
import threading
import time

from support import limits

_JOB_SHELL = pathlib.Path(__file__).with_name("job_shell.py")


def job(place: str, *wrapper: str) -> tuple[str, ...]:
    """A `wrapper` for a run as a job in the `foreground` or `background` of the terminal that its stdin is."""
    return (sys.executable, "-S", str(_JOB_SHELL), place, *wrapper)


class Terminal:
    """`device` is for the program's `stdin`; what it would show is in `shown`."""

    def __init__(self) -> None:
        self._keyboard, self.device = pty.openpty()

    def close(self) -> None:
        """Hangs up; a second time nothing happens."""
        for descriptor in (self._keyboard, self.device):
            with contextlib.suppress(OSError):
                os.close(descriptor)
        self._keyboard = self.device = -1

    def type(self, text: str) -> None:
        """Presses keys, as many as the terminal takes at a time."""
        data = text.encode()
        while data:
            data = data[os.write(self._keyboard, data) :]

    @property
    def modes(self) -> list:
        return termios.tcgetattr(self.device)

    @property
    def shows_keys(self) -> bool:
        return bool(self.modes[3] & termios.ECHO)

    @property
    def shown(self) -> str:
        """What has been shown since the last look."""
        os.set_blocking(self._keyboard, False)
        with contextlib.suppress(BlockingIOError):
            return os.read(self._keyboard, 65536).decode()
        return ""


def wait_until(condition) -> None:
    """Waits for what no event tells of, looking again and again."""
    pause, end = threading.Event(), time.monotonic() + limits.SECONDS
    while not condition():
        if time.monotonic() > end:
            raise AssertionError("it did not come to pass")
        pause.wait(0.02)
