"""The files that say whom to trust: when they are read, and what is said of those that cannot be (contract §4)."""

import re
import unittest

from support.case import EndToEndTest
from support.certificates import Authority
from support.system_calls import ENVIRONMENT, Trace, needs_strace

SIGNING_IN = {"OAUTH_GRANT": None}
DIRECT = {"OAUTH_GRANT": "client-credentials"}


class TrustTest(EndToEndTest):
    def setUp(self) -> None:
        super().setUp()
        self.authority = Authority(self.root / "authority")
        self.server = self.mock_server(certificate=self.authority.issue("127.0.0.1"))
        self.not_readable = self.root / "locked"
        self.not_readable.write_bytes(self.authority.file.read_bytes())
        self.not_readable.chmod(0)

    def file(self, name: str, data: bytes):
        path = self.root / name
        path.write_bytes(data)
        return path

    def run_without_sign_in(self, *arguments: str, environment: dict | None = None, **options):
        """A whole run whose URL is not opened; the timeout only ends one that waits for that."""
        run = self.goto_token_at(self.server, "--timeout", "5", *arguments, environment=environment, **options)
        return run, run.wait()

    def assert_refused_before_the_url(self, path, *arguments: str, mention: str, environment=None, **options) -> None:
        """Exit 3 with the path and what named it, before anybody was shown where to sign in or anything was sent."""
        for grant in (SIGNING_IN, DIRECT):
            with self.subTest(path=path.name, mention=mention, **grant):
                run, outcome = self.run_without_sign_in(
                    *arguments, environment={**(environment or {}), **grant}, **options)
                self.assert_error(outcome, 3, mention, str(path))
                self.assertNotIn("http", run.stderr.text())
                self.assertEqual(self.server.client.seen(), [])


class CaFile(TrustTest):
    def assert_refused(self, path, **options) -> None:
        self.assert_refused_before_the_url(path, "--ca-file", str(path), mention="CA file", **options)
        self.assert_refused_before_the_url(
            path, mention="CA file", environment={"OAUTH_CA_FILE": str(path)}, **options)

    def test_that_cannot_be_read_is_refused(self):
        self.assert_refused(self.root / "missing")
        self.assert_refused(self.root)

    def test_that_may_not_be_read_is_refused(self):
        self.assert_refused(self.not_readable, **self.unprivileged())

    def test_without_a_pem_certificate_is_refused(self):
        pem = self.authority.file.read_bytes()
        for name, data in {
            "empty": b"",
            "text": b"not a certificate\n",
            "key": self.authority.key.read_bytes(),
            "cut": pem[: len(pem) // 2],
            "broken": pem.replace(pem[100:104], b"????"),
            "nothing in it": b"-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
            "zeros": b"\0" * 5000,
        }.items():
            self.assert_refused(self.file(name, data))

    def test_may_hold_several_certificates_and_text_around_them(self):
        other = Authority(self.root / "other").file.read_bytes()
        bundle = self.file("bundle", b"# Ours:\n" + other + b"\nSubject: us\r\n" + self.authority.file.read_bytes())
        self.assert_token_of(self.server, self.fetch_token(self.server, "--ca-file", str(bundle)))


class StandardVariables(TrustTest):
    def assert_refused(self, variable: str, path, **options) -> None:
        self.assert_refused_before_the_url(path, mention=variable, environment={variable: str(path)}, **options)

    def test_that_name_what_is_not_there_are_refused(self):
        for variable in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
            self.assert_refused(variable, self.root / "missing")

    def test_that_name_what_may_not_be_read_are_refused(self):
        someone = self.unprivileged()
        self.assert_refused("SSL_CERT_FILE", self.not_readable, **someone)
        folder = self.root / "locked folder"
        folder.mkdir(0o000)
        self.assert_refused("SSL_CERT_DIR", folder, **someone)

    def test_that_name_a_folder_for_a_file_or_a_file_for_a_folder_are_refused(self):
        self.assert_refused("SSL_CERT_FILE", self.root)
        self.assert_refused("SSL_CERT_DIR", self.authority.file)

    def test_work_when_they_can_be_read(self):
        self.assert_token_of(self.server, self.fetch_token(self.server, environment={"SSL_CERT_FILE": str(self.authority.file)}))
        hashed = {"SSL_CERT_DIR": str(self.authority.hashed_folder())}
        self.assert_token_of(self.server, self.fetch_token(self.server, environment=hashed))

    def test_that_are_empty_say_nothing(self):
        environment = {"SSL_CERT_FILE": "", "SSL_CERT_DIR": ""}
        self.assert_token_of(self.server, self.fetch_token(self.server, "--ca-file", str(self.authority.file), environment=environment))


@needs_strace
class WhenTheyAreRead(TrustTest):
    def setUp(self) -> None:
        super().setUp()
        self.trace = Trace(self.root / "trace", "open,openat,openat2,write")
        self.options = {"wrapper": self.trace.wrapper}
        self.variables = {"SSL_CERT_FILE": str(self.authority.file),
                          "SSL_CERT_DIR": str(self.authority.hashed_folder())}

    def places(self) -> tuple[list[int], int]:
        """Where among the calls of a run certificates were opened, and where the authorization URL was written."""
        calls = self.trace.calls()
        files = rf'open.*"({re.escape(str(self.authority.folder))}|/\S+(/certs?\b|/cert\.pem|ca-bundle|ca-cert))'
        opened = [at for at, call in enumerate(calls) if re.match(files, call)]
        written = [at for at, call in enumerate(calls) if re.match(r"write\(2, .*response_type=code", call)]
        self.assertLessEqual(len(written), 1)
        return opened, written[0] if written else -1

    def test_is_after_the_url_is_out(self):
        for variables in (self.variables, {**self.variables, "SSL_CERT_DIR": None}, {}):
            with self.subTest(variables):
                self.fetch_token(self.server, environment={**variables, **ENVIRONMENT}, **self.options)
                opened, written = self.places()
                self.assertGreater(written, 0)
                self.assertTrue(opened)
                self.assertGreater(opened[0], written)

    def test_is_never_for_plain_http(self):
        server = self.mock_server()
        for grant in (SIGNING_IN, DIRECT):
            for variables in (self.variables, {}):
                with self.subTest(variables, **grant):
                    run = self.goto_token_at(server, environment={**variables, **grant, **ENVIRONMENT}, **self.options)
                    if grant is SIGNING_IN:
                        run.sign_in()
                    self.assert_token_of(server, run.wait())
                    self.assertEqual(self.places()[0], [])


if __name__ == "__main__":
    unittest.main()
