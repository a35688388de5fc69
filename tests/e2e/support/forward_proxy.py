"""An HTTP proxy on loopback that keeps a list of what it was asked for and leads everything to one server."""

import http.server
import selectors
import socket
import threading

from support import limits


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_CONNECT(self) -> None:
        with self._target() as target:
            self.send_response_only(200)
            self.end_headers()
            _relay(self.connection, target)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        with self._target() as target:
            target.sendall(f"{self.requestline}\r\n{self.headers}".encode() + body)
            _relay(self.connection, target)

    def _target(self) -> socket.socket:
        self.close_connection = True
        self.server.requests.append(f"{self.command} {self.path}")
        return socket.create_connection(("127.0.0.1", self.server.to_port), limits.SECONDS)

    def log_message(self, *_: object) -> None:
        """Keeps the test output clean."""


def _relay(one: socket.socket, other: socket.socket) -> None:
    """Carries bytes both ways until either side closes."""
    with selectors.DefaultSelector() as selector:
        selector.register(one, selectors.EVENT_READ, other)
        selector.register(other, selectors.EVENT_READ, one)
        while ready := selector.select(limits.SECONDS):
            for key, _ in ready:
                data = key.fileobj.recv(65536)
                if not data:
                    return
                key.data.sendall(data)


class ForwardProxy(http.server.ThreadingHTTPServer):
    """Listens at `url`; `requests` are those it got, such as `CONNECT host:443`."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, to_port: int) -> None:
        self.to_port = to_port
        self.requests: list[str] = []
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        self.shutdown()
        self.server_close()

    def handle_error(self, *_: object) -> None:
        """A client that breaks off a tunnel is part of the tests."""
