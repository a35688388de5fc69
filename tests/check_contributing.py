#!/usr/bin/env python3
"""Checks that CONTRIBUTING.md tells of this tree: each file and folder that it names exists, and each room is in it.

    check_contributing.py ROOT  prints a line for each name that leads nowhere, then exits 1
"""

import pathlib
import re
import sys

DOCUMENT = "CONTRIBUTING.md"
# A name between backticks with a slash in it, or a room's thing such as `config/keys`. `<...>` stands for any name.
NAME = re.compile(r"`([\w.-]+(?:/[\w.*-]+)*/?)`")
WHERE = "## Where to put what is new"
SUFFIXES = ("", ".hpp", ".cpp")
PLACES = ("", "src", "include/goto_token", "tests", "docs")


def exists(root, name):
    """Whether a file, a folder or a pair of header and source of this name is there."""
    return any((root / place / f"{name}{suffix}").exists() for place in PLACES for suffix in SUFFIXES) or (
        "*" in name and any(True for place in PLACES for _ in (root / place).glob(name)))


def problems(root):
    text = (root / DOCUMENT).read_text(encoding="utf-8")
    for name in sorted(set(NAME.findall(text))):
        if "/" in name and not exists(root, name):
            yield f"{DOCUMENT}: there is no '{name}'"
    for room in sorted(path.name for path in (root / "include/goto_token").iterdir()):
        if not re.search(rf"^{room}/ ", text, re.MULTILINE):
            yield f"{DOCUMENT}: the picture lacks the room {room}/"
    entries = re.findall(r"^- \*\*(.+?)\*\*(.*(?:\n  .*)*)", text.split(WHERE)[1].split("\n## ")[0], re.MULTILINE)
    if len(entries) < 6:
        yield f"{DOCUMENT}: '{WHERE}' tells of {len(entries)} kinds of change, and there are six at least"
    for kind, said in entries:
        if not any("/" in name for name in NAME.findall(said)):
            yield f"{DOCUMENT}: '{kind}' names no file"


def main():
    found = list(problems(pathlib.Path(sys.argv[1])))
    print("\n".join(found) or f"{DOCUMENT}: all that it names is there")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
