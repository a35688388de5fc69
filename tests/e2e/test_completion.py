"""completion: scripts that make real shells offer what the program takes (contract §1)."""

import re
import subprocess
import unittest

from support import shells
from support.case import EndToEndTest
from support.program import BINARY

GRANTS = {"authorization-code", "device-code", "personal-access-token", "refresh-token", "client-credentials"}
FORMATS = {"token", "header", "env", "dotenv", "json"}

# What is offered at the end of a line, whatever the shell. `exec -- ` comes apart, below.
OFFERS = {
    "goto-token log": {"login", "logout"},
    "goto-token -q log": {"login", "logout"},
    "goto-token --profile login log": {"login", "logout"},
    "goto-token --profile=x log": {"login", "logout"},
    "goto-token --non": {"--non-interactive"},
    "goto-token --ver": {"--verbose", "--version"},
    "goto-token login --ver": {"--verbose"},
    "goto-token login --non": set(),
    "goto-token exec --non": {"--non-interactive"},
    "goto-token --al": {"--allow-http"},
    "goto-token status --al": {"--all", "--allow-http"},
    "goto-token --profile login logout --al": {"--all", "--allow-http"},
    "goto-token --pr": {"--profile"},
    "goto-token init --pr": {"--print", "--profile"},
    "goto-token completion --": {"--help"},
    "goto-token --grant ": GRANTS,
    "goto-token exec --grant c": {"client-credentials"},
    "goto-token -o ": FORMATS,
    "goto-token --output h": {"header"},
    "goto-token status -o ": {"text", "json"},
    "goto-token doctor -o ": {"text", "json"},
    "goto-token login -o x": set(),
    "goto-token --env-file ": {"folder", "my-env"},
    "goto-token --ca-file my": {"my-env"},
    "goto-token --browser chosen-br": {"chosen-browser"},
    "goto-token -s ": set(),
    "goto-token --timeout ": set(),
    "goto-token completion ": {"bash", "zsh", "fish"},
    "goto-token completion z": {"zsh"},
    "goto-token help log": {"login", "logout"},
    "goto-token exec ": {"--"},
    "goto-token exec -- chosen-br": {"chosen-browser"},
    "goto-token exec --profile x -- chosen-br": {"chosen-browser"},
    "goto-token exec -- cat my": {"my-env"},
    "goto-token login -- chosen-br": set(),
    "goto-token unknown lo": set(),
}


class Completion(EndToEndTest):
    def setUp(self):
        super().setUp()
        programs = self.root / "programs"
        programs.mkdir()
        (programs / "goto-token").symlink_to(BINARY)
        (programs / "chosen-browser").write_text("#!/bin/sh\n")
        (programs / "chosen-browser").chmod(0o755)
        (self.folder / "my-env").touch()
        (self.folder / "folder").mkdir()
        path = f"{programs}:/usr/local/bin:/usr/bin:/bin"
        self.shell_environment = self.environment(PATH=path, LC_ALL="C.UTF-8")

    def script(self, shell: str) -> str:
        outcome = self.goto_token("completion", shell, environment={}).wait()
        self.assertEqual((outcome.exit_code, outcome.messages), (0, ""))
        return outcome.stdout

    def commands(self) -> set[str]:
        """The commands of the help."""
        shown = self.goto_token("--help", environment={}).wait().stdout
        return set(re.findall(r"^  ([a-z]+) ", shown.split("\nCommands ")[1].split("\n\n")[0], re.MULTILINE))

    def options(self, command: str) -> set[tuple[str, str]]:
        """Letters and names of the options in the help of a command."""
        shown = self.goto_token("help", command, environment={}).wait().stdout
        return set(re.findall(r"^ +(?:(-\w), )?(--[a-z-]+)", shown, re.MULTILINE))

    def names_by_line(self) -> dict[str, set[str]]:
        """For a line with each command, the options of its help."""
        return {f"goto-token {command} --": {name for _, name in self.options(command)} - {"--"}
                for command in self.commands() - {"exec"}}

    def assert_offers(self, offered: dict[str, set[str]], expected: dict[str, set[str]]) -> None:
        for line, words in expected.items():
            with self.subTest(line):
                self.assertEqual({word.rstrip("/") for word in offered[line]}, words)


