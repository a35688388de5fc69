"""goto-mock-auth's audiences: the parameters `audience` and `resource` (RFC 8707)."""

import base64
import json
import unittest

from support.mock_client import CLIENT_ID, SCOPE, STATE, MockAuthTest

API = "https://api.example/"
OTHER = "urn:other"


def audience_of(token_response: dict):
    """The claim `aud` of an access token."""
    payload = token_response["access_token"].split(".")[1]
    return json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))["aud"]


class Audience(MockAuthTest):
    def setUp(self):
        self.client = self.start()

    def test_that_is_not_named_is_the_client(self):
        self.assertEqual(audience_of(self.client.tokens()), CLIENT_ID)

    def test_of_the_authorization_request_is_that_of_the_token_and_kept_by_a_refresh(self):
        for parameters, expected in (
            ({"audience": API}, API),
            ({"resource": API}, API),
            ({"resource": OTHER, "audience": API}, [OTHER, API]),
        ):
            with self.subTest(parameters):
                tokens = self.client.tokens(**parameters)
                self.assertEqual(audience_of(tokens), expected)
                self.assertEqual(audience_of(self.client.refresh(tokens["refresh_token"]).members), expected)

    def test_may_be_more_than_one_resource(self):
        tokens = self.client.redeem(self.client.code(resource=[API, OTHER])).members
        self.assertEqual(audience_of(tokens), [API, OTHER])
        response = self.client.post("introspect", {"token": tokens["access_token"]})
        self.assertEqual(response.members["aud"], [API, OTHER])

    def test_can_be_named_by_every_grant(self):
        form = {"grant_type": "client_credentials", "scope": SCOPE, "audience": API}
        self.assertEqual(audience_of(self.client.post("token", form).members), API)
        device_code = self.client.device(resource=API).members["device_code"]
        self.assertEqual(audience_of(self.client.poll(device_code).members), API)
        request_uri = self.client.push(audience=API).members["request_uri"]
        code = self.client.authorize_pushed(request_uri).location_parameters["code"]
        self.assertEqual(audience_of(self.client.redeem(code).members), API)

    def test_of_a_token_request_may_be_less_than_was_granted_and_not_more(self):
        code = self.client.code(resource=[API, OTHER])
        self.assert_refused(self.client.redeem(code, resource="urn:third"), "invalid_target")
        tokens = self.client.redeem(code, resource=OTHER).members
        self.assertEqual(audience_of(tokens), OTHER)
        refresh_token = tokens["refresh_token"]
        self.assertEqual(audience_of(self.client.refresh(refresh_token, resource=API).members), API)
        self.assert_refused(self.client.refresh(refresh_token, audience="urn:third"), "invalid_target")
        self.assertEqual(audience_of(self.client.refresh(refresh_token).members), [API, OTHER])


class RefusedAudience(MockAuthTest):
    def assert_redirected(self, response, error):
        given = response.location_parameters
        self.assertEqual((given["error"], given["state"]), (error, STATE))

    def test_is_a_resource_that_is_no_absolute_uri_or_has_a_fragment(self):
        client = self.start()
        for resource in ("api", "/api", f"{API}#a"):
            with self.subTest(resource):
                self.assert_redirected(client.authorize(resource=resource), "invalid_target")
                self.assert_refused(client.device(resource=resource), "invalid_target")

    def test_is_one_that_there_is_not(self):
        client = self.start(f"--resource={API}", f"--resource={OTHER}")
        self.assertEqual(audience_of(client.tokens(resource=OTHER)), OTHER)
        self.assertEqual(audience_of(client.tokens(audience=API)), API)
        self.assert_redirected(client.authorize(resource="urn:third"), "invalid_target")
        self.assert_refused(client.push(audience="urn:third"), "invalid_target")

    def test_is_none_where_one_is_required(self):
        client = self.start("--require-audience")
        self.assert_redirected(client.authorize(), "invalid_target")
        self.assert_refused(client.post("token", {"grant_type": "client_credentials"}), "invalid_target")
        self.assertEqual(audience_of(client.tokens(audience=API)), API)

    def test_is_in_the_env_that_fits(self):
        for arguments, line in (
            (("--require-audience",), f"OAUTH_AUDIENCE={API}"),
            ((f"--resource={OTHER}", f"--resource={API}"), f"OAUTH_RESOURCE={OTHER}"),
        ):
            process, _ = self.start_process("--print-env", *arguments)
            self.assertIn(line, process.stdout.splitlines())


if __name__ == "__main__":
    unittest.main()
