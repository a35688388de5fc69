"""Gets tokens from oidc-provider, a certified authorization server that takes the RFCs by the letter."""

import json
import unittest
import urllib.parse

from browser import Browser, Page
from interop_case import REFRESHED, SCOPE, SECRET
from oidc_provider_case import OidcProviderTest


class Token(OidcProviderTest):
    def assert_gets_a_real_token(self, client_id: str, **values: str | None) -> Page:
        token, page = self.sign_in_for_a_token(OAUTH_CLIENT_ID=client_id, **values)
        self.assert_is_real(token, client_id)
        return page

    def test_for_a_confidential_client_whose_secret_needs_encoding(self):
        page = self.assert_gets_a_real_token("basic-client")
        response = urllib.parse.parse_qs(urllib.parse.urlsplit(page.trail[-1]).query)
        self.assertEqual(response["iss"], [self.issuer])  # RFC 9207: this server identifies itself

    def test_for_a_client_that_must_post_its_secret(self):
        self.assert_gets_a_real_token("post-client")
        self.assert_gets_a_real_token("post-client", OAUTH_CLIENT_AUTH="post")

    def test_for_a_client_whose_id_and_secret_are_full_of_reserved_characters(self):
        self.assert_gets_a_real_token('client: "100%" & so/on+=', OAUTH_CLIENT_SECRET=None,
                                      OAUTH_CLIENT_SECRET_FILE=self.secret_file('a:b%2Bc d&e=f+g/h~"\'\\'))

    def secret_file(self, secret: str) -> str:
        path = self.folder / "secret"
        path.write_text(secret)
        path.chmod(0o600)
        return str(path)

    def test_for_a_public_client(self):
        self.assert_gets_a_real_token("public-client", OAUTH_CLIENT_SECRET=None)

    def test_for_a_native_client_on_a_port_of_the_systems_choice(self):
        self.assert_gets_a_real_token("native-client", OAUTH_CLIENT_SECRET=None,
                                      OAUTH_REDIRECT_URI="http://127.0.0.1:0/login/oauth2/code/goto")


class Issuer(OidcProviderTest):
    def assert_found(self, path: str, *trace: str) -> None:
        run = self.start("-v", quiet=False, **self.at_issuer(path))
        self.assertEqual(self.sign_in(run).status, 200)
        outcome = run.wait()
        self.assert_is_real(outcome.stdout.rstrip("\n"), "basic-client", self.issuer + path)
        for step in (*trace, "promises an iss", "accepted with client authentication basic"):
            self.assertIn(step, outcome.messages)

    def test_without_a_path_is_found(self):
        self.assert_found("", f"{self.issuer}/.well-known/oauth-authorization-server: HTTP status 200")

    def test_with_a_path_is_found_where_rfc_8414_says(self):
        self.assert_found("/inserted",
                          f"{self.issuer}/.well-known/oauth-authorization-server/inserted: HTTP status 200")

    def test_with_a_path_is_found_where_openid_connect_discovery_says(self):
        self.assert_found("/appended",
                          f"{self.issuer}/.well-known/oauth-authorization-server/appended: HTTP status 404",
                          f"{self.issuer}/appended/.well-known/openid-configuration: HTTP status 200")

    def test_of_another_name_is_refused(self):
        elsewhere = self.issuer.replace("127.0.0.1", "localhost")
        outcome = self.start(**{**self.at_issuer(), "OAUTH_ISSUER": elsewhere}).wait()
        self.assert_error(outcome, 7, f"its issuer is '{self.issuer}'")

    def test_tells_a_response_of_another_server_from_its_own(self):
        for iss in (None, f"{self.issuer}/inserted"):
            with self.subTest(iss):
                run = self.start(**self.at_issuer())
                self.assertEqual(run.redirect(code="of-another-server", iss=iss).status, 400)
                self.assert_error(run.wait(), 4, "issuer mismatch")

    def test_serves_a_login_from_sign_in_to_logout(self):
        for path in ("", "/inserted", "/appended"):
            with self.subTest(path):
                self.assert_login_serves(**self.at_issuer(path))
                self.assertEqual(self.start("logout", **self.at_issuer(path)).wait(), (0, "", ""))


class Rejection(OidcProviderTest):
    def test_of_the_person_is_the_end_of_it(self):
        run = self.start()
        page = self.decide(run, "Deny")
        self.assertEqual(page.status, 200)
        self.assertIn("access_denied", page.text)
        self.assert_error(run.wait(), 4, "access_denied", "anna said no")

    def test_of_a_scope_gives_a_token_and_a_warning(self):
        run = self.start("--scope", f"{SCOPE} unheard.of", quiet=False)
        self.assertEqual(self.sign_in(run).status, 200)
        outcome = run.wait()
        self.assert_is_real(outcome.stdout.rstrip("\n"), "basic-client")
        self.assertIn("unheard.of", outcome.messages)

    def test_of_a_wrong_secret_shows_it_nowhere(self):
        wrong = "wrong+/secret=="
        run = self.start(OAUTH_CLIENT_SECRET=wrong)
        page = self.sign_in(run)
        self.assertEqual(page.status, 502)
        outcome = run.wait()
        self.assert_error(outcome, 6, "invalid_client")
        for shown in (wrong, urllib.parse.quote(wrong, safe="")):
            self.assertNotIn(shown, outcome.messages + page.text)

    def test_of_a_public_client_that_has_a_secret_is_invalid_client(self):
        run = self.start(OAUTH_CLIENT_SECRET=None)
        self.assertEqual(self.sign_in(run).status, 502)
        self.assert_error(run.wait(), 6, "invalid_client")

    def test_of_an_unknown_client_or_redirect_uri_is_a_page_of_the_server_while_goto_token_waits(self):
        for values in ({"OAUTH_CLIENT_ID": "unknown"}, {"OAUTH_REDIRECT_URI": f"{self.redirect_uri}/other"}):
            with self.subTest(values):
                run = self.start("--timeout", "1", **values)
                page = Browser().open(run.authorization_url)
                self.assertEqual((page.status, len(page.trail)), (400, 1))
                self.assert_error(run.wait(), 5, "no authorization response came")


