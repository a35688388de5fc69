"""The session at the top of README.md is what the programs show, and can be read by everyone."""

import os
import pathlib
import re
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree

from support import limits
from support.recipe import ROOT

IMAGES = ROOT / "docs/images"
THEMES = ("light", "dark")
SVG = "{http://www.w3.org/2000/svg}"
DRAWN = {"svg", "title", "desc", "style", "g", "text", "rect", "path", "circle"}
MOST_BYTES = 40_000
LEAST_CONTRAST = 4.5  # WCAG 2.2, 1.4.3
SECONDS = range(12, 21)


def record(*arguments) -> subprocess.CompletedProcess:
    return subprocess.run([ROOT / "scripts/record", *arguments], capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, timeout=limits.SECONDS, check=False)


def luminance(colour: str) -> float:
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return sum(
        weight * (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)
        for weight, part in ((0.2126, red), (0.7152, green), (0.0722, blue))
    )


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


class Session(unittest.TestCase):
    def setUp(self):
        self.texts = {theme: (IMAGES / f"session-{theme}.svg").read_text(encoding="utf-8") for theme in THEMES}
        self.trees = {theme: ElementTree.fromstring(text) for theme, text in self.texts.items()}

    def styles(self):
        """Each theme's style sheet."""
        return {theme: tree.find(f"{SVG}style").text for theme, tree in self.trees.items()}

    def test_is_what_the_programs_show(self):
        with tempfile.TemporaryDirectory() as folder:
            done = record("--program", os.environ["GOTO_TOKEN"], "--server", os.environ["GOTO_MOCK_AUTH"],
                          "--output", folder)
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            drawn = {theme: pathlib.Path(folder, f"session-{theme}.svg").read_text(encoding="utf-8")
                     for theme in THEMES}
        for theme in THEMES:
            self.assertEqual(drawn[theme], self.texts[theme], "the programs show something else now; "
                             "scripts/record draws docs/images/session-*.svg anew")

    def test_says_in_words_what_it_shows_in_the_end(self):
        for theme, tree in self.trees.items():
            passing = {text for group in tree.iter(f"{SVG}g") if group.get("class") == "passing"
                       for text in group.iter(f"{SVG}text")}
            shown = [text.text for text in tree.find(f"{SVG}svg").iter(f"{SVG}text") if text not in passing]
            told = tree.find(f"{SVG}desc").text
            self.assertCountEqual("".join(shown).replace(" ", ""), re.sub(r"\s", "", told) + "$", theme)

    def test_moves_only_for_those_who_want_that(self):
        for theme, style in self.styles().items():
            still, moving = style.split("@media (prefers-reduced-motion:no-preference){")
            self.assertIn("animation:", moving, theme)
            self.assertNotIn("animation", still, theme)
            inline = " ".join(part.get("style", "") for part in self.trees[theme].iter())
            self.assertNotRegex(inline, r"animation(-name)?:|visibility|display", theme)

    def test_plays_once_and_neither_rushes_nor_drags(self):
        for theme, text in self.texts.items():
            self.assertNotIn("infinite", text)
            last = max(float(delay) for delay in re.findall(r"animation-delay:([\d.]+)s", text))
            self.assertIn(round(last), SECONDS, theme)

    def test_can_be_read(self):
        for theme, style in self.styles().items():
            colours = dict(re.findall(r"^\.(\w+)\{fill:(#[0-9a-f]{6})\}$", style, re.MULTILINE))
            used = {text.get("class") for text in self.trees[theme].iter(f"{SVG}text")}
            for name in used:
                for ground in ("ground", "bar"):
                    self.assertGreaterEqual(contrast(colours[name], colours[ground]), LEAST_CONTRAST, (theme, name))

    def test_runs_nothing_and_loads_nothing(self):
        for theme, tree in self.trees.items():
            self.assertLessEqual({part.tag.removeprefix(SVG) for part in tree.iter()}, DRAWN, theme)
            names = {name for part in tree.iter() for name in part.attrib}
            self.assertEqual([name for name in names if re.match(r"on|.*(href|src)$", name)], [], theme)
            self.assertNotRegex(self.texts[theme], r"url\(|@import|<\?|<!")
            self.assertLess(len(self.texts[theme].encode()), MOST_BYTES, theme)

    def test_has_no_token_in_it(self):
        for text in self.texts.values():
            self.assertNotRegex(text, r"eyJ|Bearer")


class Script(unittest.TestCase):
    def test_wants_both_programs_or_none(self):
        done = record("--program", os.environ["GOTO_TOKEN"])
        self.assertEqual((done.returncode, done.stdout, done.stderr),
                         (2, "", "record: error: --program and --server go together\n"))

    def test_tells_of_a_command_that_fails(self):
        with tempfile.TemporaryDirectory() as folder:
            done = record("--program", "/bin/false", "--server", os.environ["GOTO_MOCK_AUTH"], "--output", folder)
            self.assertEqual(os.listdir(folder), [])
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertRegex(done.stderr, r"\Arecord: error: 'goto-token login .*' failed:\n")


if __name__ == "__main__":
    unittest.main()
