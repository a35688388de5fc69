"""Client authentication with an assertion that a private key signs (contract §7, RFC 7523, OpenID Connect Core §9)."""

import time
import unittest

from support.client_keys import METADATA, ClientKey, PrivateKeyTest
from support.device import GRANT, PENDING, device_response
from support.login import first_token_response
from support.pushed_requests import PushTest
from support.scripted_responses import ScriptedResponse, error_response, json_response, token_response

ALGORITHMS = "token_endpoint_auth_signing_alg_values_supported"


class Assertion(PrivateKeyTest):
    def test_is_signed_as_the_key_is(self):
        for algorithm in ("RS256", "PS256", "ES256", "ES384", "EdDSA"):
            with self.subTest(algorithm):
                key = ClientKey(self.root, algorithm)
                server = self.serve(key=key)
                before = int(time.time())
                self.assert_token(self.fetch_token(server))
                form = server.token_request.form
                header, claims = key.read(form["client_assertion"])
                self.assertEqual(header, {"alg": algorithm, "typ": "JWT"})
                self.assertEqual(sorted(claims), ["aud", "exp", "iat", "iss", "jti", "sub"])
                self.assertEqual((claims["iss"], claims["sub"]), ("client-1", "client-1"))
                self.assertEqual(claims["aud"], server.url + "/oauth/token")
                self.assertTrue(before <= claims["iat"] <= time.time(), claims)
                self.assertEqual(claims["exp"], claims["iat"] + 60)
                self.assertRegex(claims["jti"], r"\A[\w-]{22,}\Z")
                self.assertEqual(form["client_id"], "client-1")
                self.assertEqual(key.claims_of(server.token_request), claims)

    def test_names_its_key_where_that_has_a_name(self):
        key = ClientKey(self.root)
        server = self.serve(key=key, OAUTH_CLIENT_KEY_ID='key "1"')
        self.assert_token(self.fetch_token(server))
        self.assertEqual(key.read(server.token_request.form["client_assertion"])[0]["kid"], 'key "1"')

    def test_is_taken_from_a_key_in_the_older_formats(self):
        for algorithm, first_line in (("RS256", "RSA PRIVATE KEY"), ("ES256", "EC PRIVATE KEY")):
            key = ClientKey(self.root, algorithm)
            key.rewrite("-traditional")
            self.assertIn(first_line, key.file.read_text())
            server = self.serve(key=key)
            self.assert_token(self.fetch_token(server))
            self.assertEqual(key.claims_of(server.token_request)["sub"], "client-1")

    def test_is_another_one_in_each_request(self):
        key = ClientKey(self.root)
        retry = json_response({}, 503, {"Retry-After": "0"})
        server = self.serve(retry, first_token_response(expires_in=1), retry, first_token_response(), key=key)
        server.documents["/oauth/revoke"] = ScriptedResponse(200)
        self.log_in(server)
        self.assert_token(self.run_at(server, "--non-interactive"))
        self.assertEqual(self.run_at(server, "logout"), (0, "", ""))
        identifiers = [key.claims_of(request)["jti"] for request in self.requests_of_client(server)]
        self.assertEqual(len(identifiers), 5)
        self.assertEqual(len(set(identifiers)), 5)

    def test_is_another_one_in_each_poll_with_a_device_code(self):
        key = ClientKey(self.root)
        server = self.serve(PENDING, PENDING, token_response(), key=key)
        server.environment["OAUTH_DEVICE_AUTHORIZATION_ENDPOINT"] = server.url + "/device"
        server.documents["/device"] = device_response(server.url)
        run = self.goto_token_at(server, *GRANT, "-v", quiet=False)
        self.assertEqual((run.exit_code(), run.stdout.text()), (0, "token-1\n"))
        claims = [key.claims_of(request) for request in self.requests_of_client(server)]
        self.assertEqual({each["aud"] for each in claims}, {server.url + "/oauth/token"})
        self.assertEqual(len({each["jti"] for each in claims}), 4)
        for request in self.requests_of_client(server):
            self.assertNotIn(request.form["client_assertion"], run.stderr.text())

    def test_is_meant_for_the_token_endpoint_at_every_endpoint(self):
        key = ClientKey(self.root)
        server = self.serve(first_token_response(expires_in=1), first_token_response(), key=key,
                            OAUTH_SERVICE_URL=None)
        server.environment.update({
            "OAUTH_AUTHORIZATION_ENDPOINT": server.url + "/authorize",
            "OAUTH_TOKEN_ENDPOINT": server.url + "/token?tenant=1",
            "OAUTH_REVOCATION_ENDPOINT": server.url + "/revoke",
        })
        server.documents["/revoke"] = ScriptedResponse(200)
        self.log_in(server)
        self.assert_token(self.run_at(server, "--non-interactive"))
        self.assertEqual(self.run_at(server, "logout"), (0, "", ""))
        audiences = [key.claims_of(request)["aud"] for request in self.requests_of_client(server)]
        self.assertEqual(audiences, [server.url + "/token?tenant=1"] * 3)

    def test_is_meant_for_the_issuer_as_written_at_every_endpoint(self):
        key = ClientKey(self.root)
        server = self.serve_metadata(first_token_response(expires_in=1), first_token_response(), key=key)
        self.log_in(server)
        self.assert_token(self.run_at(server, "--non-interactive"))
        self.assertEqual(self.run_at(server, "logout"), (0, "", ""))
        audiences = [key.claims_of(request)["aud"] for request in self.requests_of_client(server)]
        self.assertEqual(audiences, [server.url] * 3)

    def test_of_an_rsa_key_has_the_algorithm_that_the_server_offers_also_at_a_refresh(self):
        for offered, expected in ((["PS256", "ES256"], "PS256"), (["PS256", "RS256"], "RS256"), (None, "RS256")):
            with self.subTest(offered):
                key = ClientKey(self.root, "RS256")
                responses = (first_token_response(expires_in=1), first_token_response(expires_in=1), first_token_response())
                server = self.serve_metadata(*responses, key=key, members={ALGORITHMS: offered})
                self.log_in(server)
                self.assert_token(self.run_at(server, "--non-interactive"))
                self.assert_token(self.run_at(server, "--non-interactive"))
                headers = [key.read(request.form["client_assertion"])[0] for request in server.token_requests]
                self.assertEqual([header["alg"] for header in headers], [expected] * 3)
                self.assertEqual(self.run_at(server, "logout"), (0, "", ""))

    def test_proves_the_client_without_a_person_too(self):
        key = ClientKey(self.root)
        server = self.serve(key=key)
        self.assert_token(self.run_at(server, "--grant", "client-credentials"))
        self.assertEqual(key.claims_of(server.token_request)["sub"], "client-1")


