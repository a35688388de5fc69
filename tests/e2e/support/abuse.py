"""What hostile and broken visitors do to the listener, with real sockets."""

import collections
import contextlib
import resource
import socket
import struct
import threading

from support import http_client, limits

PATH = "/login/oauth2/code/goto"

_RESET_ON_CLOSE = struct.pack("ii", 1, 0)


def allow_many_connections() -> None:
    """Raises what this process may open: the other end of each connection is here."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY:
        wanted = 8192 if hard == resource.RLIM_INFINITY else min(8192, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))


def connect(port: int, receive_buffer: int = 0) -> socket.socket:
    """Opens a connection, if asked for with a receive buffer that holds next to nothing."""
    connection = socket.socket()
    connection.settimeout(limits.SECONDS)
    if receive_buffer:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    try:
        connection.connect(("127.0.0.1", port))
    except OSError:
        connection.close()
        raise
    return connection


def connect_without_waiting(port: int) -> socket.socket:
    """Begins to connect; whether the kernel takes the connection in is left open."""
    connection = socket.socket()
    connection.setblocking(False)
    connection.connect_ex(("127.0.0.1", port))
    return connection


def reset(connection: socket.socket) -> None:
    """Closes a connection so that the other side sees a reset."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
    connection.close()


class OpenConnections:
    """Connections that are kept open, the newest `most` of them. For several threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._connections: collections.deque[socket.socket] = collections.deque()

    def add(self, connection: socket.socket) -> None:
        self._connections.append(connection)
        while len(self._connections) > self._most:
            self._close_oldest()

    def close(self) -> None:
        while self._connections:
            self._close_oldest()

    def _close_oldest(self) -> None:
        with contextlib.suppress(IndexError):  # another thread was quicker
            self._connections.popleft().close()


def send_as_much_as_fits(connection: socket.socket, data: bytes) -> int:
    """Sends without ever waiting, also when the other side has closed; returns how much went off."""
    try:
        return connection.send(data, socket.MSG_DONTWAIT)
    except OSError:
        return 0


def request(run, query: str = "", *, method: str = "GET", path: str = PATH, fields: str = "") -> bytes:
    """A whole request head with the right Host; `fields` are lines that end in CRLF."""
    target = path + (f"?{query}" if query else "")
    return f"{method} {target} HTTP/1.1\r\nHost: 127.0.0.1:{run.port}\r\n{fields}\r\n".encode("latin-1")


def right_response(run, code: str = "code-again", fields: str = "") -> bytes:
    """The authorization response as a request."""
    return request(run, f"code={code}&state={run.state}", fields=fields)


def received(connection: socket.socket) -> bytes:
    """All that comes back on a connection until its end."""
    return http_client.read_to_end(connection)


def status_received(connection: socket.socket) -> int | None:
    """The status of the response; None when the connection ends without one."""
    line = received(connection)[:12].decode("latin-1")
    return int(line[9:12]) if line.startswith("HTTP/1.1 ") else None


def status(run, data: bytes, half_close: bool = False) -> int | None:
    """Sends bytes on a connection of their own and gives the response's status, as `status_received` does.
    `half_close` says that nothing more will be sent."""
    with connect(run.port) as connection:
        with contextlib.suppress(ConnectionError):  # refused before all was sent
            connection.sendall(data)
            if half_close:
                connection.shutdown(socket.SHUT_WR)
        return status_received(connection)


class Attack:
    """Repeats actions, each in threads of its own, from when they are under way until the block ends."""

    def __init__(self, *actions, threads: int = 2, rounds: int = 20) -> None:
        """`rounds` is how often every thread has acted before the block begins."""
        self._stopped = threading.Event()
        self._rounds = rounds
        self._done = [threading.Semaphore(0) for _ in range(threads * len(actions))]
        self._threads = [
            threading.Thread(target=self._repeat, args=(action, done), daemon=True)
            for action, done in zip(actions * threads, self._done)
        ]

    def __enter__(self) -> "Attack":
        for thread in self._threads:
            thread.start()
        for done in self._done * self._rounds:
            if not done.acquire(timeout=limits.SECONDS):
                self.__exit__()
                raise AssertionError("the attack itself was stalled")
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        for thread in self._threads:
            thread.join(limits.SECONDS)

    def _repeat(self, action, done: threading.Semaphore) -> None:
        while not self._stopped.is_set():
            with contextlib.suppress(OSError):  # to be thrown out is what an attacker has to expect
                action()
            done.release()