class Bash(Completion):
    def offered(self, line: str) -> set[str]:
        """Bash takes `=` for a word of its own, and an empty word at the end for one to complete."""
        words = [word for word in re.split(r"(=)| +", line) if word] + ([""] if line.endswith(" ") else [])
        return set(shells.offered_by_bash(words, self.shell_environment, self.folder))

    def test_offers_what_the_program_takes(self):
        self.assert_offers({line: self.offered(line) for line in OFFERS}, OFFERS)

    def test_offers_every_command_of_the_help_and_its_options(self):
        self.assertEqual(self.offered("goto-token "), self.commands())
        for command in self.commands():
            with self.subTest(command):
                forms = {form for forms in self.options(command) for form in forms if form}
                self.assertEqual(self.offered(f"goto-token {command} -") - {"--"}, forms)

    def test_offers_the_options_of_a_run_without_a_command(self):
        shown = self.goto_token("--help", environment={}).wait().stdout
        options = set(re.findall(r"^ +(?:(-\w), )?(--[a-z-]+)", shown, re.MULTILINE))
        forms = {form for forms in options for form in forms if form}
        self.assertEqual(self.offered("goto-token -"), forms - {"--all", "--print"})

    def test_completes_values_behind_an_equals_sign(self):
        self.assertEqual(self.offered("goto-token --grant="), GRANTS)
        self.assertEqual(self.offered("goto-token --grant=p"), {"personal-access-token"})
        self.assertEqual(self.offered("goto-token status --output=t"), {"text"})
        self.assertEqual(self.offered("goto-token --env-file=my"), {"my-env"})

    def test_completes_them_too_where_bash_does_not_split_them(self):
        for typed, offered in (("--grant=p", "--grant=personal-access-token"), ("-oj", "-ojson"),
                               ("--env-file=my", "--env-file=my-env"), ("--scope=", None)):
            found = shells.offered_by_bash(["goto-token", typed], self.shell_environment, self.folder)
            self.assertEqual(found, [offered] if offered else [])

    def test_keeps_names_with_blanks_whole(self):
        (self.folder / "odd * name").touch()
        self.assertEqual(self.offered("goto-token --env-file odd"), {"odd * name"})

    def test_offers_double_dash_for_a_command_to_follow(self):
        self.assertIn("--", self.offered("goto-token exec --"))
        self.assertNotIn("--", self.offered("goto-token login --"))

    def test_leaves_the_command_to_the_package_where_that_is_loaded(self):
        stub = "_command_offset() { COMPREPLY=(\"offset $1\"); }\n"
        words = ["goto-token", "exec", "-q", "--", "git", ""]
        command = ["bash", "--norc", "-euc", stub + shells.BASH, "bash", *words]
        found = subprocess.run(command, cwd=self.folder, env=self.shell_environment,
                               capture_output=True, text=True, check=True)
        self.assertEqual((found.stdout, found.stderr), ("offset 4\n", ""))

    def test_is_registered_for_the_program(self):
        script = 'eval "$(goto-token completion bash)"; complete -p goto-token'
        done = subprocess.run(["bash", "--norc", "-euc", script], env=self.shell_environment,
                              capture_output=True, text=True, check=True)
        self.assertEqual((done.stdout, done.stderr), ("complete -F _goto_token goto-token\n", ""))


@unittest.skipUnless(shells.is_installed("zsh"), "zsh is not installed")
class Zsh(Completion):
    def test_offers_what_the_program_takes(self):
        functions = self.home / "functions"
        functions.mkdir()
        (functions / "_goto-token").write_text(self.script("zsh"))
        more = {"goto-token --grant=p": {"personal-access-token"}, "goto-token -oj": {"json"},
                "goto-token --env-file=my": {"my-env"}, "goto-token ": self.commands(),
                **self.names_by_line()}
        offered = shells.offered_by_zsh([*OFFERS, *more], self.shell_environment, self.folder)
        self.assert_offers(offered, OFFERS | more)

    def test_can_be_loaded_from_a_pipe_even_before_the_completion_system(self):
        for setup in ("", "autoload -Uz compinit; compinit -u -D;"):
            load = setup + "source <(goto-token completion zsh); print $+functions[_goto-token]"
            done = subprocess.run(["zsh", "-f", "-o", "nounset", "-c", load], env=self.shell_environment,
                                  capture_output=True, text=True, check=False)
            self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "1\n", ""))


@unittest.skipUnless(shells.is_installed("fish"), "fish is not installed")
class Fish(Completion):
    def test_offers_what_the_program_takes(self):
        more = {"goto-token --grant=p": {"--grant=personal-access-token"}, "goto-token -oj": {"-ojson"},
                "goto-token --env-file=my": {"--env-file=my-env"},
                "goto-token --browser=chosen-br": {"--browser=chosen-browser"},
                "goto-token exec -- goto-token log": {"login", "logout"}, "goto-token ": self.commands(),
                **self.names_by_line()}
        offered = shells.offered_by_fish([*OFFERS, *more], self.shell_environment, self.folder)
        self.assert_offers(offered, OFFERS | more)


class Script(Completion):
    def test_needs_no_configuration(self):
        broken = {"OAUTH_SERVICE_URL": "nonsense", "OAUTH_TIMEOUT": "soon"}
        outcome = self.goto_token("completion", "bash", environment=broken).wait()
        self.assertEqual((outcome.exit_code, outcome.messages), (0, ""))

    def test_of_an_unknown_shell_or_none_is_a_usage_error_that_names_the_three(self):
        for shell, mention in ((None, "needs"), ("tcsh", "'tcsh'"), ("", "''"), ("BASH", "'BASH'")):
            arguments = () if shell is None else (shell,)
            outcome = self.goto_token("completion", *arguments, environment={}).wait()
            self.assert_error(outcome, 2, mention, "bash, zsh, fish")
        self.assert_error(self.goto_token("completion", "bash", "zsh", environment={}).wait(), 2, "'zsh'")
        formatted = self.goto_token("completion", "bash", "-o", "json", environment={})
        self.assert_error(formatted.wait(), 2, "--output")

    def test_is_clean_to_the_parser_of_its_shell(self):
        for shell in filter(shells.is_installed, ("bash", "zsh", "fish")):
            with self.subTest(shell):
                done = subprocess.run([shell, "-n"], input=self.script(shell), capture_output=True, text=True,
                                      check=False)
                self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))


if __name__ == "__main__":
    unittest.main()
