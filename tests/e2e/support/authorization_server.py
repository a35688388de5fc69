"""An authorization server on loopback that records every request and answers the token endpoint by script."""

import http.server
import socket
import ssl
import threading
import urllib.parse
from dataclasses import dataclass, field
from email.message import Message

from support import limits
from support.answers import Answer, token_answer

REDIRECT_URI = "http://127.0.0.1:0/login/oauth2/code/goto"


@dataclass(frozen=True)
class Request:
    """A request as it arrived."""

    method: str
    target: str
    headers: Message
    body: str = field(repr=False)

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


class Handler(http.server.BaseHTTPRequestHandler):
    """Reads one request and hands it to the server object it belongs to."""

    protocol_version = "HTTP/1.1"
    timeout = limits.SECONDS

    def answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        request = Request(self.command, self.path, self.headers, body.decode())
        answer = self.server.script(request)
        self.close_connection = True
        try:
            answer.send(self.wfile)
        except OSError:
            pass  # the reader has seen enough and left

    do_GET = do_POST = do_CONNECT = answer

    def log_message(self, *_: object) -> None:
        """Keeps the test output clean."""


class Listener(http.server.ThreadingHTTPServer):
    """One thread a connection; `script` maps a Request to what is sent back."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, script, host: str) -> None:
        self.script = script
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        super().__init__((host, 0), Handler)

    def handle_error(self, *_: object) -> None:
        """A client that breaks off, or refuses our certificate, is part of the tests."""


class AuthorizationServer:
    """Approves every authorization request; the token endpoint gives `answers` in turn, the last for ever."""

    def __init__(self, *answers, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1") -> None:
        self._answers = list(answers) or [token_answer()]
        self._upcoming = list(self._answers)
        self.documents: dict[str, Answer] = {}
        self.requests: list[Request] = []
        self.code = "code-1"
        self.response_parameters: dict[str, str] = {}
        self._lock = threading.Lock()
        self._listener = Listener(self._script, host)
        if tls:
            self._listener.socket = tls.wrap_socket(
                self._listener.socket, server_side=True, do_handshake_on_connect=False
            )
        scheme = "https" if tls else "http"
        self.port = self._listener.server_address[1]
        self.url = f"{scheme}://{f'[{host}]' if ':' in host else host}:{self.port}"
        self.environment = {
            "OAUTH_CLIENT_ID": "client-1",
            "OAUTH_CLIENT_SECRET": "client-secret",
            "OAUTH_SERVICE_URL": self.url,
            "OAUTH_REDIRECT_URI": REDIRECT_URI,
        }
        threading.Thread(target=self._listener.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        for answer in self._answers:
            getattr(answer, "release", lambda: None)()
        self._listener.shutdown()
        self._listener.server_close()

    def answer_with(self, *answers) -> None:
        """What the token endpoint gives from now on, the last for ever."""
        with self._lock:
            self._answers += answers
            self._upcoming = list(answers)

    @property
    def token_requests(self) -> list[Request]:
        """The requests to the token endpoint so far."""
        return [request for request in self.requests if request.path.endswith("/token")]

    @property
    def token_request(self) -> Request:
        """The request to the token endpoint, which must be the only one."""
        requests = self.token_requests
        if len(requests) != 1:
            raise AssertionError(f"{len(requests)} token requests instead of one")
        return requests[0]

    def _script(self, request: Request):
        with self._lock:
            self.requests.append(request)
            if request.path.endswith("/authorize"):
                return self._approve(request)
            if request.path.endswith("/token"):
                return self._upcoming.pop(0) if len(self._upcoming) > 1 else self._upcoming[0]
            return self.documents.get(request.path, Answer(404))

    def _approve(self, request: Request) -> Answer:
        parameters = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(request.target).query))
        response = {"code": self.code, "state": parameters["state"], **self.response_parameters}
        return Answer(302, {"Location": parameters["redirect_uri"] + "?" + urllib.parse.urlencode(response)})
