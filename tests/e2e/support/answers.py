"""What a scripted server can answer: right, wrong, strange, late or not at all."""

import json
import threading
from dataclasses import dataclass
from typing import BinaryIO, Callable

from support import limits


@dataclass(frozen=True)
class Answer:
    """An HTTP response. Content-Length is added unless `headers` say how the body ends."""

    status: int = 200
    headers: dict[str, str] | None = None
    body: bytes = b""

    def send(self, stream: BinaryIO) -> None:
        headers = {"Content-Type": "application/json", "Connection": "close", **(self.headers or {})}
        if "Transfer-Encoding" not in headers:
            headers.setdefault("Content-Length", str(len(self.body)))
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        stream.write(f"HTTP/1.1 {self.status} Scripted\r\n{lines}\r\n".encode() + self.body)


@dataclass(frozen=True)
class Raw:
    """Bytes that need not be HTTP. No bytes: the connection closes without an answer."""

    data: bytes = b""

    def send(self, stream: BinaryIO) -> None:
        stream.write(self.data)


class Held:
    """An answer that is kept back until `release`; `reached` is set once the request is in."""

    def __init__(self, answer: Answer) -> None:
        self.reached = threading.Event()
        self._released = threading.Event()
        self._answer = answer

    def release(self) -> None:
        self._released.set()

    def send(self, stream: BinaryIO) -> None:
        self.reached.set()
        if self._released.wait(limits.SECONDS):
            self._answer.send(stream)


class Dribble:
    """A header that never ends: one byte every 100 ms until the reader gives up."""

    def __init__(self) -> None:
        self._stopped = threading.Event()

    def release(self) -> None:
        self._stopped.set()

    def send(self, stream: BinaryIO) -> None:
        stream.write(b"HTTP/1.1 200 OK\r\nX-Endless: ")
        while not self._stopped.wait(0.1):
            stream.write(b"a")


@dataclass(frozen=True)
class Computed:
    """An answer that depends on the state of things when the request is in."""

    make: Callable[[], Answer]

    def send(self, stream: BinaryIO) -> None:
        self.make().send(stream)


def json_answer(members: object, status: int = 200, headers: dict[str, str] | None = None) -> Answer:
    """A JSON document."""
    return Answer(status, headers, json.dumps(members).encode())


def token_answer(**members: object) -> Answer:
    """A token response (RFC 6749 §5.1) with `members` added or replaced; None removes one."""
    response = {"access_token": "token-1", "token_type": "Bearer", "expires_in": 3600, **members}
    return json_answer({name: value for name, value in response.items() if value is not None})


def error_answer(error: str, status: int = 400, **members: object) -> Answer:
    """An error response of the token endpoint (RFC 6749 §5.2)."""
    return json_answer({"error": error, **members}, status)
