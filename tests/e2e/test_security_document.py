"""SECURITY.md names the tests that show what it says; they have to exist."""

import pathlib
import re
import subprocess
import tempfile
import unittest

from support.named_tests import TEST_NAME, missing_tests
from support.recipe import ROOT, read_recipes

TEXT = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
BROWSER_TESTS = re.compile(r"`(tests/browser/[\w.]+)`")


class SecurityDocument(unittest.TestCase):
    def test_names_a_test_for_every_threat(self):
        rows = re.findall(r"^\|(?!---| threat ).*\|$", TEXT, re.MULTILINE)
        self.assertGreater(len(rows), 30)
        for row in rows:
            with self.subTest(row[:60]):
                self.assertRegex(row.split("|")[3], TEST_NAME)

    def test_names_only_tests_that_exist(self):
        self.assertEqual(missing_tests(TEXT), [])
        for path in BROWSER_TESTS.findall(TEXT):
            with self.subTest(path):
                self.assertIn("test(", (ROOT / path).read_text(encoding="utf-8"))

    def test_shows_how_a_download_is_compared_with_its_sum(self):
        folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        command = read_recipes("SECURITY.md")["sums"]
        downloaded, other = folder / "goto-token_1_amd64.deb", folder / "goto-token_1_arm64.deb"
        for file in (downloaded, other):
            file.write_bytes(file.name.encode())
        sums = subprocess.check_output(["sha256sum", downloaded.name, other.name], cwd=folder)
        (folder / "SHA256SUMS").write_bytes(sums)
        other.unlink()
        self.assertEqual(subprocess.check_output(["sh", "-c", command], cwd=folder, text=True), f"{downloaded.name}: OK\n")
        downloaded.write_bytes(b"something else")
        done = subprocess.run(["sh", "-c", command], cwd=folder, capture_output=True, check=False)
        self.assertEqual(done.returncode, 1)


if __name__ == "__main__":
    unittest.main()
