"""What goto-mock-auth's faults do: each kind stands in one of these tables, or has a test of its own."""

import gzip
import http.client
import json
import re
import subprocess
import unittest

from support.mock_auth import BINARY
from support.mock_client import SCOPE, STATE, MockAuthTest

ESCAPE = "\x1b"
LEFT_OUT = None

# In place of the token endpoint's response: status, fields of the head, and what is in the body.
REPLACED = {
    "invalid_client": (401, {"WWW-Authenticate": 'Basic realm="goto-mock-auth"'}, b'"error":"invalid_client"'),
    "unauthorized_client": (403, {}, b'"error":"unauthorized_client"'),
    "invalid_grant": (400, {}, b'"error":"invalid_grant"'),
    "error": (400, {}, b'"error":"server_error"'),
    "error=any_other": (400, {}, b'"error":"any_other"'),
    "escape": (400, {}, rb"\u001b[2J"),
    "500": (500, {"Content-Type": "text/html; charset=utf-8"}, b"<html"),
    "503": (503, {"Retry-After": "1"}, b"<html"),
    "503=3": (503, {"Retry-After": "3"}, b"<html"),
    "429": (429, {"Retry-After": "1"}, b"<html"),
    "429=0": (429, {"Retry-After": "0"}, b"<html"),
    "html": (200, {"Content-Type": "text/html; charset=utf-8"}, b"<html"),
}
# Responses without a body.
EMPTY = {"empty": 200, "empty-400": 400, "empty-401": 401}
# Members of a token response, and what becomes of them.
CHANGED = {
    "no-access-token": {"access_token": LEFT_OUT},
    "empty-access-token": {"access_token": ""},
    "no-token-type": {"token_type": LEFT_OUT},
    "bad-token-type": {"token_type": "mac"},
    "lower-bearer": {"token_type": "bearer"},
    "numeric-string": {"expires_in": "3600"},
    "no-expires-in": {"expires_in": LEFT_OUT},
    "less-scope": {"scope": SCOPE},
    "no-scope": {"scope": LEFT_OUT},
}
# Parameters of the authorization response, and what becomes of them.
REDIRECTED = {
    "error-redirect": {"code": LEFT_OUT, "error": "server_error", "state": STATE},
    "error-redirect=temporarily_unavailable": {"code": LEFT_OUT, "error": "temporarily_unavailable"},
    "missing-state": {"state": LEFT_OUT},
    "missing-code": {"code": LEFT_OUT, "error": LEFT_OUT, "state": STATE},
    "empty-code": {"code": "", "state": STATE},
    "wrong-iss": {"iss": "https://other.example", "state": STATE},
}
# Members of a device authorization response, and what becomes of them.
DEVICE = {
    "no-device-code": {"device_code": LEFT_OUT},
    "no-user-code": {"user_code": LEFT_OUT},
    "no-verification-uri": {"verification_uri": LEFT_OUT},
    "no-complete-uri": {"verification_uri_complete": LEFT_OUT},
    "no-interval": {"interval": LEFT_OUT},
    "javascript-uri": {"verification_uri": "javascript:alert(1)"},
    "file-uri": {"verification_uri": "file:///etc/passwd"},
    "device/numeric-string": {"expires_in": "600"},
}
# Members of the response to a pushed authorization request, and what becomes of them.
PUSHED = {
    "no-request-uri": {"request_uri": LEFT_OUT},
    "empty-request-uri": {"request_uri": ""},
    "unknown-request-uri": {"request_uri": "urn:ietf:params:oauth:request_uri:unknown"},
    "par/no-expires-in": {"expires_in": LEFT_OUT},
}
TESTED_ALONE = {
    "redirect", "not-json", "not-an-object", "huge", "gzip-bomb", "hang-up", "slow", "dribble", "truncated",
    "control-token", "escape-redirect", "wrong-state", "escape-uri", "escape-user-code", "escape-request-uri",
}  # fmt: skip


class TokenEndpointFault(MockAuthTest):
    def response(self, fault: str):
        """What a good token request for two scopes receives."""
        client = self.start(f"--fault={fault}")
        return client.redeem(client.code(scope=f"{SCOPE} users.v1.lines.read"))

    def test_replaces_the_response(self):
        for fault, (status, fields, part) in REPLACED.items():
            with self.subTest(fault):
                response = self.response(fault)
                self.assertEqual(response.status, status)
                self.assertEqual({name: response.headers[name] for name in fields}, fields)
                self.assertIn(part, response.body)

    def test_leaves_the_body_out(self):
        for fault, status in EMPTY.items():
            with self.subTest(fault):
                response = self.response(fault)
                self.assertEqual((response.status, response.body), (status, b""))

    def test_changes_members_of_the_token_response(self):
        untouched = self.response("slow=0").members
        for fault, changes in CHANGED.items():
            with self.subTest(fault):
                members = self.response(fault).members
                self.assertEqual({name: members.get(name) for name in changes}, changes)
                self.assertEqual(members.keys() | changes.keys(), untouched.keys())

    def test_puts_control_characters_into_the_token(self):
        token = self.response("control-token").members["access_token"]
        self.assertIn("\n", token)
        self.assertIn(ESCAPE, token)

    def test_redirects_to_another_path_of_the_server(self):
        client = self.start("--fault=redirect")
        response = client.redeem(client.code())
        self.assertEqual(response.status, 302)
        self.assertTrue(response.headers["Location"].startswith(f"{client.address}/"), response.headers["Location"])

    def test_sends_json_that_is_cut_or_no_object(self):
        with self.assertRaises(json.JSONDecodeError):
            self.response("not-json").members
        self.assertIsInstance(self.response("not-an-object").members, list)

    def test_sends_too_much(self):
        huge = self.response("huge")
        self.assertGreaterEqual(len(huge.body), 8 << 20)
        self.assertIn("access_token", huge.members)
        bomb = self.response("gzip-bomb")
        self.assertEqual(bomb.headers["Content-Encoding"], "gzip")
        self.assertLess(len(bomb.body), 1 << 17)
        self.assertGreaterEqual(len(gzip.decompress(bomb.body)), 64 << 20)

    def test_closes_the_connection_before_or_within_the_response(self):
        with self.assertRaises((http.client.RemoteDisconnected, ConnectionResetError)):
            self.response("hang-up")
        with self.assertRaises(http.client.IncompleteRead):
            self.response("truncated")

    def test_delivers_the_true_response_badly(self):
        for fault in ("slow=0", "dribble=0", "dribble=1"):
            with self.subTest(fault):
                response = self.response(fault)
                self.assertEqual(response.status, 200)
                self.assertEqual(response.members["token_type"], "Bearer")


