"""The man pages, taken apart, and what holds for each of them."""

import re
import shutil
import subprocess
import unittest
from pathlib import Path

from support.recipe import ROOT

_ITEM = re.compile(r"^\.It (.+)\n((?:(?!\.It |\.El).*\n?)*)", re.MULTILINE)


class Manual:
    """A man page and the program that it is of."""

    def __init__(self, name: str, binary: Path) -> None:
        self.path = ROOT / f"share/man/{name}.1"
        self.text = self.path.read_text(encoding="utf-8")
        self._binary = binary

    def output_of(self, *arguments: str) -> str:
        """What the program prints."""
        return subprocess.run([self._binary, *arguments], capture_output=True, text=True, check=True).stdout

    def section(self, name: str) -> str:
        """The source of one section."""
        return self.text.split(f"\n.Sh {name}\n")[1].split("\n.Sh ")[0]

    def items(self, name: str) -> dict[str, str]:
        """The items of a section's lists: heads, and what is said below them."""
        return dict(_ITEM.findall(self.section(name)))


class ManualTests:
    """What a TestCase of each page tests; `MANUAL` and `SECTIONS` are for a page's own class to say.
    An option is a tuple of letter, long form and placeholder; where there is none, an empty text."""

    MANUAL: Manual
    SECTIONS: list[str]

    @property
    def options_in_help(self) -> set[tuple[str, str, str]]:
        option = re.compile(r"^ +(?:-(\w), )?--([a-z-]+)(?: ([A-Z][A-Z\[\]:=]*))?(?= |$)", re.MULTILINE)
        return set(option.findall(self.options_text(self.MANUAL.output_of("--help"))))

    def options_text(self, shown: str) -> str:
        """The part of the help that lists the options."""
        raise NotImplementedError

    def test_options_of_the_manual_are_those_of_the_help(self):
        heads = "\n".join(self.MANUAL.items("OPTIONS"))
        in_manual = re.findall(r"^(?:Fl (\w) , )?Fl -([a-z-]+)(?: Ar (\S+))?$", heads, re.MULTILINE)
        self.assertEqual(len(in_manual), len(heads.splitlines()), "an item that is no option")
        self.assertEqual(set(in_manual), self.options_in_help)

    def test_options_named_anywhere_in_the_manual_are_real(self):
        named = set(re.findall(r"\bFl -([a-z-]{2,})", self.MANUAL.text))
        self.assertEqual(named - {"option"}, {name for _, name, _ in self.options_in_help})

    def test_exit_codes_are_those_of_the_help(self):
        in_manual = {int(code) for head in self.MANUAL.items("EXIT STATUS") for code in head.split(" , ")}
        told = self.MANUAL.output_of("--help").split("Exit status:")[1]
        self.assertEqual(in_manual, {int(code) for code in re.findall(r"\b\d+\b", told)})

    @unittest.skipUnless(shutil.which("mandoc"), "mandoc is not installed")
    def test_page_is_clean_to_mandoc(self):
        done = subprocess.run(["mandoc", "-Tlint", self.MANUAL.path], capture_output=True, text=True, check=False)
        complaints = [line for line in done.stdout.splitlines() if "referenced manual not found" not in line]
        self.assertEqual(complaints, [])

    @unittest.skipUnless(shutil.which("groff"), "groff is not installed")
    def test_page_is_clean_to_groff(self):
        command = ["groff", "-mandoc", "-ww", "-Tutf8", self.MANUAL.path]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_page_has_every_section_that_people_look_for(self):
        found = re.findall(r"^\.Sh (.+)$", self.MANUAL.text, re.MULTILINE)
        self.assertEqual(found, self.SECTIONS)
