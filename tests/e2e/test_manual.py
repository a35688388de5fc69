"""Man page, help, README and completion tell of the same program, and that is what is installed."""

import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

from support.program import BINARY
from support.recipe import ROOT

MANUAL = ROOT / "share/man/goto-token.1"
KEY = re.compile(r"\bOAUTH_[A-Z_]+\b")


def output_of(*arguments: str) -> str:
    return subprocess.run([BINARY, *arguments], capture_output=True, text=True, check=True).stdout


def section(name: str) -> str:
    """The source of one section of the man page."""
    return MANUAL.read_text(encoding="utf-8").split(f"\n.Sh {name}\n")[1].split("\n.Sh ")[0]


def items(name: str) -> dict[str, str]:
    """The items of a section's lists: heads, and what is said below them."""
    return dict(re.findall(r"^\.It (.+)\n((?:(?!\.It |\.El).*\n?)*)", section(name), re.MULTILINE))


def readme_rows(heading: str) -> list[list[str]]:
    """The rows of the table below a heading of the README."""
    text = (ROOT / "README.md").read_text(encoding="utf-8").split(f"\n## {heading}\n")[1].split("\n## ")[0]
    rows = [line.strip("|").split(" | ") for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows[2:]]


class Options(unittest.TestCase):
    """An option is a tuple of letter, long form and placeholder; where there is none, an empty text."""

    def setUp(self):
        shown = output_of("--help").split("\nOptions:\n")[1].split("\n\n")[0]
        option = re.compile(r"^ +(?:-(\w), )?--([a-z-]+)(?: ([A-Z][A-Z\[\]:]*))?(?= |$)", re.MULTILINE)
        self.in_help = set(option.findall(shown))

    def test_of_the_manual_are_those_of_the_help(self):
        heads = "\n".join(items("OPTIONS"))
        in_manual = re.findall(r"^(?:Fl (\w) , )?Fl -([a-z-]+)(?: Ar (\S+))?$", heads, re.MULTILINE)
        self.assertEqual(len(in_manual), len(heads.splitlines()), "an item that is no option")
        self.assertEqual(set(in_manual), self.in_help)

    def test_of_the_help_are_those_that_the_program_completes(self):
        script = output_of("completion", "bash")
        table = set(re.search("local words='(.*)'", script)[1].split())
        names = {f"--{name}" for _, name, _ in self.in_help}
        letters = {f"-{letter}" for letter, _, _ in self.in_help if letter}
        self.assertEqual(table, names | letters)
        takes_value = re.search(r"^ +(\S+(?: \| \S+)+)\) option=\$word", script, re.MULTILINE)[1].split(" | ")
        self.assertEqual({word for word in takes_value if word.startswith("--")},
                         {f"--{name}" for _, name, placeholder in self.in_help if placeholder})

    def test_named_anywhere_in_the_manual_are_real(self):
        named = set(re.findall(r"\bFl -([a-z-]{2,})", MANUAL.read_text(encoding="utf-8")))
        self.assertEqual(named - {"option"}, {name for _, name, _ in self.in_help})


class Commands(unittest.TestCase):
    def test_are_the_same_everywhere(self):
        table = set(re.search(r"\*::0\) words='(.*)'", output_of("completion", "bash"))[1].split())
        usage = output_of("--help").split("\n\n")[0]
        self.assertEqual(set(re.findall(r"goto-token ([a-z]+)", usage)), table)
        self.assertEqual({head.removeprefix("Cm ") for head in items("COMMANDS")}, table)
        in_synopsis = re.findall(r"^\.Cm ([a-z| ]+)$", section("SYNOPSIS"), re.MULTILINE)
        named = {word for line in in_synopsis for word in line.split(" | ")}
        self.assertEqual(named - {"bash", "zsh", "fish"}, table)


class Keys(unittest.TestCase):
    def test_of_the_manual_are_those_of_the_help(self):
        in_manual = KEY.findall("\n".join(items("CONFIGURATION")))
        in_help = KEY.findall(output_of("--help"))
        self.assertEqual({key.removesuffix("_FILE") for key in in_manual},
                         {key.removesuffix("_FILE") for key in in_help})

    def test_have_the_same_default_in_manual_and_readme(self):
        said = {key: text for head, text in items("CONFIGURATION").items() for key in KEY.findall(head)}
        for name, default, *_ in readme_rows("Set it up for GoTo"):
            for value in re.findall(r"`([^`]+)`|^(\d+)$|^(required)$", default):
                for key in KEY.findall(name):
                    with self.subTest(key):
                        self.assertIn("".join(value).lower(), said[key].lower())

    def test_are_all_in_the_example(self):
        example = (ROOT / ".env.example").read_text(encoding="utf-8")
        assigned = set(re.findall(r"^(?:# )?(OAUTH_[A-Z_]+)=", example, re.MULTILINE))
        self.assertEqual(assigned, set(KEY.findall(output_of("--help"))) - {"OAUTH_CLIENT_SECRET_FILE"})


class ExitCodes(unittest.TestCase):
    def test_are_the_same_everywhere(self):
        in_manual = {int(code) for head in items("EXIT STATUS") for code in head.split(" , ")}
        in_readme = {int(code) for code, *_ in readme_rows("Exit codes") for code in code.split(", ")}
        in_help = {int(code) for code in re.findall(r"\b\d+\b", output_of("--help").split("Exit status:")[1])}
        self.assertEqual(in_manual, in_help)
        self.assertEqual(in_readme, in_help)


class Page(unittest.TestCase):
    @unittest.skipUnless(shutil.which("mandoc"), "mandoc is not installed")
    def test_is_clean_to_mandoc(self):
        done = subprocess.run(["mandoc", "-Tlint", MANUAL], capture_output=True, text=True, check=False)
        complaints = [line for line in done.stdout.splitlines() if "referenced manual not found" not in line]
        self.assertEqual(complaints, [])

    @unittest.skipUnless(shutil.which("groff"), "groff is not installed")
    def test_is_clean_to_groff(self):
        command = ["groff", "-mandoc", "-ww", "-Tutf8", MANUAL]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_has_every_section_that_people_look_for(self):
        found = re.findall(r"^\.Sh (.+)$", MANUAL.read_text(encoding="utf-8"), re.MULTILINE)
        self.assertEqual(found, ["NAME", "SYNOPSIS", "DESCRIPTION", "COMMANDS", "OPTIONS", "CONFIGURATION",
                                 "ENVIRONMENT", "FILES", "EXIT STATUS", "EXAMPLES", "SECURITY", "SEE ALSO",
                                 "STANDARDS"])


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
            "share/bash-completion/completions/goto-token",
            "share/zsh/site-functions/_goto-token",
            "share/fish/vendor_completions.d/goto-token.fish",
        })
        version = subprocess.check_output([f"{prefix}/bin/goto-token", "--version"], text=True)
        self.assertEqual(version, output_of("--version"))
        for shell, path in (
            ("bash", "bash-completion/completions/goto-token"),
            ("zsh", "zsh/site-functions/_goto-token"),
            ("fish", "fish/vendor_completions.d/goto-token.fish"),
        ):
            with open(f"{prefix}/share/{path}", encoding="utf-8") as script:
                self.assertEqual(script.read(), output_of("completion", shell))
        with open(f"{prefix}/share/man/man1/goto-token.1", encoding="utf-8") as manual:
            self.assertEqual(manual.read(), MANUAL.read_text(encoding="utf-8"))


if __name__ == "__main__":
    unittest.main()