class AuthorizationResponseFault(MockAuthTest):
    def redirected(self, fault: str) -> dict[str, str]:
        return self.start("--iss", f"--fault={fault}").authorize().location_parameters

    def test_changes_parameters(self):
        for fault, changes in REDIRECTED.items():
            with self.subTest(fault):
                given = self.redirected(fault)
                self.assertEqual({name: given.get(name) for name in changes}, changes)

    def test_gives_another_state(self):
        given = self.redirected("wrong-state")
        self.assertTrue(given["code"])
        self.assertNotIn(given["state"], ("", STATE))

    def test_hides_escapes_and_html_in_the_description(self):
        description = self.redirected("escape-redirect")["error_description"]
        self.assertIn(ESCAPE, description)
        self.assertIn("<script>", description)


class DeviceAuthorizationFault(MockAuthTest):
    def test_changes_members(self):
        for fault, changes in DEVICE.items():
            with self.subTest(fault):
                members = self.start(f"--fault={fault}").device().members
                self.assertEqual({name: members.get(name) for name in changes}, changes)

    def test_hides_escapes_in_what_the_person_is_shown(self):
        members = self.start("--fault=escape-uri:1", "--fault=escape-user-code").device().members
        for name in ("verification_uri", "verification_uri_complete"):
            self.assertTrue(members[name].startswith("https://verify.example/"), members[name])
            self.assertIn(ESCAPE, members[name])

    def test_hides_escapes_in_the_user_code(self):
        self.assertIn(ESCAPE, self.start("--fault=escape-user-code").device().members["user_code"])


class PushedAuthorizationFault(MockAuthTest):
    def test_changes_members(self):
        for fault, changes in PUSHED.items():
            with self.subTest(fault):
                response = self.start(f"--fault={fault}").push()
                self.assertEqual(response.status, 201)
                self.assertEqual({name: response.members.get(name) for name in changes}, changes)

    def test_hides_escapes_in_the_request_uri(self):
        self.assertIn(ESCAPE, self.start("--fault=escape-request-uri").push().members["request_uri"])


class Endpoint(MockAuthTest):
    """The word in front of a kind."""

    def test_says_where_a_fault_strikes(self):
        faults = [f"--fault={place}/503:1" for place in ("device", "par", "revoke", "introspect", "metadata")]
        client = self.start(*faults)
        tokens = client.tokens()
        for request in (
            client.device,
            client.push,
            lambda: client.post("revoke", {"token": tokens["access_token"]}),
            lambda: client.post("introspect", {"token": tokens["access_token"]}),
            lambda: client.request("GET", "/.well-known/oauth-authorization-server"),
        ):
            self.assertEqual(request().status, 503)
            self.assertIn(request().status, (200, 201))

    def test_keeps_the_form_of_errors(self):
        client = self.start("--fault=device/unauthorized_client:1", "--fault=device/hang-up")
        self.assert_refused(client.device(), "unauthorized_client", 403)
        with self.assertRaises((http.client.RemoteDisconnected, ConnectionResetError)):
            client.device()


class Count(MockAuthTest):
    def test_gives_the_turn_to_the_next_fault_and_leaves_the_code_good(self):
        client = self.start("--fault=503:1", "--fault=invalid_grant:2")
        code = client.code()
        self.assertEqual([client.redeem(code).status for _ in range(4)], [503, 400, 400, 200])

    def test_is_kept_apart_for_the_two_places(self):
        client = self.start("--fault=missing-code:1", "--fault=500:1")
        self.assertNotIn("code", client.authorize().location_parameters)
        code = client.code()
        self.assertEqual([client.redeem(code).status for _ in range(2)], [500, 200])

    def test_that_is_missing_means_always(self):
        client = self.start("--fault=invalid_grant")
        code = client.code()
        self.assertEqual({client.redeem(code).status for _ in range(3)}, {400})


class Tables(unittest.TestCase):
    def test_hold_every_kind_that_the_help_names(self):
        shown = subprocess.run([BINARY, "--help"], capture_output=True, text=True, check=True).stdout
        section = shown.split("Kinds of faults at")[1].split("With :COUNT")[0]
        kinds = set(re.findall(r"^  ([\w-]+)(?:\[=\w+\])?  ", section, re.MULTILINE))
        tables = {fault.split("=")[0] for fault in (*REPLACED, *EMPTY, *CHANGED, *REDIRECTED, *DEVICE, *PUSHED)}
        here = {fault for fault in tables if "/" not in fault}
        self.assertEqual(kinds, here | TESTED_ALONE)


if __name__ == "__main__":
    unittest.main()
