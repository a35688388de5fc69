"""The result on stdout (contract §8)."""

import datetime
import itertools
import json
import shlex
import subprocess
import sys
import unittest

from support import env_files, limits, shells
from support.case import EndToEndTest
from support.scripted_responses import ScriptedResponse, token_response


EXPIRY = r"\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\Z"
# Every visible character, and whatever could end the quotes of a shell and run what follows.
NASTY = "".join(map(chr, range(0x21, 0x7F))) + "".join(
    [*map("".join, itertools.product("\\'!$`\"", repeat=3)),
     r"\';>ran;\'", r"\\';>ran;'", "'$(>ran)'`>ran`;>ran#", "\\"]
)
EXPORTED = """import json, os
print(json.dumps([os.environ["GOTO_ACCESS_TOKEN"], os.environ["GOTO_TOKEN_EXPIRES_AT"]]))"""
EVALUATIONS = [
    (("sh",), 'eval "$(cat lines)"'),
    (("dash",), 'eval "$(cat lines)"'),
    (("bash",), 'eval "$(cat lines)"'),
    (("bash", "-o", "histexpand"), 'eval "$(cat lines)"'),
    (("zsh", "-f"), 'eval "$(cat lines)"'),
    (("zsh", "-f", "-o", "banghist"), 'eval "$(cat lines)"'),
    (("fish", "-N"), "eval (cat lines)"),
    (("fish", "-N"), "cat lines | source"),
]


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

    def printed(self, body: bytes) -> str:
        outcome = self.fetch_token(self.authorization_server(ScriptedResponse(body=body)), "-o", "json")
        self.assertEqual((outcome.exit_code, outcome.messages), (0, ""))
        return outcome.stdout

    def test_keeps_numbers_as_the_server_wrote_them(self):
        body = b'{"access_token":"token-1","n":[-0,1.0,1E+2,18446744073709551616,12345678901234567890123,1e400]}'
        self.assertEqual(self.printed(body), body.decode() + "\n")

    def test_escapes_everything_beyond_printable_ascii(self):
        text = b"\xc3\xa9 \x7f \xc2\x85 \xe2\x80\xae \xf0\x9f\x98\x80 J\xfcrgen"
        self.assertEqual(
            self.printed(b'{"access_token":"token-1","' + text + b'":"' + text + b'"}'),
            r'{"access_token":"token-1","@":"@"}'.replace(
                "@", r"\u00e9 \u007f \u0085 \u202e \ud83d\ude00 J\ufffdrgen") + "\n",
        )

    def test_holds_no_expiry_but_ours(self):
        for expires_in in (3600, None):
            result = self.fetch(token_response(expires_at="never", expires_in=expires_in))
            self.assertNotEqual(result.get("expires_at"), "never")
            self.assertEqual("expires_at" in result, expires_in is not None)

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

    def test_is_safe_for_eval_in_every_shell_whatever_the_token_holds(self):
        outcome = self.fetch_token(self.authorization_server(token_response(access_token=NASTY)), "-o", "env")
        self.assertEqual((outcome.exit_code, outcome.messages), (0, ""))
        lines = self.folder / "lines"
        lines.write_text(outcome.stdout)
        for shell, script in EVALUATIONS:
            if not shells.is_installed(shell[0]):
                continue
            with self.subTest(shell=shell, script=script):
                # What is exported is what a child sees.
                child = "\n" + shlex.join(["exec", sys.executable, "-c", EXPORTED])
                done = subprocess.run([*shell, "-c", script + child], cwd=self.folder, env=self.environment(),
                                      capture_output=True, text=True, timeout=limits.SECONDS, check=False)
                self.assertEqual((done.returncode, done.stderr), (0, ""))
                token, expiry = json.loads(done.stdout)
                self.assertEqual(token, NASTY)
                self.assertRegex(expiry, EXPIRY)
                self.assertEqual([path.name for path in self.folder.iterdir()], ["lines"])

    def test_has_an_empty_expiry_when_it_is_unknown(self):
        response = token_response(expires_in=None)
        outcome = self.fetch_token(self.authorization_server(response), "-o", "env")
        expected = "export GOTO_ACCESS_TOKEN='token-1'\nexport GOTO_TOKEN_EXPIRES_AT=''\n"
        self.assertEqual(outcome.stdout, expected)


class Dotenv(EndToEndTest):
    """Read by the documented rules of the three programs that such lines are for."""

    def fetch(self, token: str, **members):
        response = token_response(access_token=token, **members)
        return self.fetch_token(self.authorization_server(response), "-o", "dotenv")

    def is_changed(self, token: str, read) -> bool:
        try:
            return read(f"GOTO_ACCESS_TOKEN={token}\nGOTO_TOKEN_EXPIRES_AT=\n").get("GOTO_ACCESS_TOKEN") != token
        except ValueError:
            return True

    def test_is_read_as_it_is_by_each_program(self):
        plain = "".join(map(chr, range(0x21, 0x7F))).replace("\\", "")
        longest = "a" * (64 * 1024 - len("GOTO_ACCESS_TOKEN=\n"))
        for token in (plain, "=", "#a", ";a", "a'b'", 'a"', "$HOME%h`", "<<EOF", longest):
            for expires_in in (3600, None):
                outcome = self.fetch(token, expires_in=expires_in)
                self.assertEqual((outcome.exit_code, outcome.messages), (0, ""))
                for read in env_files.READERS:
                    with self.subTest(token=token[:100], read=read.__name__):
                        variables = read(outcome.stdout)
                        self.assertEqual(list(variables), ["GOTO_ACCESS_TOKEN", "GOTO_TOKEN_EXPIRES_AT"])
                        self.assertEqual(variables["GOTO_ACCESS_TOKEN"], token)
                        self.assertRegex(variables["GOTO_TOKEN_EXPIRES_AT"], EXPIRY if expires_in else r"\A\Z")

    def test_is_a_failure_when_a_program_would_change_the_token(self):
        for token in ("hidden\\", "hid\\den", "\\'hidden", "'hidden'", "'hidden", '"hidden"', '"hidden',
                      "hidden" * 11_000):
            with self.subTest(token=token[:100]):
                outcome = self.fetch(token)
                self.assert_error(outcome, 1, "GOTO_ACCESS_TOKEN", "dotenv")
                self.assertNotIn("hid", outcome.messages)
                self.assertTrue(any(self.is_changed(token, read) for read in env_files.READERS))
                self.assertIn("-o env", outcome.messages)


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
