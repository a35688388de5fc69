"""Runs goto-token as a user, a script and a browser see it."""

import contextlib
import functools
import os
import pathlib
import pty
import re
import signal
import subprocess
import threading
import urllib.parse
from concurrent.futures import Future, ThreadPoolExecutor
from typing import NamedTuple

from support import http_client, limits

_REPOSITORY = pathlib.Path(__file__).resolve().parents[3]
BINARY = pathlib.Path(os.environ.get("GOTO_TOKEN", _REPOSITORY / "build/dev/goto-token")).resolve()

_URL_LINE = re.compile(r"^[ \t]*(https?://\S+)$")


@functools.cache
def is_sanitized() -> bool:
    """Whether the program was built with a sanitizer, whose own memory and calls count as the program's."""
    program = BINARY.read_bytes()
    return b"__asan_init" in program or b"__tsan_init" in program


@functools.cache
def is_thread_sanitized() -> bool:
    """Whether the program was built with ThreadSanitizer. A signal that comes right before poll(2) is put off by it
    until poll returns, which may be never; with the next signal it notices."""
    return b"__tsan_init" in BINARY.read_bytes()


class Outcome(NamedTuple):
    """How a run ended. `messages` is stderr without the line of the authorization URL."""

    exit_code: int
    stdout: str
    messages: str


class Stream:
    """Reads one output stream of the program to its end, in a thread of its own."""

    def __init__(self, file) -> None:
        self.lines: list[str] = []
        self.ended = file is None
        self._changed = threading.Condition()
        if file is not None:
            threading.Thread(target=self._read, args=(file,), daemon=True).start()

    def _read(self, file) -> None:
        with file:
            with contextlib.suppress(OSError):  # the end of a pseudo-terminal
                for line in file:
                    with self._changed:
                        self.lines.append(line.decode("utf-8", "surrogateescape").replace("\r\n", "\n"))
                        self._changed.notify_all()
        with self._changed:
            self.ended = True
            self._changed.notify_all()

    def find(self, pattern: str | re.Pattern) -> re.Match | None:
        """Waits for a line that matches; None if the stream ends without one."""
        with self._changed:
            if not self._changed.wait_for(lambda: self.ended or self._match(pattern), limits.SECONDS):
                raise AssertionError(f"no line matches {pattern!r} in {self.lines}")
            return self._match(pattern)

    def _match(self, pattern: str | re.Pattern) -> re.Match | None:
        return next(filter(None, (re.search(pattern, line.rstrip("\n")) for line in self.lines)), None)

    def text(self) -> str:
        """The whole stream, once it has ended."""
        with self._changed:
            if not self._changed.wait_for(lambda: self.ended, limits.SECONDS):
                raise AssertionError(f"still held open after {self.lines}")
            return "".join(self.lines)


class GotoToken:
    """One run of the program, and the browser's side of it."""

    def __init__(
        self,
        arguments,
        environment,
        folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        wrapper=(),
        program=BINARY,
        terminal=False,
        **popen,
    ) -> None:
        """`terminal` makes stderr a terminal; the rest is as for Popen, `wrapper` what runs the program."""
        screen, stderr = pty.openpty() if terminal else (None, stderr)
        self._process = subprocess.Popen(
            [*wrapper, program, *arguments],
            env=environment,
            cwd=folder,
            stdin=stdin,
            stdout=stdout,
            stderr=stderr,
            start_new_session=True,
            **popen,
        )
        self.stdout = Stream(self._process.stdout)
        self.stderr = Stream(open(screen, "rb", buffering=0) if terminal else self._process.stderr)
        if terminal:
            os.close(stderr)
        self._browsers = ThreadPoolExecutor(max_workers=64)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def running(self) -> bool:
        return self._process.poll() is None

    def end_by(self, number: signal.Signals) -> Outcome:
        """Sends a signal that ends the run, and waits for that end."""
        self.signal(number)
        while is_thread_sanitized() and self.running:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(1)
            self.signal(number)
        return self.wait()

    def signal(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    def kill(self) -> None:
        """Ends the run whatever its state."""
        self._process.kill()
        self._process.wait()
        self._browsers.shutdown(wait=False)

    def exit_code(self) -> int:
        """Waits for the end of the program alone."""
        return self._process.wait(limits.SECONDS)

    def wait(self) -> Outcome:
        """Waits for the end of the program and of its output."""
        exit_code = self.exit_code()
        lines = self.stderr.text().splitlines(keepends=True)
        messages = "".join(line for line in lines if not _URL_LINE.match(line.rstrip("\n")))
        return Outcome(exit_code, self.stdout.text(), messages)

    # The authorization request, as read from stderr.

    @property
    def authorization_url(self) -> str:
        """The URL that stands alone on its line; waits until it is printed."""
        match = self.stderr.find(_URL_LINE)
        if not match:
            raise AssertionError(f"no authorization URL, but {self.wait()}")
        return match[1]

    @property
    def authorization_request(self) -> dict[str, str]:
        """The parameters of the authorization URL."""
        query = urllib.parse.urlsplit(self.authorization_url).query
        return dict(urllib.parse.parse_qsl(query, keep_blank_values=True, strict_parsing=True))

    @property
    def redirect_uri(self) -> str:
        return self.authorization_request["redirect_uri"]

    @property
    def state(self) -> str:
        return self.authorization_request["state"]

    @property
    def port(self) -> int:
        """The port the program listens on."""
        return urllib.parse.urlsplit(self.redirect_uri).port

    # The authorization response, as a browser delivers it.

    def address_ended_on(self) -> str:
        """Opens the authorization URL and gives the address that a browser is sent to from there."""
        return http_client.send(self.authorization_url).headers["Location"]

    def sign_in(self) -> http_client.Response:
        """Opens the authorization URL and follows the redirect to the program, as a browser does."""
        return http_client.send(self.address_ended_on())

    def redirect(self, **parameters) -> http_client.Response:
        """Delivers an authorization response. `state` is the right one unless given; None leaves it out."""
        given = {"state": self.state, **parameters}
        query = urllib.parse.urlencode({name: value for name, value in given.items() if value is not None})
        return self.request("GET", f"?{query}")

    def request(self, method: str, target: str, **headers: str) -> http_client.Response:
        """Sends any request to the listener; a target of only a query goes to the redirect path."""
        redirect_uri = urllib.parse.urlsplit(self.redirect_uri)
        path = redirect_uri.path if target.startswith("?") else ""
        return http_client.send(f"http://{redirect_uri.netloc}{path}{target}", method, headers)

    def connect(self):
        """Opens a bare connection to the listener."""
        return http_client.connect(urllib.parse.urlsplit(self.redirect_uri).hostname, self.port)

    def in_background(self, action, *arguments, **keywords) -> Future:
        """Starts `action` as another browser tab would, without waiting for its response."""
        return self._browsers.submit(action, *arguments, **keywords)
