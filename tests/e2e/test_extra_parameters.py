"""Parameters of the user's own in the authorization request and in token requests (contract §1, §4, §5, §7)."""

import unittest
import urllib.parse

from support.case import CONFIGURED
from support.login import LoginTest, first_token_response
from support.pushed_requests import PushTest
from support.scripted_responses import error_response, json_response, token_response

DOCTOR = "goto-token doctor checks the set-up"
PKCE = "leave it out: PKCE is always on"
ASSERTION = "set OAUTH_CLIENT_KEY_FILE, and OAUTH_CLIENT_AUTH=private-key-jwt"
OF_BOTH = {
    "client_id": "set OAUTH_CLIENT_ID",
    "redirect_uri": "set OAUTH_REDIRECT_URI",
    "scope": "use --scope or OAUTH_SCOPE",
    "audience": "use --audience or OAUTH_AUDIENCE",
    "resource": "use --resource or OAUTH_RESOURCE",
    "client_secret": "set OAUTH_CLIENT_SECRET",
    "client_assertion": ASSERTION,
    "client_assertion_type": ASSERTION,
}
OF_AUTHORIZATION = OF_BOTH | {
    "response_type": "leave it out: it is always code",
    "state": "leave it out: each run makes a state of its own and checks it",
    "code_challenge": PKCE,
    "code_challenge_method": PKCE,
    "request": "leave it out: goto-token makes no request objects",
    "request_uri": "leave it out: OAUTH_PAR_ENDPOINT names where requests are pushed",
}
OF_TOKEN = OF_BOTH | {
    "grant_type": "use --grant or OAUTH_GRANT",
    "code": "leave it out: it comes from the authorization response",
    "code_verifier": PKCE,
    "refresh_token": "set OAUTH_REFRESH_TOKEN, for --grant refresh-token",
    "pat": "set OAUTH_PERSONAL_ACCESS_TOKEN, for --grant personal-access-token",
    "device_code": "leave it out: the server gives it, with --grant device-code",
}
OPTIONS = {"--authorize-param": "OAUTH_AUTHORIZE_PARAMS", "--token-param": "OAUTH_TOKEN_PARAMS"}


def parameters(text: str) -> list[tuple[str, str]]:
    return urllib.parse.parse_qsl(text, keep_blank_values=True, strict_parsing=True)


class ParameterTest(LoginTest):
    def query_of(self, *arguments: str, **environment: str) -> list[tuple[str, str]]:
        """What the authorization request has behind the standard parameters."""
        run = self.goto_token(*arguments, environment=CONFIGURED | environment)
        query = parameters(urllib.parse.urlsplit(run.authorization_url).query)
        run.kill()
        names = [name for name, _ in query]
        return query[names.index("code_challenge_method") + 1 :]

    def form_of(self, *arguments: str, **environment: str) -> list[tuple[str, str]]:
        """What a token request has behind its grant."""
        server = self.authorization_server()
        environment |= {"OAUTH_GRANT": "client-credentials", "OAUTH_CLIENT_AUTH": "basic"}
        self.assert_token(self.run_at(server, *arguments, environment=environment))
        return parameters(server.token_request.body)[1:]


class OfTheAuthorizationRequest(ParameterTest):
    def test_come_last_in_their_order(self):
        self.assertEqual(
            self.query_of("--authorize-param", "prompt=login", "--audience", "api", "--authorize-param=acr_values=a b",
                          "--resource", "urn:a", "--authorize-param", "empty="),
            [("audience", "api"), ("resource", "urn:a"), ("prompt", "login"), ("acr_values", "a b"), ("empty", "")])

    def test_are_percent_encoded(self):
        run = self.goto_token("--authorize-param", 'claims={"a":[1+1, "=&"]}', "--authorize-param", "a.b=ü")
        self.assertTrue(run.authorization_url.endswith(
            "&code_challenge_method=S256&claims=%7B%22a%22%3A%5B1%2B1%2C%20%22%3D%26%22%5D%7D&a.b=%C3%BC"),
            run.authorization_url)

    def test_do_not_go_into_the_token_request(self):
        server = self.authorization_server()
        self.assert_token(self.fetch_token(server, "--authorize-param", "prompt=login"))
        self.assertEqual(set(server.token_request.form), {"grant_type", "code", "redirect_uri", "code_verifier"})

    def test_arrive_at_goto_mock_auth(self):
        server = self.mock_server()
        self.assert_token_of(server, self.fetch_token(server, "--authorize-param", "login_hint=jo@example.com"))
        asked = next(request for request in server.requests if request.path.endswith("/authorize"))
        self.assertEqual(dict(asked.query)["login_hint"], "jo@example.com")

    def test_may_name_the_response_mode_that_can_be_read(self):
        self.assertEqual(self.query_of("--authorize-param", "response_mode=query"), [("response_mode", "query")])


