"""scripts/release-notes: what a release says of itself, and that it is not made where tag, version and changelog differ."""

import pathlib
import shutil
import subprocess
import tempfile
import unittest

PROJECT = pathlib.Path(__file__).resolve().parents[2]
SCRIPT = "scripts/release-notes"
CHANGELOG = """# Changes

## 1.0.0 (2026-11-27)

The first one
that lasts.

- One point.
- Another, with more
  to say, and `code`.

Behind it.

## 0.1.0

- Older.
"""


class ReleaseNotes(unittest.TestCase):
    maxDiff = None

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        (self.root / "scripts/lib").mkdir(parents=True)
        for name in (SCRIPT, "scripts/lib/common.sh", "CMakeLists.txt"):
            shutil.copy(PROJECT / name, self.root / name)
        self.state("1.0.0", CHANGELOG)

    def state(self, version: str, changelog: str) -> None:
        """Makes this the project's version and changelog."""
        cmake = (PROJECT / "CMakeLists.txt").read_text(encoding="utf-8")
        before, project, after = cmake.partition("project(goto-token VERSION ")
        (self.root / "CMakeLists.txt").write_text(f"{before}{project}{version} {after.partition(' ')[2]}", encoding="utf-8")
        (self.root / "CHANGELOG.md").write_text(changelog, encoding="utf-8")

    def run_script(self, *arguments: str) -> tuple[int, str, str]:
        done = subprocess.run([self.root / SCRIPT, *arguments], capture_output=True, text=True, check=False)
        return done.returncode, done.stdout, done.stderr

    def assert_refused(self, tag: str, message: str) -> None:
        self.assertEqual(self.run_script(tag), (1, "", f"release-notes: error: {message}\n"))

    def test_prints_the_section_of_the_release_with_a_line_for_each_paragraph_and_point(self):
        self.assertEqual(self.run_script("v1.0.0"), (0, (
            "The first one that lasts.\n\n- One point.\n- Another, with more to say, and `code`.\n\nBehind it.\n"), ""))

    def test_fails_for_a_tag_of_another_version(self):
        for tag in ("v1.0.1", "v1.0", "v1.0.0-rc1"):
            with self.subTest(tag):
                self.assert_refused(tag, f"the tag is '{tag}', and CMakeLists.txt states version '1.0.0'")

    def test_fails_where_the_changelog_still_has_something_unreleased(self):
        self.state("1.0.0", CHANGELOG.replace("## 1.0.0", "## Unreleased\n\n- New.\n\n## 1.0.0"))
        self.assert_refused("v1.0.0", "the first section of CHANGELOG.md is 'Unreleased', and the version is '1.0.0'")

    def test_fails_where_the_changelog_does_not_know_the_version(self):
        self.state("1.1.0", CHANGELOG)
        self.assert_refused("v1.1.0", "the first section of CHANGELOG.md is '1.0.0', and the version is '1.1.0'")

    def test_fails_where_there_is_nothing_to_say(self):
        self.state("1.0.0", "# Changes\n\n## 1.0.0\n\n## 0.1.0\n\n- Older.\n")
        self.assert_refused("v1.0.0", "the section '1.0.0' of CHANGELOG.md is empty")

    def test_wants_a_tag(self):
        for arguments in ((), ("1.0.0",)):
            with self.subTest(arguments):
                self.assertEqual(self.run_script(*arguments), (
                    2, "", "release-notes: error: name a tag such as v1.0.0; --help tells more\n"))


class Project(unittest.TestCase):
    def test_has_a_section_for_its_version_in_the_changelog(self):
        version = (PROJECT / "CMakeLists.txt").read_text(encoding="utf-8").split("project(goto-token VERSION ")[1].split()[0]
        changelog = (PROJECT / "CHANGELOG.md").read_text(encoding="utf-8")
        self.assertRegex(changelog, rf"(?m)^## {version.replace('.', '[.]')}( |$)")


if __name__ == "__main__":
    unittest.main()
