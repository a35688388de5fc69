"""A server that has every byte of its responses in hand, and when and how each connection ends."""

import contextlib
import re
import socket
import ssl
import struct
import threading
from typing import Callable

from support import limits

Script = Callable[[socket.socket], None]
"""What happens on a connection once the request is in; then it is closed."""

# What stands for endless: a reader that keeps it all shows in its memory, and the test still comes to an end.
ENDLESS = 96 << 20

_RESET_ON_CLOSE = struct.pack("ii", 1, 0)


class WireServer:
    """Counts its `connections`, keeps the `requests` as they came, and answers each by `script`, or as `serve` of a
    class below does.
    With `reads_request` off, the script begins before anything is read, `requests` stay empty, and 100 KB do not fit
    into the buffers on the way to it."""

    def __init__(self, script: Script | None = None, tls: ssl.SSLContext | None = None, reads_request: bool = True,
                 host: str = "127.0.0.1") -> None:
        self.connections = 0
        self.requests: list = []
        self._script = script
        self._tls = tls
        self._reads_request = reads_request
        self._listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
        if not reads_request:
            self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            self._listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, 536)  # makes the sender's buffer small
        self._listener.bind((host, 0))
        self._listener.listen(128)
        self.port = self._listener.getsockname()[1]
        self.address = f"{f'[{host}]' if ':' in host else host}:{self.port}"
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> "WireServer":
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # wakes the thread that accepts
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                self.connections += 1
                threading.Thread(target=self._run, args=(connection,), daemon=True).start()

    def _run(self, connection: socket.socket) -> None:
        connection.settimeout(limits.SECONDS)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with connection, contextlib.suppress(OSError):  # the reader has seen enough and left
            with self._secured(connection) as stream:
                self.serve(stream)

    def serve(self, connection: socket.socket) -> None:
        """What happens on one connection."""
        if self._reads_request:
            self.requests.append(read_request(connection))
        self._script(connection)

    def _secured(self, connection: socket.socket) -> socket.socket:
        return self._tls.wrap_socket(connection, server_side=True) if self._tls else connection


def read_request(connection: socket.socket) -> bytes:
    """One request, or what came of it before the other side closed."""
    data = b""
    while b"\r\n\r\n" not in data:
        if not (part := connection.recv(65536)):
            return data
        data += part
    head, _, body = data.partition(b"\r\n\r\n")
    length = re.search(rb"\r\ncontent-length: *(\d+)", head, re.IGNORECASE)
    missing = int(length[1]) - len(body) if length else 0
    while missing > 0 and (part := connection.recv(65536)):
        data += part
        missing -= len(part)
    return data


def sends(data: bytes) -> Script:
    """Sends the data."""
    return lambda connection: connection.sendall(data)


def sends_and_stays(data: bytes) -> Script:
    """Sends the data and waits for the other side to close."""

    def script(connection: socket.socket) -> None:
        connection.sendall(data)
        while connection.recv(65536):
            pass

    return script


def sends_bytes_one_by_one(data: bytes) -> Script:
    """Sends each byte on its own, at a pace at which most of them are read on their own."""

    def script(connection: socket.socket) -> None:
        pace = threading.Event()
        for at in range(len(data)):
            connection.sendall(data[at : at + 1])
            pace.wait(0.001)

    return script


def drips(begin: bytes, drop: bytes) -> Script:
    """Sends the beginning, and a drop every 100 ms until the other side closes: never quiet, and never done."""

    def script(connection: socket.socket) -> None:
        connection.sendall(begin)
        pace = threading.Event()
        while not pace.wait(0.1):
            connection.sendall(drop)

    return script


def responds_early(data: bytes) -> Script:
    """Reads the first bytes of a request that is longer, and answers; for a server that does not read requests."""

    def script(connection: socket.socket) -> None:
        connection.recv(1000)
        connection.sendall(data)

    return script


def sends_on_and_on(begin: bytes, block: bytes) -> Script:
    """Sends the beginning, and the block again and again, until the other side closes or `ENDLESS` is reached."""

    def script(connection: socket.socket) -> None:
        several = block * (65536 // len(block) + 1)
        connection.sendall(begin)
        for _ in range(ENDLESS // len(several)):
            connection.sendall(several)

    return script


def sends_and_resets(data: bytes) -> Script:
    """Sends the data and resets the connection, whatever lies in it."""

    def script(connection: socket.socket) -> None:
        if data:
            connection.sendall(data)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)

    return script


def sends_and_says_goodbye(data: bytes) -> Script:
    """Sends the data and ends TLS as it should be ended, with close_notify."""

    def script(connection: ssl.SSLSocket) -> None:
        connection.sendall(data)
        connection.unwrap()

    return script


class Holds:
    """Sends the data once it is released; `reached` is set when it is its turn."""

    def __init__(self, data: bytes, first: bytes = b"") -> None:
        """`first` is sent at once."""
        self.reached = threading.Event()
        self._released = threading.Event()
        self._data = data
        self._first = first

    def release(self) -> None:
        self._released.set()

    def __call__(self, connection: socket.socket) -> None:
        connection.sendall(self._first)
        self.reached.set()
        if self._released.wait(limits.SECONDS):
            connection.sendall(self._data)
