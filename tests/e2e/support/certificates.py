"""Certificates for TLS servers on loopback, made with the openssl command."""

import pathlib
import ssl
import subprocess


class Certificate:
    """A self-signed certificate for `name`: a host name or an IP address."""

    def __init__(self, folder: pathlib.Path, name: str) -> None:
        self.file = folder / f"{name}.pem"
        self._key = folder / f"{name}.key"
        kind = "IP" if name.replace(".", "").isdigit() else "DNS"
        subprocess.run(
            [
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=goto-token test",
                "-addext",
                f"subjectAltName={kind}:{name}",
                "-keyout",
                self._key,
                "-out",
                self.file,
            ],
            check=True,
            capture_output=True,
        )

    def server_context(self, maximum: ssl.TLSVersion = ssl.TLSVersion.MAXIMUM_SUPPORTED) -> ssl.SSLContext:
        """What a server that shows this certificate uses; `maximum` is the newest TLS version it speaks."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.file, self._key)
        if maximum < ssl.TLSVersion.TLSv1_2:
            context.set_ciphers("ALL:@SECLEVEL=0")
            context.minimum_version = maximum
        context.maximum_version = maximum
        return context
