"""Tokens for an audience and for resources, and the logins that are bound to them (contract §1, §4, §5, §7, §9)."""

import json
import unittest
import urllib.parse

from support.credential_helper import FakeHelper
from support.doctor import DoctorTest
from support.login import first_token_response
from support.scripted_responses import ScriptedResponse, error_response, token_response
from support.several_logins import SeveralLogins

API = "https://api.example.com/"
BOTH = ("--audience", "My API", "--resource", "urn:b", "--resource", API)
TARGET = [("audience", "My API"), ("resource", "urn:b"), ("resource", API)]


def parameters(text: str) -> list[tuple[str, str]]:
    return urllib.parse.parse_qsl(text, keep_blank_values=True, strict_parsing=True)


def fnv1a(text: str) -> int:
    """The hash in the name of a login's file."""
    value = 0xCBF29CE484222325
    for byte in text.encode():
        value = (value ^ byte) * 0x100000001B3 % 2**64
    return value


class AudienceTest(SeveralLogins):
    def setUp(self):
        super().setUp()
        self.server = self.authorization_server(first_token_response())

    def sent_by(self, *arguments, **environment) -> tuple[list, list]:
        """What the two requests of a run with a sign-in have behind the standard parameters."""
        before = len(self.server.token_requests)
        run = self.goto_token_at(self.server, *arguments, environment=environment)
        query = parameters(urllib.parse.urlsplit(run.authorization_url).query)
        run.sign_in()
        self.assertEqual(run.wait().exit_code, 0)
        (request,) = self.server.token_requests[before:]
        form = parameters(request.body)
        self.assertEqual([name for name, _ in query[:6]],
                         ["response_type", "client_id", "redirect_uri", "state", "code_challenge",
                          "code_challenge_method"])
        self.assertEqual([name for name, _ in form[:4]], ["grant_type", "code", "redirect_uri", "code_verifier"])
        return query[6:], form[4:]

    def form_of(self, outcome) -> list[tuple[str, str]]:
        """What the last token request held."""
        self.assertEqual((outcome.exit_code, outcome.messages), (0, ""))
        return parameters(self.server.token_requests[-1].body)


class Requests(AudienceTest):
    def test_both_have_audience_and_resources_at_their_end(self):
        self.assertEqual(self.sent_by(*BOTH), (TARGET, TARGET))
        self.assertEqual(self.sent_by("--resource", f"urn:b {API} urn:b"), (TARGET[1:], TARGET[1:]))
        self.assertEqual(self.sent_by(), ([], []))

    def test_percent_encode_them(self):
        run = self.goto_token_at(self.server, *BOTH)
        self.assertTrue(run.authorization_url.endswith(
            "&code_challenge_method=S256&audience=My%20API&resource=urn%3Ab&resource=https%3A%2F%2Fapi.example.com%2F"),
            run.authorization_url)
        run.sign_in()
        run.wait()
        self.assertTrue(self.server.token_request.body.endswith(
            "&audience=My+API&resource=urn%3Ab&resource=https%3A%2F%2Fapi.example.com%2F"))

    def test_have_them_before_the_clients_credentials(self):
        _, form = self.sent_by(*BOTH, OAUTH_CLIENT_AUTH="post")
        self.assertEqual(form, [*TARGET, ("client_id", "client-1"), ("client_secret", "client-secret")])

    def test_take_the_option_before_the_environment_before_the_env_file(self):
        (self.folder / ".env").write_text("OAUTH_AUDIENCE=file\nOAUTH_RESOURCE='urn:file urn:more'\n")
        of_file = [("audience", "file"), ("resource", "urn:file"), ("resource", "urn:more")]
        self.assertEqual(self.sent_by()[1], of_file)
        self.assertEqual(self.sent_by(OAUTH_AUDIENCE="process")[1], [("audience", "process"), *of_file[1:]])
        self.assertEqual(self.sent_by(OAUTH_RESOURCE="urn:process")[1], [of_file[0], ("resource", "urn:process")])
        self.assertEqual(self.sent_by("--resource=urn:option", OAUTH_RESOURCE="urn:process")[1],
                         [of_file[0], ("resource", "urn:option")])
        self.assertEqual(self.sent_by("--audience", "", "--resource", ""), ([], []))

    def test_of_every_grant_have_them(self):
        for grant, secret, own in (
            ("client-credentials", {}, [("grant_type", "client_credentials"), ("scope", "a")]),
            ("refresh-token", {"OAUTH_REFRESH_TOKEN": "refresh-0"},
             [("grant_type", "refresh_token"), ("refresh_token", "refresh-0"), ("scope", "a")]),
            ("personal-access-token", {"OAUTH_PERSONAL_ACCESS_TOKEN": "pat-0"},
             [("grant_type", "personal_access_token"), ("pat", "pat-0")]),
        ):
            with self.subTest(grant):
                outcome = self.run_at(self.server, "--grant", grant, "-s", "a", *BOTH, environment=secret)
                self.assertEqual(self.form_of(outcome), [*own, *TARGET])

    def test_arrive_at_goto_mock_auth(self):
        server = self.mock_server()
        self.assert_token_of(server, self.fetch_token(server, "--audience", "My API", "--resource", API))
        asked = next(request for request in server.requests if request.path.endswith("/authorize"))
        for sent in (dict(asked.query), server.token_request.form):
            self.assertEqual((sent["audience"], sent["resource"]), ("My API", API))

    def test_of_a_revocation_have_none_of_them(self):
        self.server.documents["/oauth/revoke"] = ScriptedResponse(200)
        self.log_in(self.server, *BOTH)
        self.assertEqual(self.run_at(self.server, "logout", *BOTH).exit_code, 0)
        (request,) = (request for request in self.server.requests if request.path == "/oauth/revoke")
        self.assertEqual(parameters(request.body), [("token", "refresh-1"), ("token_type_hint", "refresh_token")])


