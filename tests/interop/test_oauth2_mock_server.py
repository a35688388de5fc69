"""Gets tokens from oauth2-mock-server, which takes everything and fails as it is told to."""

import base64
import json
import pathlib
import unittest

from browser import Browser, Page
from interop_case import REFRESHED, SCOPE, InteropTest

SERVER = pathlib.Path(__file__).resolve().parent / "oauth2_mock_server/server.mjs"


def claims(jwt: str) -> dict:
    """What a JWT says (RFC 7519), its signature unchecked."""
    return json.loads(base64.urlsafe_b64decode(jwt.split(".")[1] + "=="))


class OAuth2MockServerTest(InteropTest):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.issuer = cls.start_server("node", SERVER)

    @property
    def settings(self) -> dict[str, str | None]:
        return {"OAUTH_CLIENT_ID": "any-client", "OAUTH_ISSUER": self.issuer, "OAUTH_SCOPE": "dummy"}

    def sign_in(self, run) -> Page:
        """This server asks no one, and grants the scope "dummy" whatever was asked for."""
        return Browser().open(run.authorization_url)

    def test_is_found_by_openid_connect_discovery_alone(self):
        run = self.start("-v", quiet=False)
        self.assertEqual(self.sign_in(run).status, 200)
        outcome = run.wait()
        self.assertEqual(claims(outcome.stdout)["iss"], self.issuer)
        for step in (f"{self.issuer}/.well-known/oauth-authorization-server: HTTP status 404",
                     f"{self.issuer}/.well-known/openid-configuration: HTTP status 200",
                     "offers client authentication none and promises no iss"):
            self.assertIn(step, outcome.messages)

    def test_serves_a_login_from_sign_in_to_logout(self):
        self.assert_login_serves()
        self.assertEqual(self.start("logout").wait(), (0, "", ""))
        self.assert_nothing_stored()

    def test_gives_a_whole_token_response(self):
        run = self.start("-o", "json")
        self.assertEqual(self.sign_in(run).status, 200)
        response = json.loads(run.wait().stdout)
        self.assertEqual(claims(response["id_token"])["aud"], "any-client")
        self.assertEqual((response["token_type"], response["scope"]), ("Bearer", "dummy"))

    def test_grants_other_scopes_than_asked_for_which_goto_token_tells(self):
        run = self.start("--scope", SCOPE, quiet=False)
        self.assertEqual(self.sign_in(run).status, 200)
        self.assertIn(SCOPE, run.wait().messages)

    def test_denies_when_told_to(self):
        run = self.start(OAUTH_CLIENT_ID="denied-client")
        self.assertIn("access_denied", self.sign_in(run).text)
        self.assert_error(run.wait(), 4, "access_denied")

    def test_refuses_a_code_when_told_to(self):
        for client_id, exit_code, mention in (("refused-client", 6, "invalid_client"),
                                              ("ended-client", 6, "invalid_grant"),
                                              ("unlucky-client", 6, "a code that no RFC has"),
                                              ("broken-client", 7, "500"),
                                              ("silent-client", 6, "400")):
            with self.subTest(client_id):
                run = self.start(OAUTH_CLIENT_ID=client_id)
                self.assertEqual(self.sign_in(run).status, 502)
                outcome = run.wait()
                self.assert_error(outcome, exit_code, mention)
                self.assertNotIn("\x1b", outcome.messages)

    def test_refuses_to_refresh_when_told_to_and_the_login_is_kept(self):
        for client_id, exit_code, mention in (("later-refused-client", 6, "invalid_client"),
                                              ("later-broken-client", 7, "500"),
                                              ("later-silent-client", 6, "400")):
            with self.subTest(client_id):
                login = self.sign_in_once(OAUTH_CLIENT_ID=client_id)
                outcome = self.start(*REFRESHED, OAUTH_CLIENT_ID=client_id).wait()
                self.assert_error(outcome, exit_code, mention)
                self.assertEqual(self.stored_tokens(), login)
                self.start("logout", OAUTH_CLIENT_ID=client_id).wait()

    def test_ends_a_login_when_told_to(self):
        self.sign_in_once(OAUTH_CLIENT_ID="later-ended-client")
        self.assert_login_is_over(OAUTH_CLIENT_ID="later-ended-client")

    def test_fails_to_revoke_when_told_to_and_the_login_is_erased_all_the_same(self):
        values = {"OAUTH_CLIENT_SECRET": "any secret", "OAUTH_CLIENT_AUTH": "basic"}
        self.sign_in_once(**values)
        self.assert_error(self.start("logout", **values).wait(), 7, "the server still accepts it", "503")
        self.assert_nothing_stored()


if __name__ == "__main__":
    unittest.main()
