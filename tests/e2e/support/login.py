"""What the tests of the stored login share: a server that has been logged in to, and a look into the store."""

import json
import pathlib

from support.answers import token_answer
from support.case import EndToEndTest


def first_answer(**members):
    """What a login gets: a token that can be refreshed."""
    return token_answer(**{"refresh_token": "refresh-1", "scope": "a b", "principal": "someone@example.org", **members})


class LoginTest(EndToEndTest):
    """Logs in and looks at what is kept."""

    def log_in(self, server, *arguments, **options):
        outcome = self.fetch_token(server, "login", *arguments, **options)
        self.assertEqual((outcome.exit_code, outcome.stdout, outcome.messages), (0, "", ""))

    def run_at(self, server, *arguments, **options):
        """A whole run that nobody signs in for."""
        return self.goto_token_at(server, *arguments, **options).wait()

    @property
    def store(self) -> pathlib.Path:
        return self.home / ".local/state/goto-token"

    @property
    def login_file(self) -> pathlib.Path:
        """The one login that is kept."""
        (path,) = self.store.glob("*.json")
        return path

    def stored(self) -> dict:
        return json.loads(self.login_file.read_text())

    def assert_nothing_stored(self) -> None:
        self.assertEqual(list(self.store.glob("*.json")), [])
