"""Client certificates (RFC 8705): where they are presented, and what is said where that cannot be (contract §4, §7)."""

import contextlib
import json
import os
import ssl
import subprocess
import unittest

from support.certificate_server import NONE, CertificateServer
from support.certificates import Authority, Certificate, openssl
from support.device import GRANT, PENDING, device_response
from support.forward_proxy import ForwardProxy
from support.login import LoginTest, first_token_response
from support.scripted_responses import ScriptedResponse, error_response, json_response

HOST = "server.invalid"  # no name server knows it: only a proxy leads there (RFC 6761 §6.4)
VERSIONS = (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3)
METADATA = "/.well-known/oauth-authorization-server"
REFUSED_HINT = ("check that the server knows the certificate of OAUTH_CLIENT_CERT_FILE for this client, and trusts who issued "
                "it; goto-token doctor shows whose it is")


class CertificateTest(LoginTest):
    def setUp(self) -> None:
        super().setUp()
        self.authority = Authority(self.root / "authority")
        self.client = self.authority.issue("client")

    def server(self, *responses, **options) -> CertificateServer:
        server = CertificateServer(self.authority, *(responses or (first_token_response(),)), **options)
        self.addCleanup(server.close)
        server.documents["/oauth/revoke"] = ScriptedResponse()
        server.environment |= self.set_up()
        del server.environment["OAUTH_CLIENT_SECRET"]
        return server

    def set_up(self, client: Certificate | None = None) -> dict[str, str]:
        client = client or self.client
        return {
            "OAUTH_CLIENT_CERT_FILE": str(client.file),
            "OAUTH_CLIENT_KEY_FILE": str(client.key),
            "OAUTH_CA_FILE": str(self.authority.file),
        }

    def fetch_directly(self, server, *arguments, environment: dict | None = None, **options):
        return self.run_at(server, *arguments, environment={"OAUTH_GRANT": "client-credentials", **(environment or {})},
                           **options)

    def assert_says(self, outcome, exit_code: int, error: str, hint: str) -> None:
        self.assertEqual(outcome, (exit_code, "", f"goto-token: error: {error}\ngoto-token: hint: {hint}\n"))


