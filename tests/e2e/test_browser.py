"""Which browser is started, and what is said when none is (contract §5)."""

import unittest

from support.case import EndToEndTest

YOURSELF = "; open the address above yourself\n"


class Browsers(EndToEndTest):
    def assert_signs_in(self, **environment: str) -> None:
        self.assert_token_of(self.server, self.goto_token_at(self.server, environment=environment).wait())

    def assert_told(self, note: str, *arguments: str, **environment: str) -> None:
        """Nothing but the note is said of the browser, and the wait goes on."""
        run = self.goto_token_at(self.server, *arguments, environment=environment, quiet=False)
        self.assertTrue(run.stderr.find("; open the address above yourself$"))
        self.assertEqual(run.sign_in().status, 200)
        outcome = run.wait()
        self.assert_token_of(self.server, outcome._replace(messages=""))
        self.assertEqual(
            outcome.messages,
            "goto-token: open this address in a browser to sign in:\n\n\n"
            f"goto-token: waiting for the response on port {run.port} for 300 s; Ctrl+C ends it\n"
            f"goto-token: {note}{YOURSELF}",
        )

    def setUp(self) -> None:
        super().setUp()
        self.server = self.mock_server()
        self.browser = self.browser_that_signs_in()

    def test_may_be_a_list_of_which_the_first_that_starts_is_used(self):
        plain = self.root / "plain"
        plain.touch()
        for before in ("nosuch", f"{plain}", "", "nosuch %s : /no/such/browser"):
            with self.subTest(before):
                self.assert_signs_in(BROWSER=f"{before}:{self.browser}:false")

    def test_that_does_not_exist_is_named(self):
        self.assert_told("the browser command 'nosuch' was not found", BROWSER="nosuch")
        self.assert_told("the browser command '/no/such %s' was not found", "--browser", "/no/such %s")

    def test_that_cannot_be_run_is_named(self):
        self.assert_told("the browser command '/etc/passwd' cannot be run", BROWSER="/etc/passwd")
        self.assert_told("the browser command ''unclosed' cannot be run", BROWSER="'unclosed")

    def test_none_of_a_list_is_named_once(self):
        self.assert_told("none of the browser commands 'nosuch', '/etc/passwd' can be run", BROWSER="nosuch:/etc/passwd")

    def test_none_ends_a_list(self):
        self.assert_told("the browser command 'nosuch' was not found", BROWSER=f"nosuch:none:{self.browser}")

    def test_that_fails_is_named_and_followed_by_no_other(self):
        failing = f"false:{self.browser}"
        self.assert_told("the browser command 'false' failed with status 1", BROWSER=failing)

    def test_that_a_signal_ends_is_named(self):
        self.program("killed", "#!/bin/sh\nkill -SEGV $$\n")
        path = f"{self.root}:/usr/bin:/bin"
        self.assert_told("the browser command 'killed' was ended by SIGSEGV", BROWSER="killed", PATH=path)

    def test_of_the_option_is_one_command(self):
        self.assert_told(
            "the browser command 'nosuch:true' was not found", "--browser", "nosuch:true", BROWSER=f"{self.browser}"
        )

    def test_that_ends_well_is_not_spoken_of(self):
        run = self.goto_token_at(self.server, environment={"BROWSER": f"nosuch:{self.browser}"}, quiet=False)
        self.assertNotIn("browser command", run.wait().messages)

    def test_is_traced_with_its_name(self):
        environment = {"BROWSER": "nosuch:true"}
        run = self.goto_token_at(self.server, "--verbose", environment=environment, quiet=False)
        self.assertTrue(run.stderr.find("^goto-token: trace: trying the browser commands 'nosuch', 'true' in turn$"))


if __name__ == "__main__":
    unittest.main()
