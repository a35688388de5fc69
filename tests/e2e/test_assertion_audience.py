"""Whom a client assertion is meant for (contract §7): the issuer or else the token endpoint, and where the server refuses
that, the very endpoint that is called."""

import unittest

from support.authorization_server import Request
from support.client_keys import METADATA, ClientKey, PrivateKeyTest
from support.device import PENDING, DeviceTest
from support.login import first_token_response
from support.pushed_requests import PushTest
from support.scripted_responses import ScriptedResponse, error_response, json_response, token_response

REFUSAL = error_response("invalid_client", 401)
TO_ENDPOINT = "private-key-jwt-endpoint"


def audiences(key: ClientKey, requests: list[Request]) -> list[str]:
    """What the assertions name, each of which must be a new one."""
    claims = [key.claims_of(request) for request in requests]
    if len({each["jti"] for each in claims}) != len(claims):
        raise AssertionError("an assertion came twice")
    return [each["aud"] for each in claims]


class Endpoint(PrivateKeyTest):
    def test_is_tried_where_the_server_refuses_the_issuer_and_kept_with_the_login(self):
        for method in ("auto", "private-key-jwt"):
            with self.subTest(method):
                key = ClientKey(self.root)
                responses = (REFUSAL, first_token_response(expires_in=1), first_token_response())
                server = self.serve_metadata(*responses, key=key, OAUTH_CLIENT_AUTH=method)
                self.log_in(server)
                self.assertEqual((self.stored()["client_auth"], self.stored()["client_auth_alg"]), (TO_ENDPOINT, "ES256"))
                self.assert_token(self.run_at(server, "--non-interactive"))
                self.assertEqual(self.run_at(server, "logout"), (0, "", ""))
                token = server.url + "/oauth/token"
                self.assertEqual(audiences(key, self.requests_of_client(server)),
                                 [server.url, token, token, server.url + "/oauth/revoke"])

    def test_is_tried_after_a_403_without_a_word(self):
        key = ClientKey(self.root)
        server = self.serve_metadata(ScriptedResponse(403), token_response(), key=key)
        self.assert_token(self.run_at(server, "--grant", "client-credentials"))
        self.assertEqual(audiences(key, server.token_requests), [server.url, server.url + "/oauth/token"])

    def test_is_named_at_once_where_the_method_says_so(self):
        key = ClientKey(self.root)
        server = self.serve_metadata(REFUSAL, key=key, OAUTH_CLIENT_AUTH=TO_ENDPOINT)
        outcome = self.run_at(server, "--grant", "client-credentials")
        self.assertEqual(outcome.exit_code, 6)
        self.assertNotIn("tried", outcome.messages)
        self.assertEqual(audiences(key, server.token_requests), [server.url + "/oauth/token"])

    def test_is_told_where_all_is_refused(self):
        for refusal, why in ((REFUSAL, "invalid_client"), (ScriptedResponse(403), "HTTP status 403 without an OAuth error")):
            key = ClientKey(self.root)
            server = self.serve_metadata(refusal, refusal, key=key)
            outcome = self.run_at(server, "--grant", "client-credentials")
            self.assertEqual(outcome.exit_code, 6)
            self.assertIn(f"the token endpoint refused: {why} (tried private-key-jwt, {TO_ENDPOINT})\n", outcome.messages)
            self.assertIn("hint: check OAUTH_CLIENT_ID and OAUTH_CLIENT_KEY_ID", outcome.messages)

    def test_is_not_tried_where_it_is_what_was_refused(self):
        key = ClientKey(self.root)
        server = self.serve(REFUSAL, key=key)
        outcome = self.run_at(server, "--grant", "client-credentials")
        self.assertEqual(outcome.exit_code, 6)
        self.assertEqual(audiences(key, server.token_requests), [server.url + "/oauth/token"])

    def test_is_not_tried_for_an_error_of_the_grant(self):
        key = ClientKey(self.root)
        server = self.serve_metadata(error_response("invalid_scope", 400), key=key)
        self.assertEqual(self.run_at(server, "--grant", "client-credentials").exit_code, 6)
        self.assertEqual(audiences(key, server.token_requests), [server.url])


class Push(PushTest):
    def test_of_a_pushed_request_is_that_endpoint_and_of_the_code_the_other(self):
        key = ClientKey(self.root)
        server = self.pushing_server(REFUSAL)
        environment = {"OAUTH_CLIENT_SECRET": None, "OAUTH_CLIENT_KEY_FILE": str(key.file)}
        self.assert_token(self.fetch_token(server, environment=environment))
        token = server.url + "/oauth/token"
        self.assertEqual(audiences(key, server.pushes + server.token_requests), [token, server.endpoint, token])


class Device(DeviceTest):
    def test_of_polls_is_the_one_that_was_accepted(self):
        key = ClientKey(self.root)
        server = self.device_server(REFUSAL, PENDING, token_response())
        server.environment |= {"OAUTH_CLIENT_SECRET": None, "OAUTH_CLIENT_KEY_FILE": str(key.file),
                               "OAUTH_ISSUER": server.url, "OAUTH_SERVICE_URL": None}
        server.documents[METADATA] = json_response({"issuer": server.url, "token_endpoint": server.url + "/oauth/token"})
        exit_code, stdout, messages = self.run_with_code(server)
        self.assertEqual((exit_code, stdout), (0, "token-1\n"), messages)
        token = server.url + "/oauth/token"
        self.assertEqual(audiences(key, self.posted(server)), [server.url, server.url, token, token])

    def posted(self, server) -> list[Request]:
        return [request for request in server.requests if request.method == "POST"]


if __name__ == "__main__":
    unittest.main()