class Push(PushTest):
    def test_is_proven_by_an_assertion_of_its_own_for_the_token_endpoint(self):
        key = ClientKey(self.root)
        server = self.pushing_server()
        environment = {"OAUTH_CLIENT_SECRET": None, "OAUTH_CLIENT_KEY_FILE": str(key.file)}
        self.assert_token(self.fetch_token(server, environment=environment))
        pushed, exchanged = (key.claims_of(request) for request in (*server.pushes, *server.token_requests))
        self.assertEqual((pushed["aud"], exchanged["aud"]), (server.url + "/oauth/token",) * 2)
        self.assertNotEqual(pushed["jti"], exchanged["jti"])


class Refused(PrivateKeyTest):
    HINT = (
        "check OAUTH_CLIENT_ID and OAUTH_CLIENT_KEY_ID, that the server knows the public key, and this machine's clock, "
        "since an assertion is valid for 60 s; goto-token doctor checks the clock"
    )

    def test_says_what_to_check(self):
        key = ClientKey(self.root)
        for error, status in (("invalid_client", 401), ("invalid_client", 400), ("unauthorized_client", 400)):
            server = self.serve(error_response(error, status, error_description="no such key"), key=key)
            self.assertEqual(
                self.run_at(server, "--grant", "client-credentials"),
                (6, "", f"goto-token: error: the token endpoint refused: {error}: no such key\n"
                 f"goto-token: hint: {self.HINT}\n"),
            )

    UNFIT = f"{ALGORITHMS} has only RS256, PS256, and the key of OAUTH_CLIENT_KEY_FILE is P-256, which signs with ES256"

    def test_says_that_the_server_takes_other_algorithms_before_anything_is_sent(self):
        for arguments in ((), ("--grant", "client-credentials")):
            server = self.serve_metadata(key=ClientKey(self.root), members={ALGORITHMS: ["RS256", "PS256"]})
            metadata = f"the metadata at {server.url}{METADATA} cannot be used: its "
            hint = "set OAUTH_CLIENT_KEY_FILE to a key for one of these; if the metadata is wrong, set " \
                "OAUTH_CLIENT_AUTH=private-key-jwt"
            self.assertEqual(self.run_at(server, *arguments), (
                3, "", f"goto-token: error: {metadata}{self.UNFIT}\ngoto-token: hint: {hint}\n"))
            self.assertEqual(self.requests_of_client(server), [])
            report = self.run_at(server, "doctor", *arguments)
            self.assertEqual(report.exit_code, 3)
            self.assertIn(f"\nfail    service: {metadata}{self.UNFIT}; hint: {hint}\n", report.stdout)

    def test_goes_on_with_other_algorithms_where_the_method_is_set(self):
        refusal = error_response("invalid_client", 401)
        server = self.serve_metadata(refusal, refusal, key=ClientKey(self.root),
                                     members={ALGORITHMS: ["RS256", "PS256"]}, OAUTH_CLIENT_AUTH="private-key-jwt")  # fmt: skip
        outcome = self.goto_token_at(server, "--grant", "client-credentials", quiet=False).wait()
        self.assertEqual(outcome, (6, "", f"goto-token: warning: the server's {self.UNFIT}\n"
             "goto-token: error: the token endpoint refused: invalid_client "
             "(tried private-key-jwt, private-key-jwt-endpoint)\n"
             "goto-token: hint: the server offers RS256, PS256 for assertions, and the key signs with ES256; also "
             f"{self.HINT}\n"))  # fmt: skip
        report = self.run_at(server, "doctor")
        self.assertEqual(report.exit_code, 0)
        self.assertIn(f"\nwarning client key: the server's {self.UNFIT}; hint: ", report.stdout)

    def test_does_not_show_an_assertion_that_the_server_repeats(self):
        key = ClientKey(self.root)

        class Repeating(ScriptedResponse):
            """Repeats the body of the token request, which `server` has recorded."""

            def __call__(self, connection):
                form = server.token_requests[-1].form
                response = error_response("invalid_client", 401, error_description=f"bad {form['client_assertion']}!")
                connection.sendall(response.data)

        server = self.serve(Repeating(), key=key)
        self.assertEqual(
            self.run_at(server, "--grant", "client-credentials"),
            (6, "", "goto-token: error: the token endpoint refused: invalid_client: bad …!\n"
             f"goto-token: hint: {self.HINT}\n"),
        )

    def test_does_not_show_an_assertion_in_a_body_that_is_not_oauths(self):
        key = ClientKey(self.root)

        class Repeating(ScriptedResponse):
            """A page with all that was sent."""

            def __call__(self, connection):
                body = server.token_requests[-1].body.replace("client_assertion=", "got=").encode()
                connection.sendall(ScriptedResponse(500, body=b"<p>" + body).data)

        server = self.serve(Repeating(), key=key)
        outcome = self.run_at(server, "--grant", "client-credentials", "-v", quiet=False)
        self.assertEqual(outcome.exit_code, 7)
        self.assertIn("the body of the response begins: <p>", outcome.messages)
        self.assertIn("got=…", outcome.messages)


class Secrecy(PrivateKeyTest):
    def test_of_key_and_assertion_is_kept_in_the_trace_and_from_children(self):
        key = ClientKey(self.root, "EdDSA")
        server = self.serve(key=key)
        outcome = self.run_at(server, "exec", "--grant", "client-credentials", "-v", "--", "env", quiet=False)
        self.assertEqual(outcome.exit_code, 0)
        self.assertIn("client authentication private-key-jwt", outcome.messages)
        secret = "".join(key.file.read_text().splitlines()[1:-1])
        for text in (outcome.messages, outcome.stdout):
            self.assertNotIn(secret, text)
            for part in server.token_request.form["client_assertion"].split("."):
                self.assertNotIn(part, text)


if __name__ == "__main__":
    unittest.main()
