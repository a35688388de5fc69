"""What is different when stderr is a terminal (contract §2 and §5)."""

import unittest

from support.case import CONFIGURED, EndToEndTest


class Terminal(EndToEndTest):
    def on_a_desktop(self, **environment: str) -> dict[str, str]:
        """The environment of a desktop whose opener signs in."""
        self.browser_that_signs_in().rename(self.root / "xdg-open")
        return {"PATH": f"{self.root}:/usr/bin:/bin", "DISPLAY": ":0", **environment}

    def assert_opens(self, expected: bool, *arguments: str, terminal: bool, **environment: str) -> None:
        server = self.mock_server()
        desktop = self.on_a_desktop(**environment)
        run = self.goto_token_at(server, *arguments, terminal=terminal, environment=desktop)
        if not expected:
            self.assertEqual(run.sign_in().status, 200)  # 409 or refused, had the opener been first
        self.assert_token_of(server, run.wait())

    def test_and_a_desktop_have_the_browser_opened(self):
        self.assert_opens(True, terminal=True)

    def test_is_needed_to_have_the_browser_opened(self):
        self.assert_opens(False, terminal=False)

    def test_without_a_desktop_opens_nothing(self):
        self.assert_opens(False, terminal=True, DISPLAY="")

    def test_opens_nothing_when_told_so(self):
        self.assert_opens(False, "--no-browser", terminal=True)

    def test_shows_the_url_whole_and_without_colour(self):
        run = self.goto_token("-s", "x" * 300, environment=CONFIGURED, terminal=True, quiet=False)
        self.assertEqual(run.authorization_request["scope"], "x" * 300)
        self.assertTrue(any(line.strip(" ") == run.authorization_url + "\n" for line in run.stderr.lines))

    def test_shows_no_colour_when_no_color_is_set(self):
        environment = {**CONFIGURED, "OAUTH_CLIENT_ID": "", "TERM": "xterm-256color", "NO_COLOR": "1"}
        self.assert_error(
            self.goto_token(environment=environment, terminal=True).wait(), 3, "OAUTH_CLIENT_ID"
        )


if __name__ == "__main__":
    unittest.main()
