"""Which names of a certificate count: those of its subject alternative name, label by label (contract §7)."""

import contextlib
import unittest

from support.case import EndToEndTest
from support.certificates import Certificate
from support.forward_proxy import ForwardProxy
from support.responses import response
from support.wire_server import WireServer, sends

# Only the proxy of these tests knows this name: it leads every name to the server.
HOST = "auth.server.invalid"


class NameTest(EndToEndTest):
    def fetch(self, host: str, certificate: Certificate):
        """A run that trusts the certificate and goes to its server by this name: how it ended, the URL, the server
        and the proxy on the way to it."""
        with WireServer(sends(response()), certificate.server_context()) as server, \
                contextlib.closing(ForwardProxy(server.port)) as proxy:
            url = f"https://{host}:{server.port}"
            run = self.goto_token(environment={
                "OAUTH_GRANT": "client-credentials",
                "OAUTH_CLIENT_ID": "client-1",
                "OAUTH_SERVICE_URL": url,
                "OAUTH_CA_FILE": str(certificate.file),
                "HTTPS_PROXY": proxy.url,
            })
            return run.wait(), url, server, proxy

    def certificate(self, alternative: str, subject: str = "/CN=goto-token test") -> Certificate:
        return Certificate(self.root, "server", subject=subject, alternative=alternative)

    def assert_accepted(self, host: str, alternative: str, **options: str) -> None:
        with self.subTest(host=host, alternative=alternative, **options):
            outcome, *_ = self.fetch(host, self.certificate(alternative, **options))
            self.assert_token(outcome)

    def assert_refused(self, host: str, alternative: str, **options: str) -> None:
        with self.subTest(host=host, alternative=alternative, **options):
            outcome, url, server, _ = self.fetch(host, self.certificate(alternative, **options))
            self.assert_error(outcome, 7, url, "TLS", "mismatch")
            self.assertEqual(server.requests, [])


class Names(NameTest):
    def test_of_the_subject_alternative_name_count(self):
        self.assert_accepted(HOST, f"DNS:{HOST}")
        self.assert_accepted(HOST, f"DNS:other.example,DNS:{HOST},IP:127.0.0.2")
        self.assert_accepted(HOST, f"DNS:{HOST.upper()}")
        self.assert_accepted("localhost", "DNS:localhost")

    def test_of_the_subject_do_not_count(self):
        for host in (HOST, "localhost", "127.0.0.1"):
            self.assert_refused(host, "", subject=f"/CN={host}")
            self.assert_refused(host, "email:a@example.com", subject=f"/CN={host}")
            self.assert_refused(host, "DNS:other.example", subject=f"/CN={host}")

    def test_that_are_addresses_count_for_an_address_alone(self):
        self.assert_accepted("127.0.0.1", "IP:127.0.0.1")
        self.assert_accepted("127.0.0.1", "DNS:other.example,IP:127.0.0.2,IP:127.0.0.1")
        self.assert_refused("127.0.0.1", "DNS:127.0.0.1")
        self.assert_refused("127.0.0.1", "IP:127.0.0.2")
        self.assert_refused(HOST, "IP:127.0.0.1")

    def test_with_a_wildcard_count_for_one_whole_label(self):
        self.assert_accepted(HOST, "DNS:*.server.invalid")
        for wildcard in ("*.invalid", "*", "*.*.invalid", "auth.*.invalid", "*.auth.server.invalid"):
            self.assert_refused(HOST, f"DNS:{wildcard}")
        self.assert_refused("b.auth.server.invalid", "DNS:*.server.invalid")
        self.assert_refused("server.invalid", "DNS:*.server.invalid")

    def test_with_a_wildcard_in_a_part_of_a_label_do_not_count(self):
        for wildcard in ("a*", "*h", "a*h", "au*th", "*auth", "auth*"):
            self.assert_refused(HOST, f"DNS:{wildcard}.server.invalid")

    def test_that_only_begin_or_end_like_the_host_do_not_count(self):
        for name in (f"{HOST}.evil.example", f"evil{HOST}", f"evil.{HOST}", "server.invalid", ".server.invalid"):
            self.assert_refused(HOST, f"DNS:{name}")


class LocalNames(NameTest):
    """Names below `.localhost` are the machine's own (contract §4), whatever a name server says of them."""

    def test_lead_to_loopback_past_the_proxy(self):
        for host in ("localhost", "auth.localhost", "a.b.localhost", "AUTH.LOCALHOST"):
            with self.subTest(host):
                outcome, _, _, proxy = self.fetch(host, self.certificate(f"DNS:{host}"))
                self.assert_token(outcome)
                self.assertEqual(proxy.requests, [])

    def test_may_be_spoken_to_without_tls(self):
        for host in ("localhost", "auth.localhost"):
            with self.subTest(host), WireServer(sends(response())) as server:
                outcome = self.goto_token(environment={
                    "OAUTH_GRANT": "client-credentials",
                    "OAUTH_CLIENT_ID": "client-1",
                    "OAUTH_SERVICE_URL": f"http://{host}:{server.port}",
                }).wait()
                self.assert_token(outcome)


if __name__ == "__main__":
    unittest.main()
