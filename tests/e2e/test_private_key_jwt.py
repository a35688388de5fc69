"""Client authentication with an assertion that a private key signs (contract §7, RFC 7523, OpenID Connect Core §9)."""

import base64
import os
import time
import unittest

from support.case import CONFIGURED, shell
from support.client_keys import ClientKey
from support.login import LoginTest, first_token_response
from support.pushed_requests import PushTest
from support.scripted_responses import ScriptedResponse, error_response, json_response, token_response

METADATA = "/.well-known/oauth-authorization-server"
METHODS = "token_endpoint_auth_methods_supported"
ALGORITHMS = "token_endpoint_auth_signing_alg_values_supported"

KEY_HINT = (
    "goto-token: hint: name a PEM file with the client's private key: RSA of 2048 bits or more, P-256, P-384 or Ed25519\n"
)


class PrivateKeyTest(LoginTest):
    def serve(self, *responses, key: ClientKey | None = None, **environment: str | None):
        """A server whose client has this key and no secret."""
        server = self.authorization_server(*responses)
        server.environment["OAUTH_CLIENT_SECRET"] = None
        if key is not None:
            server.environment["OAUTH_CLIENT_KEY_FILE"] = str(key.file)
        server.environment.update(environment)
        return server

    def serve_metadata(self, *responses, key: ClientKey | None = None, members: dict | None = None, **environment):
        """The same, known by its issuer; `members` are added to the metadata."""
        server = self.serve(*responses, key=key, OAUTH_SERVICE_URL=None, **environment)
        server.environment["OAUTH_ISSUER"] = server.url
        server.documents[METADATA] = json_response({
            "issuer": server.url,
            "authorization_endpoint": server.url + "/oauth/authorize",
            "token_endpoint": server.url + "/oauth/token",
            "revocation_endpoint": server.url + "/oauth/revoke",
            **(members or {}),
        })
        server.documents["/oauth/revoke"] = ScriptedResponse(200)
        return server

    def requests_of_client(self, server) -> list:
        """The requests that need client authentication."""
        return [request for request in server.requests if request.method == "POST"]


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


