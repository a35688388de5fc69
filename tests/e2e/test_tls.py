"""Whom the program trusts on the way to the token endpoint (contract §7)."""

import ssl
import unittest

from support.answers import Raw
from support.case import EndToEndTest
from support.certificates import Certificate


class Tls(EndToEndTest):
    def setUp(self) -> None:
        super().setUp()
        self.certificate = Certificate(self.root, "127.0.0.1")

    def tls_server(self, certificate: Certificate | None = None, **options):
        context = (certificate or self.certificate).server_context(**options)
        return self.authorization_server(tls=context)

    def assert_not_trusted(self, server, *arguments: str, **environment: str) -> None:
        outcome = self.fetch_token(server, *arguments, environment=environment)
        self.assert_error(outcome, 7, server.url, "TLS")
        self.assertEqual(server.token_requests, [])

    def test_refuses_a_certificate_that_nobody_vouches_for(self):
        self.assert_not_trusted(self.tls_server())

    def test_accepts_the_certificate_of_the_ca_file(self):
        self.assert_token(self.fetch_token(self.tls_server(), "--ca-file", str(self.certificate.file)))

    def test_takes_the_ca_file_from_the_environment(self):
        environment = {"OAUTH_CA_FILE": str(self.certificate.file)}
        self.assert_token(self.fetch_token(self.tls_server(), environment=environment))

    def test_trusts_what_the_standard_variables_name(self):
        environment = {"SSL_CERT_FILE": str(self.certificate.file)}
        self.assert_token(self.fetch_token(self.tls_server(), environment=environment))

    def test_adds_the_ca_file_to_what_the_standard_variables_name(self):
        other = Certificate(self.root, "127.0.0.2")
        environment = {"SSL_CERT_FILE": str(self.certificate.file)}
        arguments = ("--ca-file", str(other.file))
        self.assert_token(self.fetch_token(self.tls_server(), *arguments, environment=environment))

    def test_refuses_a_certificate_for_another_address(self):
        other = Certificate(self.root, "127.0.0.2")
        self.assert_not_trusted(self.tls_server(other), "--ca-file", str(other.file))

    def test_refuses_a_certificate_for_another_name(self):
        other = Certificate(self.root, "server.example")
        self.assert_not_trusted(self.tls_server(other), "--ca-file", str(other.file))

    def test_goes_by_the_name_when_the_server_has_one(self):
        named = Certificate(self.root, "localhost")
        server = self.tls_server(named)
        environment = {"OAUTH_SERVICE_URL": f"https://localhost:{server.port}"}
        self.assert_token(self.fetch_token(server, "--ca-file", str(named.file), environment=environment))

    def test_refuses_a_server_that_only_speaks_an_old_version(self):
        server = self.tls_server(maximum=ssl.TLSVersion.TLSv1_1)
        environment = {"OAUTH_AUTHORIZATION_ENDPOINT": self.authorization_server().url + "/authorize"}
        outcome = self.fetch_token(server, "--ca-file", str(self.certificate.file), environment=environment)
        self.assert_error(outcome, 7)
        self.assertEqual(server.token_requests, [])

    def test_accepts_version_1_2(self):
        server = self.tls_server(maximum=ssl.TLSVersion.TLSv1_2)
        self.assert_token(self.fetch_token(server, "--ca-file", str(self.certificate.file)))

    def test_is_not_spoken_with_a_server_that_does_not(self):
        server = self.authorization_server()
        environment = {"OAUTH_TOKEN_ENDPOINT": f"https://127.0.0.1:{server.port}/oauth/token"}
        self.assert_error(self.fetch_token(server, environment=environment), 7)
        self.assertEqual(server.token_requests, [])

    def test_has_no_request_sent_again_when_the_server_closes_without_an_answer(self):
        server = self.authorization_server(Raw(), tls=self.certificate.server_context())
        self.assert_error(self.fetch_token(server, "--ca-file", str(self.certificate.file)), 7)
        self.assertEqual(len(server.token_requests), 1)

    def test_cannot_be_switched_off(self):
        for option in ("--insecure", "-k", "--no-verify"):
            self.assertEqual(self.goto_token(option).wait().exit_code, 2)


if __name__ == "__main__":
    unittest.main()
