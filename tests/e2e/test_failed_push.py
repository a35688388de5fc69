"""Pushed authorization requests that are refused, fail, take long or run out (contract §5, RFC 9126)."""

import signal
import socket
import unittest

from support import http_client, limits
from support.login import first_token_response
from support.pushed_requests import PushTest, port_of, pushed_response
from support.scripted_responses import error_response, json_response


class Refusal(PushTest):
    """Ends the run before a person is asked for anything."""

    CHECK = "check OAUTH_CLIENT_ID and OAUTH_CLIENT_SECRET; only a run can try them, goto-token doctor checks the rest"
    REGISTER = "register http://127.0.0.1/login/oauth2/code/goto with any port at the server, and check OAUTH_CLIENT_ID"

    def assert_ends(self, exit_code: int, error: str, hint: str, *responses, times: int = 1) -> None:
        server = self.pushing_server(*responses)
        outcome = self.goto_token_at(server, quiet=False).wait()
        hints = f"goto-token: hint: {hint}\n" if hint else ""
        self.assertEqual(outcome, (exit_code, "", f"goto-token: error: {error}\n{hints}"))
        self.assertEqual([request.path for request in server.requests], ["/par"] * times)

    def assert_refused(self, why: str, hint: str, *responses) -> None:
        self.assert_ends(6, "the pushed authorization request endpoint refused: " + why, hint, *responses,
                         times=len(responses))

    def test_of_the_client_names_its_keys(self):
        self.assert_refused("invalid_client: no (tried basic, post)", self.CHECK,
                            *[error_response("invalid_client", 401, error_description="no")] * 2)

    def test_of_the_request_names_the_redirect_uri(self):
        self.assert_refused("invalid_redirect_uri", self.REGISTER, error_response("invalid_redirect_uri"))
        for status in (400, 405, 413, 429):
            with self.subTest(status):
                self.assert_refused("invalid_request: The redirect_uri is not valid for the given client",
                                    "if this is about the redirect URI, " + self.REGISTER,
                                    error_response("invalid_request", status,
                                                   error_description="The redirect_uri is not valid for the given client"))

    def test_of_a_scope_names_the_scope(self):
        self.assert_refused("invalid_scope: unknown: x", "ask only for scopes that are enabled on the client",
                            error_response("invalid_scope", error_description="unknown: x"))

    def test_of_the_response_type_names_the_grant(self):
        self.assert_refused("unsupported_response_type",
                            "this server does not offer the authorization code grant; --grant chooses another",
                            error_response("unsupported_response_type"))

    def test_may_have_any_error(self):
        for status in (200, 201, 400, 403, 404, 500, 503):
            with self.subTest(status):
                self.assert_refused("consent_required", "", error_response("consent_required", status))

    def test_may_have_none(self):
        for status in (400, 403):
            with self.subTest(status):
                self.assert_refused(f"HTTP status {status} without an OAuth error",
                                    "if this is about the redirect URI, " + self.REGISTER, json_response({}, status))

    def test_repeats_no_secret(self):
        server = self.pushing_server()
        words = "{state} {client_secret} {redirect_uri} {code_challenge_method}"
        server.keep = lambda form: error_response("invalid_request", error_description=words.format(**form))
        outcome = self.goto_token_at(server, "-v", quiet=False, environment={"OAUTH_CLIENT_AUTH": "post"}).wait()
        form = server.pushed
        self.assertEqual((outcome.exit_code, outcome.stdout), (6, ""))
        self.assertIn(f"refused: invalid_request: … … {form['redirect_uri']} S256\n", outcome.messages)
        self.assertNotIn(form["state"], outcome.messages)
        self.assertNotIn(form["client_secret"], outcome.messages)

    def test_is_no_response_that_is_not_oauth(self):
        unusable = "the pushed authorization request endpoint's response cannot be used: "
        for response, why in (
            (json_response({}, 404), "HTTP status 404"),
            (json_response({}, 405), "HTTP status 405"),
            (json_response({}, 302, {"Location": "/login"}), "HTTP status 302"),
            (json_response([], 200), "it is not a JSON object"),
            (json_response([], 201), "it is not a JSON object (HTTP status 201)"),
            (pushed_response(None), "it has no request_uri"),
            (pushed_response(7), "its request_uri is not a string"),
            (pushed_response(""), "its request_uri is empty"),
            (pushed_response("urn:a b"), "its request_uri holds more than visible ASCII"),
            (pushed_response(expires_in=0), "its expires_in is not a positive number"),
        ):
            with self.subTest(why):
                self.assert_ends(7, unusable + why, "check OAUTH_PAR_ENDPOINT", response)
        self.assert_ends(7, unusable + "HTTP status 500", "try again later: the server has trouble or too much to do",
                         json_response({}, 500))

    def test_leaves_no_request_uri_in_the_trace(self):
        server = self.pushing_server(pushed_response("urn:the-reference", expires_in=0))
        outcome = self.goto_token_at(server, "-v", quiet=False).wait()
        self.assertIn('trace: the body of the response begins: {"request_uri": "…", "expires_in": 0}\n', outcome.messages)

    def test_says_again_what_the_run_warned_of(self):
        (self.folder / ".env").write_text("OAUTH_SCOPE=a\nOAUTH_CLINET_SECRET=x\n")
        server = self.pushing_server(error_response("invalid_client", 401))
        warned = "OAUTH_CLINET_SECRET in .env: not a key of goto-token; did you mean OAUTH_CLIENT_SECRET"
        outcome = self.goto_token_at(server, environment={"OAUTH_CLIENT_SECRET": None}).wait()
        self.assertEqual(outcome, (
            6, "", "goto-token: error: the pushed authorization request endpoint refused: invalid_client\n"
            f"goto-token: hint: this may be why: {warned}; otherwise check OAUTH_CLIENT_ID; a client that has a secret "
            "also needs OAUTH_CLIENT_SECRET\n"))

    def test_of_a_login_keeps_the_old_one(self):
        server = self.pushing_server(tokens=[first_token_response()])
        self.log_in(server)
        before = self.stored()
        server.before = [error_response("invalid_scope")]
        self.assertEqual(self.run_at(server, "login").exit_code, 6)
        self.assertEqual(self.stored(), before)