class Refusals(AudienceTest):
    def assert_refused(self, what: str, hint: str, *arguments: str, **environment: str) -> None:
        outcome = self.run_at(self.server, *arguments, environment=environment)
        hint = f"goto-token: hint: {hint}\n" if hint else ""
        self.assertEqual(outcome, (3 if environment else 2, "", f"goto-token: error: {what}\n{hint}"))
        self.assertEqual(self.server.requests, [])

    def test_name_the_option(self):
        for option, value, why, hint in (
            ("--audience", " api", "has a blank or a line end around it", "see goto-token --help"),
            ("--audience", "a\x1b[31m", "holds a control or invisible character", "see goto-token --help"),
            ("--resource", "api", "is not an absolute URI such as https://api.example.com/",
             "what is no URI may be an audience: --audience"),
            ("--resource", "https://h/#part", "has a fragment, which no resource may have (RFC 8707 §2)",
             "see goto-token --help"),
            ("--resource", "https://h/{id}", "holds a character that no URI may hold", "see goto-token --help"),
        ):
            with self.subTest(option=option, value=value):
                shown = value.replace("\x1b", "?")
                self.assert_refused(f"{option}: '{shown}' {why}", hint, option, value)

    def test_name_the_key_and_where_it_is(self):
        (self.folder / ".env").write_text("OAUTH_AUDIENCE='api\u2060'\n")
        outcome = self.run_at(self.server)
        self.assertEqual(outcome, (3, "", "goto-token: error: OAUTH_AUDIENCE in .env: 'api?' holds a control or "
                                   "invisible character\n"
                                   "goto-token: hint: goto-token doctor checks the set-up\n"))
        (self.folder / ".env").unlink()
        self.assert_refused("OAUTH_RESOURCE in the environment: 'https://h/#part' has a fragment, which no resource "
                            "may have (RFC 8707 §2)", "goto-token doctor checks the set-up",
                            OAUTH_RESOURCE="urn:a https://h/#part")

    def test_are_for_an_endpoint_whose_query_holds_one_of_them(self):
        url = "https://h/authorize?audience=x"
        self.assert_refused(f"OAUTH_AUTHORIZATION_ENDPOINT in the environment: '{url}' cannot be used: its query holds "
                            "audience, which goto-token sets itself", "remove that from the URL", "--audience", "api",
                            OAUTH_AUTHORIZATION_ENDPOINT=url)


