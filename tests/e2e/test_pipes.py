"""Pipes in place of files: read once, and given up where nothing comes (contract §4)."""

import os
import unittest

from support.case import CONFIGURED, shell
from support.certificates import Authority
from support.login import LoginTest

GIVEN_UP = "nothing came from it within 2 seconds"
DOCTOR = "goto-token doctor checks the set-up"
DOCTOR_WITH_ENV_FILE = "goto-token doctor with the same options (--env-file) checks the set-up"


class SilentPipe(LoginTest):
    """A FIFO that no process writes to, and a pipe whose writer stalls."""

    def setUp(self) -> None:
        super().setUp()
        self.fifo = self.root / "fifo"
        os.mkfifo(self.fifo)

    def assert_given_up(self, error: str, hint: str, *runs) -> None:
        """Each of the runs, which wait at the same time, ends with exit 3, this error and nothing else."""
        said = f"goto-token: error: {error}: {GIVEN_UP}\ngoto-token: hint: {hint}\n"
        for run in runs:
            self.assertEqual(run.wait(), (3, "", said))

    def configured(self, *arguments: str, **values: str):
        return self.goto_token(*arguments, environment={**CONFIGURED, **values})

    def test_is_no_env_file(self):
        run = self.goto_token(f"--env-file={self.fifo}")
        self.assert_given_up(f"cannot read the env file '{self.fifo}'", DOCTOR_WITH_ENV_FILE, run)

    def test_is_no_env_file_in_the_working_folder(self):
        os.mkfifo(self.folder / ".env")
        hint = "name another one with --env-file"
        error = "cannot read the env file '.env'"
        doctor = self.goto_token("doctor")
        commands = ((), ("login",), ("status",), ("--non-interactive",), ("--timeout=1",))
        self.assert_given_up(error, hint, *[self.goto_token(*command) for command in commands])
        self.assertIn(f"fail    env file: {error}: {GIVEN_UP}; hint: {hint}\n", doctor.wait().stdout)

    def test_is_no_env_file_where_its_writer_stalls(self):
        reading, writing = os.pipe()
        self.addCleanup(os.close, writing)
        os.write(writing, b"OAUTH_CLIENT_ID=")
        run = self.goto_token("--env-file=/dev/stdin", stdin=reading)
        os.close(reading)
        self.assert_given_up("cannot read the env file '/dev/stdin'", DOCTOR_WITH_ENV_FILE, run)

    def test_is_no_secret(self):
        error = f"OAUTH_CLIENT_SECRET_FILE in the environment: cannot read '{self.fifo}'"
        self.assert_given_up(error, DOCTOR, self.configured(OAUTH_CLIENT_SECRET_FILE=str(self.fifo)))

    def test_is_no_ca_file(self):
        hint = "name a PEM file with --ca-file or OAUTH_CA_FILE"
        error = f"cannot use the CA file '{self.fifo}'"
        named = self.configured(f"--ca-file={self.fifo}"), self.configured(OAUTH_CA_FILE=str(self.fifo))
        doctor = self.configured("doctor", f"--ca-file={self.fifo}")
        self.assert_given_up(error, hint, *named)
        self.assertIn(f"fail    OAUTH_CA_FILE: {error}: {GIVEN_UP}; hint: {hint}\n", doctor.wait().stdout)

    def test_is_no_file_of_trusted_certificates(self):
        trusted = {"SSL_CERT_FILE": str(self.fifo)}
        direct = {**trusted, "OAUTH_SERVICE_URL": "https://127.0.0.1:9", "OAUTH_GRANT": "client-credentials"}
        error = f"SSL_CERT_FILE names '{self.fifo}', which cannot be read"
        hint = "correct SSL_CERT_FILE, or unset it to use the system's certificates"
        self.assert_given_up(error, hint, self.configured(**trusted), self.configured(**direct))


class ProcessSubstitution(LoginTest):
    """What bash makes of <(COMMAND)."""

    def bash(self, script: str) -> tuple[str, ...]:
        return ("bash", "-c", script, "bash")

    def test_is_an_env_file_also_where_it_begins_late(self):
        server = self.mock_server()
        lines = "".join(f"echo {key}={value};" for key, value in server.environment.items())
        script = f'"$@" --env-file <(sleep 0.3; {lines} sleep 0.3; echo OAUTH_GRANT=client-credentials)'
        outcome = self.goto_token(environment={}, wrapper=self.bash(script)).wait()
        self.assert_token_of(server, outcome)

    def test_is_a_secret_also_for_doctor(self):
        server = self.mock_server()
        secret = server.environment["OAUTH_CLIENT_SECRET"]
        script = f'exec 9< <(sleep 0.3; echo {secret})\nOAUTH_CLIENT_SECRET_FILE=/dev/fd/9 "$@"'
        for command in (("--grant=client-credentials",), ("doctor",)):
            environment = {"OAUTH_CLIENT_SECRET": None}
            run = self.goto_token_at(server, *command, environment=environment, wrapper=self.bash(script))
            outcome = run.wait()
            self.assertEqual((outcome.exit_code, outcome.messages), (0, ""), outcome)

    def test_holds_certificates_also_for_doctor(self):
        authority = Authority(self.root / "authority")
        server = self.mock_server(certificate=authority.issue("127.0.0.1"))
        for script in (
            f'"$@" --ca-file <(sleep 0.3; cat {authority.file})',
            f'exec 9< <(sleep 0.3; cat {authority.file})\nSSL_CERT_FILE=/dev/fd/9 "$@"',
        ):
            for command in (("--grant=client-credentials",), ("doctor",)):
                with self.subTest(script, command=command):
                    outcome = self.goto_token_at(server, *command, wrapper=self.bash(script)).wait()
                    self.assertEqual((outcome.exit_code, outcome.messages), (0, ""), outcome)

    def test_of_another_programs_fifo_is_read_and_passed_over(self):
        os.mkfifo(self.folder / ".env")
        server = self.mock_server()
        script = shell('(sleep 0.3; echo A=1) >.env & exec "$@"')
        environment = {"OAUTH_GRANT": "client-credentials"}
        outcome = self.goto_token_at(server, environment=environment, wrapper=script).wait()
        self.assert_token_of(server, outcome)


if __name__ == "__main__":
    unittest.main()
