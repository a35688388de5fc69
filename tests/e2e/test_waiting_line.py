"""The sign of life on a terminal while a person signs in: one line, rewritten in place (contract §2 and §6)."""

import contextlib
import re
import signal
import unittest

from support.case import EndToEndTest
from support.program import is_thread_sanitized
from support.screen import WatchedTerminal
from support.scripted_responses import json_response
from support.terminal import job, wait_until
from support.wire_server import Holds

INTRODUCTION = "goto-token: open this address in a browser to sign in:\n\n  URL\n\n"
PASTE = (
    "goto-token: if the browser cannot open the page it ends on, paste its address here, and press Enter; "
    "it is not shown\n"
)
LINE = r"goto-token: waiting for the response on port \d+, \d:\d\d left; Ctrl\+C ends it"
SIGN = "LINE"


class WaitingLine(EndToEndTest):
    def setUp(self) -> None:
        super().setUp()
        self.server = self.mock_server()
        self.terminal = WatchedTerminal()
        self.addCleanup(self.terminal.close)

    def at_the_terminal(self, *arguments: str, place: str = "foreground", quiet: bool = False, **environment: str):
        """A run with all its streams at the terminal, as a job of a shell; in no `place`, without that."""
        device = self.terminal.device
        return self.terminal.watch(
            self.goto_token_at(
                self.server,
                *arguments,
                environment={"TERM": "xterm", **environment},
                stdin=device,
                stdout=device,
                stderr=device,
                wrapper=job(place) if place else (),
                quiet=quiet,
            )
        )

    def shown(self, screen=None) -> str:
        """What the screen shows, the URL and the waiting line abbreviated."""
        text = re.sub(r"http://\S+", "URL", (screen or self.terminal.screen).text)
        return re.sub(LINE, SIGN, text)

    def assert_waits(self) -> None:
        self.terminal.wait_for(LINE)

    def assert_shows(self, text: str) -> None:
        """The screen shows this, if not at once: a line that is rewritten is not there for a moment."""
        with contextlib.suppress(AssertionError):  # the comparison tells more
            wait_until(lambda: self.shown() == text)
        self.assertEqual(self.shown(), text)

    def assert_left(self, run, exit_code: int, text: str) -> None:
        """The run ends so, and leaves this and the cursor at the start of an empty line."""
        ended, screen = self.terminal.last_look(run)
        self.assertEqual((ended, self.shown(screen), screen.column), (exit_code, text, 0))

    def test_stands_below_all_else_and_counts(self):
        self.at_the_terminal()
        self.assert_shows(INTRODUCTION + PASTE + SIGN)
        wait_until(lambda: len(set(re.findall(r"\d:\d\d left", self.terminal.raw))) > 1)
        self.assert_shows(INTRODUCTION + PASTE + SIGN)
        wait_until(lambda: self.terminal.screen.column == 0)

    def test_leaves_the_token_alone_on_its_line(self):
        run = self.at_the_terminal()
        self.assert_waits()
        self.assertEqual(run.sign_in().status, 200)
        exit_code, screen = self.terminal.last_look(run)
        before, token, after = self.shown(screen).rsplit("\n", 2)
        self.assertEqual((exit_code, f"{before}\n", after), (0, INTRODUCTION + PASTE, ""))
        self.assertTrue(self.server.client.is_active(token), token)

    def test_says_that_the_servers_metadata_takes_long(self):
        server = self.authorization_server()
        path = "/.well-known/oauth-authorization-server"
        held = Holds(json_response({
            "issuer": server.url, "authorization_endpoint": server.url + "/authorize", "token_endpoint": server.url + "/token",
        }).data)  # fmt: skip
        self.addCleanup(held.release)
        server.documents[path] = held
        self.server = server
        self.at_the_terminal(OAUTH_ISSUER=server.url, OAUTH_SERVICE_URL=None)
        self.terminal.wait_for(rf"goto-token: waiting for the server's metadata from {server.address}; Ctrl\+C ends it")
        self.assertNotIn("open this address", self.terminal.raw)
        held.release()
        self.assert_shows(INTRODUCTION + PASTE + SIGN)

    def test_makes_room_for_messages(self):
        run = self.at_the_terminal()
        self.assert_waits()
        run.redirect(state="guess")
        ignored = (
            "goto-token: ignored a request to the redirect URI: its state is not the one of this run; sign in at the "
            "address that goto-token printed, not in an older tab (answered with 403, still waiting)\n"
        )
        self.assert_shows(INTRODUCTION + PASTE + ignored + SIGN)
        self.terminal.type("nonsense\n")
        objection = (
            "goto-token: that is not the response: it has no state; paste the address that the browser ended on\n"
        )
        self.assert_shows(INTRODUCTION + PASTE + ignored + objection + SIGN)

    def test_goes_with_a_trace(self):
        run = self.at_the_terminal("--verbose")
        self.assert_waits()
        self.assertEqual(run.request("GET", "/favicon.ico").status, 404)
        self.terminal.wait_for(rf"goto-token: trace: request to /favicon.ico: answered with 404\n{LINE}")

    def test_leaves_an_error_as_it_is(self):
        run = self.at_the_terminal("--timeout", "1")
        self.assert_left(
            run,
            5,
            f"{INTRODUCTION}{PASTE}goto-token: error: no authorization response came within 1 s, and no "
            "request at all\n"
            "goto-token: hint: if the browser showed an error, register URL with any port at the server, and check "
            "OAUTH_CLIENT_ID; else finish the sign-in there, or give it longer with --timeout; goto-token doctor "
            "checks the rest\n",
        )

    def test_is_gone_after_a_signal(self):
        for number, exit_code in ((signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)):
            with self.subTest(number):
                self.terminal = WatchedTerminal()
                self.addCleanup(self.terminal.close)
                run = self.at_the_terminal(place="")
                self.assert_waits()
                run.signal(number)
                self.assert_left(run, exit_code, INTRODUCTION + PASTE)

    @unittest.skipIf(is_thread_sanitized(), "ThreadSanitizer puts signals off")
    def test_is_gone_after_ctrl_c(self):
        run = self.at_the_terminal()
        self.assert_waits()
        self.terminal.type("\x03")
        self.assert_left(run, 130, INTRODUCTION + PASTE)

    @unittest.skipIf(is_thread_sanitized(), "ThreadSanitizer puts signals off")
    def test_is_gone_after_ctrl_z_and_comes_back(self):
        run = self.at_the_terminal()
        self.assert_waits()
        self.terminal.type("\x1a")
        self.terminal.wait_for("stopped\n")
        self.assertEqual(self.shown(), INTRODUCTION + PASTE + "stopped\n")
        run.signal(signal.SIGUSR1)
        self.terminal.wait_for(f"stopped\n{LINE}")
        self.terminal.type("\x03")
        self.assert_left(run, 130, INTRODUCTION + PASTE + "stopped\n")

    def test_is_not_shown_in_the_background(self):
        run = self.at_the_terminal(place="background")
        waiting = "goto-token: waiting for the response on port [0-9]+ for 300 s; Ctrl\\+C ends it\n"
        self.terminal.wait_for(waiting)
        self.assertNotIn("\x1b", self.terminal.raw)
        run.signal(signal.SIGUSR1)
        self.terminal.wait_for(waiting + re.escape(PASTE) + LINE)

    def test_counts_upwards_without_a_limit(self):
        self.at_the_terminal("--timeout", "0")
        self.terminal.wait_for(r"on port \d+, \d:\d\d so far; Ctrl\+C ends it")

    def test_tells_of_the_paste_where_that_is_the_only_method(self):
        run = self.at_the_terminal("--paste", "--timeout", "3000")
        self.terminal.wait_for("goto-token: waiting for that address, \\d+:\\d\\d left; Ctrl\\+C ends it")
        self.terminal.type(run.address_ended_on() + "\n")
        exit_code, screen = self.terminal.last_look(run)
        self.assertEqual(exit_code, 0)
        self.assertNotIn("\ngoto-token: waiting", screen.text)

    def test_fits_the_width_of_the_terminal(self):
        self.terminal.resize(50)
        run = self.at_the_terminal()
        self.terminal.wait_for(r"goto-token: waiting, \d:\d\d left")
        self.terminal.resize(22)
        self.terminal.wait_for(r"\nwaiting, \d:\d\d left")
        self.terminal.resize(10)
        self.terminal.wait_for(r"\nwaiting, ")
        self.terminal.resize(100)
        self.assert_waits()
        self.assertTrue(run.running)

    def test_is_nowhere_but_on_a_terminal_that_can_rewrite_it(self):
        for terminal, environment in (
            (True, {"TERM": "dumb"}),
            (True, {"TERM": ""}),
            (True, {}),
            (False, {"TERM": "xterm"}),
        ):
            with self.subTest(terminal=terminal, **environment):
                run = self.goto_token_at(self.server, environment=environment, terminal=terminal, quiet=False)
                self.assertTrue(run.stderr.find("waiting for the response on port .* for 300 s; Ctrl.C ends it$"))
                self.assertEqual(run.sign_in().status, 200)
                outcome = run.wait()
                self.assertEqual(
                    (outcome.exit_code, outcome.messages),
                    (
                        0,
                        INTRODUCTION.replace("  URL\n", "")
                        + f"goto-token: waiting for the response on port {run.port} for 300 s; Ctrl+C ends it\n",
                    ),
                )

    def test_is_not_there_when_quiet(self):
        run = self.at_the_terminal(quiet=True)
        self.assertEqual(run.sign_in().status, 200)
        exit_code, screen = self.terminal.last_look(run)
        self.assertEqual(exit_code, 0)
        self.assertRegex(self.shown(screen), r"\AURL\n\S+\n\Z")


if __name__ == "__main__":
    unittest.main()
