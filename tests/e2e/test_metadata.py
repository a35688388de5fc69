"""The server's metadata (RFC 8414, OpenID discovery), fetched when OAUTH_ISSUER is set (contract §4, §6)."""

import signal
import unittest

from support import limits
from support.case import EndToEndTest
from support.scripted_responses import ScriptedResponse, json_response
from support.wire_server import Holds

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
        server.documents[path] = json_response(
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

    def assert_unfit(self, server, environment, *mentions: str) -> None:
        """The run ends before anybody is asked to sign in."""
        self.assert_error(self.goto_token_at(server, environment=environment).wait(), 7, *mentions)
        self.assertTrue(all("/.well-known/" in request.path for request in server.requests))

    def test_of_another_issuer_is_refused(self):
        for issuer in ("https://evil.example", None, 7):
            server, environment = self.serve(issuer=issuer)
            with self.subTest(issuer):
                self.assert_unfit(server, environment, "issuer")

    def test_of_another_issuer_says_which_issuer_to_set(self):
        server, environment = self.serve(issuer="https://identity.goto.com")
        messages = self.goto_token_at(server, environment=environment).wait().messages
        self.assertIn("set OAUTH_ISSUER=https://identity.goto.com\n", messages.splitlines(True)[1])

    def test_with_another_spelling_of_the_issuer_is_refused(self):
        server, environment = self.serve()
        environment["OAUTH_ISSUER"] += "/"
        self.assert_unfit(server, environment, "issuer")

    def test_that_is_missing_or_no_metadata_is_an_error(self):
        for response in (ScriptedResponse(404), ScriptedResponse(500), ScriptedResponse(body=b"<html>"), json_response([]),
                         json_response({})):
            server, environment = self.serve()
            server.documents = {RFC_8414: response, OPENID: response}
            with self.subTest(response):
                self.assert_unfit(server, environment, RFC_8414, OPENID)
                self.assertEqual([request.path for request in server.requests], [RFC_8414, OPENID])

    def test_of_a_server_that_cannot_be_reached_is_an_error(self):
        environment = {"OAUTH_CLIENT_ID": "client-1", "OAUTH_ISSUER": "http://127.0.0.1:9"}
        self.assert_error(self.goto_token(environment=environment).wait(), 7, "127.0.0.1:9")

    def test_without_an_endpoint_or_with_a_bad_one_is_an_error(self):
        for name in ("authorization_endpoint", "token_endpoint"):
            for value in (None, "", "nonsense", 7, "http://server.invalid/x", "https://a/#fragment"):
                server, environment = self.serve(**{name: value})
                with self.subTest(name=name, value=value):
                    self.assert_unfit(server, environment, name)

    def test_with_a_parameter_of_ours_in_an_endpoint_is_an_error(self):
        server, environment = self.serve(authorization_endpoint="https://as.example/authorize?a=1&state=fix")
        outcome = self.goto_token_at(server, environment=environment).wait()
        self.assert_error(outcome, 3, "its authorization_endpoint holds state in its query, which goto-token sets itself")
        self.assertEqual([request.path for request in server.requests], [RFC_8414])
        for name, key in (("token_endpoint", "OAUTH_TOKEN_ENDPOINT"), ("revocation_endpoint", "OAUTH_REVOCATION_ENDPOINT")):
            server, environment = self.serve(**{name: "https://as.example/x?a=1&client_id=fix"})
            outcome = self.goto_token_at(server, "--grant=client-credentials", environment=environment).wait()
            self.assert_error(outcome, 3, f"its {name} holds client_id in its query, which goto-token sets itself")
            self.assertIn(f"hint: name the endpoint without it in {key}\n", outcome.messages)
            self.assertEqual([request.path for request in server.requests], [RFC_8414])

    def test_is_named_where_an_endpoint_of_it_may_be_another_one(self):
        server, environment = self.serve()
        server.respond_with(ScriptedResponse(404))
        outcome = self.goto_token_at(server, "--grant=client-credentials", environment=environment).wait()
        self.assertEqual((outcome.exit_code, outcome.messages), (
            7,
            "goto-token: error: the token endpoint's response is not a token response: HTTP status 404\n"
            "goto-token: hint: check OAUTH_TOKEN_ENDPOINT, or where that is not set the token_endpoint in the metadata of "
            "OAUTH_ISSUER\n",
        ))

    def test_that_rules_out_what_is_needed_is_an_error(self):
        for name, value in (
            ("response_types_supported", ["token"]),
            ("code_challenge_methods_supported", ["plain"]),
            ("token_endpoint_auth_methods_supported", ["client_secret_jwt"]),
        ):
            server, environment = self.serve(**{name: value})
            with self.subTest(name):
                self.assert_unfit(server, environment, name)

    def test_chooses_the_client_authentication(self):
        for methods, expected in (
            (["client_secret_basic"], "basic"),
            (["client_secret_post"], "post"),
            (["none"], "none"),
            (None, "basic"),
        ):
            server, environment = self.serve(token_endpoint_auth_methods_supported=methods)
            with self.subTest(methods):
                self.assert_token(self.fetch_token(server, environment=environment))
                request = server.token_request
                found = "post" if "client_secret" in request.form else "none"
                self.assertEqual("basic" if "Authorization" in request.headers else found, expected)

    def test_gives_way_to_a_client_authentication_that_is_named(self):
        server, environment = self.serve(token_endpoint_auth_methods_supported=["private_key_jwt"])
        environment["OAUTH_CLIENT_AUTH"] = "post"
        self.assert_token(self.fetch_token(server, environment=environment))
        self.assertEqual(server.token_request.form["client_secret"], "client-secret")

    def test_that_promises_iss_makes_its_absence_an_error(self):
        server, environment = self.serve(authorization_response_iss_parameter_supported=True)
        run = self.goto_token_at(server, environment=environment)
        self.assertEqual(run.redirect(code="a").status, 400)
        self.assert_error(run.wait(), 4, "issuer mismatch")
        self.assertEqual(server.token_requests, [])

    def test_that_promises_iss_is_content_with_the_right_one(self):
        server = self.mock_server("--iss")
        environment = {"OAUTH_SERVICE_URL": None, "OAUTH_ISSUER": server.url}
        self.assert_token_of(server, self.fetch_token(server, environment=environment))

    def test_that_promises_nothing_still_has_a_wrong_iss_refused(self):
        server, environment = self.serve()
        run = self.goto_token_at(server, environment=environment)
        self.assertEqual(run.redirect(code="a", iss=server.url + "/").status, 400)
        self.assert_error(run.wait(), 4, "issuer mismatch")

    def test_is_told_of_when_verbose(self):
        server, environment = self.serve(token_endpoint_auth_methods_supported=["client_secret_post"])
        run = self.goto_token_at(server, "-v", environment=environment, quiet=False)
        run.sign_in()
        messages = run.wait().messages
        self.assertIn(f"trace: server metadata from {server.url}{RFC_8414}: HTTP status 200", messages)
        self.assertIn("trace: the metadata offers client authentication post and promises no iss", messages)

    def test_that_does_not_come_can_be_interrupted(self):
        server, environment = self.serve()
        held = Holds(server.documents[RFC_8414].data)
        server.documents[RFC_8414] = held
        self.addCleanup(held.release)
        run = self.goto_token_at(server, environment=environment)
        self.assertTrue(held.reached.wait(limits.SECONDS))
        self.assertEqual(run.end_by(signal.SIGINT).exit_code, 130)


class Issuer(EndToEndTest):
    def test_is_a_url_without_query_that_others_cannot_listen_to(self):
        for issuer in ("nonsense", "https://h/?a=1", "https://h?", "https://h/#f", "http://h"):
            environment = {"OAUTH_CLIENT_ID": "client-1", "OAUTH_ISSUER": issuer}
            with self.subTest(issuer):
                self.assert_error(self.goto_token(environment=environment).wait(), 3, "OAUTH_ISSUER", issuer)


if __name__ == "__main__":
    unittest.main()