class Network(PushTest):
    def test_that_fails_ends_the_run_before_a_person_is_asked(self):
        with socket.socket() as refusing:
            refusing.bind(("127.0.0.1", 0))
            address = f"127.0.0.1:{refusing.getsockname()[1]}"
            server = self.pushing_server()
            outcome = self.goto_token_at(server, environment={"OAUTH_PAR_ENDPOINT": f"http://{address}/par"}).wait()
        self.assert_error(outcome, 7, address, "refused")
        self.assertEqual(server.requests, [])

    def test_is_not_plain_http_to_another_machine(self):
        endpoint = "http://as.example/par"
        outcome = self.goto_token_at(self.pushing_server(), environment={"OAUTH_PAR_ENDPOINT": endpoint}).wait()
        self.assert_error(outcome, 3, f"OAUTH_PAR_ENDPOINT in the environment: '{endpoint}' cannot be used")

    def test_is_tried_again_when_the_server_asks(self):
        server = self.pushing_server(json_response({}, 503, {"Retry-After": "0"}))
        self.assert_token(self.fetch_token(server))
        first, second = server.pushes
        self.assertEqual(first.form, second.form)

    def test_that_is_slow_can_be_interrupted_and_keeps_no_port(self):
        server, _, run = self.hold_a_push()
        port = port_of(server.pushed)
        self.assertEqual(run.end_by(signal.SIGINT), (130, "", ""))
        socket.create_server(("127.0.0.1", port)).close()

    def test_that_is_slow_loses_no_response(self):
        server, held, run = self.hold_a_push()
        form = server.pushed
        address = f"{form['redirect_uri']}?code=code-1&state={form['state']}"
        browser = run.in_background(http_client.send, address)
        held.release()
        self.assertEqual(browser.result(limits.SECONDS).status, 200)
        self.assert_token(run.wait())


class Expiry(PushTest):
    """The server keeps the request for a while only, and can send nothing back to the redirect URI after that."""

    def last_words(self, **members) -> str:
        server = self.pushing_server(pushed_response(**members))
        outcome = self.goto_token_at(server, "--timeout=1").wait()
        self.assertEqual(outcome.exit_code, 5)
        return outcome.messages.splitlines()[1]

    def test_that_may_be_why_no_response_came_is_told(self):
        self.assertTrue(self.last_words(expires_in=1).startswith(
            "goto-token: hint: the address was only good for 1 s; if the browser showed an error, register "))

    def test_that_cannot_be_why_is_not(self):
        for members in ({"expires_in": 3600}, {"expires_in": None}):
            self.assertTrue(self.last_words(**members).startswith("goto-token: hint: if the browser showed an error, register "))


if __name__ == "__main__":
    unittest.main()
