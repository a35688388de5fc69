"""`goto-token init` asks for what the env file needs and writes it (contract §1)."""

import os
import pathlib
import stat
import unittest

from support.case import shell
from support.dialogue import CLIENT_ID, REDIRECT_URI, SCOPES, SECRET, SERVICE, InitTest
from support.small_disk import SmallDisk, needs_small_disk

DIALOGUE = """\
Five questions; the answers are written to {path}
Enter alone takes what stands in brackets. Ctrl+C ends, with nothing written.

Which service? Press Enter for GoTo. For another authorization server, type its
issuer URL, such as https://login.example.com.
Service [GoTo]: goto

The client id names the OAuth client that asks for tokens. Create one in GoTo's
developer portal: https://developer.logmeininc.com
Client id: my-id

The client secret came with the client id. What you type does not show.
A public client has none: press Enter.
Client secret: 

The redirect URI is where the browser goes after the sign-in. It must be
registered with the client, letter for letter.
Redirect URI [http://127.0.0.1:5000/login/oauth2/code/goto]: 

Scopes are what a token may be used for, such as messaging.v1.send, with blanks
between them. Press Enter for the server's default.
Scopes [the server's default]: messaging.v1.send  users.v1.read
goto-token: wrote {path}, which only you can read
goto-token: register this redirect URI with the client, letter for letter: \
http://127.0.0.1:5000/login/oauth2/code/goto
goto-token: then sign in with: goto-token login
"""

FILE = """\
# Written by goto-token init. Keep it to yourself. For all that can be set, see goto-token init --print

# The authorization server is GoTo's.

# The client, as it is registered there.
OAUTH_CLIENT_ID=my-id
OAUTH_CLIENT_SECRET='s3cret #1'

# Exactly as registered with the client.
OAUTH_REDIRECT_URI=http://127.0.0.1:5000/login/oauth2/code/goto

# Asked for when no --scope is given; space-separated.
OAUTH_SCOPE='messaging.v1.send  users.v1.read'
"""


