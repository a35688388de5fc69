"""`goto-token init` that ends before its last question writes nothing and gives the terminal back (contract §1, §10)."""

import fcntl
import signal
import termios
import unittest

from support.dialogue import CLIENT_ID, REDIRECT_URI, SCOPES, SECRET, SERVICE, InitTest
from support.program import is_thread_sanitized
from support.terminal import job, wait_until


def control_terminal() -> None:
    """In a new session: makes the terminal that stdin is the one that controls it."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


class EarlyEnd(InitTest):
    def asked_for_the_secret(self, *typed: str, **options):
        run = self.init(**options)
        self.answer((SERVICE, ""), (CLIENT_ID, "my-id"))
        self.expect(SECRET)
        self.assertFalse(self.terminal.shows_keys)
        for keys in typed:
            self.terminal.type(keys)
        return run

    @unittest.skipIf(is_thread_sanitized(), "ThreadSanitizer puts signals off")
    def test_by_keys_ends_the_line_and_shows_keys_again(self):
        for key, exit_code in (("\x03", 130), ("\x1c", 131)):  # Ctrl+C, Ctrl+\
            with self.subTest(exit_code):
                self.screen = ""
                run = self.asked_for_the_secret("s3c", key, preexec_fn=control_terminal)
                self.assert_ends(run, exit_code)
                self.assertTrue(self.terminal.shows_keys)
                self.assertTrue(self.screen.endswith(f"\n{SECRET}\n"), self.screen)
                self.assert_nothing_written()

    def test_by_signals_ends_the_line(self):
        for number, exit_code in ((signal.SIGTERM, 143), (signal.SIGHUP, 129)):
            with self.subTest(number):
                self.screen = ""
                run = self.asked_for_the_secret("s3c")
                self.assertEqual(run.end_by(number).exit_code, exit_code)
                self.assert_ends(run, exit_code)
                self.assertTrue(self.screen.endswith(f"\n{SECRET}\n"), self.screen)
                self.assert_nothing_written()

    def test_by_the_end_of_the_input_is_told(self):
        run = self.asked_for_the_secret("\x04")
        self.assert_ends(run, 1)
        self.assertTrue(self.screen.endswith(
            f"\n{SECRET}\ngoto-token: error: the input ended before every answer; nothing was written\n"), self.screen)  # fmt: skip
        self.assert_nothing_written()

    @unittest.skipIf(is_thread_sanitized(), "ThreadSanitizer puts signals off")
    def test_by_the_terminal_of_the_session_that_closes(self):
        self.assert_ends_with_the_terminal(preexec_fn=control_terminal)

    def test_by_another_terminal_that_closes(self):
        self.assert_ends_with_the_terminal()

    def assert_ends_with_the_terminal(self, **options) -> None:
        """No half line becomes the last value of the file."""
        run = self.init(**options)
        self.answer((SERVICE, ""), (CLIENT_ID, "my-id"), (SECRET, "s3cret"), (REDIRECT_URI, ""))
        self.expect(SCOPES)
        self.terminal.type("half of a sco")
        self.expect(SCOPES + "half of a sco")
        self.terminal.close()
        self.assertEqual(run.wait()[:2], (129, ""))
        self.assert_nothing_written()

    @unittest.skipIf(is_thread_sanitized(), "ThreadSanitizer puts signals off")
    def test_by_ctrl_z_is_none_once_it_goes_on_with_the_line_from_its_beginning(self):
        run = self.asked_for_the_secret("s3c", wrapper=job("foreground"))
        self.terminal.type("\x1a")
        wait_until(lambda: self.look().endswith("stopped\n"))
        self.assertTrue(self.terminal.shows_keys)
        run.signal(signal.SIGUSR1)
        self.expect(f"stopped\n{SECRET}")
        self.assertFalse(self.terminal.shows_keys)
        self.terminal.type("s3cret\r")
        self.answer((REDIRECT_URI, ""), (SCOPES, ""))
        self.assert_ends(run, 0)
        self.assertNotIn("s3c", self.screen)
        self.assertIn("OAUTH_CLIENT_SECRET=s3cret\n", self.env_file.read_text())


if __name__ == "__main__":
    unittest.main()