class ACertificate(CertificateTest):
    def test_is_presented_with_the_client_id_in_the_body(self):
        for version in VERSIONS:
            for method in ("tls", None):
                with self.subTest(version.name, method=method):
                    server = self.server(version=version)
                    self.assert_token(self.fetch_directly(server, environment={"OAUTH_CLIENT_AUTH": method}))
                    self.assertEqual(server.peers, [("/oauth/token", "client")])
                    self.assertEqual(server.token_request.form, {"grant_type": "client_credentials", "client_id": "client-1"})
                    self.assertNotIn("Authorization", server.token_request.headers)

    def test_is_presented_through_a_proxy_to_the_server_alone(self):
        server = self.server(name=HOST)
        with contextlib.closing(ForwardProxy(server.port)) as proxy:
            environment = {"HTTPS_PROXY": proxy.url, "OAUTH_SERVICE_URL": f"https://{HOST}:{server.port}"}
            self.assert_token(self.fetch_directly(server, environment=environment))
            self.assertEqual(proxy.requests, [f"CONNECT {HOST}:{server.port}"])
        self.assertEqual(server.peers, [("/oauth/token", "client")])

    def test_is_presented_to_a_server_that_requests_it_once_it_knows_the_path(self):
        server = self.server(late=True)
        self.assert_token(self.fetch_directly(server))
        self.assertEqual(server.peers, [("/oauth/token", "client")])

    def test_is_presented_where_the_authorization_request_is_pushed(self):
        server = self.server()
        server.documents["/oauth/par"] = json_response({"request_uri": "urn:x", "expires_in": 60}, 201)
        run = self.goto_token_at(server, environment={"OAUTH_PAR_ENDPOINT": server.url + "/oauth/par"})
        self.assertIn("request_uri=urn%3Ax", run.authorization_url)
        self.assertEqual(server.peers, [("/oauth/par", "client")])

    def test_is_not_presented_with_another_method(self):
        for method in ("none", "post"):
            with self.subTest(method):
                server = self.server(requires=False)
                environment = {"OAUTH_CLIENT_AUTH": method, "OAUTH_CLIENT_SECRET": "s"}
                self.assert_token(self.fetch_directly(server, environment=environment))
                self.assertEqual(server.peers, [("/oauth/token", NONE)])

    def test_and_its_key_may_come_from_pipes(self):
        server = self.server()
        reading = []
        values = {}
        for key, path in (("OAUTH_CLIENT_CERT_FILE", self.client.file), ("OAUTH_CLIENT_KEY_FILE", self.client.key)):
            end, writing = os.pipe()
            os.write(writing, path.read_bytes())
            os.close(writing)
            reading.append(end)
            values[key] = f"/dev/fd/{end}"
        run = self.goto_token_at(server, environment={"OAUTH_GRANT": "client-credentials", **values}, pass_fds=reading)
        self.assert_token(run.wait())
        for end in reading:
            os.close(end)

    def test_is_not_read_for_a_stored_token_that_is_valid(self):
        server = self.server(requires=False)
        self.log_in(server)
        self.client.key.unlink()
        self.client.file.unlink()
        self.assert_token(self.run_at(server, "--non-interactive"))

    def test_that_has_expired_is_warned_of(self):
        expired = self.authority.issue("expired", days=-1)
        end = subprocess.run(["openssl", "x509", "-noout", "-enddate", "-dateopt", "iso_8601", "-in", expired.file],
                             check=True, capture_output=True, text=True).stdout.strip().partition("=")[2].replace(" ", "T")
        server = self.server()
        outcome = self.fetch_directly(server, environment=self.set_up(expired), quiet=False)
        self.assertEqual(outcome, (7, "", (
            f"goto-token: warning: OAUTH_CLIENT_CERT_FILE in the environment: the certificate in '{expired.file}' expired at "
            f"{end}\n"
            f"goto-token: error: no response from {server.url}: TLS: the server did not accept the client certificate (alert "
            f"\"certificate expired\")\ngoto-token: hint: {REFUSED_HINT}\n")))


