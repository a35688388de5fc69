"""A refresh whose response cannot be read loses nothing; what another one brings is kept (contract §7, §9)."""

import json
import pathlib
import tempfile
import unittest

from support.bad_responses import CLOSED, CODINGS, FRAMING, NO_HTTP, TOO_LARGE
from support.certificates import Certificate
from support.login import LoginTest, first_token_response
from support.responses import OK, TOKEN, chunked, interim, response
from support.wire_server import sends

# Heads without an end, of which less is sent than would ever be kept.
CUT_OFF_BY_THE_LIMIT = {
    "reason phrase": b"HTTP/1.1 200 " + b"a" * 2_000_000,
    "field": OK + b"X: " + b"a" * 2_000_000,
    "interim responses": interim(b"103 Early Hints") * 80_000,
    "extension": chunked(b"42;a=" + b"b" * 2_000_000),
}

UNREADABLE = {
    **{name: data for name, (data, _) in {**FRAMING, **CODINGS}.items()},
    **NO_HTTP, **CLOSED, **TOO_LARGE, **CUT_OFF_BY_THE_LIMIT,
    "status 204": OK.replace(b"200 OK", b"204 No Content") + b"\r\n",
    "status 302": OK.replace(b"200 OK", b"302 Found") + b"Location: /login\r\nContent-Length: 0\r\n\r\n",
}

NEW = json.dumps(json.loads(TOKEN) | {"access_token": "token-2", "refresh_token": "refresh-2"}).encode()


def renewed(**members: object) -> bytes:
    return response(json.dumps(json.loads(NEW) | members).encode())


KEPT = {
    "status 201": response(NEW, start=b"HTTP/1.1 201 Created\r\n"),
    "status 202": response(NEW, start=b"HTTP/1.1 202 Accepted\r\n"),
    "token_type null": renewed(token_type=None),
    "token_type empty": renewed(token_type=""),
    "a reason phrase of 200,000 letters": response(NEW, start=b"HTTP/1.1 200 " + b"a" * 200_000 + b"\r\n"),
    "a long field": response(NEW, b"Content-Security-Policy: " + b"a" * 8_180 + b"\r\n"),
    "an interim response": interim(b"103 Early Hints") + response(NEW),
    "chunks and a trailer": chunked(b"%x\r\n%s\r\n0\r\nX: y\r\n\r\n" % (len(NEW), NEW)),
    "no end but the connection's": OK + b"\r\n" + NEW,
}


class RefreshTest(LoginTest):
    arguments: tuple[str, ...] = ()

    def expired(self, data: bytes, **options):
        """A server that has been logged in to, whose token has run out, and that answers a refresh like this."""
        server = self.authorization_server(first_token_response(expires_in=1), sends(data), **options)
        self.log_in(server, *self.arguments)
        return server


class Unreadable(RefreshTest):
    def test_responses_lose_nothing(self):
        server = self.expired(b"")
        before = self.login_file.read_bytes()
        for name, data in UNREADABLE.items():
            with self.subTest(name):
                self.login_file.write_bytes(before)
                server.respond_with(sends(data))
                outcome = self.run_at(server, "--non-interactive")
                self.assertEqual((outcome.exit_code, outcome.stdout), (7, ""), outcome.messages)
                self.assertEqual(self.login_file.read_bytes(), before)
                self.assertEqual(list(self.store.glob("*.json")), [self.login_file])
        self.assertEqual(len(server.token_requests), 1 + len(UNREADABLE))

    def test_responses_leave_a_login_that_the_next_run_refreshes(self):
        server = self.expired(b"HTTP/1.1 200 " + b"a" * 2_000_000)
        self.assertEqual(self.run_at(server, "--non-interactive").exit_code, 7)
        server.respond_with(sends(response(NEW)))
        self.assert_token(self.run_at(server, "--non-interactive"), "token-2")
        self.assertEqual(server.token_requests[-1].form["refresh_token"], "refresh-1")


class Readable(RefreshTest):
    def assert_kept(self, name: str, data: bytes, **options) -> None:
        with self.subTest(name):
            self.setUp()
            server = self.expired(data, **options)
            self.assert_token(self.run_at(server, *self.arguments, "--non-interactive"), "token-2")
            self.assertEqual(self.stored()["token_response"]["refresh_token"], "refresh-2")
            self.assert_token(self.run_at(server, *self.arguments, "--non-interactive"), "token-2")
            self.assertEqual(len(server.token_requests), 2)

    def test_responses_have_their_new_refresh_token_stored(self):
        for name, data in KEPT.items():
            self.assert_kept(name, data)

    def test_responses_over_tls_have_their_new_refresh_token_stored(self):
        with tempfile.TemporaryDirectory() as folder:
            certificate = Certificate(pathlib.Path(folder), "127.0.0.1")
            self.arguments = ("--ca-file", str(certificate.file))
            for name, data in KEPT.items():
                self.assert_kept(name, data, tls=certificate.server_context())


if __name__ == "__main__":
    unittest.main()
