"""A server that answers the token endpoint by script, for what goto-mock-auth doesn't do."""

import http.client
import io
import socket
import ssl
import threading
import urllib.parse
from dataclasses import dataclass, field
from email.message import Message

from support.scripted_responses import ScriptedResponse, token_response
from support.token_requests import TokenRequests
from support.wire_server import Script, WireServer, read_request

REDIRECT_URI = "http://127.0.0.1:0/login/oauth2/code/goto"


@dataclass(frozen=True)
class Request:
    """A request as it arrived."""

    method: str
    target: str
    headers: Message
    body: str = field(repr=False)

    @classmethod
    def parse(cls, data: bytes) -> "Request":
        start, _, rest = data.partition(b"\r\n")
        stream = io.BytesIO(rest)
        headers = http.client.parse_headers(stream)
        method, target, _ = start.decode().split(" ")
        return cls(method, target, headers, stream.read().decode())

    @property
    def path(self) -> str:
        return urllib.parse.urlsplit(self.target).path

    @property
    def form(self) -> dict[str, str]:
        """The form parameters of the body; a repeated one is an error."""
        pairs = urllib.parse.parse_qsl(self.body, keep_blank_values=True, strict_parsing=True)
        if len(dict(pairs)) != len(pairs):
            raise ValueError(f"repeated parameter in {self.body!r}")
        return dict(pairs)


class AuthorizationServer(TokenRequests, WireServer):
    """Approves every authorization request; the token endpoint gives `responses` in turn, the last for ever."""

    def __init__(self, *responses: Script, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1") -> None:
        self._responses = list(responses) or [token_response()]
        self._upcoming = list(self._responses)
        self.documents: dict[str, Script] = {}
        self.code = "code-1"
        self._lock = threading.Lock()
        super().__init__(tls=tls, host=host)
        self.url = f"{'https' if tls else 'http'}://{self.address}"
        self.environment = {
            "OAUTH_CLIENT_ID": "client-1",
            "OAUTH_CLIENT_SECRET": "client-secret",
            "OAUTH_SERVICE_URL": self.url,
            "OAUTH_REDIRECT_URI": REDIRECT_URI,
        }

    def close(self) -> None:
        for response in self._responses:
            getattr(response, "release", lambda: None)()
        self.__exit__()

    def respond_with(self, *responses: Script) -> None:
        """What the token endpoint gives from now on, the last for ever."""
        with self._lock:
            self._responses += responses
            self._upcoming = list(responses)

    def serve(self, connection: socket.socket) -> None:
        if not (data := read_request(connection)):
            return
        request = Request.parse(data)
        with self._lock:
            self.requests.append(request)
            script = self._script_for(request)
        script(connection)

    def _script_for(self, request: Request) -> Script:
        if request.path.endswith("/authorize"):
            return self._approve(request)
        if request.path.endswith("/token"):
            return self._upcoming.pop(0) if len(self._upcoming) > 1 else self._upcoming[0]
        return self.documents.get(request.path, ScriptedResponse(404))

    def _approve(self, request: Request) -> ScriptedResponse:
        parameters = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(request.target).query))
        response = {"code": self.code, "state": parameters["state"]}
        return ScriptedResponse(302, {"Location": parameters["redirect_uri"] + "?" + urllib.parse.urlencode(response)})
