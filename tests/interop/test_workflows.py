"""Holds the workflows to GitHub's own schema, and the Dockerfile to its syntax, as far as they can be tried without either."""

import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

FOLDER = pathlib.Path(__file__).resolve().parent
ROOT = FOLDER.parents[1]
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
DOCKERFILE = ROOT / "Dockerfile"


def output_of(*command):
    return json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True, timeout=60).stdout)


def read(*paths):
    """What is wrong with each file, and what it says."""
    return output_of("node", FOLDER / "workflow_parser/read.mjs", *paths)


class Workflows(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.found = read(*WORKFLOWS, DOCKERFILE)

    def test_the_workflows_and_the_dockerfile_have_no_error(self):
        self.assertEqual({path: of["errors"] for path, of in self.found.items()},
                         {str(path): [] for path in (*WORKFLOWS, DOCKERFILE)})

    def test_our_reader_reads_the_workflows_as_a_whole_reader_does(self):
        for path in WORKFLOWS:
            with self.subTest(path.name):
                ours = output_of(sys.executable, ROOT / "tests/workflow_yaml.py", path)
                self.assertEqual(ours, self.found[str(path)]["value"])


class Mistakes(unittest.TestCase):
    """What the readers find, so that finding nothing says something."""

    def assert_found(self, path, old, new, expected):
        text = path.read_text(encoding="utf-8")
        self.assertIn(old, text)
        with tempfile.TemporaryDirectory() as folder:
            changed = pathlib.Path(folder) / path.name
            changed.write_text(text.replace(old, new, 1), encoding="utf-8")
            self.assertEqual(read(changed)[str(changed)]["errors"], [expected])

    def test_finds_a_key_that_is_unknown(self):
        for old, new, name in (("permissions: {}", "permisions: {}", "permisions"),
                               ("contents: read", "content: read", "content"),
                               ("timeout-minutes:", "timeout:", "timeout")):
            with self.subTest(new):
                text = WORKFLOWS[0].read_text(encoding="utf-8")
                before = text[:text.index(old)]
                line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
                self.assert_found(WORKFLOWS[0], old, new,
                                  f"{WORKFLOWS[0].name} (Line: {line}, Col: {column}): Unexpected value '{name}'")

    def test_finds_an_expression_that_names_nothing(self):
        line = WORKFLOWS[0].read_text(encoding="utf-8").split("${{")[0].count("\n") + 1
        self.assert_found(WORKFLOWS[0], "github.ref", "githb.ref",
                          f"{WORKFLOWS[0].name} (Line: {line}, Col: 10): Unrecognized named-value: 'githb'")

    def test_finds_an_instruction_that_is_unknown(self):
        line = DOCKERFILE.read_text(encoding="utf-8").split("\nUSER")[0].count("\n") + 2
        self.assert_found(DOCKERFILE, "\nUSER", "\nUSERS", f"Dockerfile (Line: {line}): Unknown instruction: USERS")


if __name__ == "__main__":
    unittest.main()
