"""The paste prompt at a terminal, where it waits together with the listener (contract §6, "Paste")."""

import signal
import unittest

from support import limits
from support.case import EndToEndTest, shell
from support.program import is_thread_sanitized
from support.scripted_responses import token_response
from support.terminal import Terminal, job, wait_until
from support.wire_server import Holds

NO_RESPONSE = "that is not the response: "


class AtTheTerminal(EndToEndTest):
    def setUp(self) -> None:
        super().setUp()
        self.terminal = Terminal()
        self.addCleanup(self.terminal.close)
        self.before = self.terminal.modes

    def typing(self, *arguments: str, server=None, **options):
        """A run whose stdin is the terminal."""
        self.server = server or self.mock_server()
        return self.goto_token_at(self.server, *arguments, stdin=self.terminal.device, **options)

    def assert_restored(self) -> None:
        self.assertEqual(self.terminal.modes, self.before)
        self.assertEqual(self.terminal.shown, "")

    def test_a_pasted_response_wins(self):
        run = self.typing()
        self.terminal.type(run.address_ended_on() + "\n")
        self.assert_token_of(self.server, run.wait())
        self.assert_restored()

    def test_the_browser_wins(self):
        run = self.typing(quiet=False)
        self.assertTrue(run.stderr.find("paste its address here"))
        self.assertFalse(self.terminal.shows_keys)
        self.terminal.type("half a pas")
        self.assertEqual(run.sign_in().status, 200)
        outcome = run.wait()
        self.assert_token_of(self.server, outcome._replace(messages=""))
        self.assertTrue(outcome.messages.endswith("\n"))
        self.assert_restored()

    def test_the_browser_wins_after_wrong_pastes(self):
        run = self.typing()
        self.assertTrue(run.authorization_url)
        self.terminal.type("code=1&state=2\n")
        self.assertTrue(run.stderr.find(NO_RESPONSE))
        self.assertEqual(run.sign_in().status, 200)
        self.assert_token_of(self.server, run.wait()._replace(messages=""))
        self.assert_restored()

    def test_a_browser_that_comes_second_is_rejected(self):
        held = Holds(token_response().data)
        run = self.typing(server=self.authorization_server(held))
        self.terminal.type(run.address_ended_on() + "\n")
        self.assertTrue(held.reached.wait(limits.SECONDS))
        self.assert_restored()
        self.assertEqual(run.redirect(code="second").status, 409)
        held.release()
        self.assert_token(run.wait())

    def test_a_code_of_six_thousand_characters_fits(self):
        for arguments in ([], ["--paste"]):
            with self.subTest(arguments):
                run = self.typing(*arguments, server=self.authorization_server())
                code = "0123456789" * 600
                self.terminal.type(f"{run.redirect_uri}?code={code}&state={run.state}\r")
                self.assertEqual(run.wait()[:2], (0, "token-1\n"))
                self.assertEqual(self.server.token_request.form["code"], code)
                self.assert_restored()

    def test_lines_can_be_edited(self):
        run = self.typing()
        url = run.address_ended_on()
        self.terminal.type("nonsense\x15" + url + "xy\x7f\b\x04")
        self.assert_token_of(self.server, run.wait())

    def test_the_end_of_input_is_an_end_only_with_paste(self):
        run = self.typing("--paste")
        self.assertTrue(run.authorization_url)
        self.terminal.type("\x04")
        self.assert_error(run.wait(), 5, "the input ended without one")
        self.assert_restored()
        run = self.typing(quiet=False)
        self.assertTrue(run.authorization_url)
        self.terminal.type("\x04")
        self.assertTrue(run.stderr.find("still waiting for the browser"))
        self.assert_restored()
        run.sign_in()
        self.assertEqual(run.wait().exit_code, 0)

    def test_it_is_restored_after_a_timeout(self):
        self.assertEqual(self.typing("--timeout", "1").wait().exit_code, 5)
        self.assert_restored()

    def test_it_is_restored_after_signals(self):
        for number, exit_code in (
            (signal.SIGINT, 130),
            (signal.SIGTERM, 143),
            (signal.SIGHUP, 129),
            (signal.SIGQUIT, 131),
        ):
            with self.subTest(number):
                run = self.typing()
                self.assertTrue(run.authorization_url)
                self.assertFalse(self.terminal.shows_keys)
                self.assertEqual(run.end_by(number).exit_code, exit_code)
                self.assert_restored()

    def test_it_stays_as_it_is_while_stdin_is_no_terminal(self):
        run = self.goto_token(terminal=True)
        self.assertTrue(run.authorization_url)
        self.assert_restored()

    def test_quiet_says_nothing_but_the_url(self):
        run = self.typing("--paste")
        self.terminal.type(run.address_ended_on() + "\n")
        self.assert_token_of(self.server, run.wait())
        run = self.typing()
        run.sign_in()
        self.assert_token_of(self.server, run.wait())

    def test_quiet_says_why_what_was_pasted_is_not_the_response(self):
        run = self.typing("--paste")
        self.assertTrue(run.authorization_url)
        self.terminal.type("nonsense\n")
        self.assertTrue(run.stderr.find("that is not the response: .*; paste the address"))


