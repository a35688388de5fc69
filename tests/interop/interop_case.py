"""What the tests against servers of others share: a server, an env file, a stored login."""

import socket
import subprocess
import tempfile

from browser import Page
from support.login import LoginTest
from support.program import Stream

SECRET = "3naO10IA2agcvG+9I9TGEQ=="  # base64 as GoTo's secrets are: form encoding changes it
SCOPE = "messaging.v1.send"

# No server here gives tokens that last so long: the stored one is never good enough.
REFRESHED = ("--min-valid", "1000000", "--non-interactive")


def free_port() -> int:
    """A port that nothing listens on: most servers compare redirect URIs to the port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def start_server(add_cleanup, *command, ready: str) -> str:
    """Starts a server that ends with the clean-up. Returns what the group in `ready` matched on its stdout."""
    errors = tempfile.TemporaryFile("w+")
    add_cleanup(errors.close)
    server = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors)
    add_cleanup(server.wait)
    add_cleanup(server.kill)
    output = Stream(server.stdout)
    found = output.find(ready)
    if not found:
        errors.seek(0)
        raise AssertionError(f"the server did not start: {output.text()}{errors.read()}")
    return found[1]


class InteropTest(LoginTest):
    """One server for all tests of a class; each test is a person with a browser of their own."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.redirect_uri = f"http://127.0.0.1:{free_port()}/login/oauth2/code/goto"

    @classmethod
    def start_server(cls, *command, ready: str = r"^(http\S+)$") -> str:
        """Starts a server that ends with the class. Returns what the group in `ready` matched on its stdout."""
        return start_server(cls.addClassCleanup, *command, ready=ready)

    @property
    def settings(self) -> dict[str, str | None]:
        """What the env file says, unless a test says otherwise; None leaves a key out."""
        raise NotImplementedError

    def sign_in(self, run) -> Page:
        """Goes through the server's pages as a person who agrees; ends on goto-token's page."""
        raise NotImplementedError

    def start(self, *arguments: str, quiet: bool = True, **values: str | None):
        """Starts goto-token with an env file of the settings and `values`."""
        settings = {"OAUTH_REDIRECT_URI": self.redirect_uri, **self.settings, **values}
        lines = [f"{key}='{value}'\n" for key, value in settings.items() if value is not None]
        env_file = self.folder / ".env"
        env_file.write_text("".join(lines))
        env_file.chmod(0o600)
        return self.goto_token(*arguments, quiet=quiet, environment={})

    def fetch(self, *arguments: str, **values: str | None) -> str:
        """Gets a token as a script does, with no one there; returns the token."""
        return self.only_token(self.start(*arguments, "--non-interactive", **values).wait())

    def refresh(self, **values: str | None) -> str:
        """Gets a token that cannot be the stored one."""
        return self.only_token(self.start(*REFRESHED, **values).wait())

    def only_token(self, outcome) -> str:
        """The token that a successful run printed, and nothing else."""
        self.assertEqual((outcome.exit_code, outcome.messages), (0, ""))
        self.assertRegex(outcome.stdout, r"\A[\x21-\x7e]+\n\Z")
        return outcome.stdout.rstrip("\n")

    def sign_in_for_a_token(self, *arguments: str, **values: str | None) -> tuple[str, Page]:
        """Gets a token with a person there; returns it and the page that the person saw last."""
        run = self.start(*arguments, **values)
        page = self.sign_in(run)
        self.assertEqual(page.status, 200, page.text)
        return self.only_token(run.wait()), page

    def sign_in_once(self, *arguments: str, **values: str | None) -> dict:
        """`goto-token login` with a person there; returns the stored tokens."""
        run = self.start("login", *arguments, **values)
        page = self.sign_in(run)
        self.assertEqual(page.status, 200, page.text)
        self.assertEqual(run.wait(), (0, "", ""))
        return self.stored_tokens()

    def stored_tokens(self) -> dict:
        """The token response of the one login that is stored."""
        return self.stored()["token_response"]

    def assert_login_serves(self, *arguments: str, **values: str | None) -> None:
        """The whole life of a login: sign in, take the token, refresh it, take the new one."""
        first = self.sign_in_once(*arguments, **values)
        self.assertTrue(first["refresh_token"])
        self.assertEqual(self.fetch(**values), first["access_token"])
        token = self.refresh(**values)
        self.assertNotEqual(token, first["access_token"])
        self.assertEqual(self.fetch(**values), token)

    def assert_login_is_over(self, **values: str | None) -> None:
        """The server refuses the refresh token: without a person that is exit 10, and the login is gone."""
        outcome = self.start(*REFRESHED, quiet=False, **values).wait()
        self.assertEqual((outcome.exit_code, outcome.stdout), (10, ""), outcome.messages)
        self.assertIn("the stored login is no longer accepted by the server; it was erased", outcome.messages)
        self.assert_nothing_stored()
