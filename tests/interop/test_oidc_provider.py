"""Gets tokens from oidc-provider, a certified authorization server that takes the RFCs by the letter."""

import json
import pathlib
import socket
import subprocess
import unittest
import urllib.parse

from browser import Browser, Page
from support.case import EndToEndTest

FOLDER = pathlib.Path(__file__).resolve().parent / "oidc_provider"
SECRET = "3naO10IA2agcvG+9I9TGEQ=="  # base64 as GoTo's secrets are: form encoding changes it
SCOPE = "messaging.v1.send"


def free_port() -> int:
    """A port that nothing listens on: the server compares redirect URIs to the port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


class OidcProviderTest(EndToEndTest):
    """One server for all tests; each is a person with a browser of their own."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.redirect_uri = f"http://127.0.0.1:{free_port()}/login/oauth2/code/goto"
        server = subprocess.Popen(["node", FOLDER / "server.mjs", cls.redirect_uri], stdin=subprocess.DEVNULL,
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        cls.addClassCleanup(server.communicate)
        cls.addClassCleanup(server.kill)
        cls.issuer = server.stdout.readline().strip()
        if not cls.issuer:
            raise AssertionError(f"the server did not start: {server.communicate()[1]}")

    def start(self, client_id: str, **values: str | None):
        """Starts goto-token with an env file that names the server's endpoints; values add to the file."""
        settings = {
            "OAUTH_CLIENT_ID": client_id,
            "OAUTH_CLIENT_SECRET": SECRET,
            "OAUTH_REDIRECT_URI": self.redirect_uri,
            "OAUTH_AUTHORIZATION_ENDPOINT": f"{self.issuer}/auth",
            "OAUTH_TOKEN_ENDPOINT": f"{self.issuer}/token",
            **values,
        }
        lines = [f"{key}='{value}'\n" for key, value in settings.items() if value is not None]
        env_file = self.folder / ".env"
        env_file.write_text("".join(lines))
        env_file.chmod(0o600)
        return self.goto_token("--scope", SCOPE, environment={})

    def decide(self, run, button: str) -> Page:
        """Opens the authorization URL and presses a button of the consent page; ends on goto-token's page."""
        browser = Browser()
        return browser.press(browser.open(run.authorization_url), button)

    def introspect(self, token: str) -> dict:
        """What the server says of the token (RFC 7662)."""
        form = {"token": token, "client_id": "post-client", "client_secret": SECRET}
        return json.loads(Browser().open(f"{self.issuer}/token/introspection", form).text)

    def assert_gets_a_real_token(self, client_id: str, **values: str | None) -> Page:
        run = self.start(client_id, **values)
        page = self.decide(run, "Allow")
        self.assertEqual(page.status, 200, page.text)
        outcome = run.wait()
        self.assertEqual((outcome.exit_code, outcome.messages), (0, ""))
        self.assertRegex(outcome.stdout, r"\A[\x21-\x7e]+\n\Z")
        expected = {"active": True, "client_id": client_id, "scope": SCOPE, "sub": "anna"}
        said = self.introspect(outcome.stdout.rstrip("\n"))
        self.assertEqual({name: said.get(name) for name in expected}, expected)
        return page

    def test_a_confidential_client_whose_secret_needs_encoding_gets_a_token(self):
        page = self.assert_gets_a_real_token("basic-client")
        response = urllib.parse.parse_qs(urllib.parse.urlsplit(page.trail[-1]).query)
        self.assertEqual(response["iss"], [self.issuer])  # RFC 9207: this server identifies itself

    def test_a_client_that_must_post_its_secret_gets_a_token(self):
        self.assert_gets_a_real_token("post-client")

    def test_a_public_client_gets_a_token(self):
        self.assert_gets_a_real_token("public-client", OAUTH_CLIENT_SECRET=None)

    def test_a_native_client_gets_a_token_on_a_port_of_the_systems_choice(self):
        self.assert_gets_a_real_token("native-client", OAUTH_CLIENT_SECRET=None,
                                      OAUTH_REDIRECT_URI="http://127.0.0.1:0/login/oauth2/code/goto")

    def test_a_person_who_says_no_is_the_end_of_it(self):
        run = self.start("basic-client")
        page = self.decide(run, "Deny")
        self.assertEqual(page.status, 200)
        self.assertIn("access_denied", page.text)
        self.assert_error(run.wait(), 4, "access_denied")

    def test_a_wrong_secret_is_refused_and_shown_nowhere(self):
        wrong = "wrong+/secret=="
        run = self.start("basic-client", OAUTH_CLIENT_SECRET=wrong)
        page = self.decide(run, "Allow")
        self.assertEqual(page.status, 502)
        outcome = run.wait()
        self.assert_error(outcome, 6, "invalid_client")
        for shown in (wrong, urllib.parse.quote(wrong, safe="")):
            self.assertNotIn(shown, outcome.messages + page.text)


if __name__ == "__main__":
    unittest.main()
