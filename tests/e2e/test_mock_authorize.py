"""goto-mock-auth's authorization endpoint, consent page and metadata."""

import unittest

from support.mock_client import REDIRECT_URI, SCOPE, STATE, MockAuthTest


class AuthorizationRequest(MockAuthTest):
    def setUp(self):
        self.client = self.start()

    def test_redirects_with_a_code_and_the_state(self):
        response = self.client.authorize()
        self.assertEqual(response.status, 302)
        self.assertTrue(response.headers["Location"].startswith(f"{REDIRECT_URI}?"), response.headers["Location"])
        self.assertEqual(response.location_parameters.keys(), {"code", "state"})
        self.assertEqual(response.location_parameters["state"], STATE)

    def test_without_state_is_redirected_without_state(self):
        self.assertEqual(self.client.authorize(state=None).location_parameters.keys(), {"code"})

    def test_without_scope_gets_all_that_are_offered(self):
        self.assertEqual(len(self.client.tokens(scope=None)["scope"].split()), 4)

    def test_of_a_client_or_redirect_uri_that_is_not_registered_is_never_redirected(self):
        for changes in (
            {"client_id": "another"},
            {"client_id": None},
            {"redirect_uri": None},
            {"redirect_uri": "http://evil.example/"},
            {"redirect_uri": REDIRECT_URI + "/"},
            {"redirect_uri": REDIRECT_URI.replace("4711", "99999")},
            {"redirect_uri": REDIRECT_URI.replace("4711", "")},
            {"redirect_uri": REDIRECT_URI.replace("4711", "1@evil.example")},
            {"redirect_uri": REDIRECT_URI.replace("127.0.0.1", "localhost")},
        ):
            with self.subTest(changes):
                response = self.client.authorize(**changes)
                self.assertEqual((response.status, response.headers["Location"]), (400, None))
                self.assertIn(b"<html", response.body)

    def test_has_its_parameters_escaped_on_the_error_page(self):
        page = self.client.authorize(redirect_uri="http://x/<script>").body
        self.assertIn(b"&lt;script&gt;", page)
        self.assertNotIn(b"<script>", page)

    def test_that_is_wrong_elsewhere_redirects_with_the_error_and_the_state(self):
        for changes, error in (
            ({"response_type": None}, "invalid_request"),
            ({"response_type": "token"}, "unsupported_response_type"),
            ({"code_challenge": None}, "invalid_request"),
            ({"code_challenge": "short"}, "invalid_request"),
            ({"code_challenge": "!" * 43}, "invalid_request"),
            ({"code_challenge_method": None}, "invalid_request"),
            ({"code_challenge_method": "plain"}, "invalid_request"),
            ({"scope": "unknown"}, "invalid_scope"),
        ):
            with self.subTest(changes):
                response = self.client.authorize(**changes)
                given = response.location_parameters
                self.assertEqual((response.status, given["error"], given["state"]), (302, error, STATE))
                self.assertNotIn("code", given)

    def test_by_another_method_is_refused(self):
        for method in ("HEAD", "PUT", "DELETE"):
            with self.subTest(method):
                response = self.client.request(method, "/oauth/authorize")
                self.assertEqual((response.status, response.headers["Allow"]), (405, "GET"))


class RegisteredRedirectUri(MockAuthTest):
    def test_with_port_0_stands_for_any_port_and_keeps_its_query(self):
        client = self.start("--redirect-uri=http://[::1]:0/cb?a=b")
        given = client.authorize(redirect_uri="http://[::1]:99/cb?a=b").location_parameters
        self.assertEqual((given["a"], given["state"]), ("b", STATE))

    def test_with_another_port_stands_for_this_port_only(self):
        client = self.start(f"--redirect-uri={REDIRECT_URI}")
        self.assertEqual(client.authorize().status, 302)
        self.assertEqual(client.authorize(redirect_uri=REDIRECT_URI.replace("4711", "4712")).status, 400)

    def test_can_be_given_more_than_once(self):
        client = self.start(f"--redirect-uri={REDIRECT_URI}", "--redirect-uri=https://app.example/cb")
        for uri in (REDIRECT_URI, "https://app.example/cb"):
            self.assertEqual(client.authorize(redirect_uri=uri).status, 302, uri)


