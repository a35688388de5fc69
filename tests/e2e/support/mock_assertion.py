"""Client assertions (RFC 7523) for goto-mock-auth, signed with the openssl command."""

import base64
import itertools
import json
import pathlib
import subprocess
import time

from support.certificates import openssl
from support.mock_client import CLIENT_ID

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
# Each algorithm with the key it takes, how openssl signs by it, and the octets of one of a signature's two numbers.
_ALGORITHMS = {
    "RS256": ("RSA", "rsa_keygen_bits:2048", ("dgst", "-sha256"), 0),
    "PS256": ("RSA", "rsa_keygen_bits:2048",
              ("dgst", "-sha256", "-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:digest"), 0),
    "ES256": ("EC", "ec_paramgen_curve:P-256", ("dgst", "-sha256"), 32),
    "ES384": ("EC", "ec_paramgen_curve:P-384", ("dgst", "-sha384"), 48),
    "EdDSA": ("ED25519", None, None, 0),
}  # fmt: skip
ALGORITHMS = tuple(_ALGORITHMS)
_NUMBERS = itertools.count(1)


class ClientKey:
    """A key pair for assertions by `algorithm`; `file` holds the private key, `public_file` the public one."""

    def __init__(self, folder: pathlib.Path, algorithm: str) -> None:
        self.algorithm = algorithm
        self.file = folder / f"client-{algorithm}.key"
        self.public_file = folder / f"client-{algorithm}.pem"
        kind, option, _, _ = _ALGORITHMS[algorithm]
        openssl("genpkey", "-algorithm", kind, *(("-pkeyopt", option) if option else ()), "-out", self.file)
        openssl("pkey", "-in", self.file, "-pubout", "-out", self.public_file)

    def assertion(self, audience: str | list[str], header: dict | None = None, **changes) -> str:
        """A good assertion with some claims changed; one that is None is left out."""
        now = int(time.time())
        claims = {"iss": CLIENT_ID, "sub": CLIENT_ID, "aud": audience, "iat": now, "exp": now + 60,
                  "jti": f"jti-{next(_NUMBERS)}"} | changes  # fmt: skip
        parts = ({"alg": self.algorithm} | (header or {}), {k: v for k, v in claims.items() if v is not None})
        text = ".".join(_encoded(json.dumps(part).encode()) for part in parts)
        return f"{text}.{_encoded(self._signature(text.encode()))}"

    def _signature(self, text: bytes) -> bytes:
        _, _, digest, number_size = _ALGORITHMS[self.algorithm]
        to_sign = self.file.with_suffix(".txt")
        to_sign.write_bytes(text)
        by_itself = ("pkeyutl", "-sign", "-rawin", "-inkey", self.file, "-in")
        command = (*digest, "-sign", self.file) if digest else by_itself
        done = subprocess.run(["openssl", *command, to_sign], check=True, capture_output=True)
        return _two_numbers(done.stdout, number_size) if number_size else done.stdout


def _two_numbers(der: bytes, size: int) -> bytes:
    """The numbers of an ECDSA signature one after another (RFC 7518 §3.4), from a DER sequence of two integers."""
    rest = der[2:]
    numbers = b""
    for _ in range(2):
        length = rest[1]
        numbers += int.from_bytes(rest[2 : 2 + length], "big").to_bytes(size, "big")
        rest = rest[2 + length :]
    return numbers


def _encoded(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()
