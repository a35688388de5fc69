"""goto-mock-auth's pushed authorization requests (RFC 9126)."""

import unittest

from support.mock_client import CLIENT_ID, REDIRECT_URI, STATE, MockAuthTest


class PushedRequest(MockAuthTest):
    def test_gives_a_request_uri_that_stands_for_the_whole_request(self):
        client = self.start()
        response = client.push()
        self.assertEqual((response.status, response.headers["Cache-Control"]), (201, "no-store"))
        self.assertRegex(response.members["request_uri"], r"\Aurn:ietf:params:oauth:request_uri:[\w-]+\Z")
        self.assertEqual(response.members["expires_in"], 60)
        redirected = client.authorize_pushed(response.members["request_uri"], state="another")
        self.assertTrue(redirected.headers["Location"].startswith(f"{REDIRECT_URI}?"), redirected.headers)
        self.assertEqual(redirected.location_parameters["state"], STATE)
        self.assertEqual(client.redeem(redirected.location_parameters["code"]).status, 200)

    def test_needs_client_authentication_and_no_client_id_beside_it(self):
        client = self.start()
        self.assert_refused(client.push("none"), "invalid_client", 401)
        self.assertEqual(client.push(client_id=None).status, 201)
        self.assertEqual(self.start("--public").push("none").status, 201)

    def test_is_checked_as_an_authorization_request_is(self):
        client = self.start()
        for changes, error in (
            ({"redirect_uri": None}, "invalid_request"),
            ({"redirect_uri": "http://evil.example/"}, "invalid_request"),
            ({"response_type": "token"}, "unsupported_response_type"),
            ({"code_challenge": None}, "invalid_request"),
            ({"code_challenge_method": "plain"}, "invalid_request"),
            ({"scope": "unknown"}, "invalid_scope"),
            ({"request_uri": "urn:another"}, "invalid_request"),
        ):
            with self.subTest(changes):
                self.assert_refused(client.push(**changes), error)


class RequestUri(MockAuthTest):
    def assert_page(self, response):
        self.assertEqual((response.status, response.headers["Location"]), (400, None))
        self.assertIn(b"<html", response.body)

    def test_is_good_once(self):
        client = self.start()
        request_uri = client.push().members["request_uri"]
        self.assertEqual(client.authorize_pushed(request_uri).status, 302)
        self.assert_page(client.authorize_pushed(request_uri))

    def test_that_is_unknown_or_of_another_client_goes_nowhere(self):
        client = self.start()
        self.assert_page(client.authorize_pushed("urn:ietf:params:oauth:request_uri:unknown"))
        request_uri = client.push().members["request_uri"]
        self.assert_page(client.authorize_pushed(request_uri, client_id="another"))
        self.assertEqual(client.authorize_pushed(request_uri, client_id=CLIENT_ID).status, 302)

    def test_expires(self):
        client = self.start("--par-lifetime=0")
        response = client.push()
        self.assertEqual(response.members["expires_in"], 0)
        self.assert_page(client.authorize_pushed(response.members["request_uri"]))


class RequiredPush(MockAuthTest):
    def test_refuses_a_request_that_was_not_pushed(self):
        client = self.start("--require-par")
        given = client.authorize().location_parameters
        self.assertEqual((given["error"], given["state"]), ("invalid_request", STATE))
        self.assertEqual(client.authorize_pushed(client.push().members["request_uri"]).status, 302)

    def test_is_told_in_the_metadata(self):
        for arguments, expected in ((("--require-par",), True), ((), False)):
            client = self.start(*arguments)
            members = client.request("GET", "/.well-known/oauth-authorization-server").members
            self.assertIs(members.get("require_pushed_authorization_requests", False), expected)
            self.assertEqual(members["pushed_authorization_request_endpoint"], f"{client.address}/oauth/par")


if __name__ == "__main__":
    unittest.main()
