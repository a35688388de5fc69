"""Authorization requests that are pushed to the server before the browser is opened (contract §5, RFC 9126)."""

import base64
import os
import re
import socket
import unittest

from support.authorization_server import REDIRECT_URI
from support.login import first_token_response
from support.pushed_requests import PushTest, port_of
from support.scripted_responses import error_response, json_response
from test_client_authentication import BASIC, BASIC_RAW, CLIENT_ID, POST, SECRET, presented

BASE64URL_256_BITS = r"\A[A-Za-z0-9_-]{43}\Z"


def presented_at_push(request) -> tuple[str, str]:
    """How a push authenticates, and with what. Its `client_id` is a parameter of the authorization request besides."""
    scheme, _, credentials = request.headers.get("Authorization", "").partition(" ")
    return ("basic", base64.b64decode(credentials).decode()) if scheme == "Basic" else presented(request)


class Push(PushTest):
    def test_holds_the_whole_request_and_the_url_a_reference_to_it(self):
        server = self.pushing_server()
        run = self.goto_token_at(server, "-s", "a b:c", environment={"OAUTH_CLIENT_SECRET": None})
        run.sign_in()
        self.assert_token(run.wait())
        form = server.pushed
        self.assertRegex(form.pop("state"), BASE64URL_256_BITS)
        self.assertRegex(form.pop("code_challenge"), BASE64URL_256_BITS)
        self.assertEqual(form, {
            "response_type": "code",
            "client_id": "client-1",
            "redirect_uri": f"http://127.0.0.1:{port_of(form)}/login/oauth2/code/goto",
            "scope": "a b:c",
            "code_challenge_method": "S256",
        })
        self.assertNotEqual(port_of(form), 0)
        self.assertEqual(run.authorization_url, f"{server.url}/oauth/authorize?client_id=client-1&request_uri="
                         "urn%3Aietf%3Aparams%3Aoauth%3Arequest_uri%3Areference%2F%2B%3D0")
        self.assertEqual(server.token_request.form["redirect_uri"], form["redirect_uri"])

    def test_is_a_form_that_is_posted(self):
        server = self.pushing_server()
        self.assert_token(self.fetch_token(server))
        (request,) = server.pushes
        self.assertEqual(request.method, "POST")
        self.assertEqual(request.headers["Accept"], "application/json")
        self.assertEqual(request.headers["Content-Type"], "application/x-www-form-urlencoded")

    def test_goes_to_the_endpoint_with_its_query(self):
        server = self.pushing_server()
        self.assert_token(self.fetch_token(server, environment={"OAUTH_PAR_ENDPOINT": server.endpoint + "?t=a%20b"}))
        self.assertEqual(server.pushes[0].target, "/par?t=a%20b")

    def test_leaves_the_query_of_the_authorization_endpoint_in_the_url(self):
        server = self.pushing_server()
        environment = {"OAUTH_AUTHORIZATION_ENDPOINT": server.url + "/authorize?tenant=a%20b"}
        run = self.goto_token_at(server, environment=environment)
        self.assertTrue(run.authorization_url.startswith(server.url + "/authorize?tenant=a%20b&client_id=client-1&request_uri="))
        run.sign_in()
        self.assert_token(run.wait())
        self.assertNotIn("tenant", server.pushed)

    def test_is_not_made_where_that_query_holds_a_parameter_of_ours(self):
        for name in ("request_uri", "client_id", "state", "redirect_uri"):
            with self.subTest(name):
                server = self.pushing_server()
                endpoint = f"{server.url}/authorize?a=1&{name}=x"
                outcome = self.goto_token_at(server, environment={"OAUTH_AUTHORIZATION_ENDPOINT": endpoint}).wait()
                self.assertEqual(outcome, (3, "", "goto-token: error: OAUTH_AUTHORIZATION_ENDPOINT in the environment: "
                                           f"'{endpoint}' cannot be used: its query holds {name}, which goto-token sets "
                                           "itself\ngoto-token: hint: remove that from the URL\n"))
                self.assertEqual(server.requests, [])

    def test_comes_when_the_port_is_listened_on(self):
        server, _, _ = self.hold_a_push()
        socket.create_connection(("127.0.0.1", port_of(server.pushed))).close()

    def test_does_not_come_where_the_port_is_taken(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            server = self.pushing_server()
            redirect_uri = f"http://127.0.0.1:{taken.getsockname()[1]}/cb"
            outcome = self.goto_token_at(server, environment={"OAUTH_REDIRECT_URI": redirect_uri}).wait()
        self.assert_error(outcome, 8, "Address already in use")
        self.assertEqual(server.requests, [])

    def test_holds_a_redirect_uri_that_is_not_loopback_as_it_is(self):
        for arguments, redirect_uri in (((), "https://app.example.com/cb"), (("--paste",), REDIRECT_URI)):
            with self.subTest(redirect_uri):
                reading, writing = os.pipe()
                server = self.pushing_server()
                run = self.goto_token_at(server, *arguments, stdin=reading, environment={"OAUTH_REDIRECT_URI": redirect_uri})
                os.close(reading)
                with os.fdopen(writing, "w") as pipe:
                    pipe.write(run.address_ended_on() + "\n")
                self.assert_token(run.wait())
                self.assertEqual(server.pushed["redirect_uri"], redirect_uri)

    def test_is_made_anew_in_each_run(self):
        server = self.pushing_server()
        for _ in range(2):
            self.assert_token(self.fetch_token(server))
        first, second = (request.form for request in server.pushes)
        for name in ("state", "code_challenge"):
            self.assertNotEqual(first[name], second[name])

    def test_is_left_out_by_other_grants_and_with_a_stored_token(self):
        server = self.pushing_server()
        self.assert_token(self.run_at(server, "--grant=client-credentials"))
        self.assertEqual(server.pushes, [])
        self.log_in(server)
        self.assert_token(self.run_at(server, "--non-interactive"))
        self.assertEqual(len(server.pushes), 1)

    def test_is_made_by_login_for_each_profile(self):
        server = self.pushing_server(tokens=[first_token_response()])
        self.log_in(server, "--profile=work", "-s", "a")
        self.assertEqual(server.pushed["scope"], "a")
        self.assert_token(self.run_at(server, "--profile=work", "--non-interactive"))
        self.assertEqual(self.run_at(server, "--non-interactive").exit_code, 10)
        self.assertEqual(len(server.pushes), 1)

    def test_has_to_be_fetched_before_the_server_drops_it(self):
        for arguments, within in (((), " within 60 s"), (("--timeout=0",), " within 60 s"), (("--timeout=60",), "")):
            with self.subTest(arguments):
                server = self.pushing_server()
                run = self.goto_token_at(server, *arguments, quiet=False)
                run.sign_in()
                self.assertTrue(run.wait().messages.startswith(f"goto-token: open this address in a browser{within} to sign in:\n"))

    def test_is_told_of_when_verbose(self):
        server = self.pushing_server()
        run = self.goto_token_at(server, "-v", quiet=False)
        run.sign_in()
        trace = re.sub(r"after \d+ ms", "after T", run.wait().messages)
        self.assertIn(f"trace: request to {server.endpoint}, client authentication basic: HTTP status 201 after T\n"
                      "goto-token: trace: accepted with client authentication basic\n"
                      "goto-token: trace: the authorization request was pushed, good for 60 s\n", trace)

    def test_is_secret(self):
        server = self.pushing_server(error_response("invalid_client", 401))
        server.environment.update({"OAUTH_CLIENT_ID": CLIENT_ID, "OAUTH_CLIENT_SECRET": SECRET})
        run = self.goto_token_at(server, "-v", quiet=False)
        page = run.sign_in()
        outcome = run.wait()
        self.assertEqual((outcome.exit_code, outcome.stdout), (0, "token-1\n"))
        form = server.pushes[0].form
        secrets = [form["state"], form["code_challenge"], server.token_request.form["code_verifier"], "reference", SECRET,
                   BASIC[1], "Basic "]
        for secret in secrets:
            self.assertNotIn(secret, outcome.messages)
            self.assertNotIn(secret, page.body)


class ClientAuthentication(PushTest):
    def assert_presents(self, expected, **environment) -> None:
        server = self.pushing_server()
        server.environment.update({"OAUTH_CLIENT_ID": CLIENT_ID, "OAUTH_CLIENT_SECRET": SECRET, **environment})
        self.assert_token(self.fetch_token(server))
        (request,) = server.pushes
        self.assertEqual(presented_at_push(request), expected)
        self.assertEqual(request.form["client_id"], CLIENT_ID)

    def test_is_that_of_the_token_endpoint(self):
        for method, expected in (("basic", BASIC), ("basic-raw", BASIC_RAW), ("post", POST), ("none", ("none", f"{CLIENT_ID}:")),
                                 ("auto", BASIC)):
            with self.subTest(method):
                self.assert_presents(expected, OAUTH_CLIENT_AUTH=method)
        self.assert_presents(("none", f"{CLIENT_ID}:"), OAUTH_CLIENT_SECRET=None)

    def test_that_was_accepted_comes_first_at_the_token_endpoint(self):
        rejection = error_response("invalid_client", 401)
        for rejections, expected in ((1, [BASIC, BASIC_RAW]), (2, [BASIC, BASIC_RAW, POST])):
            with self.subTest(rejections):
                server = self.pushing_server(*[rejection] * rejections)
                server.environment.update({"OAUTH_CLIENT_ID": CLIENT_ID, "OAUTH_CLIENT_SECRET": SECRET})
                self.assert_token(self.fetch_token(server))
                self.assertEqual([presented_at_push(request) for request in server.pushes], expected)
                self.assertEqual(presented(server.token_request), expected[-1])

    def test_goes_on_at_the_token_endpoint_where_that_accepts_another(self):
        server = self.pushing_server(tokens=[error_response("invalid_client", 401), first_token_response()])
        self.log_in(server)
        self.assertEqual([presented(request)[0] for request in server.token_requests], ["basic", "post"])

    def test_pushes_the_same_request_each_time(self):
        server = self.pushing_server(error_response("invalid_client", 401))
        self.assert_token(self.fetch_token(server))
        first, second = (request.form for request in server.pushes)
        self.assertEqual(second.pop("client_secret"), "client-secret")
        self.assertEqual(first, second)


class Metadata(PushTest):
    def serve(self, environment: dict | None = None, **members):
        """A server with metadata, and no key that names its endpoint."""
        server = self.pushing_server()
        server.documents["/.well-known/oauth-authorization-server"] = json_response({
            "issuer": server.url,
            "authorization_endpoint": server.url + "/authorize",
            "token_endpoint": server.url + "/token",
            **{name: server.url + value if name.endswith("endpoint") else value for name, value in members.items()},
        })
        server.environment.update(
            {"OAUTH_SERVICE_URL": None, "OAUTH_ISSUER": server.url, "OAUTH_PAR_ENDPOINT": None, **(environment or {})})
        return server

    def test_that_requires_it_has_requests_pushed(self):
        server = self.serve(pushed_authorization_request_endpoint="/par", require_pushed_authorization_requests=True)
        self.assert_token(self.fetch_token(server))
        self.assertEqual(server.pushed["client_id"], "client-1")

    def test_that_requires_it_and_names_no_endpoint_cannot_be_used(self):
        server = self.serve(require_pushed_authorization_requests=True)
        self.assertEqual(
            self.goto_token_at(server).wait(),
            (7, "", f"goto-token: error: the metadata at {server.url}/.well-known/oauth-authorization-server cannot be used: "
             "it has no pushed_authorization_request_endpoint\n"
             "goto-token: hint: name the endpoint with OAUTH_PAR_ENDPOINT\n"))

    def test_that_only_offers_it_has_them_sent_through_the_browser(self):
        for members in ({}, {"require_pushed_authorization_requests": False}, {"require_pushed_authorization_requests": None}):
            server = self.serve(pushed_authorization_request_endpoint="/par", **members)
            run = self.goto_token_at(server)
            self.assertEqual(run.authorization_request["response_type"], "code")
            self.assertEqual(server.pushes, [])

    def test_gives_way_to_the_key(self):
        server = self.serve(pushed_authorization_request_endpoint="/elsewhere")
        server.environment["OAUTH_PAR_ENDPOINT"] = server.endpoint
        self.assert_token(self.fetch_token(server))
        self.assertEqual(server.pushed["client_id"], "client-1")

    def test_must_say_true_or_false(self):
        server = self.serve(require_pushed_authorization_requests="yes")
        self.assert_error(self.goto_token_at(server).wait(), 7, "its require_pushed_authorization_requests is not true or false")

    def test_of_other_grants_needs_no_such_endpoint(self):
        server = self.serve(require_pushed_authorization_requests=True)
        self.assert_token(self.run_at(server, "--grant=client-credentials"))


class Doctor(PushTest):
    def test_names_the_endpoint(self):
        server = self.pushing_server()
        report = self.run_at(server, "doctor", quiet=False).stdout
        self.assertIn(f"OAUTH_PAR_ENDPOINT: {server.endpoint} (in the environment)\n", report)


if __name__ == "__main__":
    unittest.main()
