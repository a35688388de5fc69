"""Which certificates the program trusts on the way to the token endpoint (contract §7)."""

import ssl
import unittest

from support.case import EndToEndTest
from support.certificates import Authority, Certificate


class Tls(EndToEndTest):
    def setUp(self) -> None:
        super().setUp()
        self.authority = Authority(self.root / "authority")
        self.certificate = self.authority.issue("127.0.0.1")

    def tls_server(self, certificate: Certificate | None = None):
        return self.mock_server(certificate=certificate or self.certificate)

    def server_up_to(self, version: ssl.TLSVersion):
        return self.authorization_server(tls=self.certificate.server_context(maximum=version))

    def assert_trusted(self, server, *arguments: str, **environment: str) -> None:
        self.assert_token_of(server, self.fetch_token(server, *arguments, environment=environment))

    def assert_not_trusted(self, server, *arguments: str, **environment: str) -> None:
        outcome = self.fetch_token(server, *arguments, environment=environment)
        self.assert_error(outcome, 7, server.url, "TLS")
        self.assertEqual(server.token_requests, [])

    def test_refuses_a_certificate_of_an_unknown_authority(self):
        self.assert_not_trusted(self.tls_server())
        self.assert_not_trusted(self.tls_server(Certificate(self.root, "127.0.0.1")))

    def test_accepts_a_certificate_from_the_authority_of_the_ca_file(self):
        self.assert_trusted(self.tls_server(), "--ca-file", str(self.authority.file))

    def test_accepts_the_very_certificate_of_the_ca_file(self):
        own = Certificate(self.root, "127.0.0.1")
        self.assert_trusted(self.tls_server(own), "--ca-file", str(own.file))

    def test_takes_the_ca_file_from_the_environment(self):
        self.assert_trusted(self.tls_server(), OAUTH_CA_FILE=str(self.authority.file))

    def test_trusts_what_the_standard_variables_name(self):
        self.assert_trusted(self.tls_server(), SSL_CERT_FILE=str(self.authority.file))
        self.assert_trusted(self.tls_server(), SSL_CERT_DIR=str(self.authority.hashed_folder()))

    def test_adds_the_ca_file_to_what_the_standard_variables_name(self):
        other = Authority(self.root / "other")
        for variable, option in ((self.authority, other), (other, self.authority)):
            self.assert_trusted(self.tls_server(), "--ca-file", str(option.file), SSL_CERT_FILE=str(variable.file))

    def test_trusts_no_other_authority(self):
        other = Authority(self.root / "other")
        self.assert_not_trusted(self.tls_server(), "--ca-file", str(other.file), SSL_CERT_FILE=str(other.file))

    def test_refuses_a_certificate_for_another_address_or_name(self):
        for name in ("127.0.0.2", "server.example", "localhost"):
            with self.subTest(name):
                self.assert_not_trusted(
                    self.tls_server(self.authority.issue(name)), "--ca-file", str(self.authority.file)
                )

    def test_refuses_a_certificate_that_has_expired(self):
        expired = self.authority.issue("127.0.0.1", days=-1)
        self.assert_not_trusted(self.tls_server(expired), "--ca-file", str(self.authority.file))

    def test_goes_by_the_name_when_the_server_has_one(self):
        server = self.tls_server(self.authority.issue("localhost"))
        url = f"https://localhost:{server.port}"
        self.assert_trusted(server, "--ca-file", str(self.authority.file), OAUTH_SERVICE_URL=url)

    def test_refuses_a_server_that_only_speaks_an_old_version(self):
        server = self.server_up_to(ssl.TLSVersion.TLSv1_1)
        environment = {"OAUTH_AUTHORIZATION_ENDPOINT": self.authorization_server().url + "/authorize"}
        outcome = self.fetch_token(server, "--ca-file", str(self.authority.file), environment=environment)
        self.assert_error(outcome, 7)
        self.assertEqual(server.token_requests, [])

    def test_accepts_version_1_2(self):
        server = self.server_up_to(ssl.TLSVersion.TLSv1_2)
        self.assert_token(self.fetch_token(server, "--ca-file", str(self.authority.file)))

    def test_is_not_spoken_with_a_server_that_does_not(self):
        server = self.mock_server()
        environment = {"OAUTH_TOKEN_ENDPOINT": f"https://127.0.0.1:{server.port}/oauth/token"}
        self.assert_error(self.fetch_token(server, environment=environment), 7)
        self.assertEqual(server.token_requests, [])

    def test_has_no_request_sent_again_when_the_server_closes_without_a_response(self):
        server = self.mock_server("--fault=hang-up", certificate=self.certificate)
        self.assert_error(self.fetch_token(server, "--ca-file", str(self.authority.file)), 7)
        self.assertEqual(len(server.token_requests), 1)

    def test_cannot_be_switched_off(self):
        for option in ("--insecure", "-k", "--no-verify"):
            self.assertEqual(self.goto_token(option).wait().exit_code, 2)


if __name__ == "__main__":
    unittest.main()