class AuthorizationResponse(MockAuthTest):
    def test_names_the_issuer_with_iss(self):
        client = self.start("--iss")
        self.assertEqual(client.authorize().location_parameters["iss"], client.address)

    def test_is_an_error_response_with_deny(self):
        _, client = self.start_process("--deny")
        given = client.authorize().location_parameters
        self.assertEqual((given["error"], given["state"]), ("access_denied", STATE))


class ConsentPage(MockAuthTest):
    def setUp(self):
        _, self.client = self.start_process()
        self.page = self.client.authorize()

    def test_shows_the_request_and_may_neither_be_stored_nor_framed(self):
        self.assertEqual(self.page.status, 200)
        self.assertIn(SCOPE.encode(), self.page.body)
        self.assertIn("no-store", self.page.headers["Cache-Control"])
        self.assertIn("frame-ancestors 'none'", self.page.headers["Content-Security-Policy"])
        self.assertEqual(self.page.headers["X-Content-Type-Options"], "nosniff")
        self.assertEqual(self.page.headers["Referrer-Policy"], "no-referrer")

    def test_allows_in_the_name_that_was_typed(self):
        response = self.client.decide(self.page.ticket, "allow", principal="eve@example.com")
        self.assertEqual(response.status, 303)
        token_response = self.client.redeem(response.location_parameters["code"]).members
        self.assertEqual(token_response["principal"], "eve@example.com")

    def test_denies(self):
        given = self.client.decide(self.page.ticket, "deny").location_parameters
        self.assertEqual((given["error"], given["state"]), ("access_denied", STATE))

    def test_takes_a_ticket_once(self):
        for first, second in (("allow", "allow"), ("deny", "allow")):
            with self.subTest(first=first, second=second):
                ticket = self.client.authorize().ticket
                self.assertEqual(self.client.decide(ticket, first).status, 303)
                again = self.client.decide(ticket, second)
                self.assertEqual((again.status, again.headers["Location"]), (400, None))

    def test_refuses_unknown_tickets_and_decisions_and_other_sites_and_spends_no_ticket(self):
        ticket = self.page.ticket
        self.assertEqual(self.client.decide("unknown", "allow").status, 400)
        self.assertEqual(self.client.decide(ticket, "maybe").status, 400)
        form = {"ticket": ticket, "decision": "allow"}
        across = self.client.request("POST", "/oauth/consent", form, {"Sec-Fetch-Site": "cross-site"})
        self.assertEqual(across.status, 403)
        same = self.client.request("POST", "/oauth/consent", form, {"Sec-Fetch-Site": "same-origin"})
        self.assertEqual(same.status, 303)


class Metadata(MockAuthTest):
    PATH = "/.well-known/oauth-authorization-server"

    def test_names_the_issuer_the_endpoints_and_the_client_authentication(self):
        client = self.start()
        members = client.request("GET", self.PATH).members
        self.assertEqual(members["issuer"], client.address)
        for name, path in (("authorization", "authorize"), ("token", "token"), ("revocation", "revoke")):
            self.assertEqual(members[f"{name}_endpoint"], f"{client.address}/oauth/{path}")
        self.assertEqual(members["device_authorization_endpoint"], f"{client.address}/oauth/device_authorization")
        self.assertIn("urn:ietf:params:oauth:grant-type:device_code", members["grant_types_supported"])
        self.assertEqual(members["token_endpoint_auth_methods_supported"], ["client_secret_basic"])
        self.assertEqual(members["code_challenge_methods_supported"], ["S256"])

    def test_says_whether_iss_is_sent(self):
        for arguments, expected in (((), False), (("--iss",), True)):
            members = self.start(*arguments).request("GET", self.PATH).members
            self.assertIs(members.get("authorization_response_iss_parameter_supported", False), expected)

    def test_takes_the_issuer_that_was_given(self):
        members = self.start("--issuer=https://issuer.example").request("GET", self.PATH).members
        self.assertEqual(members["issuer"], "https://issuer.example")

    def test_of_a_base_path_is_where_rfc_8414_wants_it_and_below_the_path(self):
        client = self.start("--base-path=/t/x/")
        for path in (f"{self.PATH}/t/x", f"/t/x{self.PATH}"):
            with self.subTest(path):
                members = client.request("GET", path).members
                self.assertEqual(members["issuer"], f"http://127.0.0.1:{client.port}/t/x")
                self.assertEqual(members["token_endpoint"], f"{members['issuer']}/oauth/token")
        self.assertEqual(client.authorize().status, 302)


if __name__ == "__main__":
    unittest.main()
