"""The token request, and what is made of the response (contract §7)."""

import base64
import gzip
import hashlib
import unittest

from support.case import EndToEndTest
from support.network import has_ipv6
from support.scripted_responses import ScriptedResponse, error_response, json_response, token_response
from support.wire_server import drips, sends


class TokenRequest(EndToEndTest):
    def test_is_that_of_rfc_6749_with_the_verifier_of_rfc_7636(self):
        server = self.authorization_server()
        run = self.goto_token_at(server, "-s", "a", environment={"OAUTH_CLIENT_SECRET": None})
        run.sign_in()
        self.assert_token(run.wait())
        request = server.token_request
        form = request.form
        challenge = hashlib.sha256(form["code_verifier"].encode()).digest()
        self.assertRegex(form["code_verifier"], r"\A[A-Za-z0-9_-]{43}\Z")
        self.assertEqual(
            base64.urlsafe_b64encode(challenge).decode().rstrip("="),
            run.authorization_request["code_challenge"],
        )
        self.assertEqual(
            form,
            {
                "grant_type": "authorization_code",
                "code": "code-1",
                "redirect_uri": run.redirect_uri,
                "code_verifier": form["code_verifier"],
                "client_id": "client-1",
            },
        )
        self.assertEqual(request.method, "POST")
        self.assertEqual(request.headers["Accept"], "application/json")
        self.assertEqual(request.headers["Content-Type"], "application/x-www-form-urlencoded")
        self.assertRegex(request.headers["User-Agent"], r"\Agoto-token/\d")

    def test_goes_below_the_path_of_the_service_url(self):
        server = self.mock_server("--base-path=/base")
        outcome = self.fetch_token(server, environment={"OAUTH_SERVICE_URL": server.url + "/"})
        self.assert_token_of(server, outcome)
        self.assertEqual(server.token_request.path, "/base/oauth/token")

    @unittest.skipUnless(has_ipv6(), "no IPv6 on loopback")
    def test_goes_to_an_ipv6_address(self):
        server = self.authorization_server(host="::1")
        self.assert_token(self.fetch_token(server))
        self.assertEqual(server.token_request.headers["Host"], f"[::1]:{server.port}")

    def test_goes_to_the_endpoint_that_is_named_with_its_query(self):
        server = self.authorization_server()
        environment = {"OAUTH_TOKEN_ENDPOINT": server.url + "/x/token?tenant=a%20b"}
        self.assert_token(self.fetch_token(server, environment=environment))
        self.assertEqual(server.token_request.target, "/x/token?tenant=a%20b")