class Login(OidcProviderTest):
    def test_serves_each_kind_of_client(self):
        for client_id, secret in (("basic-client", SECRET), ("post-client", SECRET), ("public-client", None)):
            with self.subTest(client_id):
                values = {"OAUTH_CLIENT_ID": client_id, "OAUTH_CLIENT_SECRET": secret}
                self.assert_login_serves(**values)
                self.assert_is_real(self.refresh(**values), client_id)
                self.assertEqual(self.start("logout", **values).wait(), (0, "", ""))

    def test_keeps_the_newest_of_the_rotated_refresh_tokens(self):
        seen = {self.sign_in_once()["refresh_token"]}
        for _ in range(3):
            self.refresh()
            seen.add(self.stored_tokens()["refresh_token"])
        self.assertEqual(len(seen), 4)

    def test_is_refreshed_once_by_any_number_of_processes(self):
        """Two requests with one refresh token would end the grant on this server."""
        first = self.sign_in_once()["access_token"]
        runs = [self.goto_token(*REFRESHED, environment={}) for _ in range(8)]
        tokens = {self.only_token(run.wait()) for run in runs}
        self.assertNotIn(first, tokens)
        self.assert_is_real(self.refresh(), "basic-client")

    def test_is_over_when_its_refresh_token_was_used_elsewhere(self):
        values = {"OAUTH_CLIENT_ID": "post-client"}
        stolen = self.sign_in_once(**values)["refresh_token"]
        token = self.refresh(**values)
        page = self.post(f"{self.issuer}/token", grant_type="refresh_token", refresh_token=stolen)
        self.assertEqual((page.status, json.loads(page.text)["error"]), (400, "invalid_grant"))
        self.assert_is_dead(token)
        self.assert_login_is_over(**values)

    def test_that_is_over_is_followed_by_another_sign_in(self):
        login = self.sign_in_once(OAUTH_CLIENT_ID="post-client")
        self.post(f"{self.issuer}/token/revocation", token=login["refresh_token"])
        token, _ = self.sign_in_for_a_token("--min-valid", "1000000", OAUTH_CLIENT_ID="post-client")
        self.assert_is_real(token, "post-client")
        self.assertEqual(self.stored_tokens()["access_token"], token)

    def test_survives_a_rejection_that_is_not_about_it(self):
        login = self.sign_in_once()
        self.assert_error(self.start(*REFRESHED, OAUTH_CLIENT_SECRET="wrong").wait(), 6, "invalid_client")
        self.assertEqual(self.stored_tokens(), login)
        self.refresh()

    def test_without_a_refresh_token_says_so(self):
        run = self.start("login", quiet=False, OAUTH_CLIENT_ID="once-client")
        self.assertEqual(self.sign_in(run).status, 200)
        self.assertIn("the server gave no refresh token", run.wait().messages)
        self.assertEqual(self.fetch(OAUTH_CLIENT_ID="once-client"), self.stored_tokens()["access_token"])


class Logout(OidcProviderTest):
    def test_leaves_no_token_that_the_server_accepts(self):
        for client_id, secret in (("basic-client", SECRET), ("post-client", SECRET), ("public-client", None)):
            with self.subTest(client_id):
                values = {"OAUTH_CLIENT_ID": client_id, "OAUTH_CLIENT_SECRET": secret}
                login = self.sign_in_once(**values)
                self.assert_is_real(login["access_token"], client_id)
                self.assertEqual(self.start("logout", **values).wait(), (0, "", ""))
                self.assert_nothing_stored()
                self.assert_is_dead(login["access_token"], login["refresh_token"])

    def test_revokes_the_access_token_where_that_is_all_there_is(self):
        login = self.sign_in_once(OAUTH_CLIENT_ID="once-client")
        self.assertEqual(self.start("logout", OAUTH_CLIENT_ID="once-client").wait(), (0, "", ""))
        self.assert_is_dead(login["access_token"])

    def test_with_a_wrong_secret_says_that_the_tokens_live_on(self):
        login = self.sign_in_once()
        outcome = self.start("logout", OAUTH_CLIENT_SECRET="wrong").wait()
        self.assert_error(outcome, 6, "the server still accepts it", "invalid_client")
        self.assert_nothing_stored()
        self.assert_is_real(login["access_token"], "basic-client")


if __name__ == "__main__":
    unittest.main()
