#!/usr/bin/env python3
"""Checks that CONTRIBUTING.md tells of this tree: each file and folder that it names exists, and each room is in it.

    check_contributing.py ROOT         prints a line for each name that leads nowhere, then exits 1
    check_contributing.py --self-test  proves on small temporary trees that each kind of wrong name is found
"""

import pathlib
import re
import sys
import tempfile

import source_check

DOCUMENT = "CONTRIBUTING.md"
# A name between backticks. `<...>` stands for any name.
NAME = re.compile(r"`([\w.-]+(?:/[\w.*-]+)*/?)`")
# A name that is checked: one with a slash (a room's thing such as `config/keys`, a file, a folder), or a bare file's name.
CHECKED = re.compile(r".*/.*|\w[\w.-]*\.(?:cmake|cpp|hpp|md|mjs|py|txt)")
# A room's lines in the picture: what it is for, or its things between `·`, behind what they have in common and a colon.
ROOM = re.compile(r"^(\w+)/ +(.*(?:\n +\S.*)*)$", re.MULTILINE)
WHERE = "## Where to put what is new"
SUFFIXES = ("", ".hpp", ".cpp")
PLACES = ("", "src", "include/goto_token", "tests", "docs")


def exists(root, name):
    """Whether a file, a folder or a pair of header and source of this name is there."""
    return any((root / place / f"{name}{suffix}").exists() for place in PLACES for suffix in SUFFIXES) or (
        "*" in name and any(True for place in PLACES for _ in (root / place).glob(name)))


def things_of(said):
    """The names of files in a room's line of the picture, without what stands between brackets."""
    if "·" not in said:
        return []
    return [name.strip() for name in re.split(r"·| and ", re.sub(r"\(.*?\)", "", said).rpartition(":")[2])]


def picture_problems(root, picture):
    for name in re.findall(r"^([\w-]+\.\w+) ", picture, re.MULTILINE):
        if not exists(root, name):
            yield f"{DOCUMENT}: the picture's {name} is not there"
    drawn = dict(ROOM.findall(picture))
    for room in sorted(path.name for path in (root / "include/goto_token").iterdir()):
        if room not in drawn:
            yield f"{DOCUMENT}: the picture lacks the room {room}/"
    for room, said in drawn.items():
        if not exists(root, room):
            yield f"{DOCUMENT}: the picture's room {room}/ is not there"
        for thing in things_of(said):
            if not exists(root, f"{room}/{thing}"):
                yield f"{DOCUMENT}: the picture's {room}/ has no '{thing}'"


def problems(root):
    text = (root / DOCUMENT).read_text(encoding="utf-8")
    for name in sorted(set(NAME.findall(text))):
        if CHECKED.fullmatch(name) and not exists(root, name):
            yield f"{DOCUMENT}: there is no '{name}'"
    yield from picture_problems(root, text.split("\n```\n")[1])
    entries = re.findall(r"^- \*\*(.+?)\*\*(.*(?:\n  .*)*)", text.split(WHERE)[1].split("\n## ")[0], re.MULTILINE)
    if len(entries) < 6:
        yield f"{DOCUMENT}: '{WHERE}' tells of {len(entries)} kinds of change, and there are six at least"
    for kind, said in entries:
        if not any("/" in name for name in NAME.findall(said)):
            yield f"{DOCUMENT}: '{kind}' names no file"


GOOD = """A thing is `src/<room>/x.cpp`; `main.cpp` and `sign_in/flow` are two. `http.client` and `.cpp` are no files of ours.

```
main.cpp  argv

sign_in/  those that wait: flow (in steps · and so on) ·
          pages and notices
oauth/    the protocol

mock/     a program of its own
```

### Where to put what is new
""" + "".join(f"- **Kind {number}**: a row\n  in `oauth/pkce`.\n" for number in range(6))
GOOD_TREE = ("src/main.cpp", "include/goto_token/sign_in/flow.hpp", "src/sign_in/pages.cpp", "src/sign_in/notices.cpp",
             "include/goto_token/oauth/pkce.hpp", "mock/main.cpp")
# What the document is changed in, and what is then found.
CASES = {
    "a sound document": ("", "", []),
    "a thing that is not there": ("`sign_in/flow`", "`sign_in/flaw`", ["there is no 'sign_in/flaw'"]),
    "a bare file that is not there": ("`main.cpp`", "`began.cpp`", ["there is no 'began.cpp'"]),
    "a file of the picture": ("\nmain.cpp", "\nbegan.cpp", ["the picture's began.cpp is not there"]),
    "a thing of the picture": ("flow (", "flaw (", ["the picture's sign_in/ has no 'flaw'"]),
    "the last thing of the picture": ("notices", "notes", ["the picture's sign_in/ has no 'notes'"]),
    "prose among the things": ("pages and", "all the pages and", ["the picture's sign_in/ has no 'all the pages'"]),
    "a room that is gone": ("mock/", "mocks/", ["the picture's room mocks/ is not there"]),
    "a room that is left out": ("oauth/  ", "its own ", ["the picture lacks the room oauth/"]),
    "an entry without a file": ("row\n  in `oauth/pkce`.\n- **Kind 1", "row.\n- **Kind 1", ["'Kind 0' names no file"]),
    "too few entries": ("- **Kind 5**", "Kind 5",
                        [f"'{WHERE}' tells of 5 kinds of change, and there are six at least"]),
}


def self_test():
    """Runs the cases; returns how many failed."""
    failures = 0
    for what, (old, new, expected) in CASES.items():
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for path in GOOD_TREE:
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                (root / path).touch()
            (root / DOCUMENT).write_text(GOOD.replace(old, new, 1), encoding="utf-8")
            found = list(problems(root))
        passed = found == [f"{DOCUMENT}: {problem}" for problem in expected]
        failures += source_check.report(what, passed, expected, found)
    return failures


if __name__ == "__main__":
    sys.exit(source_check.run("Checks that CONTRIBUTING.md tells of this tree.", problems, self_test,
                              f"{DOCUMENT}: all that it names is there"))