class Aliases(CertificateTest):
    """`mtls_endpoint_aliases` of the metadata (RFC 8705 §5)."""

    def setUp(self) -> None:
        super().setUp()
        self.plain = self.server(requires=False)
        self.aliased = self.server()
        self.plain.documents[METADATA] = json_response({
            "issuer": self.plain.url,
            "authorization_endpoint": self.plain.url + "/authorize",
            "token_endpoint": self.plain.url + "/token",
            "revocation_endpoint": self.plain.url + "/revoke",
            "mtls_endpoint_aliases": {"token_endpoint": self.aliased.url + "/mtls/token",
                                      "revocation_endpoint": self.aliased.url + "/mtls/revoke"},
        })
        self.plain.documents["/revoke"] = self.aliased.documents["/mtls/revoke"] = ScriptedResponse()
        self.plain.environment |= {"OAUTH_SERVICE_URL": None, "OAUTH_ISSUER": self.plain.url}

    def test_are_used_at_login_refresh_and_logout_with_the_certificate(self):
        self.log_in(self.plain)
        self.expire()
        self.assert_token(self.run_at(self.plain, "--non-interactive"))
        self.assertEqual(self.run_at(self.plain, "logout"), (0, "", ""))
        self.assertEqual(self.plain.peers, [(METADATA, NONE), ("/authorize", NONE)])
        self.assertEqual(self.aliased.peers,
                         [("/mtls/token", "client"), ("/mtls/token", "client"), ("/mtls/revoke", "client")])
        self.assertEqual([request.form["client_id"] for request in self.aliased.requests], ["client-1"] * 3)

    def test_are_used_for_a_device_code_and_its_polls(self):
        for at in (self.plain, self.aliased):
            at.documents["/device"] = device_response(self.plain.url)
        metadata = json.loads(self.plain.documents[METADATA].body)
        metadata["device_authorization_endpoint"] = self.plain.url + "/device"
        metadata["mtls_endpoint_aliases"]["device_authorization_endpoint"] = self.aliased.url + "/device"
        self.plain.documents[METADATA] = json_response(metadata)
        self.aliased.respond_with(PENDING, first_token_response())
        self.assertEqual(self.run_at(self.plain, *GRANT)[:2], (0, "token-1\n"))
        self.assertEqual(self.plain.peers, [(METADATA, NONE)])
        self.assertEqual(self.aliased.peers, [("/device", "client"), ("/mtls/token", "client"), ("/mtls/token", "client")])

    def test_give_way_to_endpoints_that_are_named(self):
        environment = {"OAUTH_TOKEN_ENDPOINT": self.plain.url + "/named/token"}
        self.assert_token(self.fetch_directly(self.plain, environment=environment))
        self.assertEqual(self.plain.peers, [(METADATA, NONE), ("/named/token", "client")])
        self.assertEqual(self.aliased.peers, [])

    def test_are_for_the_method_tls_alone(self):
        self.assert_token(self.fetch_directly(self.plain, environment={"OAUTH_CLIENT_AUTH": "none"}))
        self.assertEqual(self.plain.peers, [(METADATA, NONE), ("/token", NONE)])

    def test_that_are_not_of_https_are_refused(self):
        metadata = {"issuer": self.plain.url, "authorization_endpoint": self.plain.url + "/authorize",
                    "token_endpoint": self.plain.url + "/token",
                    "mtls_endpoint_aliases": {"token_endpoint": "http://127.0.0.1/token"}}
        self.plain.documents[METADATA] = json_response(metadata)
        self.assert_says(self.fetch_directly(self.plain), 7,
                         f"the metadata at {self.plain.url}{METADATA} cannot be used: its mtls_endpoint_aliases.token_endpoint "
                         "'http://127.0.0.1/token' cannot be used: it is plain http, although the issuer is https",
                         "name the endpoint with OAUTH_TOKEN_ENDPOINT")


class ACertificateThatTheServerDoesNotTake(CertificateTest):
    def test_is_told_as_such(self):
        stranger = Authority(self.root / "stranger")
        for version in VERSIONS:
            with self.subTest(version.name):
                server = self.server(version=version, clients=stranger)
                self.assert_says(self.fetch_directly(server), 7,
                                 f"no response from {server.url}: TLS: the server did not accept the client certificate (alert "
                                 '"unknown ca")', REFUSED_HINT)
                self.assertEqual(server.requests, [])

    def test_does_not_end_a_stored_login(self):
        server = self.server(requires=False)
        self.log_in(server)
        self.expire()
        stranger = Authority(self.root / "stranger").issue("stranger")
        before = self.stored()
        self.assertEqual(self.run_at(server, "--non-interactive", environment=self.set_up(stranger) | {
            "OAUTH_CA_FILE": str(self.authority.file)}).exit_code, 7)
        self.assertEqual(self.stored(), before)

    def test_may_be_refused_by_oauth_too(self):
        server = self.server(error_response("invalid_client", 401))
        outcome = self.fetch_directly(server, environment={"OAUTH_CLIENT_AUTH": "tls"})
        self.assert_error(outcome, 6, "invalid_client")