class Key(PrivateKeyTest):
    def assert_used(self, key: ClientKey, **options) -> None:
        server = self.serve()
        self.assert_token(self.run_at(server, "--grant", "client-credentials", **options))
        key.claims_of(server.token_request)

    def test_is_found_from_the_home_folder_or_the_folder_of_the_env_file(self):
        own = self.home / ".config/goto-token"
        own.mkdir(parents=True)
        for folder, name in ((self.home, "~/client-key.pem"), (own, "client-key.pem")):
            key = ClientKey(folder)
            (own / ".env").write_text(f"OAUTH_CLIENT_KEY_FILE={name}\n")
            self.assert_used(key)
            key.file.unlink()

    def test_may_come_through_a_pipe_once_for_all_requests(self):
        key = ClientKey(self.root)
        server = self.serve(json_response({}, 503, {"Retry-After": "0"}), token_response())
        wrapper = shell(f'cat {key.file} | OAUTH_CLIENT_KEY_FILE=/dev/stdin "$@"')
        self.assert_token(self.run_at(server, "--grant", "client-credentials", wrapper=wrapper))
        self.assertEqual(len({key.claims_of(request)["jti"] for request in server.token_requests}), 2)

    def test_may_stand_beside_certificates(self):
        key = ClientKey(self.root)
        certificate = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
        key.file.write_text(certificate + key.file.read_text())
        self.assert_used(key, environment={"OAUTH_CLIENT_KEY_FILE": str(key.file)})

    def test_is_not_read_for_a_stored_token(self):
        key = ClientKey(self.root)
        server = self.serve(first_token_response(), key=key)
        self.log_in(server)
        key.file.unlink()
        self.assert_token(self.run_at(server))

    def test_that_is_missing_ends_a_refresh_and_keeps_the_login(self):
        key = ClientKey(self.root)
        server = self.serve(first_token_response(expires_in=1), key=key)
        self.log_in(server)
        key.file.unlink()
        error = f"OAUTH_CLIENT_KEY_FILE in the environment: cannot read '{key.file}': No such file or directory"
        kept = self.stored()
        self.assertEqual(self.run_at(server, "--non-interactive"), (3, "", f"goto-token: error: {error}\n{KEY_HINT}"))
        self.assertEqual(self.stored(), kept)
        status = self.run_at(server, "status")
        self.assertEqual(status.exit_code, 10)
        self.assertIn(f"reason: {error}\n", status.stdout)

    def test_that_is_missing_keeps_a_login_that_could_not_be_revoked(self):
        key = ClientKey(self.root)
        server = self.serve(first_token_response(), key=key)
        self.log_in(server)
        key.file.unlink()
        for arguments, whose in ((("logout",), ""), (("logout", "--all"), f"default at {server.url}, client client-1: ")):
            error = f"OAUTH_CLIENT_KEY_FILE in the environment: cannot read '{key.file}': No such file or directory"
            outcome = self.run_at(server, *arguments)
            self.assertEqual(outcome.exit_code, 3)
            self.assertTrue(outcome.messages.endswith(f"goto-token: error: {whose}{error}\n{KEY_HINT}"), outcome.messages)
            self.assertEqual(self.stored_token, "token-1")

    def test_that_others_can_read_is_used_with_a_warning(self):
        key = ClientKey(self.root)
        key.file.chmod(0o640)
        server = self.serve(key=key)
        outcome = self.run_at(server, "--grant", "client-credentials", quiet=False)
        self.assertEqual(
            outcome,
            (0, "token-1\n", "goto-token: warning: others can read the file of OAUTH_CLIENT_KEY_FILE in the environment: "
             f"chmod 600 {key.file}\n"),
        )

    def test_is_needed_by_the_method(self):
        outcome = self.goto_token(environment={**CONFIGURED, "OAUTH_CLIENT_AUTH": "private-key-jwt"}).wait()
        self.assertEqual(
            outcome,
            (3, "", "goto-token: error: OAUTH_CLIENT_AUTH in the environment: 'private-key-jwt' needs a private key\n"
             "goto-token: hint: set OAUTH_CLIENT_KEY_FILE to a PEM file that holds it\n"),
        )


