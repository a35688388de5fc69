"""The certificate that an assertion names by its thumbprints (contract §7, RFC 7515 §4.1.7, §4.1.8)."""

import base64
import json
import subprocess
import unittest

from support.case import shell
from support.certificates import Certificate, openssl
from support.client_keys import PrivateKeyTest, decode
from support.login import first_token_response

METHODS = "token_endpoint_auth_methods_supported"
CERTIFICATE_HINT = "name a PEM file with OAUTH_CLIENT_CERT_FILE: the client's certificate first, then those that issued it"
KEY_HINT = "name the PEM file with the private key of the client certificate with OAUTH_CLIENT_KEY_FILE"


def fingerprint(certificate: Certificate, digest: str) -> str:
    """What openssl says, in base64url."""
    said = subprocess.run(["openssl", "x509", "-in", certificate.file, "-noout", "-fingerprint", digest],
                          check=True, capture_output=True, text=True).stdout
    octets = bytes.fromhex(said.partition("=")[2].strip().replace(":", ""))
    return base64.urlsafe_b64encode(octets).decode().rstrip("=")


def thumbprints(certificate: Certificate) -> dict[str, str]:
    return {"x5t": fingerprint(certificate, "-sha1"), "x5t#S256": fingerprint(certificate, "-sha256")}


def header_of(request) -> dict:
    """The header of the request's assertion, but for what each has."""
    header = json.loads(decode(request.form["client_assertion"].split(".")[0]))
    return {name: value for name, value in header.items() if name not in ("alg", "typ")}


class ThumbprintTest(PrivateKeyTest):
    def setUp(self) -> None:
        super().setUp()
        self.certificate = Certificate(self.root, "client")

    def files(self, **environment: str | None) -> dict[str, str | None]:
        return {"OAUTH_CLIENT_CERT_FILE": str(self.certificate.file), "OAUTH_CLIENT_KEY_FILE": str(self.certificate.key),
                "OAUTH_CLIENT_AUTH": "private-key-jwt", **environment}

    def fetch(self, server, **options):
        return self.run_at(server, "--grant", "client-credentials", **options)


class Thumbprint(ThumbprintTest):
    def test_is_what_openssl_says_of_the_first_certificate(self):
        self.certificate.file.write_bytes(self.certificate.file.read_bytes() + Certificate(self.root, "issuer").file.read_bytes())
        for method in ("private-key-jwt", "private-key-jwt-endpoint"):
            server = self.serve(**self.files(OAUTH_CLIENT_AUTH=method))
            self.assert_token(self.fetch(server))
            self.assertEqual(header_of(server.token_request), thumbprints(self.certificate))

    def test_stands_beside_the_id_of_the_key(self):
        server = self.serve(**self.files(OAUTH_CLIENT_KEY_ID="key-1"))
        self.assert_token(self.fetch(server))
        self.assertEqual(header_of(server.token_request), {"kid": "key-1", **thumbprints(self.certificate)})

    def test_stands_there_too_where_the_server_takes_assertions_and_no_certificates(self):
        server = self.serve_metadata(members={METHODS: ["private_key_jwt"]}, **self.files(OAUTH_CLIENT_AUTH=None))
        self.assert_token(self.fetch(server))
        self.assertEqual(header_of(server.token_request), thumbprints(self.certificate))

    def test_stands_there_at_a_refresh_too(self):
        server = self.serve(first_token_response(expires_in=1), first_token_response(), **self.files())
        self.log_in(server)
        self.assert_token(self.run_at(server, "--non-interactive"))
        self.assertEqual([header_of(request) for request in server.token_requests], [thumbprints(self.certificate)] * 2)


