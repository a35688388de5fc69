"""The authorization request and the browser that carries it (contract §5)."""

import os
import pathlib
import signal
import unittest

from support.case import CONFIGURED, EndToEndTest

BASE64URL_256_BITS = r"\A[A-Za-z0-9_-]{43}\Z"


class AuthorizationRequest(EndToEndTest):
    def authorization_url(self, *arguments: str, **environment: str) -> str:
        return self.goto_token(*arguments, environment={**CONFIGURED, **environment}).authorization_url

    def test_has_the_parameters_of_rfc_6749_and_rfc_7636(self):
        run = self.goto_token("-s", "messaging.v1.send")
        request = run.authorization_request
        self.assertRegex(request.pop("state"), BASE64URL_256_BITS)
        self.assertRegex(request.pop("code_challenge"), BASE64URL_256_BITS)
        self.assertEqual(
            request,
            {
                "response_type": "code",
                "client_id": "client-1",
                "redirect_uri": f"http://127.0.0.1:{run.port}/login/oauth2/code/goto",
                "scope": "messaging.v1.send",
                "code_challenge_method": "S256",
            },
        )

    def test_is_sent_to_the_default_service_when_no_other_is_named(self):
        url = self.authorization_url(OAUTH_SERVICE_URL="")
        self.assertEqual(url.partition("?")[0], "https://authentication.logmeininc.com/oauth/authorize")

    def test_goes_below_the_path_of_the_service_url(self):
        for base in ("http://127.0.0.1:9/base", "http://127.0.0.1:9/base/"):
            url = self.authorization_url(OAUTH_SERVICE_URL=base)
            self.assertEqual(url.partition("?")[0], "http://127.0.0.1:9/base/oauth/authorize")

    def test_goes_to_the_endpoint_that_is_named(self):
        url = self.authorization_url(OAUTH_AUTHORIZATION_ENDPOINT="https://server.invalid/auth")
        self.assertTrue(url.startswith("https://server.invalid/auth?"), url)

    def test_keeps_a_query_of_the_endpoint(self):
        url = self.authorization_url(
            OAUTH_AUTHORIZATION_ENDPOINT="https://server.invalid/auth?tenant=a%20b&x"
        )
        self.assertTrue(url.startswith("https://server.invalid/auth?tenant=a%20b&x&"), url)
        self.assertEqual(url.count("?"), 1)

    def test_percent_encodes_values(self):
        url = self.authorization_url("-s", "a:b c/d+e", OAUTH_CLIENT_ID="id &=#?%+\u00e9")
        self.assertIn("client_id=id%20%26%3D%23%3F%25%2B%C3%A9&", url)
        self.assertIn("scope=a%3Ab%20c%2Fd%2Be", url)
        self.assertIn("redirect_uri=http%3A%2F%2F127.0.0.1%3A", url)
        self.assertNotIn("+", url)

    def test_keeps_the_redirect_uri_as_it_is_registered(self):
        for path in ("", "/", "/a%20b/%7Ec", "/cb?fixed=1"):
            with self.subTest(path):
                run = self.goto_token(
                    environment={**CONFIGURED, "OAUTH_REDIRECT_URI": "http://127.0.0.1:0" + path}
                )
                self.assertEqual(run.redirect_uri, f"http://127.0.0.1:{run.port}{path}")

    def test_has_a_fresh_state_and_challenge_each_time(self):
        requests = [self.goto_token().authorization_request for _ in range(4)]
        for name in ("state", "code_challenge"):
            self.assertEqual(len({request[name] for request in requests}), 4)


