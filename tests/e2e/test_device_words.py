"""What a person is told who signs in on another device, and what is opened for them (contract §2, §5, §6)."""

import re
import unittest

from support.device import DEVICE_CODE, PENDING, USER_CODE, DeviceTest, introduction
from support.scripted_responses import ScriptedResponse, token_response
from support.screen import WatchedTerminal
from support.terminal import job

UNUSABLE = "goto-token: error: the device authorization endpoint's response cannot be used: "


class Words(DeviceTest):
    def test_address_and_code_stand_alone_on_their_lines(self):
        server = self.device_server()
        complete = f"{server.url}/device?user_code={USER_CODE}"
        server = self.device_server(verification_uri=server.url + "/device", verification_uri_complete=complete)
        exit_code, stdout, said = self.run_with_code(server)
        self.assertEqual((exit_code, stdout), (0, "token-1\n"))
        self.assertEqual([line.strip() for line in said.splitlines() if line.startswith("  ")],
                         [complete.partition("?")[0], USER_CODE, complete])  # fmt: skip

    def test_they_are_all_that_is_said_when_quiet(self):
        server = self.device_server(PENDING, ScriptedResponse(502), token_response())
        self.assertEqual(self.run_with_code(server, quiet=True), (0, "token-1\n", f"{server.url}/device\n{USER_CODE}\n"))

    def test_the_older_name_of_the_address_counts(self):  # Google's
        server = self.device_server()
        url = server.url + "/device"
        server = self.device_server(verification_uri=None, verification_url=url)
        self.assertIn(f"\n  {url}\n", self.run_with_code(server)[2])

    def test_an_address_that_is_none_of_the_web_is_refused(self):
        for address, shown in (
            ("javascript:alert(1)", "javascript:alert(1)"),
            ("file:///etc/passwd", "file:///etc/passwd"),
            ("https://as.example/\x1b[2J\nhttps://evil.example/", "https://as.example/?[2J?https://evil.example/"),
            ("https://as.example@evil.example/", "https://as.example@evil.example/"),
            ("http://as.example/device", "http://as.example/device"),
            ("/device", "/device"),
        ):
            with self.subTest(address):
                server = self.device_server(verification_uri=address)
                browser = self.program("browser", f"#!/bin/sh\ntouch {self.root}/opened\n")
                exit_code, stdout, said = self.run_with_code(server, "--browser", str(browser))
                self.assertEqual((exit_code, stdout), (7, ""))
                self.assertTrue(said.startswith(f"{UNUSABLE}its verification_uri '{shown}'"), said)
                self.assertNotIn("\x1b", said)
                self.assertEqual(server.asked, ["/device_authorization"])
                self.assertFalse((self.root / "opened").exists())

    def test_an_address_with_the_code_that_cannot_be_used_is_left_out(self):
        server = self.device_server(verification_uri_complete="https://evil.example/?user_code=1")
        self.assertEqual(self.run_with_code(server), (
            0,
            "token-1\n",
            introduction(server).replace(
                "goto-token: waiting",
                "goto-token: the server's verification_uri_complete is left out: it is not at the same server as "
                "verification_uri\ngoto-token: waiting",
            ),
        ))

    def test_a_trace_tells_each_step_and_no_secret(self):
        server = self.device_server(PENDING, ScriptedResponse(400, body=DEVICE_CODE.encode()))
        exit_code, _, said = self.run_with_code(server, "-v", environment={"OAUTH_CLIENT_AUTH": "post"})
        self.assertEqual(exit_code, 6)
        self.assertNotIn(DEVICE_CODE, said)
        self.assertNotIn("client-secret", said)
        steps = re.sub(r"after \d+ ms", "after N ms", said).replace(server.url, "URL").splitlines()
        trace = [step.removeprefix("goto-token: trace: ") for step in steps if step.startswith("goto-token: trace: ")]
        request = ", client authentication post: HTTP status"
        self.assertEqual(trace, [
            "no env file",
            "there is no stored login",
            f"request to URL/device_authorization{request} 200 after N ms",
            "accepted with client authentication post",
            "no browser to start",
            f"request to URL/oauth/token{request} 400 after N ms",
            "accepted with client authentication post",
            "authorization_pending",
            f"request to URL/oauth/token{request} 400 after N ms",
            "the body of the response begins: …",
        ])


class Browsers(DeviceTest):
    def arguments_of_browser(self, server, *options: str) -> list[str]:
        """What the browser command was given."""
        seen = self.root / "seen"
        browser = self.program("browser", f"#!/bin/sh\nprintf '%s\\n' \"$@\" > {seen}.new\nmv {seen}.new {seen}\n")
        exit_code, stdout, said = self.run_with_code(server, "--browser", str(browser), *options)
        self.assertEqual((exit_code, stdout), (0, "token-1\n"), said)
        return seen.read_text().splitlines()

    def test_the_page_is_opened(self):
        server = self.device_server(PENDING, token_response())
        self.assertEqual(self.arguments_of_browser(server), [server.url + "/device"])

    def test_the_page_that_holds_the_code_goes_before_as_one_argument(self):
        page = self.device_server().url + "/device"
        complete = page + "?user_code=a'$(touch%20x)&b=;c#d"
        server = self.device_server(PENDING, token_response(), verification_uri=page, verification_uri_complete=complete)
        self.assertEqual(self.arguments_of_browser(server), [complete])

    def test_one_that_fails_is_told(self):
        server = self.device_server(PENDING, token_response())
        self.assertEqual(self.run_with_code(server, "--browser", "nosuch"), (
            0,
            "token-1\n",
            introduction(server)
            + "goto-token: the browser command 'nosuch' was not found; open the address above yourself\n",
        ))


class Terminals(DeviceTest):
    def test_a_line_counts_down_and_leaves_nothing(self):
        server = self.device_server(PENDING, PENDING, token_response())
        terminal = WatchedTerminal()
        self.addCleanup(terminal.close)
        device = terminal.device
        streams = {"stdin": device, "stdout": device, "stderr": device, "wrapper": job("foreground")}
        run = terminal.watch(self.start(server, environment={"TERM": "xterm"}, **streams))
        terminal.wait_for(r"goto-token: waiting for the sign-in, (10:00|9:5\d) left; Ctrl\+C ends it")
        exit_code, screen = terminal.last_look(run)
        self.assertEqual((exit_code, screen.text), (0, introduction(server, waiting="") + "token-1\n"))

    def test_nothing_is_read_from_the_terminal(self):
        server = self.device_server(PENDING, token_response())
        terminal = WatchedTerminal()
        self.addCleanup(terminal.close)
        terminal.type("http://127.0.0.1/?code=x\n")
        self.assertEqual(self.run_with_code(server, stdin=terminal.device), (0, "token-1\n", introduction(server)))


if __name__ == "__main__":
    unittest.main()
