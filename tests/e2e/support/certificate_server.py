"""A server that requests the client's certificate, and keeps whose it was (RFC 8705)."""

import contextlib
import select
import ssl

from support import limits
from support.authorization_server import AuthorizationServer, Request
from support.certificates import Authority
from support.wire_server import Script, read_request

NONE = "no certificate"


class CertificateServer(AuthorizationServer):
    """`peers` are the paths that were asked for, each with the name in the certificate that was presented there."""

    def __init__(self, authority: Authority, *responses: Script, clients: Authority | None = None,
                 requires: bool = True, version: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3, late: bool = False,
                 name: str = "127.0.0.1") -> None:
        """`clients` issues the certificates that are accepted, the server's own authority unless given. With `late`
        the certificate is requested once the request is in, by TLS 1.3 (RFC 8446 §4.6.2)."""
        self.peers: list[tuple[str, str]] = []
        self._requires = requires
        self._late = late
        context = authority.issue(name).server_context()
        context.minimum_version = context.maximum_version = version
        context.load_verify_locations((clients or authority).file)
        context.verify_mode = ssl.CERT_REQUIRED if requires else ssl.CERT_OPTIONAL
        context.post_handshake_auth = late
        super().__init__(*responses, tls=context)

    def serve(self, connection: ssl.SSLSocket) -> None:
        if not (data := read_request(connection)):
            return
        request = Request.parse(data)
        if self._late:
            self._request_certificate(connection)
        names = (connection.getpeercert() or {}).get("subjectAltName", ((None, NONE),))
        with self._lock:
            self.peers.append((request.path, names[0][1]))
            self.requests.append(request)
            script = self._script_for(request)
        script(connection)

    def _request_certificate(self, connection: ssl.SSLSocket) -> None:
        connection.verify_client_post_handshake()
        connection.sendall(b"HTTP/1.1 103 Early Hints\r\n\r\n")  # takes the request along
        connection.setblocking(False)
        while not connection.getpeercert() and select.select([connection], [], [], limits.SECONDS)[0]:
            with contextlib.suppress(ssl.SSLWantReadError):
                if not connection.recv(1):
                    break
        connection.settimeout(limits.SECONDS)
