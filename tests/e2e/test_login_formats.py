"""Files of other versions and of no version in the login's place (contract §9)."""

import json
import time
import unittest

from support.login import LoginTest, first_token_response
from support.scripted_responses import ScriptedResponse, token_response


class FirstVersion(LoginTest):
    """A login as 0.1.0 wrote it."""

    def server_with_first_version(self, *, expires_in: int | None, client_auth: str = "basic", **members):
        """A server with a login of 0.1.0, whose token expires so many seconds from now."""
        server = self.authorization_server(first_token_response())
        server.documents["/oauth/revoke"] = ScriptedResponse(200)
        self.log_in(server)
        stored = self.stored()
        response = {"access_token": "token-1", "token_type": "Bearer", "expires_in": 3600,
                    "refresh_token": "refresh-1", "scope": "a b", "principal": "someone@example.org", **members}
        old = {"version": 1, **{name: stored[name] for name in ("profile", "service", "client_id", "token_endpoint",
                                                                "revocation_endpoint")},
               "scope": "a b", "client_auth": client_auth,
               **({} if expires_in is None else {"expires_at": int(time.time()) + expires_in}),
               "token_response": {name: value for name, value in response.items() if value is not None}}
        self.login_file.write_text(json.dumps(old, separators=(",", ":")) + "\n")
        server.requests.clear()
        return server

    def test_is_used_as_it_is(self):
        server = self.server_with_first_version(expires_in=600)
        before = self.login_file.read_bytes()
        for arguments in ((), ("-s", "a"), ("-s", "b a"), ("--min-valid", "500")):
            self.assertEqual(self.run_at(server, *arguments, "--non-interactive", quiet=False), (0, "token-1\n", ""))
        self.assertEqual(self.login_file.read_bytes(), before)
        self.assertEqual(server.requests, [])

    def test_does_not_cover_other_scopes(self):
        server = self.server_with_first_version(expires_in=600)
        self.assert_error(self.run_at(server, "-s", "c", "--non-interactive"), 10, "does not cover the scopes")

    def test_is_refreshed_and_stored_as_today(self):
        server = self.server_with_first_version(expires_in=-10)
        server.respond_with(token_response(access_token="token-2", refresh_token="refresh-2", expires_in=None))
        for _ in range(2):
            self.assertEqual(self.run_at(server, "-s", "a b", "--non-interactive", quiet=False), (0, "token-2\n", ""))
        self.assertEqual(server.token_request.form, {"grant_type": "refresh_token", "refresh_token": "refresh-1"})
        stored = self.stored()
        expected = {"version": 2, "scope": "a b", "covered_scope": "a b", "lifetime": 3600, "rotates": True}
        self.assertEqual({name: stored[name] for name in expected}, expected)
        self.assertAlmostEqual(stored["expires_at"], time.time() + 3600, delta=300)
        self.assertEqual(stored["token_response"]["refresh_token"], "refresh-2")
        self.assertEqual(stored["token_response"]["principal"], "someone@example.org")

    def test_is_refreshed_with_the_client_authentication_of_before(self):
        server = self.server_with_first_version(expires_in=-10, client_auth="post")
        self.assert_token(self.run_at(server, "--non-interactive"))
        self.assertEqual(server.token_request.form["client_secret"], "client-secret")

    def test_of_unknown_lifetime_is_refreshed(self):
        server = self.server_with_first_version(expires_in=None)
        server.respond_with(token_response(access_token="token-2"))
        self.assert_token(self.run_at(server, "--non-interactive"), "token-2")
        self.assertEqual(server.token_request.form["refresh_token"], "refresh-1")

    def test_of_unknown_lifetime_is_used_where_it_cannot_be_refreshed(self):
        members = {"refresh_token": None}
        server = self.server_with_first_version(expires_in=None, **members)
        self.assert_token(self.run_at(server, "--non-interactive"))
        self.assertEqual(server.requests, [])

    def test_received_while_a_clock_was_ahead_is_refreshed(self):
        server = self.server_with_first_version(expires_in=10 * 365 * 24 * 3600)
        server.respond_with(token_response(access_token="token-2"))
        self.assert_token(self.run_at(server, "--non-interactive"), "token-2")

    def test_is_shown_by_status(self):
        server = self.server_with_first_version(expires_in=600)
        report = json.loads(self.run_at(server, "status", "-o", "json").stdout)
        self.assertRegex(report.pop("expires_at"), r"\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\Z")
        self.assertIn(server.url, report.pop("service"))
        self.assertEqual(report, {"profile": "default", "client_id": "client-1", "logged_in": True,
                                  "principal": "someone@example.org", "scope": "a b", "refreshable": True,
                                  "token_available": True})

    def test_is_revoked_and_erased_by_logout(self):
        server = self.server_with_first_version(expires_in=-10)
        self.assertEqual(self.run_at(server, "logout", quiet=False), (0, "", "goto-token: logged out\n"))
        self.assert_nothing_stored()
        (request,) = server.requests
        self.assertEqual((request.path, request.form),
                         ("/oauth/revoke", {"token": "refresh-1", "token_type_hint": "refresh_token"}))

    def test_is_replaced_by_login_without_a_warning(self):
        server = self.server_with_first_version(expires_in=600)
        run = self.goto_token_at(server, "login", quiet=False)
        run.sign_in()
        self.assertNotIn("warning", run.wait().messages)
        self.assertEqual(self.stored()["version"], 2)


