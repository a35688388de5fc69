"""What OAUTH_CLIENT_AUTH=auto comes to with what the metadata offers (contract §7)."""

import base64
import unittest

from support.client_keys import METADATA, ClientKey, PrivateKeyTest
from support.login import first_token_response
from support.scripted_responses import error_response

METHODS = "token_endpoint_auth_methods_supported"


class Auto(PrivateKeyTest):
    def method_of(self, request) -> str:
        form = request.form
        if "client_assertion" in form:
            return "private-key-jwt"
        scheme, _, credentials = request.headers.get("Authorization", "").partition(" ")
        if scheme:
            return "basic" if base64.b64decode(credentials) == b"client-1:client-secret" else "unknown"
        return "post" if "client_secret" in form else "none"

    def assert_chooses(self, expected: str, offered, **environment: str) -> None:
        key = ClientKey(self.root)
        server = self.serve_metadata(key=key, members={METHODS: offered}, **environment)
        with self.subTest(offered=offered, environment=environment):
            self.assert_token(self.run_at(server, "--grant", "client-credentials"))
            self.assertEqual([self.method_of(request) for request in server.token_requests], [expected])

    def test_is_the_key_before_a_secret_where_the_server_takes_it(self):
        for offered in (None, [], ["private_key_jwt"], ["client_secret_basic", "private_key_jwt", "client_secret_jwt"]):
            self.assert_chooses("private-key-jwt", offered, OAUTH_CLIENT_SECRET="client-secret")
            self.assert_chooses("private-key-jwt", offered)

    def test_is_the_next_that_is_set_and_offered(self):
        self.assert_chooses("basic", ["client_secret_basic"], OAUTH_CLIENT_SECRET="client-secret")
        self.assert_chooses("post", ["tls_client_auth", "client_secret_post"], OAUTH_CLIENT_SECRET="client-secret")
        self.assert_chooses("none", ["none"])

    def test_gives_way_to_the_method_that_is_set(self):
        self.assert_chooses("private-key-jwt", ["client_secret_basic"], OAUTH_CLIENT_AUTH="private-key-jwt")
        self.assert_chooses("none", ["private_key_jwt"], OAUTH_CLIENT_AUTH="none")
        self.assert_chooses("post", ["private_key_jwt"], OAUTH_CLIENT_AUTH="post", OAUTH_CLIENT_SECRET="client-secret")

    def assert_lacks(self, offered: list[str], hint: str, code: int = 3, why: str = "", **options) -> None:
        server = self.serve_metadata(members={METHODS: offered}, **options)
        outcome = self.goto_token_at(server, quiet=False).wait()
        why = why or f"has only {', '.join(offered)}"
        self.assertEqual(
            outcome,
            (code, "", f"goto-token: error: the metadata at {server.url}{METADATA} cannot be used: its {METHODS} {why}\n"
             f"goto-token: hint: {hint}\n"),
        )

    def test_ends_before_the_sign_in_where_the_server_wants_what_is_not_set(self):
        other = "; if the metadata is wrong, set OAUTH_CLIENT_AUTH to what the server takes"
        key = ClientKey(self.root)
        self.assert_lacks(["private_key_jwt"], "set OAUTH_CLIENT_KEY_FILE" + other)
        self.assert_lacks(["private_key_jwt"], "set OAUTH_CLIENT_KEY_FILE" + other, OAUTH_CLIENT_SECRET="client-secret")
        self.assert_lacks(["private_key_jwt", "client_secret_jwt"], "set OAUTH_CLIENT_KEY_FILE" + other)
        self.assert_lacks(["self_signed_tls_client_auth"], "set OAUTH_CLIENT_CERT_FILE and OAUTH_CLIENT_KEY_FILE" + other)
        self.assert_lacks(["tls_client_auth", "private_key_jwt"],
                          "set OAUTH_CLIENT_CERT_FILE and OAUTH_CLIENT_KEY_FILE, or OAUTH_CLIENT_KEY_FILE" + other)
        self.assert_lacks(["tls_client_auth"], "set OAUTH_CLIENT_CERT_FILE and OAUTH_CLIENT_KEY_FILE" + other, key=key)
        self.assert_lacks(["client_secret_post"], "set OAUTH_CLIENT_SECRET" + other, key=key)

    def test_ends_before_the_sign_in_where_the_server_wants_what_is_not_known_here(self):
        self.assert_lacks(
            ["client_secret_jwt"],
            "if your client may use one of them all the same, name it with OAUTH_CLIENT_AUTH",
            7,
            "has none of client_secret_basic, client_secret_post, none, private_key_jwt, tls_client_auth, "
            "self_signed_tls_client_auth",
        )

    def test_is_none_without_anything_to_prove_where_a_secret_would_do(self):
        for offered in (["client_secret_basic"], ["private_key_jwt", "client_secret_post"]):
            server = self.serve_metadata(error_response("invalid_client", 401), members={METHODS: offered})
            outcome = self.run_at(server, "--grant", "client-credentials")
            self.assertEqual(self.method_of(server.token_request), "none")
            self.assertEqual(
                outcome,
                (6, "", "goto-token: error: the token endpoint refused: invalid_client\ngoto-token: hint: check "
                 "OAUTH_CLIENT_ID; a client that has a secret also needs OAUTH_CLIENT_SECRET\n"),
            )

    def test_of_a_stored_login_is_what_the_server_accepted(self):
        key = ClientKey(self.root)
        responses = (first_token_response(expires_in=1), first_token_response())
        server = self.serve_metadata(*responses, key=key, members={METHODS: ["none"]})
        self.log_in(server)
        self.assert_token(self.run_at(server, "--non-interactive"))
        self.assertEqual([self.method_of(request) for request in server.token_requests], ["none", "none"])
        self.assertEqual(self.stored()["client_auth"], "none")

    def test_of_a_stored_login_keeps_the_key_though_a_secret_came(self):
        key = ClientKey(self.root)
        server = self.serve(first_token_response(expires_in=1), first_token_response(), key=key)
        self.log_in(server)
        self.assertEqual((self.stored()["client_auth"], self.stored()["client_auth_alg"]), ("private-key-jwt", "ES256"))
        self.assert_token(self.run_at(server, "--non-interactive", environment={"OAUTH_CLIENT_SECRET": "client-secret"}))
        self.assertEqual([self.method_of(request) for request in server.token_requests], ["private-key-jwt"] * 2)


if __name__ == "__main__":
    unittest.main()
