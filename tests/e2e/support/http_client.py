"""A small HTTP/1.1 client that sends exactly what it is told to, as browsers, scanners and attackers do."""

import contextlib
import http.client
import socket
import ssl
import urllib.parse
from dataclasses import dataclass
from email.message import Message

from support import limits


@dataclass(frozen=True)
class Response:
    """An HTTP response that was received whole."""

    status: int
    headers: Message
    body: str


def send(url: str, method: str = "GET", headers: dict[str, str] | None = None) -> Response:
    """Sends one request and returns the response, redirects too. A `Host` in `headers` replaces the true one."""
    parts = urllib.parse.urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    lines = {"Host": parts.netloc, **(headers or {})}
    head = f"{method} {target} HTTP/1.1\r\n" + "".join(
        f"{name}: {value}\r\n" for name, value in lines.items()
    )
    with connect(parts.hostname, parts.port, parts.scheme == "https") as connection:
        connection.sendall(head.encode("latin-1") + b"\r\n")
        return read_response(connection, method)


def connect(host: str, port: int, tls: bool = False) -> socket.socket:
    """Opens a connection; `localhost` means whichever family answers. Certificates are not looked at."""
    connection = socket.create_connection((host, port), timeout=limits.SECONDS)
    return _any_certificate().wrap_socket(connection) if tls else connection


def _any_certificate() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def read_response(connection: socket.socket, method: str = "GET") -> Response:
    """Reads one response from a connection on which a request was sent."""
    response = http.client.HTTPResponse(connection, method=method)
    response.begin()
    return Response(response.status, response.headers, response.read().decode())


def read_to_end(connection: socket.socket) -> bytes:
    """Reads until the other side closes, or resets, the connection."""
    data = b""
    with contextlib.suppress(ConnectionResetError):
        while part := connection.recv(65536):
            data += part
    return data
