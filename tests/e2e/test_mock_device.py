"""goto-mock-auth's device authorization grant (RFC 8628)."""

import unittest

from support.mock_client import CLIENT_ID, SCOPE, MockAuthTest


class DeviceAuthorization(MockAuthTest):
    def test_gives_codes_and_where_to_type_them(self):
        client = self.start()
        response = client.device()
        self.assertEqual((response.status, response.headers["Cache-Control"]), (200, "no-store"))
        members = response.members
        self.assertRegex(members.pop("device_code"), r"\A[\w-]{43}\Z")
        user_code = members.pop("user_code")
        self.assertRegex(user_code, r"\A[B-Z]{4}-[B-Z]{4}\Z")
        page = f"{client.address}/device"
        self.assertEqual(members, {
            "verification_uri": page, "verification_uri_complete": f"{page}?user_code={user_code}",
            "expires_in": 600, "interval": 5,
        })  # fmt: skip

    def test_tells_the_times_that_were_given_and_keeps_the_base_path(self):
        client = self.start("--device-interval=0", "--device-lifetime=7", "--base-path=/t")
        members = client.device().members
        self.assertEqual((members["interval"], members["expires_in"]), (0, 7))
        self.assertEqual(members["verification_uri"], f"{client.address}/device")
        self.assertEqual(client.poll(members["device_code"]).status, 200)

    def test_is_refused_without_client_authentication_and_for_unknown_scopes(self):
        client = self.start()
        self.assert_refused(client.device("none"), "invalid_client", 401)
        self.assert_refused(client.device(scope="unknown"), "invalid_scope")

    def test_needs_no_secret_of_a_public_client(self):
        client = self.start("--public")
        device_code = client.device("none").members["device_code"]
        self.assertEqual(client.poll(device_code, "none").status, 200)

    def test_takes_the_client_id_beside_the_authentication(self):
        self.assertEqual(self.start().device(client_id=CLIENT_ID).status, 200)


class Poll(MockAuthTest):
    def device(self, *arguments: str, approve: bool = False):
        """A client, and the codes of a device; a person decides unless the server approves by itself."""
        client = self.start(*arguments) if approve else self.start_process(*arguments)[1]
        return client, client.device().members

    def test_waits_for_the_person_and_then_gives_a_token_once(self):
        client, codes = self.device("--device-interval=0")
        for _ in range(3):
            self.assert_refused(client.poll(codes["device_code"]), "authorization_pending")
        self.assertEqual(client.decide_device(codes["user_code"], "allow").status, 200)
        members = client.poll(codes["device_code"]).members
        self.assertEqual((members["token_type"], members["scope"]), ("Bearer", SCOPE))
        self.assertEqual(members["principal"], "mock.user@example.com")
        self.assertEqual(client.refresh(members["refresh_token"]).status, 200)
        self.assert_refused(client.poll(codes["device_code"]), "invalid_grant")

    def test_faster_than_the_interval_is_slowed_down_until_something_is_decided(self):
        client, codes = self.device("--device-interval=3600")
        errors = [client.poll(codes["device_code"]).members["error"] for _ in range(3)]
        self.assertEqual(errors, ["authorization_pending", "slow_down", "slow_down"])
        client.decide_device(codes["user_code"], "allow")
        self.assertEqual(client.poll(codes["device_code"]).status, 200)

    def test_learns_that_it_was_denied(self):
        client, codes = self.device()
        self.assertEqual(client.decide_device(codes["user_code"], "deny").status, 200)
        for _ in range(2):
            self.assert_refused(client.poll(codes["device_code"]), "access_denied")

    def test_with_auto_approve_or_deny_needs_no_person(self):
        client, codes = self.device(approve=True)
        self.assertEqual(client.request("GET", f"/device?user_code={codes['user_code']}").status, 200)
        self.assertEqual(client.poll(codes["device_code"]).status, 200)
        client, codes = self.device("--deny")
        self.assert_refused(client.poll(codes["device_code"]), "access_denied")

    def test_learns_that_the_code_has_expired_or_is_unknown(self):
        client, codes = self.device("--device-lifetime=0")
        self.assert_refused(client.poll(codes["device_code"]), "expired_token")
        self.assert_refused(client.poll("unknown"), "invalid_grant")
        self.assert_refused(client.post("token", {"grant_type": "urn:ietf:params:oauth:grant-type:device_code"}),
                            "invalid_request")  # fmt: skip

    def test_meets_the_faults_of_the_token_endpoint(self):
        faults = ("authorization_pending:2", "slow_down:1", "expired_token")
        client, codes = self.device(*(f"--fault=error={fault}" for fault in faults), approve=True)
        errors = [client.poll(codes["device_code"]).members["error"] for _ in range(4)]
        self.assertEqual(errors, ["authorization_pending", "authorization_pending", "slow_down", "expired_token"])


class VerificationPage(MockAuthTest):
    def setUp(self):
        _, self.client = self.start_process("--client-name=<Printer>")
        self.codes = self.client.device().members

    def page(self, query: str = ""):
        return self.client.request("GET", f"/device{query}")

    def test_asks_for_the_code_and_then_shows_what_is_asked_for(self):
        self.assertIn(b'name="user_code"', self.page().body)
        page = self.page(f"?user_code={self.codes['user_code']}")
        self.assertEqual((page.status, page.headers["Referrer-Policy"]), (200, "no-referrer"))
        for part in (SCOPE, self.codes["user_code"], "&lt;Printer&gt;", 'value="allow"', 'value="deny"'):
            self.assertIn(part.encode(), page.body)
        self.assertIn("frame-ancestors 'none'", page.headers["Content-Security-Policy"])

    def test_takes_the_code_as_a_person_types_it(self):
        typed = self.codes["user_code"].lower().replace("-", "+")
        page = self.page(f"?user_code={typed}")
        self.assertEqual(page.status, 200)
        self.assertIn(self.codes["user_code"].encode(), page.body)  # to be compared with the device
        self.assertEqual(self.client.decide_device(typed, "allow", principal="eve@example.com").status, 200)
        self.assertEqual(self.client.poll(self.codes["device_code"]).members["principal"], "eve@example.com")

    def test_refuses_an_unknown_code_and_asks_again(self):
        for response in (self.page("?user_code=%3Cb%3E"), self.client.decide_device("unknown", "allow")):
            self.assertEqual(response.status, 400)
            self.assertIn(b'name="user_code"', response.body)
            self.assertNotIn(b"<b>", response.body)

    def test_takes_one_decision_and_none_from_another_site(self):
        code = self.codes["user_code"]
        across = self.client.decide_device(code, "allow", {"Sec-Fetch-Site": "cross-site"})
        self.assertEqual(across.status, 403)
        self.assertEqual(self.client.decide_device(code, "maybe").status, 400)
        self.assertEqual(self.client.decide_device(code, "deny").status, 200)
        self.assertEqual(self.client.decide_device(code, "allow").status, 400)
        self.assert_refused(self.client.poll(self.codes["device_code"]), "access_denied")

    def test_takes_two_methods(self):
        response = self.client.request("PUT", "/device")
        self.assertEqual((response.status, response.headers["Allow"]), (405, "GET, POST"))


if __name__ == "__main__":
    unittest.main()
