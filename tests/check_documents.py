#!/usr/bin/env python3
"""Checks that links between our documents lead somewhere, and that every page is found.

    check_documents.py ROOT         prints a line for each dead link and lost page, then exits 1
    check_documents.py --self-test  proves on small temporary trees that each kind of fault is found
"""

import pathlib
import re
import sys
import tempfile

import source_check

START = "README.md"
INDEX = "docs/README.md"
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`[^`\n]*`")
# `[text](target)`, whose text may go over a line's end and hold a picture; and what HTML shows.
LINK = re.compile(r"\]\(([^)\s]+)\)|\b(?:href|src|srcset)=\"([^\"\s]+)\"")
HEADING = re.compile(r"^#{1,6} +(.+?) *$", re.MULTILINE)
NAMED = re.compile(r"`((?:[\w.-]+/)*[\w.-]+\.md)`")
ELSEWHERE = re.compile(r"[a-z]+:")  # a scheme
NOT_OURS = {"build", "node_modules"}


def documents(root):
    """The Markdown files of the tree, by their path from its root."""
    for path in sorted(root.rglob("*.md")):
        name = path.relative_to(root)
        if not NOT_OURS.intersection(name.parts) and not any(part.startswith(".git") for part in name.parts[:1]):
            yield name.as_posix(), path.read_text(encoding="utf-8")


def anchors(text):
    """The fragments that GitHub gives the headings."""
    seen = {}
    for heading in HEADING.findall(FENCED.sub("", text)):
        shown = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        anchor = re.sub(r"[^\w\- ]", "", shown.lower()).replace(" ", "-")
        number = seen.get(anchor, 0)
        seen[anchor] = number + 1
        yield f"{anchor}-{number}" if number else anchor


def links(text):
    """The targets within the tree, in order."""
    for markdown, html in LINK.findall(CODE.sub("", FENCED.sub("", text))):
        if not ELSEWHERE.match(markdown or html):
            yield markdown or html


def resolve(root, name, target):
    """What a link of document `name` leads to, by its path from the root, and the fragment. A folder is its README.md."""
    path, _, fragment = target.partition("#")
    if not path:
        return name, fragment
    full = (root / name).parent.joinpath(path).resolve()
    if (full / "README.md").exists():
        full /= "README.md"
    return full.relative_to(root).as_posix() if full.is_relative_to(root) else "", fragment


def link_problems(root, texts):
    for name, text in texts.items():
        for target in links(text):
            path, fragment = resolve(root, name, target)
            if not path or not (root / path).exists():
                yield f"{name}: '{target}' leads nowhere"
            elif fragment and fragment not in anchors(texts.get(path, "")):
                yield f"{name}: '{target}' leads to no heading"
        for path in NAMED.findall(FENCED.sub("", text)):
            folder = path.partition("/")[0]
            ours = folder == path or (root / folder).exists()  # else another project's
            if ours and not any((place / path).exists() for place in (root, (root / name).parent)):
                yield f"{name}: there is no '{path}'"


def reached(root, texts):
    """The documents that links lead to from the first one."""
    found, waiting = set(), [START]
    while waiting:
        name = waiting.pop()
        if name in texts and name not in found:
            found.add(name)
            waiting += [resolve(root, name, target)[0] for target in links(texts[name])]
    return found


def page_problems(root, texts):
    pages = [name for name in texts if name.startswith("docs/") and name != INDEX]
    listed = [resolve(root, INDEX, target)[0] for target in links(texts[INDEX])]
    for page in pages:
        if listed.count(page) != 1:
            yield f"{INDEX}: has {page} {listed.count(page)} times, and not once"
    for page in sorted({INDEX, *pages} - reached(root, texts)):
        yield f"{page}: no link leads there from {START}"


def problems(root):
    root = root.resolve()
    texts = dict(documents(root))
    for name in (START, INDEX):
        if name not in texts:
            yield f"there is no {name}"
            return
    yield from link_problems(root, texts)
    yield from page_problems(root, texts)


GOOD_TREE = {
    "README.md": "# Top\n\n[all](docs/), [a\npart](#a-b-c), ![x](docs/images/x.png), [out](https://example.com/#x)\n"
                 "\n## A `b`, *C*!\n\n```sh\n# no heading [no](link.md)\n```\n<img src=\"docs/images/x.png\">\n",
    "docs/README.md": "- [one](one.md)\n- [two](two.md#second-1)\n- `docs/one.md`, `one.md`, `[no](link.md)`\n",
    "docs/one.md": "# One\n\n[top](../README.md#top) [folder](images) [file](images/x.png)\n",
    "docs/two.md": "# Two\n\n## Second\n\n## Second\n",
    "docs/images/x.png": "",
    "build/x.md": "[dead](dead.md)\n",
}
# The file that is changed, in what way, and what is then found.
CASES = {
    "a sound tree": ("README.md", "", "", []),
    "a dead link": ("docs/one.md", "../README.md#top", "gone.md", ["docs/one.md: 'gone.md' leads nowhere"]),
    "a link that leaves the tree": ("docs/one.md", "../README.md#top", "../../..", ["docs/one.md: '../../..' leads nowhere"]),
    "a dead picture": ("README.md", 'src="docs/images/x', 'src="docs/images/y',
                       ["README.md: 'docs/images/y.png' leads nowhere"]),
    "a heading that is not there": ("docs/one.md", "#top", "#bottom", ["docs/one.md: '../README.md#bottom' leads to no heading"]),
    "a heading of its own that is not there": ("README.md", "#a-b-c", "#a-c", ["README.md: '#a-c' leads to no heading"]),
    "a comment in a block that is no heading": ("README.md", "#a-b-c", "#no-heading-no",
                                                ["README.md: '#no-heading-no' leads to no heading"]),
    "a heading that is not there twice": ("docs/README.md", "second-1", "second-2",
                                          ["docs/README.md: 'two.md#second-2' leads to no heading"]),
    "a file that is only named": ("docs/README.md", "`one.md`", "`three.md`", ["docs/README.md: there is no 'three.md'"]),
    "a file of ours with a folder": ("docs/README.md", "`docs/one.md`", "`docs/three.md`", [
        "docs/README.md: there is no 'docs/three.md'"]),
    "a file of another project": ("docs/README.md", "`docs/one.md`", "`theirs/three.md`", []),
    "a page that the index lacks": ("docs/README.md", "- [one](one.md)\n", "", [
        "docs/README.md: has docs/one.md 0 times, and not once",
        "docs/one.md: no link leads there from README.md"]),
    "a page that the index has twice": ("docs/README.md", "- [one](one.md)\n", "- [one](one.md) [one](one.md)\n", [
        "docs/README.md: has docs/one.md 2 times, and not once"]),
    "an index that no link leads to": ("README.md", "(docs/)", "(docs/one.md)", [
        "docs/README.md: no link leads there from README.md", "docs/two.md: no link leads there from README.md"]),
}  # fmt: skip


def found_in(tree):
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for name, text in tree.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text, encoding="utf-8")
        return list(problems(root))


def self_test():
    """Runs the cases; returns how many failed."""
    failures = 0
    for what, (name, old, new, expected) in CASES.items():
        found = found_in(GOOD_TREE | {name: GOOD_TREE[name].replace(old, new, 1)})
        passed = found == expected
        failures += source_check.report(what, passed, expected, found)
    return failures


if __name__ == "__main__":
    sys.exit(source_check.run("Checks that links between our documents lead somewhere.", problems, self_test,
                              "all links between documents lead somewhere, and every page is found"))
