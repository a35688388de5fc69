"""Certificates for TLS servers on loopback, made with the openssl command."""

import pathlib
import ssl
import subprocess

NEW_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")


def openssl(*arguments: str | pathlib.Path) -> None:
    subprocess.run(["openssl", *arguments], check=True, capture_output=True)


def alternative_names(*names: str) -> str:
    """Host names and IP addresses as a subject alternative name holds them."""
    return ",".join(f"{'IP' if name.replace('.', '').isdigit() else 'DNS'}:{name}" for name in names)


class Certificate:
    """What a server shows for `name`, a host name or an IP address; self-signed.
    `subject` and `alternative` (RFC 5280 §4.1.2.6, §4.2.1.6) can say something else; empty leaves that one out."""

    def __init__(self, folder: pathlib.Path, name: str, *, subject: str = "/CN=goto-token test",
                 alternative: str | None = None) -> None:
        self.file = folder / f"{name}.pem"
        self.key = folder / f"{name}.key"
        self.request = (*NEW_KEY, "-keyout", self.key, "-subj", subject)
        alternative = alternative_names(name) if alternative is None else alternative
        if alternative:
            self.request += ("-addext", f"subjectAltName={alternative}")
        openssl("req", "-x509", "-days", "2", *self.request, "-out", self.file)

    def server_context(self, maximum: ssl.TLSVersion = ssl.TLSVersion.MAXIMUM_SUPPORTED) -> ssl.SSLContext:
        """What a server that shows this certificate uses; `maximum` is the newest TLS version it speaks."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.file, self.key)
        if maximum < ssl.TLSVersion.TLSv1_2:
            context.set_ciphers("ALL:@SECLEVEL=0")
            context.minimum_version = maximum
        context.maximum_version = maximum
        return context


class IssuedCertificate(Certificate):
    """One that an authority signed, valid for `days`; it has run out if they are negative. `extension` is one more of
    those in its request."""

    def __init__(self, authority: "Authority", name: str, days: int, extension: str = "") -> None:
        super().__init__(authority.folder, name)
        if extension:
            self.request += ("-addext", extension)
        request = self.file.with_suffix(".csr")
        openssl("req", "-new", *self.request, "-out", request)
        openssl("x509", "-req", "-in", request, "-copy_extensions", "copyall", "-days", str(days),
                "-CA", authority.file, "-CAkey", authority.key, "-out", self.file)


class Authority:
    """A certification authority of the tests' own; `file` is its certificate."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.folder = folder
        self.file = folder / "authority.pem"
        self.key = folder / "authority.key"
        folder.mkdir(exist_ok=True)
        openssl("req", "-x509", "-days", "2", *NEW_KEY, "-keyout", self.key, "-subj", f"/CN={folder.name}",
                "-out", self.file)

    def issue(self, name: str, days: int = 2, extension: str = "") -> Certificate:
        return IssuedCertificate(self, name, days, extension)

    def hashed_folder(self) -> pathlib.Path:
        """A folder that holds this authority's certificate under its hash, as SSL_CERT_DIR wants it."""
        hashed = self.folder / "hashed"
        hashed.mkdir()
        (hashed / "authority.pem").write_bytes(self.file.read_bytes())
        openssl("rehash", hashed)
        return hashed
