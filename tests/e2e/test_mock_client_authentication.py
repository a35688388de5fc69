"""goto-mock-auth's client authentication without a secret: private_key_jwt (RFC 7523) and certificates (RFC 8705)."""

import pathlib
import ssl
import tempfile
import time
import unittest

from support.certificates import Authority, Certificate
from support.mock_assertion import ALGORITHMS, ASSERTION_TYPE, ClientKey
from support.mock_client import CLIENT_ID, MockAuthTest
from test_mock_process import run

METADATA = "/.well-known/oauth-authorization-server"


class FolderTest(MockAuthTest):
    """Makes its files once."""

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)


class PrivateKeyJwt(FolderTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.key = ClientKey(cls.folder, "ES256")

    def server(self, key: ClientKey | None = None, *arguments: str):
        key = key or self.key
        return self.start("--client-auth=private-key-jwt", f"--client-key={key.public_file}", *arguments)

    def request(self, client, assertion: str, endpoint: str = "token", **changes: str):
        form = {"grant_type": "client_credentials", "client_assertion_type": ASSERTION_TYPE,
                "client_assertion": assertion, "token": "x"} | changes  # fmt: skip
        return client.request("POST", f"/oauth/{endpoint}", form)

    def test_is_taken_by_every_algorithm_and_told_in_the_metadata(self):
        for algorithm in ALGORITHMS:
            with self.subTest(algorithm):
                key = ClientKey(self.folder, algorithm)
                client = self.server(key)
                self.assertEqual(self.request(client, key.assertion(client.address)).status, 200)
                members = client.request("GET", METADATA).members
                self.assertEqual(members["token_endpoint_auth_methods_supported"], ["private_key_jwt"])
                self.assertIn(algorithm, members["token_endpoint_auth_signing_alg_values_supported"])
                self.assertEqual(client.seen()[0]["client_authentication"], "private-key-jwt")

    def test_is_taken_at_every_endpoint_for_any_of_their_addresses(self):
        client = self.server()
        token_endpoint = f"{client.address}/oauth/token"
        for endpoint, audience, expected in (
            ("token", token_endpoint, 200),
            ("token", ["https://other.example", token_endpoint], 200),
            ("revoke", client.address, 200),
            ("introspect", token_endpoint, 200),
            ("device_authorization", f"{client.address}/oauth/device_authorization", 200),
        ):
            with self.subTest(endpoint, audience=audience):
                response = self.request(client, self.key.assertion(audience), endpoint)
                self.assertEqual(response.status, expected, response.body)
        assertion = self.key.assertion(f"{client.address}/oauth/par")
        pushed = client.authorization_request() | {
            "client_assertion_type": ASSERTION_TYPE, "client_assertion": assertion,
        }  # fmt: skip
        self.assertEqual(client.request("POST", "/oauth/par", pushed).status, 201)

    def test_is_refused_with_anything_wrong_saying_what(self):
        client = self.server()
        now = int(time.time())
        for changes, part in (
            ({"iss": "another"}, "iss"),
            ({"sub": "another"}, "sub"),
            ({"sub": None}, "sub"),
            ({"aud": "https://other.example/token"}, "aud"),
            ({"aud": None}, "aud"),
            ({"exp": now - 1}, "expired"),
            ({"exp": now + 90_000}, "an hour"),
            ({"exp": None}, "exp"),
            ({"exp": "tomorrow"}, "exp"),
            ({"iat": now + 9_000}, "iat"),
            ({"nbf": now + 9_000}, "nbf"),
            ({"jti": None}, "jti"),
            ({"header": {"alg": "none"}}, "alg"),
            ({"header": {"alg": "HS256"}}, "alg"),
            ({"header": {"alg": "ES384"}}, "alg"),
        ):
            with self.subTest(changes):
                refused = self.request(client, self.key.assertion(client.address, **changes))
                self.assert_refused(refused, "invalid_client", 401)
                self.assertIn(part, refused.members["error_description"])

    def test_is_refused_when_it_is_no_jwt_or_signed_by_another_key(self):
        client = self.server()
        good = self.key.assertion(client.address)
        head, payload, signature = good.split(".")
        (self.folder / "other").mkdir()
        forged = ClientKey(self.folder / "other", "ES256").assertion(client.address)
        for assertion in ("", "x", "a.b.c", f"{head}.{payload}", f"{head}.{payload}.", f"{head}.{payload}.{signature}=",
                          f"{head}.{payload}x.{signature}", f"{head}.{payload}.{signature[:-4]}", forged):  # fmt: skip
            with self.subTest(assertion):
                self.assertEqual(self.request(client, assertion).status, 401)
        refused = self.request(client, good, client_assertion_type="urn:other")
        self.assert_refused(refused, "invalid_client", 401)
        self.assertEqual(self.request(client, good).status, 200)

    def test_is_good_once(self):
        client = self.server()
        assertion = self.key.assertion(client.address)
        self.assertEqual(self.request(client, assertion).status, 200)
        refused = self.request(client, assertion)
        self.assert_refused(refused, "invalid_client", 401)
        self.assertIn("used before", refused.members["error_description"])

    def test_agrees_with_the_client_id_and_stands_alone(self):
        client = self.server()
        self.assertEqual(self.request(client, self.key.assertion(client.address), client_id=CLIENT_ID).status, 200)
        for more in ({"client_id": "another"}, {"client_secret": "x"}):
            refused = self.request(client, self.key.assertion(client.address), **more)
            self.assert_refused(refused, "invalid_request")

    def test_can_be_one_of_several(self):
        client = self.server(None, "--client-auth=form")
        self.assertEqual(client.redeem(client.code()).status, 200)
        self.assertEqual(self.request(client, self.key.assertion(client.address)).status, 200)
        self.assertEqual(self.request(self.start(), self.key.assertion("x")).status, 401)

    def test_is_in_the_env_that_fits_with_the_private_key_where_it_is_known(self):
        for file, added in (
            (self.key.file, ["OAUTH_CLIENT_AUTH=private-key-jwt", f"OAUTH_CLIENT_KEY_FILE={self.key.file}"]),
            (self.key.public_file, ["OAUTH_CLIENT_AUTH=private-key-jwt"]),
        ):
            process, _ = self.start_process("--print-env", "--client-auth=private-key-jwt", f"--client-key={file}")
            lines = process.stdout.splitlines()
            self.assertEqual([line for line in lines if "AUTH=" in line or "KEY" in line or "SECRET" in line], added)

    def test_needs_a_key_that_can_be_used(self):
        self.assertEqual(run("--client-auth=private-key-jwt").returncode, 2)
        self.assertEqual(run(f"--client-key={self.key.file}").returncode, 2)
        for file in ("/dev/null", "/nonexistent"):
            done = run("--client-auth=private-key-jwt", f"--client-key={file}")
            self.assertEqual((done.returncode, done.stdout), (3, ""))
            self.assertIn(file, done.stderr)


class Tls(FolderTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.certificate = Certificate(cls.folder, "127.0.0.1")
        cls.authority = Authority(cls.folder / "authority")
        cls.issued = cls.authority.issue("client")
        cls.https = ("--https", f"--cert={cls.certificate.file}", f"--key={cls.certificate.key}")

    def server(self, *arguments: str):
        return self.start(*self.https, "--client-auth=tls", f"--client-ca={self.authority.file}", *arguments)

    def test_takes_a_certificate_of_the_authority_with_the_client_id(self):
        client = self.server()
        client.show(self.issued)
        self.assertEqual(client.redeem(client.code(), "none").status, 200)
        seen = client.seen()[-1]
        self.assertEqual((seen["client_authentication"], seen["client_certificate"]), ("tls", "CN=goto-token test"))
        self.assertEqual(client.request("GET", METADATA).members["token_endpoint_auth_methods_supported"],
                         ["tls_client_auth"])  # fmt: skip
        response = client.request("POST", "/oauth/token", {"grant_type": "client_credentials", "client_id": "another"})
        self.assert_refused(response, "invalid_client", 401)

    def test_refuses_a_client_without_a_certificate(self):
        client = self.server()
        self.assert_refused(client.redeem(client.code(), "none"), "invalid_client", 401)

    def test_ends_the_handshake_with_a_certificate_of_another_issuer(self):
        client = self.server()
        client.show(self.certificate)
        with self.assertRaises((ssl.SSLError, ConnectionError)):
            client.code()

    def test_does_not_mind_a_certificate_beside_other_credentials(self):
        client = self.server("--client-auth=form", "--client-auth=none")
        client.show(self.issued)
        self.assertEqual(client.redeem(client.code(), "form").status, 200)

    def test_is_in_the_env_that_fits(self):
        process, _ = self.start_process(*self.https, "--print-env", "--client-auth=tls",
                                        f"--client-ca={self.authority.file}")  # fmt: skip
        self.assertIn("OAUTH_CLIENT_AUTH=tls", process.stdout.splitlines())
        self.assertNotIn("SECRET", process.stdout)

    def test_needs_https_and_an_authority_that_can_be_used(self):
        authority = f"--client-ca={self.authority.file}"
        for arguments, expected in (
            (("--client-auth=tls",), 2),
            (("--client-auth=tls", authority), 2),
            ((*self.https, authority), 2),
            ((*self.https, "--client-auth=tls", "--client-ca=/dev/null"), 3),
        ):
            with self.subTest(arguments):
                self.assertEqual(run(*arguments).returncode, expected)


if __name__ == "__main__":
    unittest.main()