class Logins(AudienceTest):
    def test_are_of_one_audience_and_its_resources(self):
        plain = self.log_in_as(self.server, access_token="of-none")
        audience = self.log_in_as(self.server, "client-1", "default", "--audience", "My API",
                                  access_token="of-audience")
        both = self.log_in_as(self.server, "client-1", "default", *BOTH, access_token="of-both")
        self.assertEqual(len({plain, audience, both}), 3)
        self.server.respond_with(error_response("invalid_request"))
        for token, arguments in (("of-none", ()), ("of-audience", ("--audience", "My API")), ("of-both", BOTH)):
            self.assert_token(self.run_at(self.server, *arguments), token)
        self.assert_token(self.run_at(self.server, "--resource", API, "--resource", "urn:b", "--audience", "My API"),
                          "of-both")
        self.assert_token(self.run_at(self.server, "--audience", "", environment={"OAUTH_AUDIENCE": "My API"}),
                          "of-none")
        self.assert_token(self.run_at(self.server, environment={"OAUTH_AUDIENCE": "My API"}), "of-audience")

    def test_without_them_are_kept_as_before(self):
        path = self.log_in_as(self.server)
        stored = json.loads(path.read_text())
        self.assertEqual(path.name, f"default-{fnv1a(stored['service'] + chr(10) + 'client-1'):016x}.json")
        self.assertNotIn("audience", stored)
        self.assertNotIn("resource", stored)

    def test_say_which_they_are_of(self):
        stored = json.loads(self.log_in_as(self.server, "client-1", "default", *BOTH).read_text())
        self.assertEqual((stored["audience"], stored["resource"]), ("My API", f"{API} urn:b"))

    def test_of_another_audience_are_never_used(self):
        path = self.log_in_as(self.server, "client-1", "default", "--audience", "other")
        mine = self.log_in_as(self.server, "client-1", "default", "--audience", "My API")
        mine.write_bytes(path.read_bytes())
        outcome = self.run_at(self.server, "--audience", "My API", "--non-interactive")
        self.assert_error(outcome, 9, "is damaged")

    def test_that_are_missing_are_told_by_what_they_would_be_of(self):
        self.log_in(self.server)
        for arguments, target, login in (
            (("--audience", "My API"), "audience", "--audience 'My API'"),
            (("--resource", API), "resource", f"--resource {API}"),
            (BOTH, "audience and resource", f"--audience 'My API' --resource 'urn:b {API}'"),
        ):
            with self.subTest(target):
                self.assertEqual(
                    self.run_at(self.server, *arguments, "--non-interactive"),
                    (10, "", f"goto-token: error: login required: there is no stored login for this {target}\n"
                     f"goto-token: hint: run goto-token login {login} where a person can sign in\n"))

    def test_are_refreshed_for_what_they_are_of_and_with_no_scope(self):
        self.log_in(self.server, *BOTH, "-s", "a")
        self.expire()
        self.server.respond_with(token_response(access_token="token-2"))
        outcome = self.run_at(self.server, *BOTH, "-s", "a", "--token-param", "tenant=1")
        self.assert_token(outcome, "token-2")
        self.assertEqual(parameters(self.server.token_requests[-1].body),
                         [("grant_type", "refresh_token"), ("refresh_token", "refresh-1"), *TARGET, ("tenant", "1")])

    def test_are_what_exec_uses(self):
        self.log_in(self.server, "--audience", "My API")
        outcome = self.run_at(self.server, "exec", "--audience", "My API", "--non-interactive", "--", "sh", "-c",
                              "echo $GOTO_ACCESS_TOKEN")
        self.assert_token(outcome)

    def test_end_with_their_own_logout_alone(self):
        self.server.documents["/oauth/revoke"] = ScriptedResponse(200)
        plain = self.log_in_as(self.server)
        of_audience = self.log_in_as(self.server, "client-1", "default", "--audience", "My API")
        outcome = self.run_at(self.server, "logout", "--audience", "My API", quiet=False)
        self.assertEqual(outcome, (0, "", "goto-token: logged out\n"))
        self.assertEqual((plain.exists(), of_audience.exists()), (True, False))

    def test_have_an_entry_of_their_own_in_a_credential_helper(self):
        helper = FakeHelper(self.root / "helper")
        with_helper = ("--credential-helper", helper.name)
        for audience in ("one", "two"):
            self.server.respond_with(first_token_response(access_token=f"of-{audience}"))
            self.log_in(self.server, *with_helper, "--audience", audience, environment=helper.environment)
        self.assertEqual(len({credential["ServerURL"] for credential in helper.credentials()}), 2)
        for audience in ("one", "two"):
            outcome = self.run_at(self.server, *with_helper, "--audience", audience, environment=helper.environment)
            self.assert_token(outcome, f"of-{audience}")