class OfAPushedRequest(PushTest):  # RFC 9126
    ARGUMENTS = ("--authorize-param", "prompt=login", "--audience", "api", "--resource", "urn:a", "--token-param=t=1")

    def test_go_where_the_request_is_pushed_and_not_into_the_url(self):
        server = self.pushing_server()
        run = self.goto_token_at(server, *self.ARGUMENTS)
        query = parameters(urllib.parse.urlsplit(run.authorization_url).query)
        self.assertEqual([name for name, _ in query], ["client_id", "request_uri"])
        run.sign_in()
        self.assert_token(run.wait())
        self.assertEqual(parameters(server.pushes[0].body)[-3:],
                         [("audience", "api"), ("resource", "urn:a"), ("prompt", "login")])
        self.assertEqual(parameters(server.token_request.body)[-3:],
                         [("audience", "api"), ("resource", "urn:a"), ("t", "1")])

    def test_leave_the_words_of_a_refusal_as_they_are(self):
        refusal = error_response("login_required", error_description="prompt login for jo@example.com")
        server = self.pushing_server(refusal)
        outcome = self.run_at(server, *self.ARGUMENTS, "--authorize-param", "login_hint=jo@example.com")
        self.assert_error(outcome, 6, "login_required: prompt login for …")


class OfTokenRequests(ParameterTest):
    def test_come_behind_the_grant_in_their_order(self):
        self.assertEqual(
            self.form_of("--token-param", "tenant=1", "--audience", "api", "--token-param", "a.b=c &d+ü",
                         "--token-param", "empty="),
            [("audience", "api"), ("tenant", "1"), ("a.b", "c &d+ü"), ("empty", "")])

    def test_do_not_go_into_the_authorization_request(self):
        self.assertEqual(self.query_of("--token-param", "tenant=1"), [])

    def test_are_sent_at_a_refresh_as_that_run_has_them(self):
        server = self.authorization_server(first_token_response(), token_response(access_token="token-2"))
        self.log_in(server, "--token-param", "tenant=1", "--authorize-param", "prompt=login")
        self.assertEqual(server.token_request.form["tenant"], "1")
        self.expire()
        self.assert_token(self.run_at(server, "--token-param", "tenant=2"), "token-2")
        self.assertEqual(parameters(server.token_requests[-1].body),
                         [("grant_type", "refresh_token"), ("refresh_token", "refresh-1"), ("tenant", "2")])

    def test_are_sent_with_each_client_authentication(self):
        server = self.authorization_server(error_response("invalid_client"), token_response())
        run = self.run_at(server, "--grant", "client-credentials", "--token-param", "tenant=1")
        self.assert_token(run)
        self.assertEqual([request.form["tenant"] for request in server.token_requests], ["1", "1"])

    def test_are_no_secrets_but_long_ones_are_redacted_where_a_server_repeats_them(self):
        server = self.authorization_server(
            error_response("invalid_request", error_description="no a-long-value, a-word, audience-1 or urn:resource"))
        arguments = ("--token-param", "long=a-long-value", "--token-param", "short=a-word", "--audience", "audience-1",
                     "--resource", "urn:resource", "--grant", "client-credentials")
        self.assertEqual(self.run_at(server, *arguments),
                         (6, "", "goto-token: error: the token endpoint refused: invalid_request: no …, a-word, "
                          "audience-1 or urn:resource\n"))
        server.respond_with(json_response({"seen": "a-long-value a-word"}, 500))
        outcome = self.run_at(server, *arguments, "-v", quiet=False)
        self.assertEqual(outcome.exit_code, 7, outcome.messages)
        self.assertIn('{"seen":"… a-word"}', outcome.messages.replace(": ", ":"))
        self.assertNotIn("a-long-value", outcome.messages)


class Places(ParameterTest):
    def test_are_option_environment_and_env_file_each_a_whole_list(self):
        (self.folder / ".env").write_text("OAUTH_AUTHORIZE_PARAMS='a=file&b=file'\nOAUTH_TOKEN_PARAMS='c=file'\n")
        self.assertEqual(self.query_of(), [("a", "file"), ("b", "file")])
        self.assertEqual(self.form_of(), [("c", "file")])
        self.assertEqual(self.query_of(OAUTH_AUTHORIZE_PARAMS="b=process"), [("b", "process")])
        self.assertEqual(self.form_of(OAUTH_TOKEN_PARAMS="d=process"), [("d", "process")])
        self.assertEqual(self.query_of("--authorize-param", "c=option", OAUTH_AUTHORIZE_PARAMS="b=process"),
                         [("c", "option")])
        self.assertEqual(self.form_of("--token-param", "e=option", OAUTH_TOKEN_PARAMS="d=process"), [("e", "option")])
        self.assertEqual(self.query_of("--authorize-param", ""), [])
        self.assertEqual(self.form_of("--token-param", ""), [])

    def test_of_keys_are_form_encoded(self):
        encoded = "prompt=login&login_hint=jo%2Bx%40example.com&acr_values=a+b&&empty=&"
        decoded = [("prompt", "login"), ("login_hint", "jo+x@example.com"), ("acr_values", "a b"), ("empty", "")]
        self.assertEqual(self.query_of(OAUTH_AUTHORIZE_PARAMS=encoded), decoded)
        self.assertEqual(self.form_of(OAUTH_TOKEN_PARAMS=encoded), decoded)


