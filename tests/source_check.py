"""The command line of a check of the project's own files: `ROOT`, or `--self-test`."""

import argparse
import pathlib


def report(what, passed, expected, found):
    """Prints how a case of a self-test ended; returns 1 where it failed."""
    print(f"ok: {what}" if passed else f"FAILED: {what}\n  expected {expected}\n  found {found}")
    return 0 if passed else 1


def run(description, problems, self_test, fine):
    """Runs what the command line says; returns the exit status.

    problems(root) are the lines to print, `fine` stands for none; self_test() returns how many of its cases failed.
    """
    parser = argparse.ArgumentParser(description=description)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("root", nargs="?", type=pathlib.Path, help="the project's folder")
    what.add_argument("--self-test", action="store_true", help="prove that each kind of fault is found")
    arguments = parser.parse_args()
    if arguments.self_test:
        return 1 if self_test() else 0
    if not (arguments.root / "src").is_dir():
        parser.error(f"'{arguments.root}' has no src folder")
    found = list(problems(arguments.root))
    print("\n".join(found) or fine)
    return 1 if found else 0
