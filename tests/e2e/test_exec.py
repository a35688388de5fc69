"""exec: a command with a token in its environment, and no more than that (contract §1, §10)."""

import os
import shutil
import signal
import subprocess
import unittest

from support.case import shell
from support.login import LoginTest, first_token_response

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


class Search(LoginTest):
    """How the command is found, beside what a shell makes of the same name in the same PATH."""

    def setUp(self):
        super().setUp()
        self.server = self.authorization_server(first_token_response())
        self.options = self.unprivileged()
        self.log_in(self.server)
        for folder in ("first", "second", "locked"):
            (self.root / folder).mkdir()
        self.program("second/report", "#!/bin/sh\necho ran\n")
        (self.root / "second/plain").write_text("echo plain\n")
        (self.root / "second/folder").mkdir()
        self.program("locked/report", "#!/bin/sh\necho locked\n")
        if self.options:
            for path in (self.root, *self.root.rglob("*")):
                os.chown(path, 65534, 65534)
        (self.root / "locked").chmod(0)
        self.addCleanup((self.root / "locked").chmod, 0o755)

    def run_in(self, path: str | None, command: str):
        """The outcome of exec, which ends as a shell does. `path` has folders of this test, or absolute ones."""
        path = path and ":".join(f"{self.root}/{name}" if name in ("first", "second", "locked", "second/plain") else name
                                 for name in path.split(":"))
        options = {name: value for name, value in self.options.items() if name != "program"}
        by_shell = subprocess.run(["/bin/bash", "-c", '"$0"', command], env=self.environment(PATH=path), cwd=self.folder,
                                  capture_output=True, check=False, **options)
        outcome = self.run_at(self.server, "exec", "--", command, environment={"PATH": path}, **self.options)
        self.assertEqual((outcome.exit_code, outcome.stdout.encode()), (by_shell.returncode, by_shell.stdout))
        return outcome

    def test_passes_over_what_cannot_be_run(self):
        for path in ("first:second", "locked:second", "/nowhere:second", "second/plain:second", "second:locked"):
            with self.subTest(path):
                self.assertEqual(self.run_in(path, "report"), (0, "ran\n", ""))
        self.program("first/plain", "#!/bin/sh\necho first\n")
        self.assertEqual(self.run_in("second:first", "plain"), (0, "first\n", ""))

    def test_ends_with_127_where_nothing_is_found(self):
        told = (127, "", "goto-token: error: cannot run 'nothing': command not found\n")
        for path in ("locked", "locked:first", "first:locked", "second/plain", "/nowhere", "", None, ":", "first"):
            with self.subTest(path):
                self.assertEqual(self.run_in(path, "nothing"), told)
        for command in ("./nothing", "/nowhere/at/all"):
            self.assert_error(self.run_in("second", command), 127, f"'{command}'", "command not found")

    def test_ends_with_127_where_only_a_folder_is_found(self):
        self.assertEqual(self.run_in("first:second", "folder"),
                         (127, "", "goto-token: error: cannot run 'folder': command not found\n"))

    def test_ends_with_126_where_what_is_found_may_not_be_run(self):
        for path in ("second", "locked:second", "first:second:locked"):
            with self.subTest(path):
                self.assertEqual(self.run_in(path, "plain"), (126, "", (
                    f"goto-token: error: cannot run 'plain': '{self.root}/second/plain' may not be executed\n")))
        for command, why in ((f"{self.root}/second/plain", "Permission denied"),
                             (f"{self.root}/locked/report", "Permission denied"),
                             (f"{self.root}/second", "it is a folder"),
                             (f"{self.root}/second/plain/report", "Not a directory")):
            with self.subTest(command):
                self.assertEqual(self.run_in("first", command),
                                 (126, "", f"goto-token: error: cannot run '{command}': {why}\n"))

    def test_takes_an_empty_part_of_path_for_the_folder_it_is_in(self):
        shutil.copy(self.root / "second/report", self.folder)
        shutil.copy(self.root / "second/plain", self.folder)
        for path in ("", ":", "first:", ":first", "first::locked", ".", "first:."):
            with self.subTest(path):
                self.assertEqual(self.run_in(path, "report"), (0, "ran\n", ""))
                self.assertEqual(self.run_in(path, "plain").messages,
                                 "goto-token: error: cannot run 'plain': './plain' may not be executed\n")
        (self.folder / "bin").mkdir()
        shutil.move(self.folder / "report", self.folder / "bin/report")
        self.assertEqual(self.run_in("bin", "report"), (0, "ran\n", ""))

    def test_has_a_path_of_its_own_where_there_is_none(self):
        outcome = self.run_at(self.server, "exec", "--", "printenv", "PATH", environment={"PATH": None}, **self.options)
        self.assertEqual(outcome, (1, "", ""))


class Size(LoginTest):
    LONGEST = 32 * os.sysconf("SC_PAGESIZE") - 1

    def execute(self, token: str, *command: str, **options):
        server = self.authorization_server(first_token_response(access_token=token))
        self.log_in(server)
        return self.run_at(server, "exec", "--", *command, **options)

    def test_of_a_token_that_just_fits_is_no_matter(self):
        token = "t" * (self.LONGEST - len("GOTO_ACCESS_TOKEN="))
        self.assertEqual(self.execute(token, "printenv", "GOTO_ACCESS_TOKEN"), (0, f"{token}\n", ""))

    def test_of_a_token_that_does_not_fit_is_told_with_what_else_there_is(self):
        token = "t" * (self.LONGEST - len("GOTO_ACCESS_TOKEN=") + 1)
        self.assertEqual(self.execute(token, "true"), (126, "", (
            "goto-token: error: the token is too long for an environment: GOTO_ACCESS_TOKEN would have "
            f"{self.LONGEST + 1} bytes, and a variable may have {self.LONGEST}\n"
            "goto-token: hint: write it to a file with goto-token -o header, or use curl -H @<(goto-token -o header)\n")))

    def test_of_all_together_is_told_apart_from_that_of_the_token(self):
        arguments = ["a" * 100_000] * 2
        limit = shell('ulimit -s 1024; exec "$@"')  # a quarter of it is for arguments and environment
        self.assertEqual(self.execute("token", "printf", "%.1s", *arguments, wrapper=limit), (0, "aa", ""))
        outcome = self.execute("t" * 100_000, "printf", "%.1s", *arguments, wrapper=limit)
        size = sum(len(argument) + 9 for argument in ("printf", "%.1s", *arguments))
        self.assertEqual(outcome.exit_code, 126)
        self.assertRegex(outcome.messages, (
            rf"\Agoto-token: error: cannot run 'printf': its arguments \({size} bytes\) and its environment "
            r"\(10\d{4} bytes\) are too long together\ngoto-token: hint: give it fewer arguments at a time, such as with "
            r"xargs -n, or a smaller environment\n\Z"))


if __name__ == "__main__":
    unittest.main()
