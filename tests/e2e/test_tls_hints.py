"""What to do about a certificate that is refused (contract §2)."""

import subprocess
import unittest

from support.case import EndToEndTest
from support.certificates import Certificate


class TlsHints(EndToEndTest):
    def expired_certificate(self) -> Certificate:
        certificate = Certificate(self.root, "127.0.0.1")
        key = certificate.file.with_suffix(".key")
        signed_again = subprocess.run(
            ["openssl", "x509", "-in", certificate.file, "-signkey", key, "-days", "-1"],
            check=True,
            capture_output=True,
        )
        certificate.file.write_bytes(signed_again.stdout)
        return certificate

    def assert_hint(self, certificate: Certificate, trusted: bool, reason: str, hint: str) -> None:
        server = self.authorization_server(tls=certificate.server_context())
        arguments = ("--ca-file", str(certificate.file)) if trusted else ()
        outcome = self.fetch_token(server, *arguments)
        self.assertEqual(
            outcome,
            (
                7,
                "",
                f"goto-token: error: no answer from {server.url}: TLS: {reason}\ngoto-token: hint: {hint}\n",
            ),
        )

    def test_name_the_address_for_another_servers_certificate(self):
        hint = "the server's certificate is for another name; check the address"
        self.assert_hint(Certificate(self.root, "server.example"), True, "IP address mismatch", hint)

    def test_name_the_clock_for_one_that_has_expired(self):
        hint = "check this machine's clock, or tell the server's owner"
        self.assert_hint(self.expired_certificate(), True, "certificate has expired", hint)

    def test_name_the_ca_file_for_one_that_nobody_vouches_for(self):
        hint = "if its certificate comes from an authority of your own, name that with --ca-file"
        self.assert_hint(Certificate(self.root, "127.0.0.1"), False, "self-signed certificate", hint)


if __name__ == "__main__":
    unittest.main()
