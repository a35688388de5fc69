"""`goto-token init` and the person who answers its questions."""

import os

from support.case import EndToEndTest
from support.terminal import Terminal, wait_until

SERVICE = "Service [GoTo]: "
CLIENT_ID = "Client id: "
SECRET = "Client secret: "
REDIRECT_URI = "Redirect URI [http://127.0.0.1:5000/login/oauth2/code/goto]: "
SCOPES = "Scopes [the server's default]: "


class InitTest(EndToEndTest):
    """Runs init at a terminal; `screen` is all that has been shown there."""

    def setUp(self) -> None:
        super().setUp()
        self.terminal = Terminal()
        self.addCleanup(self.terminal.close)
        self.before = self.terminal.modes
        self.screen = ""
        self.config = self.home / ".config/goto-token"
        self.env_file = self.config / ".env"

    def init(self, *arguments: str, environment: dict | None = None, **options):
        """Starts init with nothing set up but what `environment` adds."""
        environment = {"NO_COLOR": "1", **(environment or {})}
        device = self.terminal.device
        return self.goto_token(
            "init", *arguments, environment=environment, quiet=False, stdin=device, stderr=device, **options
        )

    def look(self) -> str:
        self.screen += self.terminal.shown.replace("\r\n", "\n")
        return self.screen

    def look_to_the_end(self) -> str:
        """Looks until all is there that was shown up to now: a terminal takes its time."""
        end = "(end)"
        os.write(self.terminal.device, end.encode())
        self.expect(end)
        self.screen = self.screen.removesuffix(end)
        return self.screen

    def expect(self, end: str) -> None:
        """Waits until this is the last that is shown."""
        wait_until(lambda: self.look().endswith(end))

    def answer(self, *questions_and_lines: tuple[str, str]) -> None:
        """Types a line at each question, once that is there."""
        for question, line in questions_and_lines:
            self.expect(question)
            self.terminal.type(line + "\r")

    def answer_all(self, service="", client_id="my-id", secret="s3cret", redirect_uri="", scopes="") -> None:
        self.answer((SERVICE, service), (CLIENT_ID, client_id), (SECRET, secret), (REDIRECT_URI, redirect_uri),
                    (SCOPES, scopes))  # fmt: skip

    def assert_ends(self, run, exit_code: int) -> None:
        """The run ends with this, an empty stdout, a terminal as it was, and the cursor on a new line."""
        self.assertEqual(run.wait()[:2], (exit_code, ""))
        self.assertEqual(self.terminal.modes, self.before)
        self.assertTrue(self.look_to_the_end().endswith("\n"), self.screen)

    def assert_nothing_written(self) -> None:
        self.assertEqual(list(self.home.iterdir()), [])
