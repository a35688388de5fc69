"""How the client proves who it is to the token endpoint (contract §7)."""

import base64
import unittest

from support.case import EndToEndTest
from support.login import LoginTest, first_token_response
from support.scripted_responses import ScriptedResponse, error_response, token_response

CLIENT_ID = "id:1 \u00e9"
SECRET = "3naO10IA2agcvG+9I9TGEQ=="

ALL_REFUSED = (
    "goto-token: hint: check OAUTH_CLIENT_ID and OAUTH_CLIENT_SECRET; only a run can try them, goto-token doctor checks "
    "the rest\n"
)

BASIC = ("basic", "id%3A1+%C3%A9:3naO10IA2agcvG%2B9I9TGEQ%3D%3D")
BASIC_RAW = ("basic", f"{CLIENT_ID}:{SECRET}")
POST = ("post", f"{CLIENT_ID}:{SECRET}")


def presented(request) -> tuple[str, str]:
    """How a token request authenticates, and with what."""
    form = request.form
    scheme, _, credentials = request.headers.get("Authorization", "").partition(" ")
    if scheme:
        if scheme != "Basic" or {"client_id", "client_secret"} & form.keys():
            raise AssertionError(f"two client authentications in one request: {scheme}, {sorted(form)}")
        return "basic", base64.b64decode(credentials, validate=True).decode()
    return (
        "post" if "client_secret" in form else "none",
        f"{form['client_id']}:{form.get('client_secret', '')}",
    )


class AuthenticationTest(EndToEndTest):
    def assert_presents(
        self,
        *expected,
        rejections=(),
        method: str | None = None,
        client_id: str = CLIENT_ID,
        secret: str | None = SECRET,
        exit_code: int = 0,
    ) -> None:
        """The methods tried, in order, by a server that responds with `rejections` and then with a token."""
        responses = list(rejections) if exit_code else [*rejections, token_response()]
        server = self.authorization_server(*responses)
        environment = {
            "OAUTH_CLIENT_ID": client_id,
            "OAUTH_CLIENT_SECRET": secret,
            "OAUTH_CLIENT_AUTH": method,
        }
        outcome = self.fetch_token(server, environment=environment)
        self.assertEqual([presented(request) for request in server.token_requests], list(expected))
        self.assertEqual(outcome.exit_code, exit_code)
        codes = {(request.form["code"], request.form["code_verifier"]) for request in server.token_requests}
        self.assertEqual(len(codes), 1)


class ChosenWay(AuthenticationTest):
    def test_basic_encodes_id_and_secret_as_a_form_does(self):
        self.assert_presents(BASIC, method="basic")

    def test_basic_raw_leaves_them_as_they_are(self):
        self.assert_presents(BASIC_RAW, method="basic-raw")

    def test_post_puts_them_into_the_body(self):
        self.assert_presents(POST, method="post")

    def test_none_puts_the_client_id_into_the_body_and_keeps_the_secret(self):
        self.assert_presents(("none", f"{CLIENT_ID}:"), method="none")

    def test_of_a_public_client_is_none(self):
        self.assert_presents(("none", f"{CLIENT_ID}:"), secret=None)
        self.assert_presents(("none", f"{CLIENT_ID}:"), secret="", method="auto")

    def test_is_the_only_one(self):
        rejection = error_response("invalid_client", 401)
        for method, expected in (("basic", BASIC), ("basic-raw", BASIC_RAW), ("post", POST)):
            self.assert_presents(expected, rejections=[rejection], method=method, exit_code=6)


class Auto(AuthenticationTest):
    def test_begins_with_basic(self):
        self.assert_presents(BASIC)

    def test_tries_each_way_once_in_order(self):
        for rejection in (
            error_response("invalid_client", 401),
            error_response("invalid_client", 400),
            error_response("unauthorized_client", 403),
            error_response("unauthorized_client", 400),
        ):
            with self.subTest(rejection):
                self.assert_presents(BASIC, BASIC_RAW, rejections=[rejection])
                self.assert_presents(BASIC, BASIC_RAW, POST, rejections=[rejection, rejection])
                self.assert_presents(BASIC, BASIC_RAW, POST, rejections=[rejection], exit_code=6)

    def test_goes_on_after_any_401(self):
        self.assert_presents(BASIC, BASIC_RAW, rejections=[error_response("nonsense", 401)])

    def test_leaves_out_basic_raw_when_the_encoding_changes_nothing(self):
        rejection = error_response("invalid_client", 401)
        self.assert_presents(
            ("basic", "id-1:secret_1.x"),
            ("post", "id-1:secret_1.x"),
            rejections=[rejection],
            client_id="id-1",
            secret="secret_1.x",
        )

    def test_ends_at_another_rejection(self):
        for rejection in (
            error_response("invalid_grant"),
            error_response("invalid_request"),
            error_response("access_denied", 403),
        ):
            self.assert_presents(BASIC, rejections=[rejection], exit_code=6)

    def test_ends_with_what_the_server_says_of_the_grant_once_it_accepts_the_client(self):
        for status in (400, 401):
            with self.subTest(status):
                server = self.authorization_server(
                    error_response("invalid_client", 401), error_response("invalid_grant", status)
                )
                outcome = self.fetch_token(server)
                self.assertEqual(
                    outcome,
                    (6, "", "goto-token: error: the token endpoint refused: invalid_grant\n"
                     "goto-token: hint: run it again; if that does not help, check that OAUTH_REDIRECT_URI is exactly "
                     "as registered\n"),
                )
                self.assertEqual(len(server.token_requests), 2)

    def test_tells_the_first_refusal_and_all_that_was_tried_where_none_is_accepted(self):
        server = self.authorization_server(
            error_response("invalid_client", 401, error_description=f"{SECRET} is wrong for {BASIC[1]}"),
            error_response("invalid_client", 401, error_description="this is no Basic header"),
            error_response("invalid_client", 400, error_description="there is no Authorization header"),
        )
        server.environment.update({"OAUTH_CLIENT_ID": CLIENT_ID, "OAUTH_CLIENT_SECRET": SECRET})
        self.assertEqual(
            self.fetch_token(server),
            (6, "", f"goto-token: error: the token endpoint refused: invalid_client: … is wrong for "
             "id%3A1+%C3%A9:… (tried basic, basic-raw, post)\n" + ALL_REFUSED),
        )

    def test_lists_nothing_where_one_way_alone_was_tried(self):
        for environment, hint in (
            ({"OAUTH_CLIENT_AUTH": "post"},
             "check OAUTH_CLIENT_ID and OAUTH_CLIENT_SECRET; OAUTH_CLIENT_AUTH chooses how they are sent; only a run can "
             "try them, goto-token doctor checks the rest"),
            ({"OAUTH_CLIENT_SECRET": None},
             "check OAUTH_CLIENT_ID; a client that has a secret also needs OAUTH_CLIENT_SECRET"),
        ):
            with self.subTest(environment):
                server = self.authorization_server(error_response("invalid_client", 401))
                self.assertEqual(
                    self.fetch_token(server, environment=environment),
                    (6, "", "goto-token: error: the token endpoint refused: invalid_client\n"
                     f"goto-token: hint: {hint}\n"),
                )

    def test_tells_the_way_that_was_accepted_when_verbose(self):
        server = self.authorization_server(error_response("invalid_client", 401), token_response())
        outcome = self.fetch_token(server, "-v", quiet=False)
        self.assertEqual((outcome.exit_code, outcome.stdout), (0, "token-1\n"))
        self.assertIn("post", outcome.messages)


