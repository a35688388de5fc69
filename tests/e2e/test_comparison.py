"""docs/comparison.md: each cell about goto-token is shown by a test or the contract, each about another program has its
source, and README.md's short table says the same."""

import re
import unittest

from support.named_tests import TEST_NAME, missing_tests
from support.recipe import ROOT

TEXT = (ROOT / "docs/comparison.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
SHORT_TABLE = "Compared with others"
EVIDENCE = "What shows our column"
PROGRAMS = ["goto-token", "oauth2c", "oidc-agent", "oauth2l", "step oauth", "pizauth", "git-credential-oauth"]
# What a cell says when there is nothing: of goto-token, and of another program.
ABSENT = {"no", "–"}


def section(text: str, title: str) -> str:
    """What stands below the title, up to the next one of its rank."""
    found = re.search(rf"^(##+) {re.escape(title)}\n(.*?)(?=^\1 |\Z)", text, re.MULTILINE | re.DOTALL)
    return found[2] if found else ""


def rows(text: str) -> list[list[str]]:
    """The cells of each row of each table, its head included."""
    lines = re.findall(r"^\| ?(.*) \|$", text, re.MULTILINE)
    return [[cell.strip() for cell in line.split("|")] for line in lines]


TABLES = [row for row in rows(TEXT) if len(row) > 2]
FEATURES = {label: dict(zip(PROGRAMS, cells)) for label, *cells in TABLES if label}
SOURCES = section(TEXT, "Sources")


class OurColumn(unittest.TestCase):
    SHOWN = dict(rows(section(TEXT, EVIDENCE))[1:])

    def test_has_what_shows_it_for_each_row(self):
        claimed = [label for label, cells in FEATURES.items() if cells["goto-token"] not in ABSENT]
        self.assertEqual(list(self.SHOWN), claimed)

    def test_names_tests_sections_and_files_that_exist(self):
        self.assertEqual(missing_tests(TEXT), [])
        contract = (ROOT / "docs/contract.md").read_text(encoding="utf-8")
        for label, shown in self.SHOWN.items():
            with self.subTest(label):
                files = [name for name in re.findall(r"`([^`]+)`", shown) if not TEST_NAME.fullmatch(f"`{name}`")]
                numbers = re.findall(r"§(\d+)", shown)
                self.assertTrue(files or TEST_NAME.search(shown), shown)
                self.assertEqual([name for name in files if not (ROOT / name).is_file()], [])
                self.assertEqual([number for number in numbers if f"\n## {number}. " not in contract], [])


class OtherColumns(unittest.TestCase):
    def test_have_the_same_programs_in_each_table(self):
        self.assertEqual([cells for label, *cells in TABLES if not label], [PROGRAMS] * 5)
        self.assertEqual({len(row) for row in TABLES}, {len(PROGRAMS) + 1})

    def test_have_a_source_for_each_cell_and_each_paragraph(self):
        for program in PROGRAMS[1:]:
            with self.subTest(program):
                claimed = [label for label, cells in FEATURES.items() if cells[program] not in ABSENT]
                sourced = re.findall(r"^- (.+?): \S", section(SOURCES, program), re.MULTILINE)
                self.assertEqual(sourced, ["which one", *claimed])

    def test_were_read_at_a_commit_on_a_day(self):
        for program in PROGRAMS[1:]:
            with self.subTest(program):
                self.assertRegex(section(SOURCES, program),
                                 r"\(https://github\.com/\S+/tree/[0-9a-f]{40}\)[^-]*\bRead\s+on\s+\d+\s+\w+\s+\d{4}\b")

    def test_have_a_paragraph_that_says_where_each_is_better(self):
        for program in PROGRAMS[1:]:
            with self.subTest(program):
                self.assertRegex(section(TEXT, "Which one"),
                                 rf"\n\*\*{program}\.\*\* \*Where it is better:\* [^*]+\*Choose\s+it\s+when\*\s")


class ShortTable(unittest.TestCase):
    def test_agrees_with_this_one_row_by_row(self):
        short = rows(section(README, SHORT_TABLE))
        self.assertGreaterEqual(len(short), 9)
        self.assertEqual([row for row in short if row not in TABLES], [])


if __name__ == "__main__":
    unittest.main()
