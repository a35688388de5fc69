"""What shows traces of a mistake is told at the start of every run, naming key and file (contract §4)."""

import unittest

from support.case import CONFIGURED
from support.login import LoginTest

CLIENT = "OAUTH_CLIENT_ID=client-1\n"
NOT_A_KEY = "OAUTH_CLINET_SECRET in .env: not a key of goto-token; did you mean OAUTH_CLIENT_SECRET"
UTF16 = "in UTF-16, so nothing in it was read; save it as UTF-8"
CUT = "the rest of the value, from its # on, counts as a comment; put the value in quotes if the # belongs to it"
QUOTES = "the value has quotes around it, which count as part of it; remove them"
BLANK = "the value has a blank or a line end around it; remove that"
CONTROL = "the value holds a control or invisible character; copy it again"
MARK = "begins with a byte order mark, which was left out; save it without"
NO_LOGIN = (
    "goto-token: error: login required: there is no stored login\n"
    "goto-token: hint: run goto-token login where a person can sign in\n"
)


def warnings(*texts: str) -> str:
    return "".join(f"goto-token: warning: {text}\n" for text in texts)


class MistakesTest(LoginTest):
    def setUp(self) -> None:
        super().setUp()
        self.server = self.mock_server()

    def write(self, name: str, text: str | bytes) -> str:
        path = self.folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        path.chmod(0o600)
        return str(path)

    def assert_told(self, *expected: str, environment: dict | None = None) -> None:
        """A run that needs a login says this first; doctor warns of the same, and -q is silent about it."""
        values = environment or {}
        options = {"environment": values, "quiet": False}
        outcome = self.goto_token("--non-interactive", **options).wait()
        self.assertEqual(outcome, (10, "", warnings(*expected) + NO_LOGIN))
        self.assertEqual(self.goto_token("--non-interactive", environment=values).wait(), (10, "", NO_LOGIN))
        report = self.goto_token("doctor", environment={**values, "OAUTH_SERVICE_URL": self.server.url}).wait()
        warned = [line for line in report.stdout.splitlines() if line.startswith("warning")]
        self.assertEqual(warned, [f"warning {text.replace('; ', '; hint: ', 1)}" for text in expected])
        self.assertEqual(report.messages, "")

    def test_in_a_name_is_told(self):
        self.write(".env", CLIENT + "OAUTH_CLINET_SECRET=hunter2\n")
        self.assert_told(NOT_A_KEY)
        self.write(".env", CLIENT)
        self.assert_told(
            "OAUTH_CLIENTSECRET in the environment: not a key of goto-token; did you mean OAUTH_CLIENT_SECRET",
            environment={"OAUTH_CLIENTSECRET": "hunter2", "OAUTH_OF_OTHERS": "x", "LESS": "'x'"},
        )

    def test_in_the_place_of_a_name_is_told(self):
        self.write(".env", CLIENT + "OAUTH_CREDENTIAL_HELPER=pass\n")
        self.assert_told(
            "OAUTH_CREDENTIAL_HELPER in .env: only read from the environment, and so passed over; set it in the environment"
        )

    def test_in_a_line_is_told(self):
        self.write(".env", CLIENT + "# fine\n\nOAUTH_CLIENT_SECRET hunter2\n")
        self.assert_told(".env: line 4 is no assignment and without effect; write KEY=VALUE, or # before a comment")
        self.write(".env", "OAUTH_SCOPE='a\nb\nc' # fine\n" + CLIENT + "set -a\nhunter2\n")
        outcome = self.goto_token("status", environment={}, quiet=False).wait()
        self.assertIn(
            warnings(".env: lines 5, 6 are no assignment and without effect; write KEY=VALUE, or # before a comment"),
            outcome.messages,
        )

    def test_in_the_encoding_of_the_env_file_is_told(self):
        text = CLIENT.replace("\n", "\r\n")
        environment = {"OAUTH_CLIENT_ID": "client-2"}
        for encoded in (text.encode("utf-16"), text.encode("utf-16-be"), text.encode("utf-16-le")):
            self.write(".env", encoded)
            outcome = self.goto_token("--non-interactive", environment=environment, quiet=False).wait()
            said = warnings(".env: in UTF-16, and so passed over; save it as UTF-8")
            self.assertEqual(outcome, (10, "", said + NO_LOGIN))
        outcome = self.goto_token("--env-file=.env", environment={}, quiet=False).wait()
        self.assertEqual(
            outcome,
            (
                3,
                "",
                warnings(f".env: {UTF16}")
                + "goto-token: error: OAUTH_CLIENT_ID is not set: the environment does not name it, and .env is in "
                "UTF-16\ngoto-token: hint: save .env as UTF-8\n",
            ),
        )
        self.write(".env", "A=1\n".encode("utf-16"))  # another program's
        self.assert_told(environment=environment)

    def test_in_a_value_that_is_cut_is_told(self):
        self.write(".env", CLIENT + "OAUTH_CLIENT_SECRET=abc#hunter2\n")
        self.assert_told(f"OAUTH_CLIENT_SECRET in .env: {CUT}")
        self.write(".env", CLIENT + "OAUTH_CLIENT_SECRET=#hunter2\n")
        self.assert_told(f"OAUTH_CLIENT_SECRET in .env: {CUT}")
        for fine in ("=abc #def", "= #abc", "=# abc", "='abc#def'", '="abc" # def'):
            self.write(".env", CLIENT + f"OAUTH_CLIENT_SECRET{fine}\nOTHER=a#b\n")
            self.assert_told()

    def test_of_what_a_value_was_copied_from_is_told(self):
        self.write(".env", CLIENT)
        for value, finding in (
            ('"hunter2"', QUOTES),
            ("'hunter2'", QUOTES),
            ("hunter2\r", BLANK),
            (" hunter2", BLANK),
            ("hun\tter2", CONTROL),
            ("\ufeffhunter2", "the value begins with a byte order mark; remove that"),
        ):
            with self.subTest(value):
                self.assert_told(
                    f"OAUTH_CLIENT_SECRET in the environment: {finding}", environment={"OAUTH_CLIENT_SECRET": value}
                )
        self.write(".env", CLIENT + "OAUTH_CLIENT_SECRET='\"hunter2\"'\n")
        self.assert_told(f"OAUTH_CLIENT_SECRET in .env: {QUOTES}")

    def test_in_the_file_of_a_secret_is_told(self):
        subject = "the file of OAUTH_CLIENT_SECRET_FILE in .env: "
        self.write(".env", CLIENT + "OAUTH_CLIENT_SECRET_FILE=secret\n")
        for data, *findings in (
            ("\ufeffhunter2\n", MARK),
            ("'hunter2'\n", QUOTES),
            (" hunter2 \n", BLANK),
            ("hunter2\n".encode("utf-16"), "in UTF-16, and used as it is; save it as UTF-8"),
            ("hunter2\r\n\r\n",),
        ):
            with self.subTest(data):
                self.write("secret", data)
                self.assert_told(*(subject + finding for finding in findings))

    def test_is_told_before_the_run_fails(self):
        self.write(".env", CLIENT + "OAUTH_CLINET_SECRET=hunter2\nOAUTH_SERVICE_URL='\"https://hidden\"'\n")
        outcome = self.goto_token("logout", environment={}, quiet=False).wait()
        self.assertEqual(
            outcome,
            (
                3,
                "",
                warnings(NOT_A_KEY, f"OAUTH_SERVICE_URL in .env: {QUOTES}")
                + "goto-token: error: OAUTH_SERVICE_URL in .env: '\"https://hidden\"' cannot be used: it is not an "
                "absolute http or https URL\n"
                "goto-token: hint: goto-token doctor checks the set-up\n",
            ),
        )

    def test_is_told_by_every_command(self):
        server = self.server
        self.write(".env", "OAUTH_TIMEOUT=60\nOAUTH_CLINET_SECRET=hunter2\n")
        run = self.goto_token_at(server, "login", quiet=False)
        run.sign_in()
        self.assertTrue(run.wait().messages.startswith(warnings(NOT_A_KEY)))
        token = f"{self.stored_token}\n"
        for command, stdout in (
            ((), token),
            (("exec", "--", "sh", "-c", 'echo "$GOTO_ACCESS_TOKEN"'), token),
            (("status", "--output=json"), None),
            (("status", "--all", "--output=json"), None),
        ):
            outcome = self.goto_token_at(server, *command, quiet=False).wait()
            self.assertEqual((outcome.exit_code, outcome.messages), (0, warnings(NOT_A_KEY)))
            self.assertIn(stdout or '"logged_in":', outcome.stdout.replace(" ", ""))
        outcome = self.goto_token_at(server, "logout", quiet=False).wait()
        self.assertEqual(outcome, (0, "", warnings(NOT_A_KEY) + "goto-token: logged out\n"))
        outcome = self.goto_token_at(server, "logout", "--all", quiet=False).wait()
        self.assertEqual(outcome, (0, "", warnings(NOT_A_KEY) + "goto-token: there was no stored login\n"))

    def test_reads_no_file_that_the_run_does_not(self):
        environment = {**CONFIGURED, "OAUTH_REFRESH_TOKEN_FILE": self.write("secret", "\ufeff'hunter2'")}
        self.assert_told(environment=environment)
        outcome = self.goto_token("--grant=refresh-token", "--timeout=1", environment=environment, quiet=False).wait()
        subject = "the file of OAUTH_REFRESH_TOKEN_FILE in the environment: "
        self.assertTrue(outcome.messages.startswith(warnings(subject + MARK, subject + QUOTES)), outcome)


if __name__ == "__main__":
    unittest.main()
