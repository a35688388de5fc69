"""Gets tokens from Debian's glewlwyd, a server in C whose responses are unusual."""

import json
import pathlib
import tempfile
import unittest

import glewlwyd_setup
from browser import Browser, Page
from interop_case import REFRESHED, SCOPE, SECRET, InteropTest, free_port
from support.certificates import openssl

POST = {"OAUTH_CLIENT_ID": "post-client", "OAUTH_CLIENT_AUTH": "post"}
PUBLIC = {"OAUTH_CLIENT_ID": "public-client", "OAUTH_CLIENT_SECRET": None}


@unittest.skipUnless(glewlwyd_setup.is_installed(), "there is no glewlwyd")
class GlewlwydTest(InteropTest):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        folder = tempfile.TemporaryDirectory(prefix="goto-token-glewlwyd-")
        cls.addClassCleanup(folder.cleanup)
        path = pathlib.Path(folder.name)
        cls.key_file = path / "client.pem"
        openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", cls.key_file)
        openssl("pkey", "-in", cls.key_file, "-pubout", "-out", path / "client.pub")
        port = free_port()
        configuration = glewlwyd_setup.write_files(path, port)
        base = cls.start_server("glewlwyd", f"--config-file={configuration}",
                                ready=r"Glewlwyd started on port .* external URL: (\S+)")
        glewlwyd_setup.wait_until_open(port)
        cls.anna = glewlwyd_setup.set_up(base, cls.redirect_uri, SCOPE, SECRET, (path / "client.pub").read_text())
        cls.issuer = f"{base}/api/{glewlwyd_setup.PLUGIN}"

    @property
    def settings(self) -> dict[str, str | None]:
        return {"OAUTH_CLIENT_ID": "basic-client", "OAUTH_CLIENT_SECRET": SECRET, "OAUTH_SCOPE": SCOPE,
                "OAUTH_ISSUER": self.issuer}

    def sign_in(self, run) -> Page:
        return self.anna.browser.open(run.authorization_url + "&g_continue")

    def post(self, path: str, **form: str) -> Page:
        """What post-client says to an endpoint of the server by itself."""
        return Browser().open(self.issuer + path, {"client_id": "post-client", "client_secret": SECRET, **form})

    def introspect(self, token: str) -> dict:
        """What the server says of the token (RFC 7662), asked for post-client."""
        return json.loads(self.post("/introspect", token=token).text)

    def assert_trace(self, *steps: str, **values: str | None) -> None:
        run = self.start("-v", quiet=False, **values)
        self.assertEqual(self.sign_in(run).status, 200)
        outcome = run.wait()
        self.assertEqual(outcome.exit_code, 0, outcome.messages)
        for step in steps:
            self.assertIn(step, outcome.messages)

    def test_is_found_by_openid_connect_discovery_and_wants_basic_without_encoding(self):
        self.assert_trace(f"{self.issuer}/.well-known/openid-configuration: HTTP status 200",
                          "offers client authentication basic post",
                          "client authentication basic: HTTP status 403",
                          "accepted with client authentication basic-raw")

    def test_a_client_that_must_post_its_secret_gets_a_token(self):
        self.assert_trace("client authentication basic-raw: HTTP status 403",
                          "accepted with client authentication post", OAUTH_CLIENT_ID="post-client")

    def test_a_public_client_gets_a_token(self):
        self.assert_trace("accepted with client authentication none", **PUBLIC)

    def test_serves_a_client_with_a_secret_from_sign_in_to_logout(self):
        for values in ({}, POST):
            with self.subTest(values):
                self.assert_login_serves(**values)
                self.assertEqual(self.start("logout", **values).wait(), (0, "", ""))
                self.assert_nothing_stored()

    def test_serves_a_public_client_which_may_not_revoke(self):
        self.assert_login_serves(**PUBLIC)
        self.assert_error(self.start("logout", **PUBLIC).wait(), 6, "the server still accepts it", "401")
        self.assert_nothing_stored()

    def test_a_token_says_who_signed_in(self):
        token, _ = self.sign_in_for_a_token(**POST)
        said = self.introspect(token)
        self.assertEqual((said["active"], said["client_id"], said["scope"]), (True, "post-client", SCOPE))

    def test_a_logout_ends_the_refresh_token_while_the_access_token_lives_on(self):
        login = self.sign_in_once(**POST)
        self.assertEqual(self.start("logout", **POST).wait(), (0, "", ""))
        self.assertEqual(self.introspect(login["refresh_token"]), {"active": False})
        self.assertTrue(self.introspect(login["access_token"])["active"])

    def test_a_refresh_that_is_refused_without_a_word_keeps_the_login(self):
        """Only invalid_grant would say that it is over; this server's response is a 400 with an empty body."""
        login = self.sign_in_once(**POST)
        self.assertEqual(self.post("/revoke", token=login["refresh_token"]).status, 200)
        self.assert_error(self.start(*REFRESHED, **POST).wait(), 6, "HTTP status 400 without an OAuth error")
        self.assertEqual(self.stored_tokens(), login)
        self.assertNotEqual(self.sign_in_once(**POST)["access_token"], login["access_token"])

    def test_a_refresh_token_that_is_used_twice_ends_the_login(self):
        login = self.sign_in_once(**POST)
        self.refresh(**POST)
        page = self.post("/token", grant_type="refresh_token", refresh_token=login["refresh_token"])
        self.assertEqual((page.status, page.text), (400, ""))
        self.assert_error(self.start(*REFRESHED, **POST).wait(), 6, "HTTP status 400 without an OAuth error")

    def test_a_wrong_secret_is_refused_and_shown_nowhere(self):
        run = self.start(OAUTH_CLIENT_SECRET="wrong+secret")
        page = self.sign_in(run)
        self.assertEqual(page.status, 502)
        outcome = run.wait()
        self.assert_error(outcome, 6, "unauthorized_client")
        self.assertNotIn("wrong+secret", outcome.messages + page.text)

    def test_a_scope_that_it_does_not_know_is_left_out(self):
        run = self.start("--scope", f"{SCOPE} unheard.of", quiet=False)
        self.assertEqual(self.sign_in(run).status, 200)
        self.assertIn("did not grant these scopes: unheard.of", run.wait().messages)

    def test_an_error_of_the_authorization_endpoint_is_the_end_of_it(self):
        """With the scope openid it wants a nonce, which goto-token has no use for."""
        run = self.start("--scope", f"{SCOPE} openid")
        self.assertIn("nonce required", self.sign_in(run).text)
        self.assert_error(run.wait(), 4, "invalid_request", "nonce required")

    def test_a_wrong_redirect_uri_is_refused_while_goto_token_waits(self):
        run = self.start("--timeout", "1", OAUTH_REDIRECT_URI=f"{self.redirect_uri}/other")
        page = self.sign_in(run)
        self.assertEqual((page.status, len(page.trail)), (403, 1), page)
        self.assert_error(run.wait(), 5, "no authorization response came")

    def test_takes_a_pushed_request(self):
        run = self.start(**POST, OAUTH_PAR_ENDPOINT=f"{self.issuer}/par")
        self.assertEqual(set(run.authorization_request), {"client_id", "request_uri"})
        self.assertEqual(self.sign_in(run).status, 200)
        self.assertEqual(self.introspect(self.only_token(run.wait()))["client_id"], "post-client")

    def test_gives_a_token_for_a_device_code(self):
        run = self.start("--grant", "device-code", quiet=False, **POST)
        link = run.stderr.find(r"(http\S+/device\?code=\S+)")[1]
        self.anna.browser.open(link + "&g_continue")
        outcome = run.wait()
        self.assertEqual(outcome.exit_code, 0, outcome.messages)
        self.assertEqual(self.introspect(outcome.stdout.rstrip("\n"))["client_id"], "post-client")

    def test_takes_an_assertion_for_the_endpoint_after_it_refused_one_for_the_issuer(self):
        key = {"OAUTH_CLIENT_ID": "key-client", "OAUTH_CLIENT_SECRET": None, "OAUTH_CLIENT_KEY_FILE": str(self.key_file)}
        self.assert_trace("client authentication private-key-jwt: HTTP status 403",
                          "accepted with client authentication private-key-jwt-endpoint", **key)
        token, _ = self.sign_in_for_a_token(**key)
        self.assertEqual(self.introspect(token)["client_id"], "key-client")
        token, _ = self.sign_in_for_a_token(OAUTH_PAR_ENDPOINT=f"{self.issuer}/par", **key)
        self.assertEqual(self.introspect(token)["client_id"], "key-client")
        self.assert_login_serves(**key)
        self.assertEqual(self.start("logout", **key).wait(), (0, "", ""))

    def test_a_response_that_names_another_server_is_refused(self):
        run = self.start()
        self.assertEqual(run.redirect(code="of-another-server", iss=f"{self.issuer}/other").status, 400)
        self.assert_error(run.wait(), 4, "issuer mismatch")


if __name__ == "__main__":
    unittest.main()
