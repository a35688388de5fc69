"""Man page, help, README and completion tell of the same program, and that is what is installed."""

import pathlib
import re
import subprocess
import tempfile
import unittest

from support.manual import Manual, ManualTests
from support.mock_auth import BINARY as MOCK_AUTH
from support.program import BINARY
from support.recipe import ROOT

MANUAL = Manual("goto-token", BINARY)
KEY = re.compile(r"\bOAUTH_[A-Z_]+\b")


def rows_of(document: str, heading: str) -> list[list[str]]:
    """The rows of the table below a heading of a document."""
    text = (ROOT / document).read_text(encoding="utf-8").split(f"\n## {heading}\n")[1].split("\n## ")[0]
    rows = [line.strip("|").split(" | ") for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows[2:]]


class Page(ManualTests, unittest.TestCase):
    MANUAL = MANUAL
    SECTIONS = ["NAME", "SYNOPSIS", "DESCRIPTION", "COMMANDS", "OPTIONS", "CONFIGURATION", "ENVIRONMENT", "FILES",
                "EXIT STATUS", "EXAMPLES", "SECURITY", "SEE ALSO", "STANDARDS"]  # fmt: skip

    def options_text(self, shown: str) -> str:
        return shown.split("\nOptions:\n")[1].split("\n\n")[0]

    def test_options_of_the_help_are_those_that_the_program_completes(self):
        script = MANUAL.output_of("completion", "bash")
        takes_value = re.search(r"^ +(\S+(?: \| \S+)+)\) option=\$word", script, re.MULTILINE)[1].split(" | ")
        self.assertEqual({word for word in takes_value if word.startswith("--")},
                         {f"--{name}" for _, name, placeholder in self.options_in_help if placeholder})

    def test_exit_codes_of_the_readme_are_those_of_the_manual(self):
        in_readme = {code for codes, *_ in rows_of("README.md", "Exit codes") for code in codes.split(", ")}
        in_manual = {code for head in MANUAL.items("EXIT STATUS") for code in head.split(" , ")}
        self.assertEqual(in_readme, in_manual)


class Commands(unittest.TestCase):
    def test_have_a_help_of_their_own(self):
        for command in MANUAL.items("COMMANDS"):
            name = command.removeprefix("Cm ")
            with self.subTest(name):
                shown = MANUAL.output_of("help", name)
                self.assertTrue(shown.startswith(f"Usage: goto-token {name} "), shown)
                self.assertEqual(MANUAL.output_of(name, "--help"), shown)

    def test_are_the_same_everywhere(self):
        table = set(re.search(r"\*::0\) words='(.*)'", MANUAL.output_of("completion", "bash"))[1].split())
        listed = MANUAL.output_of("--help").split("\nCommands ")[1].split("\n\n")[0]
        self.assertEqual(set(re.findall(r"^  ([a-z]+) ", listed, re.MULTILINE)), table)
        self.assertEqual({head.removeprefix("Cm ") for head in MANUAL.items("COMMANDS")}, table)
        in_synopsis = re.findall(r"^\.Cm ([a-z| ]+)$", MANUAL.section("SYNOPSIS"), re.MULTILINE)
        named = {word for line in in_synopsis for word in line.split(" | ")}
        self.assertEqual(named - {"bash", "zsh", "fish"}, table)


class Keys(unittest.TestCase):
    def test_of_the_manual_are_those_of_the_help(self):
        in_manual = KEY.findall("\n".join(MANUAL.items("CONFIGURATION")))
        in_help = KEY.findall(MANUAL.output_of("--help"))
        self.assertEqual({key.removesuffix("_FILE") for key in in_manual},
                         {key.removesuffix("_FILE") for key in in_help})

    def test_have_the_same_default_in_manual_and_settings(self):
        said = {key: text for head, text in MANUAL.items("CONFIGURATION").items() for key in KEY.findall(head)}
        for name, default, *_ in rows_of("docs/settings.md", "Keys"):
            for value in re.findall(r"`([^`]+)`|^(\d+)$|^(required)$", default):
                for key in KEY.findall(name):
                    with self.subTest(key):
                        self.assertIn("".join(value).lower(), said[key].lower())

    def test_are_all_in_the_example(self):
        example = (ROOT / ".env.example").read_text(encoding="utf-8")
        assigned = set(re.findall(r"^(?:# )?(OAUTH_[A-Z_]+)=", example, re.MULTILINE))
        self.assertEqual(assigned, set(KEY.findall(MANUAL.output_of("--help"))) - {"OAUTH_CLIENT_SECRET_FILE"})


class Installation(unittest.TestCase):
    BUILD = BINARY.parent

    @unittest.skipUnless((BUILD / "completions/goto-token.fish").exists(), "this build has no scripts")
    def test_brings_the_programs_the_manual_and_completion_alone(self):
        prefix = self.enterContext(tempfile.TemporaryDirectory())
        install = ["cmake", "--install", self.BUILD, "--prefix", prefix]
        subprocess.run(install, stdout=subprocess.DEVNULL, check=True)
        installed = {str(path.relative_to(prefix)) for path in pathlib.Path(prefix).rglob("*") if path.is_file()}
        self.assertEqual(installed, {
            "bin/goto-token",
            "bin/goto-mock-auth",
            "share/man/man1/goto-token.1",
            "share/man/man1/goto-mock-auth.1",
            "share/bash-completion/completions/goto-token",
            "share/zsh/site-functions/_goto-token",
            "share/fish/vendor_completions.d/goto-token.fish",
        })
        version = subprocess.check_output([f"{prefix}/bin/goto-token", "--version"], text=True)
        self.assertEqual(version, MANUAL.output_of("--version"))
        for shell, path in (
            ("bash", "bash-completion/completions/goto-token"),
            ("zsh", "zsh/site-functions/_goto-token"),
            ("fish", "fish/vendor_completions.d/goto-token.fish"),
        ):
            with open(f"{prefix}/share/{path}", encoding="utf-8") as script:
                self.assertEqual(script.read(), MANUAL.output_of("completion", shell))
        for manual in (MANUAL, Manual("goto-mock-auth", MOCK_AUTH)):
            with open(f"{prefix}/share/man/man1/{manual.path.name}", encoding="utf-8") as installed:
                self.assertEqual(installed.read(), manual.text)


if __name__ == "__main__":
    unittest.main()