def mode_of(path: pathlib.Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


class Asking(InitTest):
    def test_writes_what_was_typed(self):
        run = self.init(wrapper=shell('umask 0 && exec "$@"'))
        self.answer_all("goto", "my-id", "s3cret #1", "", "messaging.v1.send  users.v1.read")
        self.assert_ends(run, 0)
        self.assertEqual(self.screen, DIALOGUE.format(path=self.env_file))
        self.assertEqual(self.env_file.read_text(), FILE)
        self.assertEqual((mode_of(self.env_file), mode_of(self.config)), (0o600, 0o700))
        self.assertEqual(list(self.config.iterdir()), [self.env_file])

    def test_makes_a_file_that_gets_a_token_in_every_folder(self):
        server = self.mock_server()
        typed = server.environment
        run = self.init()
        self.answer_all(server.url, typed["OAUTH_CLIENT_ID"], typed["OAUTH_CLIENT_SECRET"],
                        typed["OAUTH_REDIRECT_URI"], "")  # fmt: skip
        self.assert_ends(run, 0)
        self.assertIn(f"goto-token: asking {server.url} for its metadata\n", self.screen)
        self.assertNotIn(typed["OAUTH_CLIENT_SECRET"], self.screen)
        self.assertNotIn("warning", self.screen)
        self.assertIn("as Auth0 does, set OAUTH_AUDIENCE in that file\n", self.screen)
        self.assertTrue(self.env_file.read_text().endswith(" as Auth0 does.\n# OAUTH_AUDIENCE=\n"))
        run = self.goto_token(environment={})
        self.assertEqual(run.sign_in().status, 200)
        self.assert_token_of(server, run.wait())

    def test_makes_a_file_of_another_name_that_gets_a_token(self):
        server = self.mock_server()
        typed = server.environment
        path = self.folder / "my env/goto.env"
        run = self.init("--env-file", str(path))
        self.answer_all(server.url, typed["OAUTH_CLIENT_ID"], typed["OAUTH_CLIENT_SECRET"],
                        typed["OAUTH_REDIRECT_URI"], "")  # fmt: skip
        self.assert_ends(run, 0)
        self.assertTrue(self.screen.endswith(f"sign in with: goto-token login --env-file '{path}'\n"), self.screen)
        self.assertEqual((mode_of(path), mode_of(path.parent)), (0o600, 0o700))
        run = self.goto_token("--env-file", str(path), environment={})
        self.assertEqual(run.sign_in().status, 200)
        self.assert_token_of(server, run.wait())

    def test_gives_a_profile_a_file_of_its_own(self):
        for arguments, environment, command in (
            (("--profile", "work"), {}, "goto-token login --profile work\n"),
            ((), {"OAUTH_PROFILE": "home", "XDG_CONFIG_HOME": str(self.root / "xdg")}, "goto-token login\n"),
        ):
            run = self.init(*arguments, environment=environment)
            self.answer_all()
            self.assert_ends(run, 0)
            self.assertTrue(self.screen.endswith(command), self.screen)
        self.assertEqual([path.name for path in self.config.iterdir()], ["work.env"])
        self.assertEqual([path.name for path in (self.root / "xdg/goto-token").iterdir()], ["home.env"])

    def test_takes_what_is_typed_ahead_and_shows_no_secret_of_it(self):
        run = self.init()
        self.expect(SERVICE)
        self.terminal.type("\rmy-id\rs3cret\r\r\r")
        self.assert_ends(run, 0)
        self.assertNotIn("s3cret", self.screen)
        self.assertIn("OAUTH_CLIENT_SECRET=s3cret\n", self.env_file.read_text())

    def test_can_be_edited_as_it_is_typed(self):
        run = self.init()
        self.expect(SERVICE)
        self.terminal.type("wrong\x15\r")
        self.expect(CLIENT_ID)
        self.terminal.type("my-í\x7fidx\b\r")
        self.answer((SECRET, "wrong\x15s3cre\x7fet"), (REDIRECT_URI, ""), (SCOPES, ""))
        self.assert_ends(run, 0)
        self.assertIn("OAUTH_CLIENT_ID=my-id\nOAUTH_CLIENT_SECRET=s3cret\n", self.env_file.read_text())

    def test_quiet_asks_and_explains_nothing(self):
        run = self.init("-q")
        self.answer_all()
        self.assert_ends(run, 0)
        self.assertEqual(self.screen, f"{SERVICE}\n{CLIENT_ID}my-id\n{SECRET}\n{REDIRECT_URI}\n{SCOPES}\n")


class WrongAnswers(InitTest):
    def objections(self, question: str, *lines: str, before=(), after=(), **options) -> list[str]:
        """What is said to these lines at a question, up to its end."""
        run = self.init("-q", **options)
        self.answer(*before)
        self.expect(question)
        start = len(self.screen) - len(question)
        self.answer(*((question, line) for line in lines))
        self.answer(*after)
        self.assert_ends(run, 0)
        said = self.screen[start:].split("\n")
        return [line for line in said if line.startswith("goto-token: ")]

    REST = ((SECRET, "s3cret"), (REDIRECT_URI, ""), (SCOPES, ""))

    def test_a_service_is_a_url(self):
        said = self.objections(SERVICE, "login.example.com", "https://a b", "http://login.example.com", "GOTO",
                               after=((CLIENT_ID, "my-id"), *self.REST))  # fmt: skip
        self.assertEqual(said, [
            "goto-token: 'login.example.com' cannot be used: it is not an absolute http or https URL",
            "goto-token: 'https://a b' cannot be used: it holds a blank, a control character or one beyond "
            "ASCII",
            "goto-token: 'http://login.example.com' cannot be used: plain http would show the secrets to the network",
            "goto-token: hint: use https, or --allow-http if that network is yours alone",
        ])

    def test_a_service_is_an_issuer_as_its_metadata_names_it(self):
        server = self.mock_server("--issuer=https://other.example")
        hint = ("goto-token: hint: type the issuer exactly as the server names it; for a server without metadata, "
                "goto-token init --print prints a file to fill in")
        said = self.objections(SERVICE, server.url, server.url + "/nothing", "",
                               after=((CLIENT_ID, "my-id"), *self.REST))  # fmt: skip
        self.assertEqual(said[1::2], [hint, hint])
        self.assertRegex(said[0], f" its issuer is 'https://other.example', not '{server.url}'$")
        self.assertRegex(said[2], f"^goto-token: the issuer {server.url}/nothing has no metadata: ")

    def test_a_service_that_cannot_be_reached_is_kept_with_a_warning(self):
        url = "http://127.0.0.1:1"
        run = self.init()
        self.answer_all(url)
        self.assert_ends(run, 0)
        self.assertIn(f"\ngoto-token: warning: kept, but no response from {url}: ", self.screen)
        self.assertIn(f"\nOAUTH_ISSUER={url}\n", self.env_file.read_text())

    def test_a_client_id_is_needed_and_can_be_shown(self):
        said = self.objections(CLIENT_ID, "", "  ", "my\x1b[D-id", ' "my-id" ', before=((SERVICE, ""),), after=self.REST)
        self.assertEqual(said, [
            "goto-token: a client id is needed",
            "goto-token: a client id is needed",
            "goto-token: 'my?[D-id' holds a character that no client identifier may hold",
            "goto-token: hint: copy it again from the place where the client is registered",
            "goto-token: the quotes around it were left out",
        ])
        self.assertIn("OAUTH_CLIENT_ID=my-id\n", self.env_file.read_text())

    def test_a_secret_is_in_no_objection(self):
        said = self.objections(SECRET, "s3cret\x1b[A", "s3cret#'\"`", "'s3cret'",
                               before=((SERVICE, ""), (CLIENT_ID, "my-id")), after=self.REST[1:])  # fmt: skip
        self.assertEqual(said, [
            "goto-token: it holds a character that does not show, such as that of an arrow key",
            "goto-token: hint: type or paste it again",
            "goto-token: no env file can hold its quotes, '#' and backslashes all at once",
            "goto-token: hint: leave it out here, and set OAUTH_CLIENT_SECRET_FILE to a file that holds it",
            "goto-token: the quotes around it were left out",
        ])
        self.assertNotIn("s3cret", self.screen)
        self.assertIn("OAUTH_CLIENT_SECRET=s3cret\n", self.env_file.read_text())

    def test_a_redirect_uri_and_scopes_are_what_a_run_takes(self):
        said = self.objections(REDIRECT_URI, "app:/cb", "http://example.com/cb", "http://127.0.0.1:0/cb",
                               before=((SERVICE, ""), (CLIENT_ID, "my-id"), (SECRET, "")),
                               after=((SCOPES, 'a "b'), (SCOPES, "a b")))  # fmt: skip
        self.assertEqual([line for line in said if "hint: " not in line], [
            "goto-token: 'app:/cb' cannot be used: it is not an absolute http or https URL",
            "goto-token: 'http://example.com/cb' cannot be used: plain http would show the authorization code to the "
            "network",
            "goto-token: 'a \"b' holds a character that no scope may hold",
        ])
        self.assertIn("OAUTH_REDIRECT_URI=http://127.0.0.1:0/cb\n", self.env_file.read_text())

    def test_a_url_of_goto_is_goto(self):
        for url in ("https://authentication.logmeininc.com/", "HTTPS://identity.goto.com"):
            self.assertEqual(self.objections(SERVICE, url, after=((CLIENT_ID, "my-id"), *self.REST)), [])
            self.assertNotIn("OAUTH_ISSUER", self.env_file.read_text())
            self.env_file.unlink()

    def test_a_port_that_is_free_is_no_port_to_register(self):
        run = self.init()
        self.answer_all(redirect_uri="http://127.0.0.1:0/cb")
        self.assert_ends(run, 0)
        self.assertIn("goto-token: register this redirect URI with the client; the server must allow any port in place "
                      "of the 0: http://127.0.0.1:0/cb\n", self.screen)  # fmt: skip


class Refused(InitTest):
    def assert_refused(self, outcome, exit_code: int, message: str, hint: str) -> None:
        expected = f"goto-token: error: {message}\ngoto-token: hint: {hint}\n"
        self.assertEqual(outcome, (exit_code, "", expected))

    def refused_at_terminal(self, *arguments: str, **options):
        """The outcome of a run that asks nothing; its messages are on the screen."""
        outcome = self.init(*arguments, **options).wait()
        self.assertEqual(self.terminal.modes, self.before)
        screen, self.screen = self.look_to_the_end(), ""
        return outcome._replace(messages=screen)

    def test_without_a_terminal(self):
        hint = "goto-token init --print prints a file to fill in"
        self.assert_refused(self.goto_token("init", environment={}, quiet=False).wait(), 2,
                            "init asks questions on a terminal, and stdin is none", hint)  # fmt: skip
        self.assert_refused(self.refused_at_terminal("--non-interactive"), 2,
                            "init asks questions, which --non-interactive excludes", hint)  # fmt: skip
        self.assert_nothing_written()

    def test_over_a_file_or_link_that_is_there(self):
        self.config.mkdir(parents=True)
        target = self.root / "target"
        hint = "edit it, or name another with --env-file or --profile"
        message = f"the env file '{self.env_file}' is there already"
        self.env_file.write_text("mine")
        self.assert_refused(self.refused_at_terminal(), 3, message, hint)
        self.assertEqual(self.env_file.read_text(), "mine")
        self.env_file.unlink()
        self.env_file.symlink_to(target)
        self.assert_refused(self.refused_at_terminal(), 3, message, hint)
        self.assertFalse(target.exists())

    def test_over_a_file_or_link_that_comes_meanwhile(self):
        target = self.root / "target"
        for come in (lambda: self.env_file.write_text("mine"), lambda: self.env_file.symlink_to(target)):
            self.screen = ""
            run = self.init()
            self.answer((SERVICE, ""), (CLIENT_ID, "my-id"), (SECRET, "s3cret"), (REDIRECT_URI, ""))
            self.config.mkdir(parents=True, exist_ok=True)
            come()
            self.answer((SCOPES, ""))
            self.assert_ends(run, 3)
            self.assertIn(f"goto-token: error: the env file '{self.env_file}' is there already\n", self.screen)
            self.assertEqual(list(self.config.iterdir()), [self.env_file])
            self.assertFalse(target.exists())
            self.env_file.unlink()

    def test_without_a_home(self):
        for home in (None, "relative"):
            self.assert_refused(
                self.refused_at_terminal(environment={"HOME": home}), 3,
                "there is no folder for the env file: HOME is not set to an absolute path",
                "set HOME or XDG_CONFIG_HOME, or name the file with --env-file")  # fmt: skip

    def test_where_no_file_can_be_made(self):
        options = self.unprivileged()
        self.home.chmod(0o555)
        if options:
            device = self.terminal.device
            os.chown(os.ttyname(device), 65534, -1)
        self.assert_refused(self.refused_at_terminal(**options), 3,
                            f"cannot write the env file '{self.env_file}': Permission denied",
                            "nothing was written; name another with --env-file")  # fmt: skip

    @needs_small_disk
    def test_by_a_full_disk_which_keeps_nothing(self):
        disk = SmallDisk(self.home)
        self.addCleanup(disk.close)
        disk.fill()
        run = self.init(wrapper=disk.wrapper)
        self.answer_all()
        self.assert_ends(run, 3)
        self.assertTrue(self.screen.endswith(
            f"goto-token: error: cannot write the env file '{self.env_file}': No space left on device\n"
            "goto-token: hint: nothing was written; name another with --env-file\n"), self.screen)  # fmt: skip
        self.assertEqual([path.name for path in disk.folder.iterdir()], ["filling"])


if __name__ == "__main__":
    unittest.main()
