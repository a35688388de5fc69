"""The grants that need no person, and the store that they leave alone (contract §7, §9)."""

import json
import unittest

from support.login import LoginTest
from support.scripted_responses import error_response, token_response

PAT = ("--grant", "personal-access-token")
REFRESH = ("--grant", "refresh-token")
CREDENTIALS = ("--grant", "client-credentials")

SECRET = "pat 1+/="


class DirectGrant(LoginTest):
    def setUp(self):
        super().setUp()
        self.server = self.mock_server("--scopes=a b", f"--pat={SECRET}")

    def get(self, *arguments: str, **environment):
        """A whole run that presents the grant."""
        self.before = len(self.server.token_requests)
        return self.run_at(self.server, *arguments, environment=environment)

    def assert_got(self, *arguments: str, **environment) -> dict[str, str]:
        """The form of the one request that it took."""
        self.assert_token_of(self.server, self.get(*arguments, **environment))
        (request,) = self.server.token_requests[self.before :]
        self.assertEqual(request.client_authentication, "basic-form")
        return request.form

    def refresh_token(self) -> str:
        return self.server.client.tokens(scope="a b")["refresh_token"]

    def test_of_a_personal_access_token_is_gotos_own(self):
        form = self.assert_got(*PAT, "--scope", "a", OAUTH_PERSONAL_ACCESS_TOKEN=SECRET)
        self.assertEqual(form, {"grant_type": "personal_access_token", "pat": SECRET})

    def test_of_a_refresh_token_asks_for_scopes_only_when_told(self):
        token = self.refresh_token()
        form = self.assert_got(*REFRESH, OAUTH_REFRESH_TOKEN=token)
        self.assertEqual(form, {"grant_type": "refresh_token", "refresh_token": token})
        self.assertEqual(self.assert_got(*REFRESH, "-s", "a b", OAUTH_REFRESH_TOKEN=token)["scope"], "a b")

    def test_of_client_credentials_presents_the_client_alone(self):
        form = self.assert_got(*CREDENTIALS, "-s", "a b")
        self.assertEqual(form, {"grant_type": "client_credentials", "scope": "a b"})
        self.assertEqual(self.assert_got(*CREDENTIALS), {"grant_type": "client_credentials"})

    def test_can_be_chosen_by_the_environment_and_the_env_file(self):
        self.assertEqual(self.assert_got(OAUTH_GRANT="client-credentials")["grant_type"], "client_credentials")
        env_file = self.folder / ".env"
        env_file.write_text(f"OAUTH_GRANT=personal-access-token\nOAUTH_PERSONAL_ACCESS_TOKEN='{SECRET}'\n")
        env_file.chmod(0o600)
        self.assertEqual(self.assert_got()["pat"], SECRET)
        self.assertEqual(self.assert_got(*CREDENTIALS)["grant_type"], "client_credentials")

    def test_warns_of_options_that_do_nothing_with_it(self):
        settings = {**self.server.environment, "OAUTH_GRANT": "client-credentials"}
        options = ("--paste", "--authorize-param", "prompt=login")
        outcome = self.goto_token_at(self.server, *options, environment=settings, quiet=False).wait()
        self.assertEqual((outcome.exit_code, outcome.messages), (
            0,
            "goto-token: warning: --paste does nothing: the grant client-credentials has no redirect\n"
            "goto-token: warning: --authorize-param does nothing: the grant client-credentials has no sign-in; "
            "--token-param goes with its requests\n",
        ))
        report = self.goto_token_at(self.server, "doctor", *options, environment=settings).wait()
        self.assertEqual(report.exit_code, 0)
        self.assertIn("\nwarning redirect URI: --paste does nothing", report.stdout)

    def test_takes_its_secret_from_a_file(self):
        for grant, key, parameter, secret in (
            (PAT, "OAUTH_PERSONAL_ACCESS_TOKEN", "pat", SECRET),
            (REFRESH, "OAUTH_REFRESH_TOKEN", "refresh_token", self.refresh_token()),
        ):
            path = self.root / parameter
            path.write_text(f"{secret}\n")
            path.chmod(0o600)
            self.assertEqual(self.assert_got(*grant, **{f"{key}_FILE": str(path)})[parameter], secret)
            both = {key: "x", f"{key}_FILE": str(path)}
            self.assert_error(self.get(*grant, **both), 3, key, "exclude each other")

    def test_without_its_secret_is_a_configuration_error(self):
        self.assert_error(self.get(*PAT), 3, "OAUTH_PERSONAL_ACCESS_TOKEN is not set")
        self.assert_error(self.get(*REFRESH), 3, "OAUTH_REFRESH_TOKEN is not set")
        self.assertEqual(self.server.requests, [])

    def test_needs_no_person_and_no_port(self):
        taken = {"OAUTH_REDIRECT_URI": f"http://127.0.0.1:{self.server.port}/"}
        self.assert_got(*CREDENTIALS, "--non-interactive", **taken)

    def test_leaves_the_store_alone(self):
        self.log_in(self.server)
        self.login_file.write_bytes(b"damaged")
        self.assert_got(*CREDENTIALS)
        self.assertEqual(self.login_file.read_bytes(), b"damaged")

    def test_is_all_that_status_needs_to_know(self):
        self.log_in(self.server)
        self.login_file.write_bytes(b"damaged")
        before = self.server.requests
        told = self.get("status", *CREDENTIALS)
        self.assertEqual((told.exit_code, told.messages), (0, ""))
        self.assertIn("grant: client-credentials\ntoken_available: yes\n", told.stdout)
        self.assertNotIn("logged_in", told.stdout)
        self.assertEqual(self.server.requests, before)
        self.assertEqual(self.get("status", *CREDENTIALS, HOME=None).exit_code, 0)
        told = json.loads(self.get("status", "-o", "json", OAUTH_GRANT="client-credentials").stdout)
        self.assertEqual((told["grant"], told["token_available"]), ("client-credentials", True))
        self.assertNotIn("logged_in", told)

    def test_makes_no_store(self):
        self.assert_got(*PAT, OAUTH_PERSONAL_ACCESS_TOKEN=SECRET)
        self.assertFalse(self.store.exists())

    def test_that_is_refused_says_what_to_do(self):
        pat = {"OAUTH_PERSONAL_ACCESS_TOKEN": "pat-very-secret"}
        rejection = error_response("invalid_grant", error_description="no pat-very-secret")
        refused = self.run_at(self.authorization_server(rejection), *PAT, environment=pat)
        self.assert_error(refused, 6, "invalid_grant")
        self.assertIn("OAUTH_PERSONAL_ACCESS_TOKEN", refused.messages)
        self.assertNotIn("pat-very-secret", refused.messages)
        refused = self.run_at(self.mock_server("--fault=invalid_grant"), *CREDENTIALS)
        self.assert_error(refused, 6, "invalid_grant")
        self.assertNotIn("OAUTH_REDIRECT_URI", refused.messages)
        refused = self.run_at(self.mock_server("--fault=error=unsupported_grant_type"), *CREDENTIALS)
        self.assert_error(refused, 6, "unsupported_grant_type")

    def test_warns_when_a_new_refresh_token_is_lost(self):
        rotated = token_response(refresh_token="refresh-1")
        server = self.authorization_server(rotated)
        ours = {"OAUTH_REFRESH_TOKEN": "refresh-0"}
        outcome = self.run_at(server, *REFRESH, environment=ours, quiet=False)
        self.assertEqual(outcome.stdout, "token-1\n")
        self.assertIn("warning: the server gave a new refresh token", outcome.messages)
        self.assertNotIn("refresh-1", outcome.messages)

    def test_that_needs_no_person_is_none_of_login(self):
        self.assert_error(self.get("login", *CREDENTIALS), 2, "--grant")
        self.assert_error(self.get("login", OAUTH_GRANT="client-credentials"), 3, "OAUTH_GRANT")

    def test_that_is_unknown_is_rejected(self):
        self.assert_error(self.get("--grant", "password"), 2, "--grant: 'password'")
        self.assert_error(self.get(OAUTH_GRANT="password"), 3, "OAUTH_GRANT in the environment: 'password'")


if __name__ == "__main__":
    unittest.main()
