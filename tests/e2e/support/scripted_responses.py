"""What a scripted server can send as HTTP; `wire_server` has scripts for the rest."""

import json
import socket
from dataclasses import dataclass


@dataclass(frozen=True)
class ScriptedResponse:
    """An HTTP response, which is a `Script` too. Content-Length is added unless `headers` say how the body ends."""

    status: int = 200
    headers: dict[str, str] | None = None
    body: bytes = b""

    @property
    def data(self) -> bytes:
        headers = {"Content-Type": "application/json", "Connection": "close", **(self.headers or {})}
        if "Transfer-Encoding" not in headers:
            headers.setdefault("Content-Length", str(len(self.body)))
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        return f"HTTP/1.1 {self.status} Scripted\r\n{lines}\r\n".encode() + self.body

    def __call__(self, connection: socket.socket) -> None:
        connection.sendall(self.data)


def json_response(members: object, status: int = 200, headers: dict[str, str] | None = None) -> ScriptedResponse:
    """A JSON document."""
    return ScriptedResponse(status, headers, json.dumps(members).encode())


def token_response(**members: object) -> ScriptedResponse:
    """A token response (RFC 6749 §5.1) with `members` added or replaced; None removes one."""
    response = {"access_token": "token-1", "token_type": "Bearer", "expires_in": 3600, **members}
    return json_response({name: value for name, value in response.items() if value is not None})


def error_response(error: str, status: int = 400, **members: object) -> ScriptedResponse:
    """An error response of the token endpoint (RFC 6749 §5.2)."""
    return json_response({"error": error, **members}, status)
