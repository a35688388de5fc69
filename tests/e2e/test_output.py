"""The result on stdout (contract §8)."""

import datetime
import json
import subprocess
import unittest

from support.case import EndToEndTest
from support.scripted_responses import ScriptedResponse, token_response


def now() -> datetime.datetime:
    """The present, in whole seconds."""
    return datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)


class Json(EndToEndTest):
    def fetch(self, response) -> dict:
        outcome = self.fetch_token(self.authorization_server(response), "--output", "json")
        self.assertEqual((outcome.exit_code, outcome.messages), (0, ""))
        self.assertTrue(outcome.stdout.endswith("\n"))
        return json.loads(outcome.stdout)

    def test_has_the_members_of_the_response_and_when_it_expires(self):
        response = {
            "access_token": "token-1",
            "token_type": "Bearer",
            "expires_in": 3600,
            "scope": "a b",
            "refresh_token": "refresh-1",
            "principal": "someone@example.org",
            "nested": {"x": [1, None, "\u00e9"]},
        }
        result = self.fetch(token_response(**response))
        self.assertRegex(result.pop("expires_at"), r"\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\Z")
        self.assertEqual(result, response)

    def test_expires_as_many_seconds_after_the_response_as_it_says(self):
        for expires_in in (3600, "3600"):
            before = now()
            result = self.fetch(token_response(expires_in=expires_in))
            expires_at = datetime.datetime.fromisoformat(result["expires_at"])
            lifetime = datetime.timedelta(seconds=3600)
            self.assertLessEqual(before + lifetime, expires_at)
            self.assertLessEqual(expires_at, now() + lifetime)
            self.assertEqual(result["expires_in"], expires_in)

    def test_has_no_expiry_when_the_server_named_none(self):
        self.assertEqual(
            self.fetch(token_response(expires_in=None)), {"access_token": "token-1", "token_type": "Bearer"}
        )

    def test_survives_absurd_lifetimes(self):
        for expires_in in ("-1", "0", "1e400", "99999999999999999999", '"x"', "true", "[]"):
            body = b'{"access_token":"token-1","expires_in":%s}' % expires_in.encode()
            with self.subTest(expires_in):
                outcome = self.fetch_token(self.authorization_server(ScriptedResponse(body=body)), "-o", "json")
                self.assertIn(outcome.exit_code, (0, 7), outcome)
                self.assertEqual(bool(outcome.stdout), outcome.exit_code == 0)
                self.assertEqual(bool(outcome.messages), outcome.exit_code != 0)

    def test_keeps_large_numbers_as_they_are(self):
        body = (
            b'{"access_token":"token-1","big":18446744073709551615,"small":-9223372036854775808,"half":0.5}'
        )
        self.assertEqual(self.fetch(ScriptedResponse(body=body)), json.loads(body))

    def test_our_expiry_replaces_one_of_the_server(self):
        result = self.fetch(token_response(expires_at="never"))
        self.assertNotEqual(result["expires_at"], "never")

    def test_of_gotos_own_response_has_the_members_that_goto_sends(self):
        outcome = self.fetch_token(self.mock_server(), "-s", "messaging.v1.send", "-o", "json")
        members = json.loads(outcome.stdout)
        self.assertLessEqual({"access_token", "expires_in", "scope", "principal", "expires_at"}, members.keys())
        self.assertEqual(members["scope"], "messaging.v1.send")

    def test_is_on_one_line_for_tools_that_read_lines(self):
        outcome = self.fetch_token(self.mock_server(), "-o", "json")
        self.assertEqual(outcome.stdout.count("\n"), 1)


class ForShells(EndToEndTest):
    def test_is_a_header_field_that_curl_takes(self):
        server = self.mock_server()
        outcome = self.fetch_token(server, "-o", "header")
        field, _, token = outcome.stdout.rpartition(" ")
        self.assertEqual(field, "Authorization: Bearer")
        self.assert_token_of(server, outcome._replace(stdout=token))

    def test_is_safe_for_eval_whatever_the_token_holds(self):
        token = "".join(map(chr, range(0x21, 0x7F)))
        outcome = self.fetch_token(self.authorization_server(token_response(access_token=token)), "-o", "env")
        names = "GOTO_(ACCESS_TOKEN|TOKEN_EXPIRES_AT)="
        script = """eval "$1"
            printf "%s\\n" "$GOTO_ACCESS_TOKEN"
            export -p | grep -cE "$2"
            echo "$GOTO_TOKEN_EXPIRES_AT" """
        said = subprocess.check_output(["sh", "-c", script, "sh", outcome.stdout, names], text=True)
        first, exported, expiry = said.splitlines()
        self.assertEqual((first, exported), (token, "2"))
        self.assertRegex(expiry, r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")

    def test_has_an_empty_expiry_when_it_is_unknown(self):
        response = token_response(expires_in=None)
        outcome = self.fetch_token(self.authorization_server(response), "-o", "env")
        expected = "export GOTO_ACCESS_TOKEN='token-1'\nexport GOTO_TOKEN_EXPIRES_AT=''\n"
        self.assertEqual(outcome.stdout, expected)


class Token(EndToEndTest):
    def test_is_the_default_and_can_be_named(self):
        for arguments in ((), ("-o", "token"), ("--output=token",)):
            server = self.mock_server()
            self.assert_token_of(server, self.fetch_token(server, *arguments))

    def test_keeps_every_visible_character(self):
        token = "".join(map(chr, range(0x21, 0x7F)))
        self.assert_token(
            self.fetch_token(self.authorization_server(token_response(access_token=token))), token
        )


if __name__ == "__main__":
    unittest.main()
