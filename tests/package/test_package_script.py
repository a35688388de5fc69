"""`scripts/package` before it compiles anything, and the Debian changelog that it makes of ours."""

import pathlib
import shutil
import subprocess
import sys
import tempfile
import textwrap
import unittest

PROJECT = pathlib.Path(__file__).resolve().parents[2]
CHANGELOG_SCRIPT = PROJECT / "scripts/lib/debian_changelog.py"

CHANGES = """\
# Changes

## 1.1.0

- Of `two`
  lines, with [a link](docs/contract.md) and words enough that they need a line more in Debian's format.
- Another.

## 1.0.0 (2026-11-27)

First version.
"""
DEBIAN_CHANGES = """\
goto-token (1.1.0~git1) unstable; urgency=medium

  * Of `two` lines, with a link and words enough that they need a line more in
    Debian's format.
  * Another.

 -- The goto-token authors <goto-token@users.noreply.github.com>  Sat, 28 Nov 2026 10:00:00 +0000

goto-token (1.0.0) unstable; urgency=medium

  * First version.

 -- The goto-token authors <goto-token@users.noreply.github.com>  Fri, 27 Nov 2026 12:00:00 +0000
"""


class PackageScriptTest(unittest.TestCase):
    def package(self, *arguments: str, root: pathlib.Path = PROJECT) -> tuple[int, str, str]:
        run = subprocess.run([root / "scripts/package", *arguments], capture_output=True, text=True, check=False)
        return run.returncode, run.stdout, run.stderr

    def assert_usage_error(self, said: str, *arguments: str) -> None:
        self.assertEqual(self.package(*arguments), (2, "", f"package: error: {said}; --help tells the options\n"))

    def test_wrong_options_are_exit_2(self):
        self.assert_usage_error("unknown option '--wrong'", "--wrong")
        self.assert_usage_error("--output needs a value", "--output")
        self.assert_usage_error("there are no packages for 'mips'", "--arch", "mips")

    def test_help_tells_every_option(self):
        status, usage, errors = self.package("--help")
        self.assertEqual((status, errors), (0, ""))
        for option in ("--arch", "--snapshot", "--output", "--help"):
            self.assertIn(f"\n  {option} ", usage.replace("-h, ", ""))

    def test_a_snapshot_needs_a_commit(self):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder, "goto-token")
            shutil.copytree(PROJECT / "scripts", root / "scripts")
            status, _, errors = self.package("--snapshot", root=root)
        self.assertEqual((status, errors), (1, "package: error: --snapshot names the commit, and this is no git clone\n"))


class DebianChangelogTest(unittest.TestCase):
    def run_script(self, changes: str, *arguments: str) -> tuple[int, str, str]:
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "CHANGELOG.md")
            path.write_text(changes, encoding="utf-8")
            command = [argument.replace("CHANGELOG", str(path)) for argument in arguments]
            run = subprocess.run([sys.executable, CHANGELOG_SCRIPT, *command], capture_output=True, text=True, check=False)
            return run.returncode, run.stdout, run.stderr.replace(folder, "")

    def test_each_version_is_an_entry(self):
        self.assertEqual(self.run_script(CHANGES, "CHANGELOG", "1.1.0~git1", "1795860000"), (0, DEBIAN_CHANGES, ""))

    def test_an_older_version_has_a_date(self):
        self.assertEqual(self.run_script(CHANGES.replace(" (2026-11-27)", ""), "CHANGELOG", "1.1.0", "1795860000"),
                         (1, "", "/CHANGELOG.md: the entry of 1.0.0 has no date\n"))

    def test_the_newest_date_is_noon(self):
        self.assertEqual(self.run_script(CHANGES, "--newest-date", "CHANGELOG"), (0, "1795780800\n", ""))
        self.assertEqual(self.run_script(textwrap.dedent("## 1.0.0\n\nFirst.\n"), "--newest-date", "CHANGELOG"),
                         (1, "", "/CHANGELOG.md: no entry has a date\n"))


if __name__ == "__main__":
    unittest.main()
