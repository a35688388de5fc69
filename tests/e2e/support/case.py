"""The base of every end-to-end test: a home, a working folder and an environment of its own."""

import os
import pathlib
import re
import shutil
import sys
import tempfile
import unittest

from support.authorization_server import REDIRECT_URI, AuthorizationServer
from support.mock_server import MockServer
from support.program import BINARY, GotoToken, Outcome

# Sanitizer builds are told how to behave through these; nothing else is inherited.
_INHERITED = ("ASAN_OPTIONS", "LSAN_OPTIONS", "TSAN_OPTIONS", "UBSAN_OPTIONS")

CONFIGURED = {
    "OAUTH_CLIENT_ID": "client-1",
    "OAUTH_SERVICE_URL": "http://127.0.0.1:9",
    "OAUTH_REDIRECT_URI": REDIRECT_URI,
}


def shell(script: str) -> tuple[str, ...]:
    """A `wrapper` for a run: the shell script, in which `"$@"` is the program with its arguments."""
    return ("sh", "-c", script, "sh")


class EndToEndTest(unittest.TestCase):
    """Starts programs and servers that are gone when the test ends."""

    maxDiff = None

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory(prefix="goto-token-test-")
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        self.home = self.root / "home"
        self.folder = self.root / "work"
        self.home.mkdir()
        self.folder.mkdir()

    def authorization_server(self, *responses, **options) -> AuthorizationServer:
        server = AuthorizationServer(*responses, **options)
        self.addCleanup(server.close)
        return server

    def mock_server(self, *arguments: str, **options) -> MockServer:
        server = MockServer(*arguments, **options)
        self.addCleanup(server.close)
        return server

    def environment(self, **values: str | None) -> dict[str, str]:
        """The whole environment of a run; a value of None leaves the variable out."""
        inherited = {name: os.environ[name] for name in _INHERITED if name in os.environ}
        base = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(self.home), **inherited, **values}
        return {name: value for name, value in base.items() if value is not None}

    def goto_token(
        self, *arguments: str, environment: dict | None = None, quiet: bool = True, **popen
    ) -> GotoToken:
        """Starts a run. `environment` defaults to a complete configuration without a server behind it."""
        values = CONFIGURED if environment is None else environment
        run = GotoToken(
            [*(["--quiet"] if quiet else []), *arguments], self.environment(**values), self.folder, **popen
        )
        self.addCleanup(run.kill)
        return run

    def goto_token_at(
        self, server: AuthorizationServer | MockServer, *arguments: str, environment: dict | None = None, **options
    ) -> GotoToken:
        """Starts a run that is configured for `server`; `environment` adds to that or takes away."""
        return self.goto_token(
            *arguments, environment={**server.environment, **(environment or {})}, **options
        )

    def goto_token_at_mock(self, *arguments: str, **options) -> GotoToken:
        """Starts a run at a goto-mock-auth of its own, which is `self.server`."""
        self.server = self.mock_server()
        return self.goto_token_at(self.server, *arguments, **options)

    def fetch_token(self, server: AuthorizationServer | MockServer, *arguments: str, **options) -> Outcome:
        """A whole run: start, sign in, end."""
        run = self.goto_token_at(server, *arguments, **options)
        run.sign_in()
        return run.wait()

    def program(self, name: str, text: str) -> pathlib.Path:
        """Writes an executable script."""
        path = self.root / name
        path.write_text(text)
        path.chmod(0o755)
        return path

    def unprivileged(self) -> dict:
        """Options of a run as a user who may not do everything, should the tests run as root."""
        if os.geteuid() != 0:
            return {}
        self.root.chmod(0o755)
        self.folder.chmod(0o755)
        return {"program": shutil.copy(BINARY, self.root), "user": 65534, "group": 65534, "extra_groups": []}

    def browser_that_signs_in(self) -> pathlib.Path:
        """A browser that opens its first argument, follows redirects and ends."""
        return self.program(
            "browser",
            f"#!{sys.executable} -S\nimport sys, urllib.request\n"
            "urllib.request.urlopen(sys.argv[1]).read()\n",
        )

    def assert_token(self, outcome: Outcome, token: str = "token-1") -> None:
        self.assertEqual(outcome, (0, f"{token}\n", ""))

    def assert_token_of(self, server: MockServer, outcome: Outcome) -> None:
        """Nothing but a token that the server gave and that is good."""
        self.assertEqual((outcome.exit_code, outcome.messages), (0, ""))
        self.assertRegex(outcome.stdout, r"\A\S+\n\Z")
        self.assertTrue(server.client.is_active(outcome.stdout.rstrip("\n")), outcome.stdout)

    def assert_error(self, outcome: Outcome, exit_code: int, *mentions: str) -> None:
        """One error line that holds every one of `mentions`, hints perhaps, and nothing on stdout."""
        self.assertEqual((outcome.exit_code, outcome.stdout), (exit_code, ""), outcome.messages)
        first, *others = outcome.messages.splitlines() or [""]
        self.assertRegex(first, r"^goto-token: error: \S.*[^.\s]$")
        for other in others:
            self.assertRegex(other, r"^goto-token: hint: \S.*[^.\s]$")
        for mention in mentions:
            self.assertIn(mention, first)

    def assert_is_page(self, text: str) -> None:
        """A whole page of HTML with a title and a language, and nothing that a browser would run or load."""
        self.assertRegex(
            text, re.compile(r"^<!doctype html>.*<html lang=.*<title>[^<]+</title>.*</html>\s*$", re.S | re.I)
        )
        self.assertNotRegex(
            text, re.compile(r"<script|<img|<iframe|@import|url\(|\son\w+=|(href|src)=.(?!data:)", re.I)
        )