class AMissingCertificate(CertificateTest):
    def assert_said(self, server, alert: str, hint: str, **environment: str | None) -> None:
        values = {"OAUTH_CLIENT_CERT_FILE": None, "OAUTH_CLIENT_KEY_FILE": None, "OAUTH_CLIENT_SECRET": "s", **environment}
        self.assert_says(self.fetch_directly(server, environment=values), 7,
                         f"no response from {server.url}: TLS: the server requires a client certificate (alert \"{alert}\")",
                         hint)

    def test_is_asked_for_by_the_name_of_its_key(self):
        hint = ("name a certificate that the server accepts with OAUTH_CLIENT_CERT_FILE, and its key with "
                "OAUTH_CLIENT_KEY_FILE")
        self.assert_said(self.server(version=VERSIONS[0]), "handshake failure", hint)
        self.assert_said(self.server(version=VERSIONS[1]), "certificate required", hint)

    def test_that_is_set_and_not_presented_is_said_to_be_so(self):
        files = {"OAUTH_CLIENT_CERT_FILE": str(self.client.file), "OAUTH_CLIENT_KEY_FILE": str(self.client.key)}
        self.assert_said(self.server(), "certificate required",
                         "the certificate of OAUTH_CLIENT_CERT_FILE is presented with OAUTH_CLIENT_AUTH=tls alone",
                         OAUTH_CLIENT_AUTH="post", **files)

    def test_is_never_presented_for_metadata(self):
        server = self.server()
        outcome = self.fetch_directly(server, environment={"OAUTH_SERVICE_URL": None, "OAUTH_ISSUER": server.url})
        self.assert_says(outcome, 7, f"no response from {server.url}: TLS: the server requires a client certificate (alert "
                         '"certificate required")',
                         "the client certificate is presented with client authentication tls alone, and never for metadata; "
                         "OAUTH_TOKEN_ENDPOINT and its like name endpoints without that")


class AMistake(CertificateTest):
    """Ends a run with exit 3 before anyone is asked to sign in."""

    def assert_told(self, error: str, hint: str, **environment: str | None) -> None:
        for grant in ("client-credentials", "authorization-code"):
            with self.subTest(grant):
                server = self.server(requires=False)
                outcome = self.run_at(server, environment={"OAUTH_GRANT": grant, **environment})
                self.assert_says(outcome, 3, error.replace("SERVER", server.url), hint)
                self.assertEqual(server.requests, [])

    def write(self, name: str, text: bytes):
        path = self.root / name
        path.write_bytes(text)
        path.chmod(0o600)
        return path

    def test_in_a_file_is_told_with_its_key(self):
        certificate_hint = ("name a PEM file with OAUTH_CLIENT_CERT_FILE: the client's certificate first, then those that issued "
                            "it")
        key_hint = "name the PEM file with the private key of the client certificate with OAUTH_CLIENT_KEY_FILE"
        missing = self.root / "missing"
        text = self.write("text", b"hello\n")
        self.assert_told(f"OAUTH_CLIENT_CERT_FILE in the environment: cannot read '{missing}': No such file or directory",
                         certificate_hint, OAUTH_CLIENT_CERT_FILE=str(missing))
        self.assert_told(f"OAUTH_CLIENT_KEY_FILE in the environment: cannot read '{missing}': No such file or directory",
                         key_hint, OAUTH_CLIENT_KEY_FILE=str(missing))
        self.assert_told(f"OAUTH_CLIENT_CERT_FILE in the environment: '{text}' cannot be used: it holds no PEM certificate", certificate_hint,
                         OAUTH_CLIENT_CERT_FILE=str(text))
        self.assert_told(f"OAUTH_CLIENT_KEY_FILE in the environment: '{text}' cannot be used: it holds no PEM private key", key_hint,
                         OAUTH_CLIENT_KEY_FILE=str(text))
        other = self.authority.issue("other")
        self.assert_told(f"OAUTH_CLIENT_KEY_FILE in the environment: '{other.key}' cannot be used: its private key is not that of "
                         f"the first certificate in '{self.client.file}'", key_hint, OAUTH_CLIENT_KEY_FILE=str(other.key))

    def test_in_the_form_of_the_key_is_told_with_what_to_do(self):
        encrypted = self.root / "encrypted.key"
        openssl("pkey", "-in", self.client.key, "-aes256", "-passout", "pass:secret", "-out", encrypted)
        self.assert_told(f"OAUTH_CLIENT_KEY_FILE in the environment: '{encrypted}' cannot be used: its private key is encrypted, "
                         "and goto-token asks for no passphrase",
                         "write it without one: openssl pkey -in KEY -out NEW; keep NEW to yourself",
                         OAUTH_CLIENT_KEY_FILE=str(encrypted))

    def test_in_the_keys_is_told(self):
        self.assert_told("OAUTH_CLIENT_CERT_FILE in the environment: a client certificate needs its private key",
                         "name the PEM file that holds it with OAUTH_CLIENT_KEY_FILE", OAUTH_CLIENT_KEY_FILE=None)
        self.assert_told("OAUTH_CLIENT_AUTH in the environment: 'tls' needs a client certificate",
                         "set OAUTH_CLIENT_CERT_FILE and OAUTH_CLIENT_KEY_FILE to PEM files that hold it and its key",
                         OAUTH_CLIENT_AUTH="tls", OAUTH_CLIENT_CERT_FILE=None)

    def test_in_an_endpoint_is_told(self):
        for key, path in (("OAUTH_TOKEN_ENDPOINT", "token"), ("OAUTH_REVOCATION_ENDPOINT", "revoke")):
            endpoint = f"http://127.0.0.1:9/{path}"
            self.assert_told(f"client authentication tls cannot be used at '{endpoint}': it is plain http",
                             f"name an https endpoint with {key}, or another method with OAUTH_CLIENT_AUTH", **{key: endpoint})

    def test_in_a_silent_pipe_is_given_up_after_a_while(self):
        fifo = self.root / "fifo"
        os.mkfifo(fifo)
        outcome = self.fetch_directly(self.server(), environment={"OAUTH_CLIENT_CERT_FILE": str(fifo)})
        self.assert_error(outcome, 3, f"OAUTH_CLIENT_CERT_FILE in the environment: cannot read '{fifo}': nothing came from it "
                          "within 2 seconds")


