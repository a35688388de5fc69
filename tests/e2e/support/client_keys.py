"""Private keys of clients, and assertions (RFC 7523) taken apart and verified with the openssl command."""

import base64
import json
import pathlib
import subprocess

from support.certificates import openssl
from support.login import LoginTest
from support.scripted_responses import ScriptedResponse, json_response

_GENERATED_BY = {
    "RS256": ("RSA", "-pkeyopt", "rsa_keygen_bits:2048"),
    "PS256": ("RSA-PSS", "-pkeyopt", "rsa_keygen_bits:2048"),
    "ES256": ("EC", "-pkeyopt", "ec_paramgen_curve:P-256"),
    "ES384": ("EC", "-pkeyopt", "ec_paramgen_curve:P-384"),
    "EdDSA": ("ED25519",),
}

KEY_HINT = (
    "goto-token: hint: name a PEM file with the client's private key: RSA of 2048 bits or more, P-256, P-384 or Ed25519\n"
)

METADATA = "/.well-known/oauth-authorization-server"
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def decode(part: str) -> bytes:
    """The octets of a part of a JWS, which has no padding (RFC 7515 §2)."""
    if "=" in part:
        raise AssertionError(f"padding in {part}")
    return base64.b64decode(part + "=" * (-len(part) % 4), altchars="-_", validate=True)


def _der_integer(octets: bytes) -> bytes:
    value = octets.lstrip(b"\0")
    value = b"\0" * (not value or value[0] >= 0x80) + value
    return b"\x02" + bytes([len(value)]) + value


def der_signature(octets: bytes) -> bytes:
    """R and S side by side (RFC 7518 §3.4) as openssl has them; none of the numbers here needs a long length."""
    half = len(octets) // 2
    content = _der_integer(octets[:half]) + _der_integer(octets[half:])
    return b"\x30" + bytes([len(content)]) + content


class ClientKey:
    """A private key in `file`, in PKCS#8, which signs with `algorithm`; or one that openssl is told how to make."""

    def __init__(self, folder: pathlib.Path, algorithm: str = "ES256", generated_by: tuple[str, ...] = ()) -> None:
        self.file = folder / "client-key.pem"
        self._public = folder / "public-key.pem"
        self._folder = folder
        openssl("genpkey", "-algorithm", *(generated_by or _GENERATED_BY[algorithm]), "-out", self.file)
        self.file.chmod(0o600)
        openssl("pkey", "-in", self.file, "-pubout", "-out", self._public)

    @property
    def public_pem(self) -> str:
        return self._public.read_text()

    def rewrite(self, *arguments: str) -> None:
        """Writes the same key in another form."""
        rewritten = self.file.with_suffix(".new")
        openssl("pkey", "-in", self.file, *arguments, "-out", rewritten)
        rewritten.rename(self.file)

    def verifies(self, algorithm: str, text: str, signature: bytes) -> bool:
        """Whether openssl accepts a signature of this JWS algorithm."""
        signed = self._folder / "signed"
        proof = self._folder / "signature"
        signed.write_bytes(text.encode())
        proof.write_bytes(der_signature(signature) if algorithm.startswith("ES") else signature)
        command = ["openssl", "dgst", f"-sha{algorithm[2:]}", "-verify", self._public, "-signature", proof]
        if algorithm == "PS256":
            command += ["-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:32"]
        command += [signed]
        if algorithm == "EdDSA":
            command = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", self._public, "-rawin", "-in", signed,
                       "-sigfile", proof]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0

    def read(self, assertion: str) -> tuple[dict, dict]:
        """The header and the claims of an assertion that this key has signed."""
        header_part, claims_part, signature_part = assertion.split(".")
        header = json.loads(decode(header_part))
        if not self.verifies(header["alg"], f"{header_part}.{claims_part}", decode(signature_part)):
            raise AssertionError(f"the signature of {header} is wrong")
        return header, json.loads(decode(claims_part))

    def claims_of(self, request) -> dict:
        """The claims in the only client authentication of a request."""
        form = request.form
        if request.headers["Authorization"] or "client_secret" in form:
            raise AssertionError(f"another client authentication beside the assertion: {sorted(form)}")
        if form["client_assertion_type"] != ASSERTION_TYPE:
            raise AssertionError(form["client_assertion_type"])
        return self.read(form["client_assertion"])[1]


class PrivateKeyTest(LoginTest):
    """Runs of a client that has a key and no secret."""

    def serve(self, *responses, key: ClientKey | None = None, **environment: str | None):
        """A server whose client has this key and no secret."""
        server = self.authorization_server(*responses)
        server.environment["OAUTH_CLIENT_SECRET"] = None
        if key is not None:
            server.environment["OAUTH_CLIENT_KEY_FILE"] = str(key.file)
        server.environment.update(environment)
        return server

    def serve_metadata(self, *responses, key: ClientKey | None = None, members: dict | None = None, **environment):
        """The same, known by its issuer; `members` are added to the metadata."""
        server = self.serve(*responses, key=key, OAUTH_SERVICE_URL=None, **environment)
        server.environment["OAUTH_ISSUER"] = server.url
        server.documents[METADATA] = json_response({
            "issuer": server.url,
            "authorization_endpoint": server.url + "/oauth/authorize",
            "token_endpoint": server.url + "/oauth/token",
            "revocation_endpoint": server.url + "/oauth/revoke",
            **(members or {}),
        })
        server.documents["/oauth/revoke"] = ScriptedResponse(200)
        return server

    def requests_of_client(self, server) -> list:
        """The requests that need client authentication."""
        return [request for request in server.requests if request.method == "POST"]
