"""`-o json` of a stored login: what the server wrote, whatever became of it on the way (contract §8)."""

import json
import re
import unittest

from support.login import LoginTest
from support.scripted_responses import ScriptedResponse

_EXPIRY = re.compile(r',"expires_at":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"\}\n\Z')

NUMBERS = ["12345678901234567890123", "-12345678901234567890123", "1e400", "-1E+400", "1e-400", "-0", "0", "-0.0",
           "1.50", "1E5", "0.1e-7", "9007199254740993", "0.1000000000000000055511151231257827"]
MEMBERS = ",".join(f'"n{at}":{number}' for at, number in enumerate(NUMBERS))
NESTED = f'"all":[{",".join(NUMBERS)}],"deep":{{{MEMBERS},"a":[[{NUMBERS[0]}]]}}'


def written(text: str) -> ScriptedResponse:
    """A response with this very body."""
    return ScriptedResponse(body=text.encode())


def response(number: int, members: str, *, refresh_token: str = "refresh-1") -> str:
    """A token response, as it is written."""
    return f'{{"access_token":"token-{number}",{members},"expires_in":3600,"refresh_token":"{refresh_token}"}}'


class Numbers(LoginTest):
    def printed(self, server, *arguments) -> str:
        """The object as it was written, without the member that is ours."""
        outcome = self.run_at(server, *arguments, "--non-interactive", "-o", "json", quiet=False)
        self.assertEqual((outcome.exit_code, outcome.messages), (0, ""))
        self.assertRegex(outcome.stdout, _EXPIRY)
        return _EXPIRY.sub("}", outcome.stdout)

    def test_are_kept_as_the_server_wrote_them(self):
        body = response(1, f"{MEMBERS},{NESTED}")
        server = self.authorization_server(written(body))
        self.log_in(server)
        for _ in range(2):
            self.assertEqual(self.printed(server), body)

    def test_are_kept_through_refreshes_that_do_not_name_them(self):
        server = self.authorization_server(written(response(1, f"{MEMBERS},{NESTED}")))
        self.log_in(server)
        for number in (2, 3):
            server.respond_with(written(f'{{"access_token":"token-{number}","expires_in":3600}}'))
            expected = (f'{{"access_token":"token-{number}",{MEMBERS},{NESTED},'
                        '"refresh_token":"refresh-1","expires_in":3600}')
            self.assertEqual(self.printed(server, "--refresh"), expected)
            self.assertEqual(self.printed(server), expected)

    def test_are_taken_from_a_refresh_as_the_server_wrote_them(self):
        server = self.authorization_server(written(response(1, '"n0":1,"all":2')))
        self.log_in(server)
        server.respond_with(written(response(2, f"{NESTED},{MEMBERS}", refresh_token="refresh-2")))
        self.printed(server, "--refresh")
        text = self.printed(server)
        for member in (NESTED.partition(',"deep"')[0], *MEMBERS.split(",")):
            self.assertIn(member, text)
        self.assertNotIn('"n0":1,', text)

    def test_of_a_lifetime_are_kept_too(self):
        for lifetime in ("3600.0", '"3600"', "3.6e3", "1e400"):
            with self.subTest(lifetime):
                self.setUp()
                server = self.authorization_server(written(f'{{"access_token":"token-1","expires_in":{lifetime}}}'))
                self.log_in(server)
                text = self.run_at(server, "-o", "json", "--non-interactive").stdout
                self.assertTrue(text.startswith(f'{{"access_token":"token-1","expires_in":{lifetime}'), text)


class ExpiresAt(LoginTest):
    OWN = ('"tomorrow"', "1700000000", "1e400", "null", '{"a":[1]}', '"2020-01-01T00:00:00Z"')

    def test_of_the_server_is_left_out(self):
        for own in self.OWN:
            with self.subTest(own):
                self.setUp()
                server = self.authorization_server(written(response(1, f'"expires_at":{own}')))
                self.log_in(server)
                server.respond_with(written(response(2, f'"expires_at":{own}')))
                for arguments in ((), ("--refresh",), ()):
                    outcome = self.run_at(server, "-o", "json", "--non-interactive", *arguments)
                    self.assertEqual(outcome.stdout.count("expires_at"), 1)
                    self.assertRegex(json.loads(outcome.stdout)["expires_at"], r"\A20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ\Z")
                    self.assertNotEqual(json.loads(outcome.stdout)["expires_at"], "2020-01-01T00:00:00Z")

    def test_of_the_server_takes_the_place_of_no_lifetime(self):
        for own in self.OWN:
            with self.subTest(own):
                self.setUp()
                server = self.authorization_server(written(f'{{"access_token":"token-1","expires_at":{own}}}'))
                self.log_in(server)
                outcome = self.run_at(server, "-o", "json", "--non-interactive")
                self.assertEqual(outcome, (0, '{"access_token":"token-1"}\n', ""))


if __name__ == "__main__":
    unittest.main()