class Doctor(CertificateTest):
    def check(self, server, **environment: str | None) -> tuple[int, list[str]]:
        outcome = self.run_at(server, "doctor", environment=environment)
        self.assertEqual(outcome.messages, "")
        self.assertNotIn("PRIVATE", outcome.stdout)
        self.summary = outcome.stdout.splitlines()[-1]
        return outcome.exit_code, [line for line in outcome.stdout.splitlines() if "client certificate:" in line]

    def test_tells_whose_certificate_it_is_and_presents_it(self):
        server = self.server()
        exit_code, lines = self.check(server)
        self.assertEqual(exit_code, 0)
        self.assertEqual(self.summary, "a token could be fetched, with a sign-in; only a run can try the client certificate")
        self.assertRegex(lines[0], r"\Aok      client certificate: CN=goto-token test, valid until \S+Z\Z")
        self.assertEqual(server.peers, [("/oauth/token", "client")])

    def test_warns_of_one_that_has_expired(self):
        expired = self.authority.issue("expired", days=-1)
        exit_code, lines = self.check(self.server(requires=False), **self.set_up(expired))
        self.assertEqual(exit_code, 7)
        self.assertRegex(lines[0], r"\Awarning client certificate: CN=goto-token test, expired at \S+Z; hint: have a new one")

    def test_fails_for_one_that_cannot_be_used(self):
        other = self.authority.issue("other")
        exit_code, lines = self.check(self.server(), OAUTH_CLIENT_KEY_FILE=str(other.key))
        self.assertEqual(exit_code, 3)
        self.assertRegex(lines[0], r"\Afail    client certificate: OAUTH_CLIENT_KEY_FILE in the environment: '.*' cannot be used: its private key is not")

    def test_says_nothing_of_one_that_is_not_presented(self):
        self.assertEqual(self.check(self.server(requires=False), OAUTH_CLIENT_AUTH="none"), (0, []))


if __name__ == "__main__":
    unittest.main()
