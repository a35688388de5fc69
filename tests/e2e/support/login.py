"""What the tests of the stored login share: a server that has been logged in to, and a look into the store."""

import contextlib
import fcntl
import json
import pathlib
import re

from support.case import EndToEndTest
from support.scripted_responses import token_response


# Lets a goto-mock-auth give the login what is due to it; the faults that follow are for what comes later.
TRUE_LOGIN = "--fault=slow=0:1"


def first_token_response(**members):
    """What a login gets: a token that can be refreshed."""
    return token_response(**{"refresh_token": "refresh-1", "scope": "a b", "principal": "someone@example.org", **members})


def said_around_sign_in(outcome) -> tuple[str, str]:
    """What a run with a sign-in wrote to stderr before its notice of that, and after."""
    before, notice, after = outcome.messages.partition("goto-token: open this address in a browser to sign in:\n")
    waiting, ends, after = after.partition("Ctrl+C ends it\n")
    if not notice or not ends:
        raise AssertionError(f"no notice of a sign-in in {outcome}")
    return before, after


def without_end_of_token(said: str) -> str:
    """What a login says, without the time at which its token ends."""
    return re.sub(r"; the token lasts until [-:\dTZ]+(?=;)", "", said)


class LoginTest(EndToEndTest):
    """Logs in and looks at what is kept."""

    def log_in(self, server, *arguments, **options):
        outcome = self.fetch_token(server, "login", *arguments, **options)
        self.assertEqual((outcome.exit_code, outcome.stdout, outcome.messages), (0, "", ""))

    def run_at(self, server, *arguments, **options):
        """A whole run without a sign-in."""
        return self.goto_token_at(server, *arguments, **options).wait()

    @contextlib.contextmanager
    def closed_gate(self):
        """Gives a shell command that waits until the context ends: what is started behind it begins together, so that it
        does not matter how long starting takes."""
        gate = self.root / "gate"
        with open(gate, "w", encoding="ascii") as closed:
            fcntl.flock(closed, fcntl.LOCK_EX)
            yield f'flock --shared "{gate}" true'

    def expire(self) -> None:
        """Lets the stored token run out; `expired_response` is the one that brought it."""
        self.expired_response = self.stored()["token_response"]
        self.login_file.write_text(json.dumps(self.stored() | {"expires_at": 1}))

    def assert_refreshed(self, server, outcome) -> None:
        """Nothing but a token that is good and not the one that has run out."""
        self.assert_token_of(server, outcome)
        self.assertNotEqual(outcome.stdout, f"{self.expired_response['access_token']}\n")

    @property
    def store(self) -> pathlib.Path:
        return self.home / ".local/state/goto-token"

    @property
    def login_file(self) -> pathlib.Path:
        """The one login that is kept."""
        (path,) = self.store.glob("*.json")
        return path

    def files(self) -> dict[str, tuple]:
        """Names, modes, sizes and times of all that is kept."""
        found = ((path, path.lstat()) for path in [self.home, *self.home.rglob("*")])
        return {str(path): (status.st_mode, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
                for path, status in found}

    def stored(self) -> dict:
        return json.loads(self.login_file.read_text())

    @property
    def stored_token(self) -> str:
        return self.stored()["token_response"]["access_token"]

    def assert_nothing_stored(self) -> None:
        self.assertEqual(list(self.store.glob("*.json")), [])
