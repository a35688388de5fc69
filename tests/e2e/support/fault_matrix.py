"""Rows of struck runs: each refreshes a login of its own, then another run takes over what it left."""

import os
import pathlib
import re
import shutil
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from support.faults import CallLog, Fault
from support.login import LoginTest
from support.program import Outcome
from support.rotating_server import Login, RotatingServer


@dataclass(frozen=True)
class Row:
    """What came of a fault: how the struck run ended and how the one after it, what is stored then, and what else is
    in the store."""

    fault: Fault
    login: Login
    struck: Outcome
    following: Outcome
    stored: str
    left: list[str]

    @property
    def is_whole(self) -> bool:
        """Whether the following run printed the newest token and kept the newest refresh token, and nothing is left."""
        token = (0, f"{self.login.access_token}\n")
        return self.following[:2] == token and self.login.refresh_token in self.stored and not self.left

    def __str__(self) -> str:
        stored = re.findall(r"(?:access|refresh)-\d+", self.stored)
        return (f"{self.fault}\n  server: {self.login}\n  struck run: {self.struck}\n  next run: {self.following}\n"
                f"  stored: {stored}, left: {self.left}")


class FaultMatrixTest(LoginTest):
    """`self.home` has one login, whose token has run out and whose server is known to give new refresh tokens."""

    refreshed_before = True

    def setUp(self) -> None:
        super().setUp()
        self.server = self.rotating_server()
        self.addCleanup(self.server.close)
        self.log_in(self.server)
        (login,) = self.server.logins
        if self.refreshed_before:
            self.assert_token(self.run_at(self.server, "--non-interactive"), login.access_token)
        self._pattern = self.login_file.read_text()
        self._tokens = (login.access_token, login.refresh_token)

    def rotating_server(self) -> RotatingServer:
        return RotatingServer(expires_in=1)

    def calls(self, since: str, until: str) -> list[tuple[str, int]]:
        """The calls of a refresh, from the first one of a function to the last one of another."""
        log = CallLog(self.root / "calls", since)
        login, home = self._home()
        outcome = self._run(home, log.environment)
        self.assert_token(outcome, login.access_token)
        calls = log.calls()
        return calls[: 1 + max(at for at, (name, _) in enumerate(calls) if name == until)]

    def rows(self, faults: list[Fault]) -> list[Row]:
        """Goes through all faults, several at a time. One that does not happen makes no row: how often a run has to wait
        for the response differs."""
        with ThreadPoolExecutor(max_workers=2 * (os.cpu_count() or 1)) as pool:
            rows = [row for row in pool.map(self._row, faults) if row]
        print(f"{len(rows)} rows ... ", end="", file=sys.stderr, flush=True)
        return rows

    def assert_all(self, rows: list[Row], is_right) -> None:
        """Tells every row that is not right, and how many they are."""
        if wrong := [str(row) for row in rows if not is_right(row)]:
            self.fail("\n".join([f"{len(wrong)} of {len(rows)} rows are not right:", *wrong]))

    def _home(self) -> tuple[Login, pathlib.Path]:
        """A login of its own, and the home where it is stored."""
        login = self.server.new_login()
        home = self.root / f"home-{login.refresh_token}"
        shutil.copytree(self.home, home)
        text = self._pattern
        for old, new in zip(self._tokens, (login.access_token, login.refresh_token)):
            text = text.replace(old, new)
        self._login_file(home).write_text(text)
        return login, home

    def _login_file(self, home: pathlib.Path) -> pathlib.Path:
        return home / self.login_file.relative_to(self.home)

    def _row(self, fault: Fault) -> Row | None:
        login, home = self._home()
        log = CallLog(home / "calls", fault.since)
        struck = self._run(home, log.environment | fault.environment)
        if (fault.call, fault.number) not in log.calls():
            return None
        following = self._run(home, {})
        file = self._login_file(home)
        stored = file.read_text() if file.exists() else ""
        left = [path.name for path in file.parent.iterdir() if path.name not in (file.name, f"{file.name}.lock")]
        return Row(fault, login, struck, following, stored, left)

    def _run(self, home: pathlib.Path, environment: dict[str, str]) -> Outcome:
        run = self.goto_token_at(
            self.server, "--non-interactive", environment={"HOME": str(home), **environment}, quiet=False
        )
        if environment.get("GOTO_FAULTS_SIGNAL") == str(int(signal.SIGSTOP)):
            os.waitid(os.P_PID, run.pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)
            run.signal(signal.SIGCONT)
        return run.wait()
