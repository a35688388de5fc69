"""Who the authorization response comes from: `iss` (RFC 9207, contract §6)."""

import unittest

from support.case import CONFIGURED, EndToEndTest


class DefaultService(EndToEndTest):
    """The default GoTo endpoints. Nothing here gets as far as a request to them."""

    def goto_token_at_goto(self):
        return self.goto_token(environment={**CONFIGURED, "OAUTH_SERVICE_URL": None})

    def test_may_name_no_issuer_but_its_own(self):
        for issuer in (
            "https://evil.example",
            "https://identity.goto.com/",
            "https://identity.goto.com.evil.example",
            "http://identity.goto.com",
            "",
        ):
            with self.subTest(issuer):
                run = self.goto_token_at_goto()
                self.assertEqual(run.redirect(code="a", iss=issuer).status, 400)
                self.assert_error(run.wait(), 4, "issuer mismatch")

    def test_is_believed_about_an_error_when_it_names_either_of_its_hosts(self):
        for issuer in ("https://identity.goto.com", "https://authentication.logmeininc.com"):
            with self.subTest(issuer):
                run = self.goto_token_at_goto()
                self.assertEqual(run.redirect(error="access_denied", iss=issuer).status, 200)
                self.assert_error(run.wait(), 4, "access_denied")

    def test_is_not_judged_before_the_state_is_right(self):
        run = self.goto_token_at_goto()
        self.assertEqual(run.redirect(error="a", iss="https://evil.example", state="guess").status, 403)
        self.assertEqual(run.redirect(error="access_denied").status, 200)
        self.assert_error(run.wait(), 4, "access_denied")

    def test_is_checked_before_an_error_is_believed(self):
        run = self.goto_token_at_goto()
        self.assertEqual(run.redirect(error="access_denied", iss="https://evil.example").status, 400)
        self.assert_error(run.wait(), 4, "issuer mismatch")


class OtherService(EndToEndTest):
    def test_of_unknown_issuer_may_name_any(self):
        server = self.mock_server("--iss", "--issuer=http://localhost:4593/api/oidc")
        environment = {
            "OAUTH_SERVICE_URL": None,
            "OAUTH_AUTHORIZATION_ENDPOINT": server.url + "/oauth/authorize",
            "OAUTH_TOKEN_ENDPOINT": server.url + "/oauth/token",
        }
        self.assert_token_of(server, self.fetch_token(server, environment=environment))


if __name__ == "__main__":
    unittest.main()
