"""goto-mock-auth's token, revocation and introspection endpoints."""

import concurrent.futures
import json
import unittest

from support.mock_client import REDIRECT_URI, SCOPE, MockAuthTest

FORMS = ("form", "raw", "post", "none")


class ClientAuthentication(MockAuthTest):
    def test_is_taken_only_in_the_form_that_was_asked_for(self):
        for accepted, good in (
            ("form", {"form"}),
            ("raw", {"raw"}),
            ("post", {"post"}),
            ("none", {"none"}),
            ("any", {"form", "raw", "post"}),
        ):
            client = self.start(f"--client-auth={accepted}")
            for form in FORMS:
                with self.subTest(accepted=accepted, form=form):
                    expected = 200 if form in good else 401
                    self.assertEqual(client.redeem(client.code(), form).status, expected)

    def test_that_is_refused_is_invalid_client_and_leaves_the_code_good(self):
        client = self.start()
        code = client.code()
        for form in ("raw", "post", "none"):
            with self.subTest(form):
                refused = client.redeem(code, form)
                self.assert_refused(refused, "invalid_client", 401)
                self.assertTrue(refused.headers["WWW-Authenticate"].startswith("Basic "))
        self.assertEqual(client.redeem(code).status, 200)

    def test_with_a_wrong_secret_is_refused_everywhere(self):
        client = self.start()
        for endpoint in ("token", "revoke", "introspect"):
            with self.subTest(endpoint):
                refused = client.post(endpoint, {"grant_type": "x", "token": "x"}, secret="wrong")
                self.assert_refused(refused, "invalid_client", 401)

    def test_is_not_asked_of_a_public_client_which_has_no_grant_of_its_own(self):
        client = self.start("--public")
        self.assertEqual(client.redeem(client.code(), "none").status, 200)
        response = client.post("token", {"grant_type": "client_credentials"}, "none")
        self.assertEqual(response.members["error"], "unauthorized_client")


class AuthorizationCode(MockAuthTest):
    def setUp(self):
        self.client = self.start()

    def test_gives_a_token_response_shaped_as_gotos(self):
        response = self.client.redeem(self.client.code())
        self.assertEqual(response.status, 200)
        self.assertEqual(response.headers["Content-Type"], "application/json")
        self.assertEqual(response.headers["Cache-Control"], "no-store")
        members = response.members
        self.assertEqual(
            members.keys(), {"access_token", "token_type", "refresh_token", "expires_in", "scope", "principal"}
        )
        self.assertEqual((members["token_type"], members["expires_in"]), ("Bearer", 3600))
        self.assertEqual(members["scope"], SCOPE)
        self.assertRegex(members["access_token"], r"\A[\w-]+\.[\w-]+\.[\w-]+\Z")
        self.assertTrue(1024 <= len(members["access_token"]) <= 2048, len(members["access_token"]))

    def test_is_refused_with_anything_wrong_and_stays_good(self):
        code = self.client.code()
        for changes, error in (
            ({"code_verifier": "b" * 43}, "invalid_grant"),
            ({"code_verifier": "a" * 42}, "invalid_request"),
            ({"code_verifier": None}, "invalid_request"),
            ({"redirect_uri": REDIRECT_URI + "x"}, "invalid_grant"),
            ({"redirect_uri": REDIRECT_URI.replace("4711", "4712")}, "invalid_grant"),
        ):
            with self.subTest(changes):
                self.assert_refused(self.client.redeem(code, **changes), error)
        self.assertEqual(self.client.redeem(code).status, 200)

    def test_that_was_never_given_is_refused(self):
        self.assert_refused(self.client.redeem("forged"), "invalid_grant")

    def test_used_twice_is_refused_and_revokes_all_that_it_gave(self):
        code = self.client.code()
        first = self.client.redeem(code).members
        refreshed = self.client.refresh(first["refresh_token"]).members
        tokens = (first["access_token"], refreshed["access_token"])
        self.assertEqual([self.client.is_active(token) for token in tokens], [True, True])
        self.assert_refused(self.client.redeem(code), "invalid_grant")
        self.assertEqual([self.client.is_active(token) for token in tokens], [False, False])
        self.assert_refused(self.client.refresh(first["refresh_token"]), "invalid_grant")

    def test_used_by_many_at_once_is_good_for_one(self):
        code = self.client.code()
        with concurrent.futures.ThreadPoolExecutor(20) as pool:
            statuses = [response.status for response in pool.map(self.client.redeem, [code] * 40)]
        self.assertEqual((statuses.count(200), statuses.count(400)), (1, 39))

    def test_expires(self):
        client = self.start("--code-lifetime=0")
        response = client.redeem(client.code())
        self.assert_refused(response, "invalid_grant")
        self.assertIn("expired", response.members["error_description"])


