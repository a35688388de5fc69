"""An authorization server on loopback that gives everyone the same token."""

import json
import socket
import ssl
import threading

SECONDS = 30  # ends what hangs


class TokenServer:
    """Responds to each POST with a token and to each GET with its metadata, on a thread for each connection.

    The responses are made in advance: next to goto-token, the server is to take no time."""

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self._context = context
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self._socket.getsockname()[1]
        self.url = f"{'https' if context else 'http'}://127.0.0.1:{self.port}"
        self._token = response({"access_token": "benchmark-token", "token_type": "Bearer", "expires_in": 864000})
        self._metadata = response({
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/oauth/authorize",
            "token_endpoint": f"{self.url}/oauth/token",
            "response_types_supported": ["code"],
            "scopes_supported": ["openid", "offline_access"],
            "grant_types_supported": ["authorization_code", "refresh_token"],
        })
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> "TokenServer":
        return self

    def __exit__(self, *_) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:  # closed: the measurement is over
                return
            threading.Thread(target=self._respond, args=(connection,), daemon=True).start()

    def _respond(self, connection: socket.socket) -> None:
        connection.settimeout(SECONDS)
        try:
            if self._context:
                connection = self._context.wrap_socket(connection, server_side=True)
            with connection:
                request = read_request(connection)
                if request:
                    connection.sendall(self._token if request.startswith(b"POST") else self._metadata)
        except OSError:  # a client that went away
            connection.close()


def response(body: dict) -> bytes:
    """A whole HTTP response with a JSON object."""
    text = json.dumps(body)
    return (f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(text)}\r\n"
            f"Cache-Control: no-store\r\nConnection: close\r\n\r\n{text}").encode()


def read_request(connection: socket.socket) -> bytes:
    """Reads a request to its end; nothing if there is none."""
    request = b""
    while True:
        head, end, body = request.partition(b"\r\n\r\n")
        if end and len(body) >= content_length(head):
            return request
        received = connection.recv(65536)
        if not received:
            return b""
        request += received


def content_length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0
