"""Which redirect URIs are refused because a browser rewrites them, and which spellings are loopback (contract §4)."""

import socket
import unittest
import urllib.parse

from support import http_client
from support.case import CONFIGURED, EndToEndTest

KEY = "OAUTH_REDIRECT_URI in the environment"


class Rewritten(EndToEndTest):
    def test_by_a_browser_is_refused(self):
        elsewhere = " here and where the client is registered"
        for uri, why, hint in (
            ("http://127.0.0.1:5000/a/../b", "a browser makes '/b' of its path", "use that path"),
            ("http://127.0.0.1:5000/./b", "a browser makes '/b' of its path", "use that path"),
            ("http://localhost/a/%2E%2e", "a browser makes '/' of its path", "use that path"),
            ("https://app.example/a/%2e./b?c=d", "a browser makes '/b' of its path", "use that path"),
            ("http://127.0.0.1:/b", "a browser leaves out the colon, as no port follows it", "leave it out"),
            ("http://127.0.0.1:5000\\b", "a browser makes / of each \\ in it", "write /"),
        ):
            with self.subTest(uri):
                outcome = self.goto_token(environment={**CONFIGURED, "OAUTH_REDIRECT_URI": uri}).wait()
                said = (
                    f"goto-token: error: {KEY}: '{uri}' cannot be used: {why}\n"
                    f"goto-token: hint: {hint}{elsewhere}\n"
                )
                self.assertEqual(outcome, (3, "", said))

    def test_where_it_holds_a_tab_or_a_line_end_is_refused(self):
        for blank in ("\t", "\n", "\r"):
            environment = {**CONFIGURED, "OAUTH_REDIRECT_URI": f"http://127.0.0.1:0/a{blank}b"}
            self.assert_error(
                self.goto_token(environment=environment).wait(), 3, "a browser leaves out the tab or line end in it"
            )

    def test_is_not_what_only_looks_like_it(self):
        for path in ("/.../b", "/a..b", "/a//b", "/..%2fb", "/a%2Eb/", "/%20%C3%A9"):
            with self.subTest(path):
                environment = {**CONFIGURED, "OAUTH_REDIRECT_URI": f"http://127.0.0.1:0{path}"}
                run = self.goto_token(environment=environment)
                self.assertEqual(urllib.parse.urlsplit(run.redirect_uri).path, path)
                run.kill()


class Loopback(EndToEndTest):
    def assert_signs_in(self, host: str, as_sent: str, connect_to: str) -> None:
        """The redirect comes to the listener with the Host field that a browser makes of the host."""
        server = self.authorization_server()
        run = self.goto_token_at(server, environment={"OAUTH_REDIRECT_URI": f"http://{host}:0/cb"})
        self.assertTrue(run.redirect_uri.startswith(f"http://{host}:"), run.redirect_uri)
        target = f"/cb?code=code-1&state={run.state}"
        response = http_client.send(
            f"http://{connect_to}:{run.port}{target}", "GET", {"Host": f"{as_sent}:{run.port}"}
        )
        self.assertEqual(response.status, 200)
        self.assert_token(run.wait())

    def test_is_every_name_below_localhost(self):
        for host, as_sent in (("app.localhost", "app.localhost"), ("A.B.LOCALHOST", "a.b.localhost")):
            self.assert_signs_in(host, as_sent, "127.0.0.1")

    def test_is_all_of_127(self):
        self.assert_signs_in("127.8.9.1", "127.8.9.1", "127.8.9.1")

    def test_is_every_spelling_of_the_loopback_address_of_ipv6(self):
        with socket.socket(socket.AF_INET6) as probe:
            try:
                probe.bind(("::1", 0))
            except OSError:
                self.skipTest("no IPv6 here")
        for host in ("[0:0:0:0:0:0:0:1]", "[::0001]", "[0::1]", "[::1]", "[::0.0.0.1]"):
            with self.subTest(host):
                self.assert_signs_in(host, "[::1]", "[::1]")

    def test_is_nothing_else(self):
        for host in ("localhost.example", "127.0.0.1.example", "0.0.0.0", "[::2]", "[::ffff:127.0.0.1]", "xlocalhost"):
            environment = {**CONFIGURED, "OAUTH_REDIRECT_URI": f"http://{host}:5000/cb"}
            outcome = self.goto_token(environment=environment).wait()
            self.assert_error(outcome, 3, "plain http would show the authorization code to the network")


if __name__ == "__main__":
    unittest.main()