class Refusals(ParameterTest):
    def assert_refused(self, outcome, exit_code: int, what: str, hint: str) -> None:
        self.assertEqual(outcome, (exit_code, "", f"goto-token: error: {what}\ngoto-token: hint: {hint}\n"))

    def assert_refused_everywhere(self, option: str, text: str, what: str, hint: str | None = None) -> None:
        """By the option with exit 2, and by its key with exit 3."""
        with self.subTest(option=option, text=text):
            outcome = self.goto_token(option, text).wait()
            self.assert_refused(outcome, 2, f"{option}: {what}", hint or "see goto-token --help")
            key = OPTIONS[option]
            outcome = self.goto_token(environment=CONFIGURED | {key: text}).wait()
            self.assert_refused(outcome, 3, f"{key} in the environment: {what}", hint or DOCTOR)

    def test_are_for_what_is_set_otherwise(self):
        for option, owned in (("--authorize-param", OF_AUTHORIZATION), ("--token-param", OF_TOKEN)):
            for name, hint in owned.items():
                self.assert_refused_everywhere(option, f"{name}=s3cret", f"'{name}' is set by goto-token itself", hint)

    def test_are_for_what_is_no_parameter(self):
        for option in OPTIONS:
            self.assert_refused_everywhere(option, "prompt", "'prompt' is not NAME=VALUE")
            self.assert_refused_everywhere(option, "=login", "'=' has no name before it")
            self.assert_refused_everywhere(
                option, "ü=1", "'ü' is no name of a parameter: it holds more than letters, digits, '-', '.' and '_'")

    def test_are_for_a_name_that_comes_twice(self):
        twice = "'a' is given twice, and a request has each parameter once (RFC 6749 §3)"
        for option, key in OPTIONS.items():
            self.assert_refused(self.goto_token(option, "a=1", option, "a=1").wait(), 2, f"{option}: {twice}",
                                "see goto-token --help")
            self.assert_refused(self.goto_token(environment=CONFIGURED | {key: "a=1&b=2&a=3"}).wait(), 3,
                                f"{key} in the environment: {twice}", DOCTOR)

    def test_are_for_a_response_mode_that_cannot_be_read(self):
        for mode in ("form_post", "fragment", "query.jwt"):
            self.assert_refused_everywhere(
                "--authorize-param", f"response_mode={mode}",
                f"'response_mode={mode}' asks for a response that goto-token cannot read",
                "only response_mode=query brings the response to where goto-token listens")

    def test_are_for_an_endpoint_that_holds_one_of_them(self):
        url = "https://h/authorize?prompt=none"
        environment = CONFIGURED | {"OAUTH_AUTHORIZATION_ENDPOINT": url}
        self.assert_refused(
            self.goto_token("--authorize-param", "prompt=login", environment=environment).wait(), 3,
            f"OAUTH_AUTHORIZATION_ENDPOINT in the environment: '{url}' cannot be used: its query holds prompt, which "
            "goto-token sets itself", "remove that from the URL")

    def test_are_for_metadata_that_hold_one_of_them(self):
        server = self.authorization_server()
        server.documents["/.well-known/oauth-authorization-server"] = json_response({
            "issuer": server.url, "authorization_endpoint": f"{server.url}/authorize?prompt=none",
            "token_endpoint": f"{server.url}/token", "response_types_supported": ["code"],
            "code_challenge_methods_supported": ["S256"]})
        outcome = self.run_at(server, "--authorize-param", "prompt=login",
                              environment={"OAUTH_ISSUER": server.url, "OAUTH_SERVICE_URL": None})
        self.assert_refused(
            outcome, 3, f"the metadata at {server.url}/.well-known/oauth-authorization-server cannot be used: its "
            "authorization_endpoint holds prompt in its query, which goto-token sets itself",
            "name the endpoint without it in OAUTH_AUTHORIZATION_ENDPOINT")

    def test_are_named_for_options_of_other_tools(self):
        for option, hint in (
            ("--prompt", "write --authorize-param NAME=VALUE, such as --authorize-param prompt=login"),
            ("--auth-request-extra-param",
             "write --authorize-param NAME=VALUE, once for each; --token-param is for the token request"),
            ("--oidc-extra-scope", "write --scope 'ONE TWO', or --scope once for each"),
        ):
            self.assert_refused(self.goto_token(f"{option}=x").wait(), 2, f"unknown option '{option}'", hint)


class LoginHint(ParameterTest):
    def test_has_the_parameters_of_the_run(self):
        options = ("--authorize-param", "acr_values=a b", "--token-param", "c=d")
        self.assertEqual(self.goto_token("--non-interactive", *options).wait(), (
            10, "", "goto-token: error: login required: there is no stored login\n"
            "goto-token: hint: run goto-token login --authorize-param 'acr_values=a b' --token-param c=d where a "
            "person can sign in\n"))


if __name__ == "__main__":
    unittest.main()
