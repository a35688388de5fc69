"""An HTTP proxy on loopback that leads everything to one server and keeps what went through."""

import contextlib
import http.server
import selectors
import socket
import threading

from support import limits

ESTABLISHED = b"HTTP/1.1 200 Connection established\r\n\r\n"


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_CONNECT(self) -> None:
        self._keep_request()
        self.wfile.write(self.server.response)
        if b" 200" in self.server.response:
            with self._target() as target:
                self._relay(target)

    def do_POST(self) -> None:
        self._keep_request()
        body = self.rfile.read(int(self.headers["Content-Length"]))
        head = f"{self.requestline}\n{self.headers}".replace("\n", "\r\n")
        with self._target() as target:
            with contextlib.suppress(OSError):  # the target may have answered before it has read everything
                target.sendall(head.encode() + body)
            self._relay(target)

    def _keep_request(self) -> None:
        self.close_connection = True
        self.server.requests.append(f"{self.command} {self.path}")
        self.server.heads.append(str(self.headers))

    def _target(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.server.to_port), limits.SECONDS)

    def _relay(self, target: socket.socket) -> None:
        """Carries bytes in both directions until either side has sent its last; one that no longer reads may still send."""
        with selectors.DefaultSelector() as selector:
            selector.register(self.connection, selectors.EVENT_READ, target)
            selector.register(target, selectors.EVENT_READ, self.connection)
            while ready := selector.select(limits.SECONDS):
                for key, _ in ready:
                    data = key.fileobj.recv(65536)
                    if not data:
                        return
                    if key.data is target:
                        self.server.relayed += data
                    try:
                        key.data.sendall(data)
                    except OSError:
                        selector.unregister(key.fileobj)

    def log_message(self, *_: object) -> None:
        """Keeps the test output clean."""


class ForwardProxy(http.server.ThreadingHTTPServer):
    """Listens at `url`. `requests` are those it got, such as `CONNECT host:443`, `heads` their header fields,
    and `relayed` what clients sent through it after that; `response` is what it says to CONNECT."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, to_port: int, response: bytes = ESTABLISHED) -> None:
        self.to_port = to_port
        self.response = response
        self.requests: list[str] = []
        self.heads: list[str] = []
        self.relayed = b""
        super().__init__(("127.0.0.1", 0), _Handler)
        self.address = f"127.0.0.1:{self.server_address[1]}"
        self.url = f"http://{self.address}"
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        self.shutdown()
        self.server_close()

    def handle_error(self, *_: object) -> None:
        """A client that breaks off a tunnel is part of the tests."""
