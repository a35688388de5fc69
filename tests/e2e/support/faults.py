"""Makes one call of a run fail, or signals the run there, by a library that the tests build (tests/e2e/faults)."""

import errno
import os
import pathlib
import unittest
from dataclasses import dataclass
from signal import Signals

from support.program import is_sanitized

_REPOSITORY = pathlib.Path(__file__).resolve().parents[3]
_LIBRARY = pathlib.Path(
    os.environ.get("GOTO_TOKEN_FAULTS", _REPOSITORY / "build/dev/tests/libgoto_token_faults.so")
).resolve()

needs_faults = unittest.skipIf(is_sanitized(), "a sanitizer has calls wrapped itself")


def clock_off_by(*, days: float = 0, hours: float = 0, minutes: float = 0) -> dict[str, str]:
    """The environment of a run for which it is later than it is, or earlier."""
    return {"LD_PRELOAD": str(_LIBRARY), "GOTO_FAULTS_CLOCK": str(int(((days * 24 + hours) * 60 + minutes) * 60))}


@dataclass(frozen=True)
class Fault:
    """What happens to the `number`th call of a function, counted from the first call of `since` on: it fails with an
    error number, or a signal comes before it or, with `after`, behind it. With `onwards` it happens to all later ones,
    too."""

    call: str
    number: int = 1
    fails: int | None = None
    signal: Signals | None = None
    after: bool = False
    onwards: bool = False
    since: str = "send"

    @property
    def environment(self) -> dict[str, str]:
        flags = {"GOTO_FAULTS_AFTER": self.after, "GOTO_FAULTS_ONWARDS": self.onwards}
        what = {"GOTO_FAULTS_ERRNO": self.fails, "GOTO_FAULTS_SIGNAL": self.signal}
        return {
            "LD_PRELOAD": str(_LIBRARY),
            "GOTO_FAULTS_FROM": self.since,
            "GOTO_FAULTS_CALL": self.call,
            "GOTO_FAULTS_NUMBER": str(self.number),
            **{name: "1" for name, is_set in flags.items() if is_set},
            **{name: str(int(value)) for name, value in what.items() if value is not None},
        }

    def __str__(self) -> str:
        what = errno.errorcode[self.fails] if self.fails else self.signal.name
        when = "after" if self.after else "at"
        return f"{what} {when} {self.call} {self.number}{' and later' if self.onwards else ''} since {self.since}"


class CallLog:
    """Lets a run write down the calls that can be struck, from the first one of `since` on."""

    def __init__(self, path: pathlib.Path, since: str = "send") -> None:
        self._path = path
        self.environment = {
            "LD_PRELOAD": str(_LIBRARY), "GOTO_FAULTS_FROM": since, "GOTO_FAULTS_LOG": str(path)
        }

    def calls(self) -> list[tuple[str, int]]:
        """Each call's function, and which call of that function it is, from 1 on."""
        names = self._path.read_text(encoding="ascii").split()
        return [(name, names[: at + 1].count(name)) for at, name in enumerate(names)]