class Status(AudienceTest):
    def test_names_audience_and_resources(self):
        self.log_in(self.server, *BOTH)
        outcome = self.run_at(self.server, "status", *BOTH)
        self.assertIn(f"client_id: client-1\naudience: My API\nresource: urn:b {API}\nlogged_in: yes\n", outcome.stdout)
        told = json.loads(self.run_at(self.server, "status", *BOTH, "-o", "json").stdout)
        self.assertEqual((told["audience"], told["resource"]), ("My API", f"urn:b {API}"))

    def test_names_none_where_none_is_given(self):
        self.log_in(self.server)
        outcome = self.run_at(self.server, "status")
        self.assertIn("client_id: client-1\nlogged_in: yes\n", outcome.stdout)

    def test_tells_what_is_missing_and_how_to_log_in(self):
        outcome = self.run_at(self.server, "status", "--audience", "My API")
        self.assertEqual(outcome, (10, f"profile: default\nservice: {self.server.url}\nclient_id: client-1\n"
                                   "audience: My API\nlogged_in: no\ntoken_available: no\n"
                                   "reason: there is no stored login for this audience\n"
                                   "hint: goto-token login --audience 'My API'\n", ""))

    def test_of_all_logins_tells_them_apart(self):
        self.log_in_as(self.server, refresh_token=None, expires_in=None)
        self.log_in_as(self.server, "client-1", "default", *BOTH, refresh_token=None, expires_in=None)
        outcome = self.unconfigured("status", "--all")
        beginning = f"default at {self.server.url}: token available; client client-1, "
        end = "token of unknown lifetime, not refreshable, signed in as someone@example.org, scope a b\n"
        self.assertEqual(outcome, (0, f"{beginning}{end}{beginning}audience My API, resource {API} urn:b, {end}", ""))
        plain, both = json.loads(self.unconfigured("status", "--all", "-o", "json").stdout)["logins"]
        self.assertEqual(list(both)[:5], ["profile", "service", "client_id", "audience", "resource"])
        self.assertEqual((both["audience"], both["resource"]), ("My API", f"{API} urn:b"))
        self.assertNotIn("audience", plain)

    def test_of_all_logins_says_how_to_renew_each(self):
        path = self.log_in_as(self.server, "client-1", "work", "--audience", "My API", refresh_token=None)
        self.change(path, expires_at=1)
        told = json.loads(self.unconfigured("status", "--all", "-o", "json").stdout)["logins"][0]
        self.assertEqual(told["hint"], "goto-token login --profile work --audience 'My API'")

    def test_of_all_logins_is_of_no_audience(self):
        for command in ("status", "logout"):
            for option in ("--audience", "--resource"):
                self.assertEqual(self.unconfigured(command, "--all", option, "urn:a"),
                                 (2, "", f"goto-token: error: --all excludes {option}\n"
                                  f"goto-token: hint: see goto-token {command} --help\n"))

    def test_before_a_logout_of_all_is_what_that_tells(self):
        self.server.documents["/oauth/revoke"] = ScriptedResponse(200)
        self.log_in_as(self.server)
        self.log_in_as(self.server, "client-1", "default", *BOTH)
        login = f"goto-token: logged out of default at {self.server.url}, client client-1"
        self.assertEqual(self.unconfigured("logout", "--all"),
                         (0, "", f"{login}\n{login}, audience My API, resource {API} urn:b\n"))
        self.assertEqual(self.kept(), [])


class Doctor(DoctorTest):
    def test_lists_the_keys_and_the_options_that_go_before_them(self):
        server = self.authorization_server()
        environment = {"OAUTH_AUDIENCE": "My API", "OAUTH_RESOURCE": "urn:a", "OAUTH_AUTHORIZE_PARAMS": "prompt=login",
                       "OAUTH_TOKEN_PARAMS": "pass%2Dword=s3%26cret&b=2"}
        _, checks = self.examine(server, "--resource", "urn:b", environment=environment)
        self.assertEqual(checks["OAUTH_AUDIENCE"], ("ok", "My API (in the environment)", None))
        self.assertEqual(checks["OAUTH_RESOURCE"], ("ok", "given by --resource", None))
        self.assertEqual(checks["OAUTH_AUTHORIZE_PARAMS"], ("ok", "prompt=login (in the environment)", None))
        self.assertEqual(checks["OAUTH_TOKEN_PARAMS"], ("ok", "pass-word=…&b=… (in the environment)", None))

    def test_names_what_is_invalid(self):
        server = self.authorization_server()
        report = self.examine(server, environment={"OAUTH_RESOURCE": "api"})
        self.assert_fails(report, "OAUTH_RESOURCE", 3, "'api' is not an absolute URI")
        self.assertEqual(report[1]["stored login"][:2],
                         ("skip", "the client, profile, audience, resource, helper or service cannot be used"))

    def test_says_of_what_there_is_no_login(self):
        server = self.authorization_server()
        self.log_in(server)
        _, checks = self.examine(server, "--audience", "My API")
        self.assertEqual(checks["stored login"][:2],
                         ("ok", "none for this profile, service, client and audience; goto-token login "
                          "--audience 'My API' stores one"))


if __name__ == "__main__":
    unittest.main()
