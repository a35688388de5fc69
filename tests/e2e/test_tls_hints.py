"""What to do about a certificate that is refused (contract §2)."""

import unittest

from support.case import EndToEndTest
from support.certificates import Authority, Certificate


class TlsHints(EndToEndTest):
    def setUp(self) -> None:
        super().setUp()
        self.authority = Authority(self.root / "authority")

    def assert_hint(self, certificate: Certificate, trusted: bool, reason: str, hint: str) -> None:
        server = self.mock_server(certificate=certificate)
        arguments = ("--ca-file", str(self.authority.file)) if trusted else ()
        outcome = self.fetch_token(server, *arguments)
        self.assertEqual(
            outcome,
            (
                7,
                "",
                f"goto-token: error: no response from {server.url}: TLS: {reason}\ngoto-token: hint: {hint}\n",
            ),
        )

    def test_name_the_address_for_another_servers_certificate(self):
        hint = "the server's certificate is for another name; check the address"
        self.assert_hint(self.authority.issue("server.example"), True, "IP address mismatch", hint)

    def test_name_the_clock_for_one_that_has_expired(self):
        hint = "check this machine's clock, or tell the server's owner"
        self.assert_hint(self.authority.issue("127.0.0.1", days=-1), True, "certificate has expired", hint)

    def test_name_the_ca_file_for_one_of_an_unknown_authority(self):
        hint = "if its certificate comes from an authority of your own, name that with --ca-file"
        self.assert_hint(Certificate(self.root, "127.0.0.1"), False, "self-signed certificate", hint)
        issued = self.authority.issue("127.0.0.1")
        self.assert_hint(issued, False, "unable to get local issuer certificate", hint)

    def test_name_the_owner_for_one_that_no_trust_would_mend(self):
        hint = "the server's certificate is not fit for use; tell the server's owner"
        not_for_servers = self.authority.issue("127.0.0.1", extension="extendedKeyUsage=clientAuth")
        self.assert_hint(not_for_servers, True, "unsuitable certificate purpose", hint)


if __name__ == "__main__":
    unittest.main()
