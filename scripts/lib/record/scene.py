"""The scene: the commands, the servers behind them, and what stands for all that differs from run to run."""

import base64
import contextlib
import http.server
import json
import pathlib
import re
import tempfile
from typing import NamedTuple

from picture import Picture, Row
from shell import run_in_terminal
from support import http_client
from support.mock_auth import MockProcess
from support.program import BINARY
from support.serving import serving

ROWS, COLUMNS = 24, 88  # of the terminal; its picture is as high as the session is long
COMMANDS = (
    "goto-token login      # once, in the browser",
    "TOKEN=$(goto-token)   # from now on at once",
    'curl -H @<(goto-token -o header) "$API"',
    "goto-token status",
)
SERVER = ("--print-env", "--auto-approve", "--client-id", "demo", "--principal", "alice@example.com",
          "--scopes", "messaging.v1.send messaging.v1.read", "--redirect-uri", "http://127.0.0.1:0/callback")
URL = re.compile(r"^  (http://\S+)\r$", re.MULTILINE)
WAITING = "Ctrl+C ends it"


class Step(NamedTuple):
    """A command, and the screens that it shows, one after the other; the last one stays."""

    command: str
    screens: list[tuple[Row, ...]]


class Api(http.server.BaseHTTPRequestHandler):
    """The API that is called: it greets the person to whom the token was given."""

    def do_GET(self):  # the name http.server wants
        _, claims, _ = self.headers["Authorization"].removeprefix("Bearer ").split(".")
        person = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["sub"]
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps({"hello": person}).encode() + b"\n")

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def api():
    """An API, as its address."""
    with serving(Api) as address:
        yield f"{address}/"


class Person:
    """Signs in as soon as the program waits, so that what it shows is never overtaken by the browser."""

    def __init__(self) -> None:
        self._done = False

    def look(self, shown: str) -> None:
        url = URL.search(shown)
        if not self._done and url and WAITING in shown[url.end() :]:
            self._done = True
            http_client.send(http_client.send(url[1]).headers["Location"])


def with_stand_ins(shown: str) -> str:
    """The same, with values of the same form in place of those that are others in each run."""
    for pattern, stand_in in (
        (r"(?<=\bstate=)[\w-]{43}(?=&)", "af0ifjsldkjR2Pq9xYv3TzN8mKcW1sLbUeHgQoXrDtE"),
        (r"(?<=\bcode_challenge=)[\w-]{43}(?=&)", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),  # RFC 7636's
        (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "2027-03-01T10:00:00Z"),
        (r"\b\d:\d\d(?= left;)", "5:00"),
        (r"(?<=\bredirect_uri=http%3A%2F%2F127\.0\.0\.1%3A)\d+|(?<= on port )\d+", "5000"),
        (r"(?<=http://127\.0\.0\.1:)\d+", "8080"),
    ):
        shown = re.sub(pattern, stand_in, shown)
    return shown


def record() -> list[Step]:
    """Runs the scene with the real programs."""
    with contextlib.ExitStack() as stack:
        folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = MockProcess(*SERVER)
        stack.callback(server.close)
        env_file = folder / ".env"
        env_file.touch(0o600)
        env_file.write_text(server.stdout, encoding="utf-8")
        (folder / "goto-token").symlink_to(BINARY)
        environment = {"PATH": f"{folder}:/usr/local/bin:/usr/bin:/bin", "HOME": str(folder), "TERM": "xterm-256color",
                       "BROWSER": "none", "API": stack.enter_context(api())}
        outputs = run_in_terminal(COMMANDS, environment, folder, (ROWS, COLUMNS), Person().look)
    return [Step(command, Picture(COLUMNS, with_stand_ins(output)).screens)
            for command, output in zip(COMMANDS, outputs, strict=True)]
