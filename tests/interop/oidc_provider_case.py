"""What the tests of oidc-provider share: one process for all classes of a module, and the person at its pages."""

import functools
import json
import pathlib
import tempfile
import unittest
from typing import NamedTuple

from browser import Browser, Page
from interop_case import SCOPE, SECRET, InteropTest, free_port, start_server
from support.certificates import Authority, Certificate, openssl

FOLDER = pathlib.Path(__file__).resolve().parent / "oidc_provider"

# What each algorithm of JWS (RFC 7518 §3.1, RFC 8037 §3.1) wants of `openssl genpkey`.
KEYS = {
    "RS256": ("RSA", "-pkeyopt", "rsa_keygen_bits:2048"),
    "PS256": ("RSA-PSS", "-pkeyopt", "rsa_keygen_bits:2048"),
    "ES256": ("EC", "-pkeyopt", "ec_paramgen_curve:P-256"),
    "ES384": ("EC", "-pkeyopt", "ec_paramgen_curve:P-384"),
    "EdDSA": ("ED25519",),
}


class Server(NamedTuple):
    """The running server: what is registered there, its issuers, and the keys and certificates of its clients."""

    redirect_uri: str
    issuer: str
    secure_issuer: str
    folder: pathlib.Path


def make_keys(folder: pathlib.Path) -> None:
    """Makes a private key `keys/ALG.pem` for each algorithm."""
    keys = folder / "keys"
    keys.mkdir()
    for algorithm, (kind, *options) in KEYS.items():
        openssl("genpkey", "-algorithm", kind, *options, "-out", keys / f"{algorithm}.pem")


def make_certificates(folder: pathlib.Path) -> None:
    """Makes what the server shows, and two certificates for clients: `issued.pem` and `self-signed.pem`."""
    authority = Authority(folder)
    authority.issue("127.0.0.1")
    authority.issue("issued")
    Certificate(folder, "self-signed")


@functools.cache
def running_server() -> Server:
    """The server for all tests of a module."""
    unittest.addModuleCleanup(running_server.cache_clear)
    folder = tempfile.TemporaryDirectory(prefix="goto-token-test-")
    unittest.addModuleCleanup(folder.cleanup)
    path = pathlib.Path(folder.name)
    make_keys(path)
    make_certificates(path)
    redirect_uri = f"http://127.0.0.1:{free_port()}/login/oauth2/code/goto"
    issuers = start_server(unittest.addModuleCleanup, "node", FOLDER / "server.mjs", redirect_uri, path,
                           ready=r"^(http:\S+ https:\S+)$")
    return Server(redirect_uri, *issuers.split(), path)


class OidcProviderTest(InteropTest):
    """What the tests of this server share."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.server = running_server()
        cls.redirect_uri, cls.issuer = cls.server.redirect_uri, cls.server.issuer

    @property
    def settings(self) -> dict[str, str | None]:
        return {
            "OAUTH_CLIENT_ID": "basic-client",
            "OAUTH_CLIENT_SECRET": SECRET,
            "OAUTH_SCOPE": SCOPE,
            "OAUTH_AUTHORIZATION_ENDPOINT": f"{self.issuer}/auth",
            "OAUTH_TOKEN_ENDPOINT": f"{self.issuer}/token",
            "OAUTH_REVOCATION_ENDPOINT": f"{self.issuer}/token/revocation",
        }

    def at_issuer(self, path: str = "") -> dict[str, str | None]:
        """Settings that name the issuer and leave the rest to its metadata."""
        return {"OAUTH_ISSUER": self.issuer + path, "OAUTH_AUTHORIZATION_ENDPOINT": None,
                "OAUTH_TOKEN_ENDPOINT": None, "OAUTH_REVOCATION_ENDPOINT": None}

    @property
    def ca_file(self) -> pathlib.Path:
        """What the https issuer's certificate can be verified with."""
        return self.server.folder / "authority.pem"

    def browser(self) -> Browser:
        return Browser(self.ca_file)

    def decide(self, run, button: str) -> Page:
        """Opens the authorization URL and presses a button of the consent page; ends on goto-token's page."""
        browser = self.browser()
        return browser.press(browser.open(run.authorization_url), button)

    def sign_in(self, run) -> Page:
        return self.decide(run, "Allow")

    def post(self, url: str, **form: str) -> Page:
        """What post-client says to an endpoint of the server by itself."""
        return self.browser().open(url, {"client_id": "post-client", "client_secret": SECRET, **form})

    def introspect(self, token: str, issuer: str | None = None) -> dict:
        """What the server says of the token (RFC 7662)."""
        return json.loads(self.post(f"{issuer or self.issuer}/token/introspection", token=token).text)

    def assert_is_real(self, token: str, client_id: str, issuer: str | None = None, **more) -> None:
        expected = {"active": True, "client_id": client_id, "scope": SCOPE, "sub": "anna", **more}
        said = self.introspect(token, issuer)
        self.assertEqual({name: said.get(name) for name in expected}, expected)

    def assert_is_dead(self, *tokens: str) -> None:
        self.assertEqual([self.introspect(token) for token in tokens], [{"active": False}] * len(tokens))