class Browser(EndToEndTest):
    def setUp(self) -> None:
        super().setUp()
        self.arguments = self.root / "arguments"
        self.browser = self.program(
            "my browser",
            f'#!/bin/sh\nfor argument; do echo "$argument"; done > "{self.arguments}"\n'
            f'for url; do :; done; exec {self.browser_that_signs_in()} "${{url#--url=}}"\n',
        )
        self.browser_command = f"'{self.browser}'"

    def test_gets_the_url_as_its_last_argument(self):
        run = self.goto_token_at_mock("--browser", self.browser_command + " -new 'a b'")
        self.assert_token_of(self.server, run.wait())
        self.assertEqual(self.arguments.read_text().splitlines(), ["-new", "a b", run.authorization_url])

    def test_gets_the_url_in_place_of_percent_s(self):
        run = self.goto_token_at_mock("--browser", self.browser_command + " --url=%s")
        self.assert_token_of(self.server, run.wait())
        self.assertEqual(self.arguments.read_text().splitlines(), ["--url=" + run.authorization_url])

    def test_may_come_from_the_environment(self):
        run = self.goto_token_at_mock(environment={"BROWSER": self.browser_command})
        self.assert_token_of(self.server, run.wait())
        self.assertEqual(self.arguments.read_text().splitlines(), [run.authorization_url])

    def test_of_the_option_comes_before_the_environment(self):
        environment = {"BROWSER": "false"}
        run = self.goto_token_at_mock("--browser", self.browser_command, environment=environment)
        self.assert_token_of(self.server, run.wait())

    def test_gets_a_hostile_url_as_one_argument_that_no_shell_parses(self):
        mark = self.root / "mark"
        query = f"x=$(touch$IFS{mark});touch$IFS{mark}&y='*'!~"
        self.server = self.mock_server()
        environment = {"OAUTH_AUTHORIZATION_ENDPOINT": f"{self.server.url}/oauth/authorize?{query}"}
        for command in (
            self.browser_command,
            self.browser_command + " %s",
            self.browser_command + ' "%s"',
            self.browser_command + " '%s'",
        ):
            with self.subTest(command):
                run = self.goto_token_at(self.server, "--browser", command, environment=environment)
                self.assert_token_of(self.server, run.wait())
                self.assertEqual(self.arguments.read_text().splitlines(), [run.authorization_url])
                self.assertFalse(mark.exists())

    def test_cannot_write_to_stdout_or_read_stdin(self):
        browser = self.program(
            "noisy", f'#!/bin/sh\necho noise; cat; exec {self.browser_that_signs_in()} "$1"\n'
        )
        with open(self.program("input", "secret input\n"), "rb") as stdin:
            outcome = self.goto_token_at_mock("--browser", str(browser), stdin=stdin).wait()
            self.assert_token_of(self.server, outcome)
            self.assertEqual(stdin.read(), b"secret input\n")

    def test_that_lives_on_holds_no_stream_open(self):
        pid_file = self.root / "pid"
        browser = self.program(
            "lasting",
            f'#!/bin/sh\necho $$ > {pid_file}\n{self.browser_that_signs_in()} "$1"\nexec sleep 600\n',
        )
        run = self.goto_token_at_mock("--browser", str(browser))
        try:
            self.assert_token_of(self.server, run.wait())
            self.assertTrue(pathlib.Path("/proc", pid_file.read_text().strip()).exists())
        finally:
            os.kill(int(pid_file.read_text()), signal.SIGKILL)

    def test_lives_in_a_session_of_its_own(self):
        sessions = self.root / "sessions"
        browser = self.program(
            "session",
            f'#!/bin/sh\ncut -d" " -f6 /proc/$$/stat > {sessions}\n'
            f'exec {self.browser_that_signs_in()} "$1"\n',
        )
        run = self.goto_token_at_mock("--browser", str(browser))
        self.assert_token_of(self.server, run.wait())
        self.assertNotEqual(int(sessions.read_text()), run.pid)

    def test_inherits_no_file_descriptor(self):
        listing = self.root / "listing"
        browser = self.program(
            "descriptors",
            f'#!/bin/sh\nls -l /proc/$$/fd > {listing}\nexec {self.browser_that_signs_in()} "$1"\n',
        )
        outcome = self.goto_token_at_mock("--browser", str(browser)).wait()
        self.assert_token_of(self.server, outcome)
        self.assertNotRegex(listing.read_text(), "(socket|pipe|anon_inode):")

    def test_that_cannot_start_leaves_a_note_and_the_wait_goes_on(self):
        for command in ("/no/such/browser", "'unfinished"):
            with self.subTest(command):
                run = self.goto_token_at_mock("--browser", command, quiet=False)
                self.assertTrue(run.stderr.find("browser"))
                run.sign_in()
                outcome = run.wait()
                self.assert_token_of(self.server, outcome._replace(messages=""))

    def test_is_not_started_with_no_browser_or_none(self):
        for arguments in (("--no-browser",), ("--browser", "none")):
            with self.subTest(arguments):
                run = self.goto_token_at_mock(*arguments, environment={"BROWSER": self.browser_command})
                run.sign_in()
                self.assert_token_of(self.server, run.wait())
                self.assertFalse(self.arguments.exists())


class OverSsh(EndToEndTest):
    def test_the_notice_says_how_to_bring_the_redirect_home(self):
        environment = {**CONFIGURED, "SSH_CONNECTION": "192.0.2.1 50000 192.0.2.7 2222", "USER": "ada"}
        run = self.goto_token(environment=environment, quiet=False)
        self.assertTrue(
            run.stderr.find(rf"^  ssh -L {run.port}:127\.0\.0\.1:{run.port} -p 2222 ada@192\.0\.2\.7$")
        )
        self.assertTrue(run.stderr.find("pasting works too, with --paste"))

    def test_the_notice_is_only_for_those_who_are_there_over_ssh(self):
        run = self.goto_token_at_mock(quiet=False)
        run.sign_in()
        self.assertNotIn("ssh", run.wait().messages)


if __name__ == "__main__":
    unittest.main()
