"""What a run says beside its error: doctor, the traces of a mistake, and only such commands as can be typed (contract §1, §2)."""

import unittest

from support.login import LoginTest
from support.scripted_responses import error_response

_CHECK = "check OAUTH_CLIENT_ID and OAUTH_CLIENT_SECRET; only a run can try them, goto-token doctor checks the rest"


class Doctor(LoginTest):
    def assert_fails(self, arguments, exit_code: int, error: str, hint: str, **environment: str) -> None:
        outcome = self.goto_token(*arguments, environment={"OAUTH_CLIENT_ID": "a", **environment}, quiet=False).wait()
        self.assertEqual(outcome, (exit_code, "", f"goto-token: error: {error}\ngoto-token: hint: {hint}\n"))

    def test_is_named_where_the_set_up_is_at_fault_and_nothing_better_is_known(self):
        error = "OAUTH_CLIENT_AUTH in the environment: 'digest' is not one of auto, basic, basic-raw, post, none, " \
                "private-key-jwt, private-key-jwt-endpoint, tls"
        for arguments, hint in (
            ((), "goto-token doctor checks the set-up"),
            (("login", "-q"), "goto-token doctor checks the set-up"),
            (("status", "-o", "json", "-q"), "goto-token doctor checks the set-up"),
            (("--fresh", "--profile=work", "-q"),
             "goto-token doctor with the same options (--fresh, --profile) checks the set-up"),
            (("exec", "--profile=work", "--", "true", "--env-file"),
             "goto-token doctor with the same options (--profile) checks the set-up"),
        ):
            with self.subTest(arguments):
                self.assert_fails(arguments, 3, error, hint, OAUTH_CLIENT_AUTH="digest")

    def test_is_not_named_where_there_is_a_hint(self):
        self.assert_fails(("--ca-file=nowhere",), 3, "cannot use the CA file 'nowhere': it cannot be read or holds no PEM "
                          "certificate", "name a PEM file with --ca-file or OAUTH_CA_FILE")

    def test_is_not_named_for_a_mistyped_command_line(self):
        self.assertNotIn("doctor", self.goto_token("--timeout=soon", environment={}).wait().messages)


class Refusal(LoginTest):
    def refuse(self, text: str, *arguments: str, error: str = "invalid_client"):
        """The messages of a run that is refused, with this in its env file."""
        server = self.authorization_server(error_response(error, 401))
        (self.folder / ".env").write_text(text + f"OAUTH_SERVICE_URL={server.url}\n")
        (self.folder / ".env").chmod(0o600)
        outcome = self.goto_token("--grant=client-credentials", *arguments, environment={}, quiet=False).wait()
        self.assertEqual(outcome[:2], (6, ""))
        return outcome.messages

    def test_repeats_what_the_start_of_the_run_warned_of(self):
        quoted = "OAUTH_CLIENT_SECRET in .env: the value has quotes around it, which count as part of it; remove them"
        misspelt = "OAUTH_CLIENT_AUHT in .env: not a key of goto-token; did you mean OAUTH_CLIENT_AUTH"
        text = "OAUTH_CLIENT_ID=a\nOAUTH_CLIENT_SECRET=\"'s3cret'\"\nOAUTH_CLIENT_AUHT=post\n"
        error = (
            "goto-token: error: the token endpoint refused: invalid_client (tried basic, basic-raw, post)\n"
            f"goto-token: hint: this may be why: {misspelt}; also {quoted}; otherwise {_CHECK}\n"
        )
        self.assertEqual(
            self.refuse(text), f"goto-token: warning: {misspelt}\ngoto-token: warning: {quoted}\n" + error
        )
        self.assertEqual(self.refuse(text, "-q"), error)

    def test_has_nothing_to_repeat_where_nothing_was_warned_of(self):
        self.assertEqual(
            self.refuse("OAUTH_CLIENT_ID=a\nOAUTH_CLIENT_SECRET=s3cret\n"),
            "goto-token: error: the token endpoint refused: invalid_client (tried basic, post)\n"
            f"goto-token: hint: {_CHECK}\n",
        )


class Command(LoginTest):
    """A path in a command to type is one word for the shell, or it is not there."""

    def test_takes_an_env_file_from_other_users(self):
        server = self.mock_server()
        for name, told, hint in (
            (".env", ".env", "chmod 600 .env"),
            ("my file;x.env", "my file;x.env", "chmod 600 'my file;x.env'"),
            ("it's.env", "it's.env", "chmod 600 'it'\\''s.env'"),
            ("-R.env", "-R.env", "chmod 600 ./-R.env"),
            ("a\x1b[31m.env", "a?[31m.env", "take the permissions of other users away"),
            ("a\u202e.env", "a?.env", "take the permissions of other users away"),
        ):
            with self.subTest(name):
                path = self.folder / name
                path.write_text("OAUTH_CLIENT_SECRET=s3cret\n")
                path.chmod(0o644)
                environment = {**server.environment, "OAUTH_CLIENT_SECRET": None}
                options = {"environment": environment, "quiet": False}
                status = self.goto_token("status", f"--env-file={name}", **options).wait()
                self.assertEqual(status.messages, f"goto-token: warning: others can read the secret in {told}: {hint}\n")
                doctor = self.goto_token("doctor", f"--env-file={name}", **options).wait()
                self.assertIn(f"warning env file: {told} holds a secret, and others can read it; hint: {hint}\n",
                              doctor.stdout)

    def test_takes_the_file_of_a_secret_from_other_users(self):
        server = self.mock_server()
        (self.home / "my secret").write_text("s3cret\n")
        (self.home / "my secret").chmod(0o644)
        environment = {"OAUTH_CLIENT_SECRET": None, "OAUTH_CLIENT_SECRET_FILE": "~/my secret"}
        self.assertIn(f"and others can read the file; hint: chmod 600 '{self.home}/my secret'\n",
                      self.run_at(server, "doctor", environment=environment).stdout)


if __name__ == "__main__":
    unittest.main()
