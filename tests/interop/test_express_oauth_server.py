"""Gets tokens from @node-oauth/express-oauth-server, which takes Basic as many do: without form encoding."""

import json
import pathlib
import unittest

from browser import Browser, Page
from interop_case import SCOPE, SECRET, InteropTest
from support import http_client

SERVER = pathlib.Path(__file__).resolve().parent / "express_oauth_server/server.mjs"
PUBLIC = {"OAUTH_CLIENT_ID": "public-client", "OAUTH_CLIENT_SECRET": None}


class ExpressOAuthServerTest(InteropTest):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.service_url = cls.start_server("node", SERVER, cls.redirect_uri)

    @property
    def settings(self) -> dict[str, str | None]:
        return {"OAUTH_CLIENT_ID": "small-client", "OAUTH_CLIENT_SECRET": SECRET, "OAUTH_SCOPE": SCOPE,
                "OAUTH_SERVICE_URL": self.service_url}

    def sign_in(self, run) -> Page:
        """This server asks no one."""
        return Browser().open(run.authorization_url)

    def call(self, token: str) -> http_client.Response:
        """Calls an API that this server guards."""
        return http_client.send(f"{self.service_url}/me", headers={"Authorization": f"Bearer {token}"})

    def assert_trace(self, *steps: str, **values: str | None) -> None:
        run = self.start("-v", quiet=False, **values)
        self.assertEqual(self.sign_in(run).status, 200)
        outcome = run.wait()
        self.assertEqual(json.loads(self.call(outcome.stdout.strip()).body), {"id": "anna"})
        for step in steps:
            self.assertIn(step, outcome.messages)

    def test_auto_finds_that_basic_is_wanted_without_encoding(self):
        self.assert_trace("client authentication basic: HTTP status 401",
                          "client authentication basic-raw: HTTP status 200",
                          "accepted with client authentication basic-raw")

    def test_each_way_that_it_takes_can_be_named(self):
        for method in ("basic-raw", "post"):
            with self.subTest(method):
                self.assert_trace(f"accepted with client authentication {method}", OAUTH_CLIENT_AUTH=method)

    def test_a_way_that_it_does_not_take_is_refused(self):
        run = self.start(OAUTH_CLIENT_AUTH="basic")
        self.assertEqual(self.sign_in(run).status, 502)
        self.assert_error(run.wait(), 6, "invalid_client")

    def test_a_public_client_gets_a_token(self):
        token, _ = self.sign_in_for_a_token(**PUBLIC)
        self.assertEqual(self.call(token).status, 200)

    def test_serves_a_login(self):
        for values in ({}, PUBLIC):
            with self.subTest(values):
                self.assert_login_serves(**values)
                self.assertEqual(self.call(self.refresh(**values)).status, 200)
                self.start("logout", **values).wait()

    def test_a_refresh_ends_the_token_before(self):
        first = self.sign_in_once()["access_token"]
        self.assertEqual(self.call(first).status, 200)
        self.refresh()
        self.assertEqual(self.call(first).status, 401)

    def test_a_login_whose_refresh_token_was_used_is_over(self):
        stolen = self.sign_in_once(**PUBLIC)["refresh_token"]
        form = {"grant_type": "refresh_token", "refresh_token": stolen, "client_id": "public-client"}
        self.assertEqual(Browser().open(f"{self.service_url}/oauth/token", form).status, 200)
        self.assert_login_is_over(**PUBLIC)

    def test_a_logout_tells_that_there_is_no_revocation(self):
        login = self.sign_in_once()
        self.assert_error(self.start("logout").wait(), 7, "the server still accepts it", "404")
        self.assert_nothing_stored()
        self.assertEqual(self.call(login["access_token"]).status, 200)

    def test_a_wrong_secret_is_refused(self):
        run = self.start(OAUTH_CLIENT_SECRET="wrong")
        self.assertEqual(self.sign_in(run).status, 502)
        self.assert_error(run.wait(), 6, "invalid_client")

    def assert_stays_on_the_server(self, error: str, query: str = "", **values: str | None) -> None:
        """An error that this server shows to the person and never sends on; goto-token waits as long as it is to."""
        run = self.start("--timeout", "1", **values)
        page = Browser().open(run.authorization_url + query)
        self.assertEqual((page.status, len(page.trail), json.loads(page.text)["error"]), (400, 1, error))
        self.assert_error(run.wait(), 5, "no authorization response came")

    def test_a_wrong_client_or_redirect_uri_is_told_to_the_person_alone(self):
        self.assert_stays_on_the_server("invalid_client", OAUTH_CLIENT_ID="unknown")
        self.assert_stays_on_the_server("invalid_client", OAUTH_REDIRECT_URI=f"{self.redirect_uri}/other")

    def test_a_person_who_says_no_is_told_so_alone(self):
        self.assert_stays_on_the_server("access_denied", "&allowed=false")


if __name__ == "__main__":
    unittest.main()