class BadKey(PrivateKeyTest):
    """Nobody is asked to sign in for nothing."""

    def assert_refused(self, path, error: str, hint: str = KEY_HINT) -> None:
        server = self.serve(OAUTH_CLIENT_KEY_FILE=str(path))
        for arguments in ((), ("login",), ("--grant", "client-credentials")):
            with self.subTest(error, arguments=arguments):
                run = self.goto_token_at(server, *arguments, quiet=False)
                self.assertEqual(
                    run.wait(),
                    (3, "", f"goto-token: error: OAUTH_CLIENT_KEY_FILE in the environment: {error}\n{hint}"),
                )
        self.assertEqual(server.requests, [])

    def test_that_cannot_be_read(self):
        self.assert_refused("nowhere.pem", "cannot read 'nowhere.pem': No such file or directory")
        self.assert_refused(self.folder, f"cannot read '{self.folder}': Is a directory")
        self.assert_refused("/dev/zero", "cannot read '/dev/zero': File too large")
        empty = self.root / "empty.pem"
        empty.touch(0o600)
        self.assert_refused(empty, f"'{empty}' is empty")

    def test_that_is_a_pipe_without_a_writer(self):
        pipe = self.root / "pipe"
        os.mkfifo(pipe, 0o600)
        self.assert_refused(pipe, f"cannot read '{pipe}': nothing came from it within 2 seconds")

    def test_of_the_wrong_kind(self):
        for arguments, why in (
            (("RSA", "-pkeyopt", "rsa_keygen_bits:1024"), "its RSA key has 1024 bits, and 2048 are the fewest for signing"),
            (("EC", "-pkeyopt", "ec_paramgen_curve:P-521"),
             "its key is on the curve secp521r1, which client assertions do not use"),
            (("ED448",), "its key is of the type ED448, which client assertions do not use"),
        ):
            key = ClientKey(self.root, generated_by=arguments)
            self.assert_refused(key.file, f"'{key.file}' cannot be used: {why}")

    def test_that_is_encrypted(self):
        key = ClientKey(self.root)
        key.rewrite("-aes256", "-passout", "pass:passphrase")
        self.assert_refused(
            key.file,
            f"'{key.file}' cannot be used: its private key is encrypted, and goto-token asks for no passphrase",
            "goto-token: hint: write it without one: openssl pkey -in KEY -out NEW; keep NEW to yourself\n",
        )

    def test_that_is_something_else(self):
        key = ClientKey(self.root)
        for text, why in (
            (key.public_pem, "it holds a public key, and only the private one signs"),
            ("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "it holds a certificate and no private key"),
            (key.file.read_text()[:100], "its private key is damaged, or of a kind that OpenSSL does not know"),
            ('{"kty":"EC"}', "it is JSON, not PEM"),
            ("client-secret", "it holds no PEM"),
        ):
            other = self.root / "other.pem"
            other.write_text(text)
            other.chmod(0o600)
            self.assert_refused(other, f"'{other}' cannot be used: {why}")


class Auto(PrivateKeyTest):
    """What OAUTH_CLIENT_AUTH=auto comes to with a key, by what the metadata offers."""

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
        other = "; OAUTH_CLIENT_AUTH names a method that the server takes all the same"
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

    def test_says_that_the_server_offers_other_algorithms(self):
        key = ClientKey(self.root)
        members = {ALGORITHMS: ["RS256", "PS256"]}
        server = self.serve_metadata(error_response("invalid_client", 401), key=key, members=members)
        self.assertEqual(
            self.run_at(server, "--grant", "client-credentials"),
            (6, "", "goto-token: error: the token endpoint refused: invalid_client\n"
             "goto-token: hint: the server offers RS256, PS256 for assertions, and the key signs with ES256; also "
             f"{self.HINT}\n"),
        )

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


class Doctor(PrivateKeyTest):
    def key_line(self, path, environment: dict | None = None) -> tuple[int, str]:
        server = self.serve(OAUTH_CLIENT_KEY_FILE=str(path), **(environment or {}))
        outcome = self.run_at(server, "doctor")
        (line,) = [line for line in outcome.stdout.splitlines() if "OAUTH_CLIENT_KEY_FILE" in line.split(":")[0]]
        return outcome.exit_code, line

    def test_says_what_the_key_is_for(self):
        for algorithm, described in (("RS256", "RS256 or PS256"), ("PS256", "PS256"), ("EdDSA", "EdDSA")):
            key = ClientKey(self.root, algorithm)
            self.assertEqual(
                self.key_line(key.file), (0, f"ok      OAUTH_CLIENT_KEY_FILE: {key.file} (in the environment), for {described}")
            )

    def test_warns_of_a_file_that_others_can_read(self):
        key = ClientKey(self.root)
        key.file.chmod(0o604)
        self.assertEqual(
            self.key_line(key.file),
            (0, f"warning OAUTH_CLIENT_KEY_FILE: {key.file} (in the environment), for ES256, and others can read the file; "
             f"hint: chmod 600 {key.file}"),
        )

    def test_says_why_the_key_cannot_be_used(self):
        self.assertEqual(
            self.key_line("nowhere.pem"),
            (3, "fail    OAUTH_CLIENT_KEY_FILE: in the environment: cannot read 'nowhere.pem': No such file or directory; "
             + KEY_HINT.removeprefix("goto-token: ").rstrip()),
        )

    def test_says_that_a_run_alone_can_try_the_key(self):
        key = ClientKey(self.root)
        outcome = self.run_at(self.serve(key=key), "doctor", "--grant", "client-credentials")
        self.assertEqual(
            outcome.stdout.splitlines()[-1], "a token could be fetched; only a run can try the client's private key"
        )


if __name__ == "__main__":
    unittest.main()
