"""The server's metadata (RFC 8414, OpenID discovery), fetched when OAUTH_ISSUER is set (contract §4, §6)."""

import unittest

from support.answers import Answer, json_answer
from support.case import EndToEndTest

RFC_8414 = "/.well-known/oauth-authorization-server"
OPENID = "/.well-known/openid-configuration"


class Metadata(EndToEndTest):
    def serve(self, path: str = RFC_8414, issuer_path: str = "", **members):
        """A server whose metadata is at `path`, and the environment that names its issuer."""
        server = self.authorization_server()
        issuer = server.url + issuer_path
        metadata = {
            "issuer": issuer,
            "authorization_endpoint": server.url + "/other/authorize",
            "token_endpoint": server.url + "/other/token",
            "response_types_supported": ["code"],
            **members,
        }
        server.documents[path] = json_answer(
            {name: value for name, value in metadata.items() if value is not None}
        )
        return server, {"OAUTH_SERVICE_URL": None, "OAUTH_ISSUER": issuer}

    def assert_uses_its_endpoints(self, server, environment) -> None:
        run = self.goto_token_at(server, environment=environment)
        self.assertTrue(run.authorization_url.startswith(server.url + "/other/authorize?"))
        run.sign_in()
        self.assert_token(run.wait())
        self.assertEqual(server.token_request.path, "/other/token")

    def test_of_rfc_8414_gives_the_endpoints(self):
        self.assert_uses_its_endpoints(*self.serve())

    def test_of_an_issuer_with_a_path_is_found_by_rfc_8414(self):
        self.assert_uses_its_endpoints(*self.serve(RFC_8414 + "/tenant/1", "/tenant/1"))

    def test_of_openid_discovery_is_the_second_choice(self):
        self.assert_uses_its_endpoints(*self.serve(OPENID))
        self.assert_uses_its_endpoints(*self.serve("/tenant/1" + OPENID, "/tenant/1"))

    def test_gives_way_to_endpoints_that_are_named(self):
        server, environment = self.serve()
        environment["OAUTH_TOKEN_ENDPOINT"] = server.url + "/named/token"
        self.assert_token(self.fetch_token(server, environment=environment))
        self.assertEqual(server.token_request.path, "/named/token")

    def test_of_another_issuer_is_refused(self):
        for issuer in ("https://evil.example", None, 7):
            server, environment = self.serve(issuer=issuer)
            with self.subTest(issuer):
                self.assert_error(self.goto_token_at(server, environment=environment).wait(), 7, "issuer")

    def test_with_another_spelling_of_the_issuer_is_refused(self):
        server, environment = self.serve()
        environment["OAUTH_ISSUER"] += "/"
        self.assert_error(self.goto_token_at(server, environment=environment).wait(), 7, "issuer")

    def test_that_is_missing_or_no_metadata_is_an_error(self):
        for answer in (Answer(404), Answer(500), Answer(body=b"<html>"), json_answer([]), json_answer({})):
            server, environment = self.serve()
            server.documents = {RFC_8414: answer, OPENID: answer}
            with self.subTest(answer):
                self.assert_error(self.goto_token_at(server, environment=environment).wait(), 7)

    def test_without_an_endpoint_or_with_a_bad_one_is_an_error(self):
        for name in ("authorization_endpoint", "token_endpoint"):
            for value in (None, "", "nonsense", 7, "http://server.invalid/x", "https://a/#fragment"):
                server, environment = self.serve(**{name: value})
                with self.subTest(name=name, value=value):
                    self.assert_error(self.goto_token_at(server, environment=environment).wait(), 7, name)

    def test_that_promises_iss_makes_its_absence_an_error(self):
        server, environment = self.serve(authorization_response_iss_parameter_supported=True)
        run = self.goto_token_at(server, environment=environment)
        self.assertEqual(run.redirect(code="a").status, 400)
        self.assert_error(run.wait(), 4, "issuer mismatch")
        self.assertEqual(server.token_requests, [])

    def test_that_promises_iss_is_content_with_the_right_one(self):
        server, environment = self.serve(authorization_response_iss_parameter_supported=True)
        server.response_parameters = {"iss": server.url}
        self.assert_token(self.fetch_token(server, environment=environment))

    def test_that_promises_nothing_still_has_a_wrong_iss_refused(self):
        server, environment = self.serve()
        run = self.goto_token_at(server, environment=environment)
        self.assertEqual(run.redirect(code="a", iss=server.url + "/").status, 400)
        self.assert_error(run.wait(), 4, "issuer mismatch")


if __name__ == "__main__":
    unittest.main()