class Damaged(LoginTest):
    """Nested 100,000 deep, in each way that a parser may come to it."""

    DEPTH = 100_000

    def setUp(self):
        super().setUp()
        self.server = self.authorization_server(first_token_response())
        self.log_in(self.server)
        whole = self.login_file.read_text().rstrip("\n")
        arrays = "[" * self.DEPTH, "]" * self.DEPTH
        objects = '{"a":' * self.DEPTH, "}" * self.DEPTH
        self.damages = {
            "arrays": "".join(arrays),
            "arrays without an end": arrays[0],
            "objects": "1".join(objects),
            "objects without an end": objects[0],
            "arrays in a member": whole[:-1] + ',"x":' + "".join(arrays) + "}",
            "objects in a member": whole[:-1] + ',"x":' + "1".join(objects) + "}",
            "objects in the token response": whole.replace(
                '"token_response":{', '"token_response":{"x":' + "1".join(objects) + ",", 1),
        }

    def test_is_told_and_replaced_by_login(self):
        what = f"the stored login '{self.login_file}' is damaged"
        told = (9, "", f"goto-token: error: {what}\ngoto-token: hint: goto-token login replaces it\n")
        for name, text in self.damages.items():
            with self.subTest(name):
                self.login_file.write_text(text)
                requests = len(self.server.requests)
                for command in ((), ("--non-interactive",), ("--refresh",), ("status",), ("exec", "--", "true")):
                    self.assertEqual(self.run_at(self.server, *command), told)
                self.assertEqual(self.run_at(self.server, "doctor").exit_code, 9)
                self.assertEqual(self.login_file.read_text(), text)
                self.assertEqual([request.path for request in self.server.requests[requests:]], ["/oauth/token"])
                run = self.goto_token_at(self.server, "login", quiet=False)
                run.sign_in()
                outcome = run.wait()
                self.assertEqual(outcome[:2], (0, ""))
                self.assertTrue(outcome.messages.startswith(f"goto-token: warning: {what}; it will be replaced\n"))
                self.assert_token(self.run_at(self.server, "--non-interactive"))

    def test_is_erased_by_logout_without_being_revoked(self):
        for name, text in self.damages.items():
            with self.subTest(name):
                self.log_in(self.server)
                self.login_file.write_text(text)
                what = ("the login was erased here without being revoked: "
                        f"the stored login '{self.login_file}' is damaged")
                hint = "if others may have its tokens, revoke them at the server"
                self.assertEqual(self.run_at(self.server, "logout"),
                                 (9, "", f"goto-token: error: {what}\ngoto-token: hint: {hint}\n"))
                self.assert_nothing_stored()
                self.assertEqual(self.run_at(self.server, "--non-interactive").exit_code, 10)

    def test_beside_the_login_counts_as_nothing(self):
        for name, text in self.damages.items():
            with self.subTest(name):
                beside = self.login_file.with_name(self.login_file.name + ".new")
                beside.touch(mode=0o600)
                beside.write_text(text)
                self.assert_token(self.run_at(self.server, "--non-interactive"))
                self.expire()
                self.server.respond_with(token_response(access_token="token-2", refresh_token="refresh-2"))
                self.assert_token(self.run_at(self.server, "--refresh"), "token-2")
                self.assertFalse(beside.exists())
                self.server.respond_with(first_token_response())
                self.log_in(self.server)


if __name__ == "__main__":
    unittest.main()