class JobControl(EndToEndTest):
    def setUp(self) -> None:
        super().setUp()
        self.terminal = Terminal()
        self.addCleanup(self.terminal.close)
        self.before = self.terminal.modes

    def started(self, place: str, *wrapper: str, **options):
        """A run that is a job of a shell, whose own the terminal is."""
        return self.goto_token_at_mock(stdin=self.terminal.device, wrapper=job(place, *wrapper), **options)

    def assert_token_and_line(self, outcome) -> None:
        token, *others = outcome.stdout.splitlines(keepends=True)
        self.assert_token_of(self.server, outcome._replace(stdout=token, messages=""))
        self.assertEqual(others, ["read: for the shell\n"])

    @unittest.skipIf(is_thread_sanitized(), "ThreadSanitizer puts signals off")
    def test_ctrl_c_ends_the_wait_with_the_terminal_restored(self):
        for key, exit_code in (("\x03", 130), ("\x1c", 131)):  # Ctrl+C, Ctrl+\
            with self.subTest(exit_code):
                run = self.started("foreground")
                self.assertTrue(run.authorization_url)
                self.terminal.type(key)
                self.assertEqual(run.wait().exit_code, exit_code)
                self.assertEqual(self.terminal.modes, self.before)

    def test_a_job_in_the_background_is_not_stopped_and_reads_nothing(self):
        run = self.started("background", quiet=False)
        self.assertTrue(run.stderr.find("waiting for the response"))
        self.assertEqual(self.terminal.modes, self.before)
        self.terminal.type("for the shell\n")
        self.assertEqual(run.sign_in().status, 200)
        outcome = run.wait()
        self.assert_token_and_line(outcome)
        self.assertNotIn("paste", outcome.messages)

    def test_a_job_that_comes_to_the_foreground_asks(self):
        run = self.started("background", quiet=False)
        self.assertTrue(run.stderr.find("waiting for the response"))
        run.signal(signal.SIGUSR1)
        self.assertTrue(run.stderr.find("paste its address here"))
        self.terminal.type(run.address_ended_on() + "\n")
        self.assertTrue(run.stdout.find(r"^\S+$"))
        wait_until(lambda: self.terminal.modes == self.before)
        self.terminal.type("for the shell\n")
        self.assert_token_and_line(run.wait())

    @unittest.skipIf(is_thread_sanitized(), "ThreadSanitizer puts signals off")
    def test_ctrl_z_gives_the_terminal_back_until_the_run_goes_on(self):
        run = self.started("foreground")
        self.assertTrue(run.authorization_url)
        self.terminal.type("\x1a")
        self.assertTrue(run.stderr.find("^stopped$"))
        self.assertTrue(self.terminal.shows_keys)
        run.signal(signal.SIGUSR1)
        wait_until(lambda: not self.terminal.shows_keys)
        self.terminal.type(run.address_ended_on() + "\n")
        self.assert_token_of(self.server, run.wait()._replace(messages=""))
        self.assertEqual(self.terminal.modes, self.before)

    def test_a_command_substitution_asks(self):
        run = self.started("foreground", *shell('TOKEN=$("$@"); echo "<$TOKEN>"'))
        self.terminal.type(run.address_ended_on() + "\n")
        outcome = run.wait()
        self.assertRegex(outcome.stdout, r"\A<[^<>]+>\n\Z")
        self.assert_token_of(self.server, outcome._replace(stdout=outcome.stdout.strip("<>\n") + "\n", messages=""))


if __name__ == "__main__":
    unittest.main()
