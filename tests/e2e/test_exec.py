"""exec: a command with a token in its environment, and no more than that (contract §1, §10)."""

import os
import signal
import subprocess
import unittest

from support.case import shell
from support.login import LoginTest

EXPIRY = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"


class Exec(LoginTest):
    def execute(self, *command: str, environment: dict | None = None, **options):
        """A whole run of `exec` on a stored login."""
        self.server = self.mock_server()
        self.log_in(self.server)
        return self.run_at(self.server, "exec", "--", *command, environment=environment, **options)

    def test_adds_the_token_and_its_expiry_and_nothing_else(self):
        environment = {"OTHER": "o", "EMPTY": ""}
        with_token = self.execute("env", "-0", environment=environment)
        self.assertEqual((with_token.exit_code, with_token.messages), (0, ""))
        given = dict(line.split("=", 1) for line in with_token.stdout.split("\0")[:-1])
        self.assertTrue(self.server.client.is_active(given.pop("GOTO_ACCESS_TOKEN")))
        self.assertRegex(given.pop("GOTO_TOKEN_EXPIRES_AT"), EXPIRY)
        expected = self.environment(**environment)
        for name in expected:
            self.assertEqual(given.pop(name), expected[name])
        # What is left is the configuration, which the environment named before.
        self.assertTrue(all(name.startswith("OAUTH_") for name in given), given)

    def test_takes_our_own_secrets_out_of_the_environment(self):
        outcome = self.execute("env", environment={"OAUTH_CLIENT_SECRET": "very-secret"})
        self.assertNotIn("very-secret", outcome.stdout)

    def test_keeps_what_an_env_file_says_to_itself(self):
        (self.folder / ".env").write_text("OAUTH_SCOPE=users.v1.lines.read\nOTHER=from-file\n")
        outcome = self.execute("env")
        self.assertEqual(outcome.exit_code, 0)
        self.assertNotIn("from-file", outcome.stdout)
        self.assertNotIn("OAUTH_SCOPE", outcome.stdout)

    def test_replaces_stale_values(self):
        stale = {"GOTO_ACCESS_TOKEN": "old", "GOTO_TOKEN_EXPIRES_AT": "old"}
        outcome = self.execute("env", environment=stale)
        self.assertEqual(outcome.stdout.count("GOTO_ACCESS_TOKEN="), 1)
        self.assertNotIn("old", outcome.stdout)

    def test_passes_arguments_on_as_they_are(self):
        outcome = self.execute("printf", "[%s]", "--help", "a b", "", "--", "$HOME", "'")
        self.assertEqual(outcome.stdout, "[--help][a b][][--][$HOME][']")

    def test_gives_the_command_its_streams(self):
        readable, writable = os.pipe()
        os.write(writable, b"typed\n")
        os.close(writable)
        self.addCleanup(os.close, readable)
        outcome = self.execute("sh", "-c", "cat; echo complaint >&2", stdin=readable)
        self.assertEqual(outcome, (0, "typed\n", "complaint\n"))

    def test_ends_as_the_command_does(self):
        self.assertEqual(self.execute("sh", "-c", "exit 37"), (37, "", ""))

    def test_dies_of_the_signal_that_kills_the_command(self):
        outcome = self.execute("sh", "-c", "kill -KILL $$", wrapper=shell('"$@"; echo "status $?"'))
        self.assertEqual(outcome.stdout, f"status {128 + signal.SIGKILL}\n")

    def test_is_the_command_so_that_signals_reach_it(self):
        server = self.mock_server()
        self.log_in(server)
        script = "trap 'exit 9' TERM; echo ready; read line; read line"
        run = self.goto_token_at(server, "exec", "--", "sh", "-c", script, stdin=subprocess.PIPE)
        run.stdout.find("ready")
        run.signal(signal.SIGTERM)
        self.assertEqual(run.wait().exit_code, 9)

    def test_leaves_signals_and_limits_as_the_parent_set_them(self):
        look = ("sh", "-c", "grep -E 'Sig(Ign|Blk)' /proc/self/status; ulimit -c")
        alone = subprocess.run(look, stdout=subprocess.PIPE, text=True, check=True)
        self.assertEqual(self.execute(*look).stdout, alone.stdout)

    def test_tells_a_missing_command_from_one_that_cannot_run(self):
        self.assert_error(self.execute("no-such-command"), 127, "'no-such-command'", "not found")
        plain = self.root / "plain"
        plain.write_text("not a program")
        self.assert_error(self.execute(str(plain)), 126, f"'{plain}'", "Permission denied")

    def test_tells_a_missing_interpreter_from_a_missing_command(self):
        report = self.program("weekly-report", "#!/no/such/interpreter\n")
        self.assert_error(self.execute(str(report)), 126, f"'{report}'", "interpreter is not there")
        found = self.execute("weekly-report", environment={"PATH": f"/usr/bin:{self.root}"})
        self.assert_error(found, 126, "'weekly-report'", "interpreter is not there")

    def test_runs_nothing_without_a_token(self):
        marker = self.root / "ran"
        server = self.mock_server("--fault=invalid_grant")
        outcome = self.fetch_token(server, "exec", "--", "touch", str(marker))
        self.assert_error(outcome, 6, "invalid_grant")
        self.assertFalse(marker.exists())


if __name__ == "__main__":
    unittest.main()