class Refresh(MockAuthTest):
    def test_gives_a_new_access_token_in_a_response_as_short_as_gotos(self):
        client = self.start()
        first = client.tokens()
        second = client.refresh(first["refresh_token"]).members
        self.assertEqual(second.keys(), {"access_token", "expires_in", "scope", "principal"})
        self.assertNotEqual(second["access_token"], first["access_token"])
        self.assertEqual(client.refresh(first["refresh_token"]).status, 200)

    def test_is_refused_beyond_the_scope_of_the_grant_or_with_an_unknown_token(self):
        client = self.start()
        refresh_token = client.tokens()["refresh_token"]
        self.assert_refused(client.refresh(refresh_token, scope="webhooks.v1.write"), "invalid_scope")
        self.assert_refused(client.refresh("unknown"), "invalid_grant")

    def test_with_rotation_gives_a_new_refresh_token_each_time(self):
        client = self.start("--rotate")
        given = [client.tokens()["refresh_token"]]
        for _ in range(2):
            given.append(client.refresh(given[-1]).members["refresh_token"])
        self.assertEqual(len(set(given)), 3)

    def test_with_rotation_and_a_spent_token_revokes_the_whole_grant(self):
        client = self.start("--rotate")
        spent = client.tokens()["refresh_token"]
        current = client.refresh(spent).members
        self.assert_refused(client.refresh(spent), "invalid_grant")
        self.assert_refused(client.refresh(current["refresh_token"]), "invalid_grant")
        self.assertFalse(client.is_active(current["access_token"]))


class OtherGrants(MockAuthTest):
    def setUp(self):
        self.client = self.start()

    def test_of_the_client_itself_name_no_principal_and_refresh_nothing(self):
        response = self.client.post("token", {"grant_type": "client_credentials", "scope": SCOPE})
        self.assertEqual(response.members.keys(), {"access_token", "token_type", "expires_in", "scope"})
        refused = self.client.post("token", {"grant_type": "client_credentials", "scope": "unknown"})
        self.assert_refused(refused, "invalid_scope")

    def test_by_personal_access_token_want_the_right_one(self):
        form = {"grant_type": "personal_access_token", "pat": "made-up-personal-access-token"}
        self.assertEqual(self.client.post("token", form).members["principal"], "mock.user@example.com")
        self.assert_refused(self.client.post("token", form | {"pat": "another"}), "invalid_grant")

    def test_that_are_unknown_or_missing_are_refused(self):
        self.assert_refused(self.client.post("token", {"grant_type": "password"}), "unsupported_grant_type")
        self.assert_refused(self.client.post("token", {}), "invalid_request")


class RequestBody(MockAuthTest):
    def setUp(self):
        self.client = self.start()

    def test_that_is_no_form_is_refused(self):
        as_json = {"Content-Type": "application/json"}
        body = json.dumps({"grant_type": "client_credentials"})
        self.assert_refused(self.client.request("POST", "/oauth/token", body, as_json), "invalid_request")

    def test_that_repeats_a_parameter_is_refused(self):
        response = self.client.request("POST", "/oauth/token", "grant_type=a&grant_type=b")
        self.assert_refused(response, "invalid_request")
        self.assertIn("repeated", response.members["error_description"])

    def test_that_is_huge_or_no_text_is_refused(self):
        self.assertIn(self.client.request("POST", "/oauth/token", "a=" + "b" * 9000).status, (400, 413))
        self.assertIn(self.client.request("POST", "/oauth/token", b"grant_type=%ff&x=\xff").status, (400, 401))

    def test_by_another_method_is_refused(self):
        for method in ("GET", "PUT", "DELETE"):
            with self.subTest(method):
                response = self.client.request(method, "/oauth/token")
                self.assertEqual((response.status, response.headers["Allow"]), (405, "POST"))

    def test_to_another_path_is_not_found(self):
        self.assertEqual(self.client.request("GET", "/nothing").status, 404)
        self.assertEqual(self.client.request("POST", "/nothing", "a=b").status, 404)


class Revocation(MockAuthTest):
    def setUp(self):
        self.client = self.start()
        self.tokens = self.client.tokens()

    def test_of_a_refresh_token_ends_its_whole_grant(self):
        response = self.client.post("revoke", {"token": self.tokens["refresh_token"]})
        self.assertEqual((response.status, response.body), (200, b""))
        self.assertFalse(self.client.is_active(self.tokens["access_token"]))
        self.assert_refused(self.client.refresh(self.tokens["refresh_token"]), "invalid_grant")

    def test_of_an_access_token_leaves_the_refresh_token(self):
        self.assertEqual(self.client.post("revoke", {"token": self.tokens["access_token"]}).status, 200)
        self.assertFalse(self.client.is_active(self.tokens["access_token"]))
        self.assertEqual(self.client.refresh(self.tokens["refresh_token"]).status, 200)

    def test_of_an_unknown_token_succeeds_and_of_none_does_not(self):
        self.assertEqual(self.client.post("revoke", {"token": "unknown"}).status, 200)
        self.assert_refused(self.client.post("revoke", {}), "invalid_request")

    def test_without_client_authentication_revokes_nothing(self):
        refused = self.client.post("revoke", {"token": self.tokens["refresh_token"]}, "none")
        self.assert_refused(refused, "invalid_client", 401)
        self.assertTrue(self.client.is_active(self.tokens["access_token"]))


class Introspection(MockAuthTest):
    def test_tells_of_a_token_what_the_token_response_told(self):
        client = self.start()
        members = client.post("introspect", {"token": client.tokens()["access_token"]}).members
        self.assertIs(members["active"], True)
        self.assertEqual((members["scope"], members["username"]), (SCOPE, "mock.user@example.com"))

    def test_tells_of_an_unknown_or_expired_token_only_that_it_is_not_active(self):
        client = self.start("--expires-in=0")
        for token in ("unknown", client.tokens()["access_token"]):
            self.assertEqual(client.post("introspect", {"token": token}).members, {"active": False})


if __name__ == "__main__":
    unittest.main()
