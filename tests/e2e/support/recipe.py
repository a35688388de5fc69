"""Recipes of the documentation, and what it takes to run them as they stand."""

import contextlib
import http.server
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

from support import limits
from support.serving import serving

ROOT = pathlib.Path(__file__).resolve().parents[3]


def read_recipes(path: str) -> dict[str, str]:
    """The blocks marked with `<!-- test: name -->`, by name."""
    text = (ROOT / path).read_text(encoding="utf-8")
    blocks = re.findall(r"^( *)<!-- test: (.+?) -->\n *```[a-z]+\n(.*?)^ *```", text, re.DOTALL | re.MULTILINE)
    return {name: re.sub(f"^{indent}", "", script, flags=re.MULTILINE) for indent, name, script in blocks}


class Api(http.server.BaseHTTPRequestHandler):
    """Stands for the API that a recipe calls: responds to a request with a bearer token."""

    def do_GET(self):  # the name http.server wants
        known = re.fullmatch(r"Bearer [\x21-\x7e]+", self.headers.get("Authorization", ""))
        self.send_response(200 if known else 401)
        self.end_headers()
        self.wfile.write(b"called\n")

    def log_message(self, *_):
        pass


class RecipeTest(unittest.TestCase):
    """A folder with a fitting `.env`, the two programs on PATH, a mock server, and curl as the browser."""

    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        programs = self.folder / "bin"
        programs.mkdir()
        for variable, name in (("GOTO_TOKEN", "goto-token"), ("GOTO_MOCK_AUTH", "goto-mock-auth")):
            (programs / name).symlink_to(pathlib.Path(os.environ[variable]).resolve())
        self.environment = {
            "PATH": f"{programs}:{os.environ['PATH']}",
            "HOME": str(self.folder),
            "BROWSER": "curl -sSLo /dev/null",
        }
        self.start_mock_server("--auto-approve")

    def start_mock_server(self, *options):
        command = [self.folder / "bin" / "goto-mock-auth", "--port", "0", *options, "--print-env"]
        server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.addCleanup(server.wait)
        self.addCleanup(server.terminate)
        with server.stdout:
            self.env_file = server.stdout.read()
        (self.folder / ".env").write_text(self.env_file, encoding="utf-8")
        (self.folder / ".env").chmod(0o600)

    def run_script(self, script, **environment):
        return subprocess.run(["bash", "-euo", "pipefail", "-c", script], cwd=self.folder, text=True,
                              env=self.environment | environment, capture_output=True, timeout=limits.SECONDS,
                              stdin=subprocess.DEVNULL, check=False)

    @contextlib.contextmanager
    def api(self):
        """An API, as its address."""
        with serving(Api) as address:
            yield f"{address}/"

    def settings(self) -> dict[str, str]:
        """What the `.env` of the mock server says."""
        return dict(line.split("=", 1) for line in self.env_file.splitlines() if re.match("[A-Z_]+=", line))