class Files(ThumbprintTest):
    def test_may_be_one(self):
        self.certificate.key.write_bytes(self.certificate.file.read_bytes() + self.certificate.key.read_bytes())
        self.certificate.key.chmod(0o600)
        server = self.serve(**self.files(OAUTH_CLIENT_CERT_FILE=str(self.certificate.key)))
        self.assert_token(self.fetch(server))
        self.assertEqual(header_of(server.token_request), thumbprints(self.certificate))

    def test_may_be_pipes(self):
        server = self.serve(**self.files())
        files = "OAUTH_CLIENT_CERT_FILE=/dev/fd/9 OAUTH_CLIENT_KEY_FILE=/dev/fd/0"
        wrapper = shell(f'cat {self.certificate.file} | {{ exec 9<&0; cat {self.certificate.key} | {files} "$@"; }}')
        self.assert_token(self.fetch(server, wrapper=wrapper))
        self.assertEqual(header_of(server.token_request), thumbprints(self.certificate))

    def test_are_read_for_an_assertion_alone(self):
        server = self.serve(first_token_response(), **self.files())
        self.log_in(server)
        self.certificate.file.unlink()
        self.assert_token(self.run_at(server))  # a stored token
        secret = {"OAUTH_CLIENT_AUTH": "basic", "OAUTH_CLIENT_SECRET": "s"}
        self.assert_token(self.fetch(self.serve(**self.files(**secret))))

    def assert_refused(self, error: str, hint: str, **environment: str) -> None:
        server = self.serve(**self.files(**environment))
        for arguments in ((), ("login",), ("--grant", "client-credentials")):
            with self.subTest(error, arguments=arguments):
                outcome = self.goto_token_at(server, *arguments, quiet=False).wait()
                self.assertEqual(outcome, (3, "", f"goto-token: error: {error}\ngoto-token: hint: {hint}\n"))
        self.assertEqual(server.requests, [])

    def test_that_cannot_be_used_end_the_run_before_anyone_signs_in(self):
        missing = self.root / "missing"
        text = self.root / "text"
        text.write_text("hello\n")
        damaged = self.root / "damaged"
        damaged.write_text("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
        begin = "OAUTH_CLIENT_CERT_FILE in the environment:"
        for file, why in ((missing, f"cannot read '{missing}': No such file or directory"),
                          (text, f"'{text}' cannot be used: it holds no PEM certificate"),
                          (damaged, f"'{damaged}' cannot be used: it holds a certificate that cannot be read")):
            self.assert_refused(f"{begin} {why}", CERTIFICATE_HINT, OAUTH_CLIENT_CERT_FILE=str(file))

    def test_that_do_not_belong_together_end_the_run_before_anyone_signs_in(self):
        other = self.root / "other.key"
        openssl("genpkey", "-algorithm", "ED25519", "-out", other)
        for key in (other, Certificate(self.root, "same-kind").key):
            key.chmod(0o600)
            self.assert_refused(
                f"OAUTH_CLIENT_KEY_FILE in the environment: '{key}' cannot be used: its private key is not that of the first "
                f"certificate in '{self.certificate.file}'", KEY_HINT, OAUTH_CLIENT_KEY_FILE=str(key))


class Doctor(ThumbprintTest):
    def lines(self, **environment: str) -> list[str]:
        outcome = self.run_at(self.serve(**self.files(**environment)), "doctor")
        return [line for line in outcome.stdout.splitlines() if "client certificate:" in line]

    def test_says_what_the_certificate_is_for(self):
        (line,) = self.lines()
        self.assertRegex(line, r"^ok      client certificate: CN=[^,]+, valid until 20\S+Z, named by its thumbprint in assertions$")

    def test_says_why_it_cannot_be_used(self):
        self.assertEqual(
            self.lines(OAUTH_CLIENT_CERT_FILE="/nowhere.pem"),
            ["fail    client certificate: OAUTH_CLIENT_CERT_FILE in the environment: cannot read '/nowhere.pem': No such file or "
             f"directory; hint: {CERTIFICATE_HINT}"])


if __name__ == "__main__":
    unittest.main()
