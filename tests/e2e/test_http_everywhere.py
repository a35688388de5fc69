"""The other requests that the program makes bear what the token request bears (contract §1, §4, §9)."""

import json
import unittest

from support.bad_responses import CLOSED, CODINGS, FRAMING, NO_HTTP, TOO_LARGE
from support.login import LoginTest, first_token_response
from support.responses import OK, chunk, chunked, interim, response
from support.wire_server import sends

# More than a head may have, and a reason phrase on which 0.1.0 ended with a segmentation fault.
LONG_REASON = b"HTTP/1.1 200 " + b"a" * 200_000 + b"\r\n"
TOO_LONG = {
    "reason phrase": b"HTTP/1.1 200 " + b"a" * 2_000_000,
    "field": OK + b"X: " + b"a" * 2_000_000,
    "extension": chunked(b"42;a=" + b"b" * 2_000_000),
}


def forms(body: bytes) -> dict[str, bytes]:
    """The body in responses that are all right."""
    return {
        "reason phrase of 200,000 letters": response(body, start=LONG_REASON),
        "interim responses": interim(b"103 Early Hints", b"Link: </a>\r\n") * 3 + response(body),
        "field of 100,000 bytes": response(body, b"X: " + b"a" * 100_000 + b"\r\n"),
        "chunks and a trailer": chunked(chunk(body) + b"0\r\nX: y\r\n\r\n"),
        "line feeds alone": response(body).replace(b"\r\n", b"\n"),
    }


BAD = {
    **{name: data for name, (data, _) in {**FRAMING, **CODINGS}.items()},
    **NO_HTTP, **CLOSED, **TOO_LARGE, **TOO_LONG,
}


class Metadata(LoginTest):
    def fetch_with_metadata(self, make):
        """A run whose server says what it has in a response that `make` forms, and the server."""
        server = self.authorization_server()
        document = json.dumps({
            "issuer": server.url,
            "authorization_endpoint": server.url + "/authorize",
            "token_endpoint": server.url + "/token",
            "response_types_supported": ["code"],
        }).encode()
        server.documents["/.well-known/oauth-authorization-server"] = sends(make(document))
        environment = {"OAUTH_SERVICE_URL": None, "OAUTH_ISSUER": server.url, "OAUTH_GRANT": "client-credentials"}
        return self.run_at(server, environment=environment), server

    def test_is_read_whatever_its_response_looks_like(self):
        for name in forms(b""):
            with self.subTest(name):
                outcome, server = self.fetch_with_metadata(lambda document, name=name: forms(document)[name])
                self.assert_token(outcome)
                self.assertEqual(len(server.requests), 2)

    def test_that_cannot_be_read_is_an_error(self):
        for name, data in BAD.items():
            with self.subTest(name):
                outcome, server = self.fetch_with_metadata(lambda _, data=data: data)
                self.assert_error(outcome, 7)
                self.assertEqual(server.token_requests, [])


class Revocation(LoginTest):
    def log_out(self, data: bytes):
        server = self.authorization_server(first_token_response())
        server.documents["/oauth/revoke"] = sends(data)
        self.log_in(server)
        outcome = self.run_at(server, "logout")
        self.assert_nothing_stored()
        self.assertEqual(sum(request.path == "/oauth/revoke" for request in server.requests), 1)
        return outcome

    def test_is_done_whatever_its_response_looks_like(self):
        for name, data in forms(b"").items():
            with self.subTest(name):
                self.assertEqual(self.log_out(data), (0, "", ""))

    def test_whose_response_cannot_be_read_is_an_error_and_the_login_erased(self):
        for name in ("Content-Length 5 and 9", "chunk size b'g'", "nonsense", "before any byte", "a gzip bomb",
                     "reason phrase", "field", "extension"):
            with self.subTest(name):
                self.assert_error(self.log_out(BAD[name]), 7, "erased here")


class Doctor(LoginTest):
    def test_survives_every_response_of_the_service(self):
        server = self.authorization_server()
        for name, data in {**forms(b"<html>"), **BAD}.items():
            with self.subTest(name):
                for path in ("/", "", "/oauth/authorize", "/oauth/token"):
                    server.documents[path] = sends(data)
                server.respond_with(sends(data))
                outcome = self.run_at(server, "doctor")
                self.assertIn(outcome.exit_code, (0, 7), outcome)
                self.assertIn("service", outcome.stdout)


if __name__ == "__main__":
    unittest.main()