class AutoOfAStoredLogin(LoginTest):
    """Some servers do not say that it is the client they refuse: `auto` starts with what was accepted before."""

    def log_in_with_basic_raw(self, *responses):
        rejection = error_response("invalid_client", 401)
        server = self.authorization_server(rejection, first_token_response(expires_in=1), *responses)
        server.environment.update({"OAUTH_CLIENT_ID": CLIENT_ID, "OAUTH_CLIENT_SECRET": SECRET})
        self.log_in(server)
        return server

    def assert_presents(self, server, *expected) -> None:
        self.assertEqual([presented(request) for request in server.token_requests], list(expected))

    def test_refreshes_in_the_way_that_was_accepted_at_the_login_and_at_each_refresh(self):
        server = self.log_in_with_basic_raw(first_token_response(expires_in=1), token_response(access_token="token-3"))
        self.assert_token(self.run_at(server, "--non-interactive"), "token-1")
        self.assert_token(self.run_at(server, "--non-interactive"), "token-3")
        self.assert_presents(server, BASIC, BASIC_RAW, BASIC_RAW, BASIC_RAW)

    def test_goes_on_with_the_others_and_remembers_what_is_accepted_then(self):
        rejection = error_response("invalid_client", 401)
        server = self.log_in_with_basic_raw(rejection, rejection, first_token_response(expires_in=1), first_token_response())
        self.assert_token(self.run_at(server, "--non-interactive"))
        self.assert_token(self.run_at(server, "--non-interactive"))
        self.assert_presents(server, BASIC, BASIC_RAW, BASIC_RAW, BASIC, POST, POST)

    def test_tells_the_refusal_of_the_one_that_was_accepted_before_where_none_is_now(self):
        refusals = [error_response("invalid_client", 401, error_description=text) for text in ("raw", "basic", "post")]
        server = self.log_in_with_basic_raw(*refusals)
        self.assertEqual(
            self.run_at(server, "--non-interactive"),
            (6, "", "goto-token: error: the token endpoint refused: invalid_client: raw (tried basic-raw, basic, post)\n"
             + ALL_REFUSED),
        )
        self.assertTrue(self.login_file.exists())

    def test_erases_nothing_where_the_ways_are_refused_for_different_reasons(self):
        refusals = [error_response(error, 401) for error in ("invalid_grant", "invalid_client", "invalid_client")]
        server = self.log_in_with_basic_raw(*refusals)
        self.assertEqual(
            self.run_at(server, "--non-interactive"),
            (6, "", "goto-token: error: the token endpoint refused: invalid_grant (tried basic-raw, basic, post)\n"
             "goto-token: hint: if it keeps failing, run goto-token login to start over\n"),
        )
        self.assertTrue(self.login_file.exists())

    def test_tells_the_first_refusal_of_a_revocation_too(self):
        server = self.log_in_with_basic_raw()
        server.documents["/oauth/revoke"] = error_response("invalid_client", 401, error_description="no")
        self.assertEqual(
            self.run_at(server, "logout"),
            (6, "", "goto-token: error: the login was erased here, but the server still accepts it: the revocation "
             "endpoint refused: invalid_client: no (tried basic-raw, basic, post)\n" + ALL_REFUSED),
        )

    def test_gives_way_to_the_one_that_is_set(self):
        server = self.log_in_with_basic_raw(first_token_response())
        self.run_at(server, "--non-interactive", environment={"OAUTH_CLIENT_AUTH": "post"})
        self.assert_presents(server, BASIC, BASIC_RAW, POST)

    def test_revokes_in_the_way_that_was_accepted(self):
        server = self.log_in_with_basic_raw()
        server.documents["/oauth/revoke"] = ScriptedResponse(200)
        self.assertEqual(self.run_at(server, "logout"), (0, "", ""))
        (revocation,) = [request for request in server.requests if request.path == "/oauth/revoke"]
        self.assertEqual(presented(revocation), BASIC_RAW)


if __name__ == "__main__":
    unittest.main()