class TokenResponse(EndToEndTest):
    def fetch(self, *responses):
        self.server = self.authorization_server(*responses)
        return self.fetch_token(self.server)

    def assert_not_oauth(self, response, *mentions: str) -> None:
        with self.subTest(str(response)[:120]):
            outcome = self.fetch(response)
            self.assert_error(outcome, 7, *mentions)
            self.assertNotIn("hunter2", outcome.messages)
            self.assertEqual(len(self.server.token_requests), 1)

    def test_may_have_any_letter_case_or_no_token_type(self):
        for token_type in ("bearer", "BEARER", "", None):
            self.assert_token(self.fetch(token_response(token_type=token_type)))

    def test_of_another_token_type_is_no_bearer_token(self):
        for token_type in ("DPoP", "mac", 7):
            self.assert_not_oauth(token_response(token_type=token_type, access_token="hunter2"), "token_type")

    def test_may_have_a_lifetime_that_is_a_string_or_missing(self):
        for expires_in in (3600, "3600", None):
            self.assert_token(self.fetch(token_response(expires_in=expires_in)))

    def test_needs_an_access_token_of_visible_ascii(self):
        for token in (
            None,
            "",
            7,
            ["hunter2"],
            "hunter2 x",
            "hunter2\n",
            "hunter2\x7f",
            "hunter2\u00e9",
            "\x1b[31mhunter2",
        ):
            self.assert_not_oauth(token_response(access_token=token), "access_token")

    def test_must_be_a_json_object(self):
        for body in (
            b"",
            b"null",
            b"[]",
            b'"hunter2"',
            b"7",
            b'{"access_token":"hunter2"',
            b"<html>hunter2</html>",
            b"access_token=hunter2",
            b'{"access_token":"hunter2"} x',
            b"\xff\xfe",
            b"[" * 100_000,
        ):
            self.assert_not_oauth(ScriptedResponse(body=body))

    def test_may_be_called_by_another_content_type(self):
        self.assert_token(
            self.fetch(ScriptedResponse(headers={"Content-Type": "text/plain"}, body=token_response().body))
        )

    def test_with_another_status_is_none(self):
        self.assert_not_oauth(ScriptedResponse(204, {"Content-Length": "0"}), "204")
        self.assert_not_oauth(json_response({}, 599), "599")

    def test_may_come_in_chunks_or_compressed(self):
        body = token_response().body
        chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
        self.assert_token(self.fetch(ScriptedResponse(headers={"Transfer-Encoding": "chunked"}, body=chunked)))
        self.assert_token(self.fetch(lambda connection: self.compressed_if_asked_for(body)(connection)))

    def compressed_if_asked_for(self, body: bytes) -> ScriptedResponse:
        if "gzip" in self.server.token_request.headers.get("Accept-Encoding", ""):
            return ScriptedResponse(headers={"Content-Encoding": "gzip"}, body=gzip.compress(body))
        return ScriptedResponse(body=body)

    def test_may_have_up_to_1_mib(self):
        room = 1024 * 1024 - len(token_response(x="").body)
        self.assert_token(self.fetch(token_response(x="x" * room)))
        self.assert_not_oauth(token_response(access_token="hunter2", x="x" * (room + 1)), "1 MiB")

    def test_without_an_end_is_cut_off(self):
        self.assert_not_oauth(
            ScriptedResponse(headers={"Content-Length": str(10**15)}, body=b" " * (4 << 20)), "1 MiB"
        )
        endless = ScriptedResponse(
            headers={"Transfer-Encoding": "chunked"}, body=b"100000\r\n" + b" " * 0x100000 + b"\r\n"
        )
        self.assert_not_oauth(ScriptedResponse(headers=endless.headers, body=endless.body * 4), "1 MiB")

    def test_that_unpacks_to_more_than_1_mib_is_cut_off(self):
        bomb = gzip.compress(b" " * (256 << 20), 9)
        self.assert_not_oauth(ScriptedResponse(headers={"Content-Encoding": "gzip"}, body=bomb))

    def test_that_is_no_http_or_nothing_is_an_error_and_not_asked_for_again(self):
        for response in (
            sends(b""),
            sends(b"nonsense\r\n\r\n"),
            sends(b"HTTP/1.1 200 OK\r\n"),
            sends(b"\0" * 10000),
            sends(b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"access_token"'),
        ):
            self.assert_not_oauth(response)

    def test_that_redirects_is_not_followed(self):
        target = self.authorization_server()
        for status in (301, 302, 303, 307, 308):
            self.assert_not_oauth(ScriptedResponse(status, {"Location": target.url + "/token"}), str(status))
        self.assertEqual(target.requests, [])

    def test_that_never_ends_is_given_up_after_a_while(self):
        self.assert_not_oauth(drips(b"HTTP/1.1 200 OK\r\nX-Endless: ", b"a"), "30")


class Rejection(EndToEndTest):
    def assert_refused(self, exit_code: int, response, *mentions: str) -> None:
        with self.subTest(str(response)[:120]):
            server = self.authorization_server(response)
            environment = {"OAUTH_CLIENT_AUTH": "post"}
            self.assert_error(self.fetch_token(server, environment=environment), exit_code, *mentions)
            self.assertEqual(len(server.token_requests), 1)

    def test_of_the_token_endpoint_names_error_and_description(self):
        self.assert_refused(
            6, error_response("invalid_grant", error_description="too late"), "invalid_grant", "too late"
        )

    def test_may_be_401_or_403(self):
        self.assert_refused(6, error_response("invalid_client", 401), "invalid_client")
        self.assert_refused(6, error_response("access_denied", 403), "access_denied")

    def test_need_not_be_a_registered_code(self):
        self.assert_refused(6, error_response("invalid_code", 403), "invalid_code")

    def test_may_be_empty_or_no_json(self):
        for status in (400, 401, 403):
            self.assert_refused(6, ScriptedResponse(status), str(status))
            self.assert_refused(6, ScriptedResponse(status, {"Content-Type": "text/html"}, b"<html>"), str(status))
            self.assert_refused(6, json_response({"error": 7}, status), str(status))

    def test_may_come_with_any_other_status_if_it_says_so(self):
        for status in (404, 409, 500, 503):
            self.assert_refused(6, error_response("server_error", status), "server_error")

    def test_of_a_server_that_does_not_speak_oauth_is_a_network_error(self):
        for status in (404, 500, 502):
            self.assert_refused(7, ScriptedResponse(status, {"Content-Type": "text/html"}, b"<html>"), str(status))
            self.assert_refused(7, json_response({"message": "no"}, status), str(status))

    def test_shows_nothing_else_of_the_body(self):
        response = json_response({"error": "invalid_grant", "echo": "hunter2"}, 400)
        outcome = self.fetch_token(self.authorization_server(response))
        self.assertNotIn("hunter2", outcome.messages)


class GrantedScopes(EndToEndTest):
    def messages(self, requested: str, granted: str | None) -> str:
        server = self.authorization_server(token_response(scope=granted))
        outcome = self.fetch_token(server, "-s", requested, quiet=False)
        self.assertEqual((outcome.exit_code, outcome.stdout), (0, "token-1\n"))
        return outcome.messages

    def test_that_are_fewer_than_requested_are_told(self):
        lines = self.messages("first second third", "third first").splitlines()
        told = [line for line in lines if "second" in line]
        self.assertEqual(len(told), 1, lines)
        self.assertNotIn("third", told[0])

    def test_that_are_as_requested_or_more_or_unsaid_need_no_words(self):
        for granted in ("second first", "first second third", None):
            self.assertNotIn("second", self.messages("first second", granted))


if __name__ == "__main__":
    unittest.main()
