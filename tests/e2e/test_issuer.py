"""Who the authorization response comes from: `iss` (RFC 9207, contract §6)."""

import unittest

from support.case import CONFIGURED, EndToEndTest
from support.certificates import Certificate
from support.forward_proxy import ForwardProxy

GOTO = "authentication.logmeininc.com"


class DefaultService(EndToEndTest):
    """The default GoTo endpoints, played by a server of our own behind a proxy."""

    def goto_token_at_goto(self):
        certificate = Certificate(self.root, GOTO)
        self.server = self.authorization_server(tls=certificate.server_context(), name=GOTO)
        self.proxy = ForwardProxy(self.server.port)
        self.addCleanup(self.proxy.close)
        environment = {**CONFIGURED, "OAUTH_SERVICE_URL": None, "HTTPS_PROXY": self.proxy.url}
        return self.goto_token("--ca-file", str(certificate.file), environment=environment)

    def test_is_reached_by_default(self):
        run = self.goto_token_at_goto()
        self.assertEqual(run.redirect(code="a").status, 200)
        self.assert_token(run.wait())
        self.assertEqual(self.server.token_request.path, "/oauth/token")
        self.assertEqual(self.proxy.requests, [f"CONNECT {GOTO}:443"])

    def test_may_name_either_of_its_hosts_as_issuer(self):
        for issuer in ("https://identity.goto.com", f"https://{GOTO}"):
            with self.subTest(issuer):
                run = self.goto_token_at_goto()
                self.assertEqual(run.redirect(code="a", iss=issuer).status, 200)
                self.assert_token(run.wait())

    def test_may_name_no_other_issuer(self):
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
                self.assertEqual(self.server.token_requests, [])

    def test_is_not_judged_before_the_state_is_right(self):
        run = self.goto_token_at_goto()
        self.assertEqual(run.redirect(code="a", iss="https://evil.example", state="guess").status, 403)
        self.assertEqual(run.redirect(code="a").status, 200)
        self.assert_token(run.wait())

    def test_is_checked_before_an_error_is_believed(self):
        run = self.goto_token_at_goto()
        self.assertEqual(run.redirect(error="access_denied", iss="https://evil.example").status, 400)
        self.assert_error(run.wait(), 4, "issuer mismatch")


class OtherService(EndToEndTest):
    def test_of_unknown_issuer_may_name_any(self):
        server = self.authorization_server()
        environment = {
            "OAUTH_SERVICE_URL": None,
            "OAUTH_AUTHORIZATION_ENDPOINT": server.url + "/authorize",
            "OAUTH_TOKEN_ENDPOINT": server.url + "/token",
        }
        server.response_parameters = {"iss": "http://localhost:4593/api/oidc"}
        self.assert_token(self.fetch_token(server, environment=environment))


if __name__ == "__main__":
    unittest.main()
