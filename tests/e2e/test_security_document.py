"""SECURITY.md names the tests that show what it says; they have to exist."""

import pathlib
import re
import unittest

from support.named_tests import TEST_NAME, missing_tests

ROOT = pathlib.Path(__file__).resolve().parents[2]
TEXT = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
BROWSER_TESTS = re.compile(r"`(tests/browser/[\w.]+)`")


class SecurityDocument(unittest.TestCase):
    def test_names_a_test_for_every_threat(self):
        rows = re.findall(r"^\|(?!---).*\|$", TEXT, re.MULTILINE)[1:]
        self.assertGreater(len(rows), 10)
        for row in rows:
            with self.subTest(row[:60]):
                self.assertRegex(row.split("|")[3], TEST_NAME)

    def test_names_only_tests_that_exist(self):
        self.assertEqual(missing_tests(TEXT), [])
        for path in BROWSER_TESTS.findall(TEXT):
            with self.subTest(path):
                self.assertIn("test(", (ROOT / path).read_text(encoding="utf-8"))


if __name__ == "__main__":
    unittest.main()
