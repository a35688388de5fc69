"""Reads the part of YAML that the workflows are written in, and nothing beyond it.

    workflow_yaml.py FILE   prints what was read, as JSON
"""

import json
import re
import sys


class Unreadable(Exception):
    """A line that is not in the part of YAML that is read here."""


class Reader:
    """Mappings, sequences, one-line lists, `|` blocks, and plain or double-quoted scalars, indented by two spaces."""

    ENTRY = re.compile(r"([\w-]+):(?: (.+))?")

    def __init__(self, text):
        self.lines = text.splitlines()
        self.at = 0

    def peek(self):
        """The indent and text of the next line that says something, or None at the end."""
        while self.at < len(self.lines):
            line = self.lines[self.at]
            text = line.strip()
            if text and not text.startswith("#"):
                return len(line) - len(line.lstrip(" ")), text
            self.at += 1
        return None

    def fail(self):
        raise Unreadable(f"line {self.at + 1}: {self.lines[self.at].strip()!r} cannot be read")

    def read(self):
        value = self.node(0)
        if self.peek():
            self.fail()
        return value

    def node(self, indent):
        """What stands at this indent: a mapping or a sequence."""
        found = self.peek()
        if not found or found[0] != indent:
            self.fail() if found else None
            raise Unreadable("the end comes too early")
        return self.sequence(indent) if found[1].startswith("- ") else self.mapping(indent)

    def sequence(self, indent):
        values = []
        while (found := self.peek()) and found[0] == indent and found[1].startswith("- "):
            rest = found[1][2:]
            if self.ENTRY.fullmatch(rest):  # a mapping that begins on the dash's line
                self.lines[self.at] = " " * (indent + 2) + rest
                values.append(self.mapping(indent + 2))
            else:
                self.at += 1
                values.append(self.scalar(rest))
        return values

    def mapping(self, indent):
        values = {}
        while (found := self.peek()) and found[0] == indent and not found[1].startswith("- "):
            entry = self.ENTRY.fullmatch(found[1])
            if not entry or entry[1] in values:
                self.fail()
            self.at += 1
            values[entry[1]] = self.value(entry[2], indent)
        if found and found[0] > indent:
            self.fail()
        return values

    def value(self, text, indent):
        if text == "|":
            return self.block(indent + 2)
        if text and not text.startswith("#"):
            return self.scalar(text)
        found = self.peek()
        return self.node(indent + 2) if found and found[0] > indent else None

    def block(self, indent):
        lines = []
        while self.at < len(self.lines) and re.match(rf" {{{indent}}}|\s*$", self.lines[self.at]):
            lines.append(self.lines[self.at][indent:])
            self.at += 1
        return "\n".join(lines).rstrip("\n") + "\n"

    def scalar(self, text):
        text = re.sub(r" +#.*", "", text) if not text.startswith('"') else text
        if text == "{}":
            return {}
        if text.startswith("[") and text.endswith("]"):
            return [self.scalar(part.strip()) for part in text[1:-1].split(",")]
        if text.startswith('"'):
            return json.loads(text)
        if re.match(r"[\[\]{}&*!|>'%@`?]|-( |$)|.*(: |:$)", text):
            self.at -= 1
            self.fail()
        return {"true": True, "false": False}.get(text, int(text) if text.isdecimal() else text)


def read_yaml(text):
    return Reader(text).read()


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        print(json.dumps(read_yaml(file.read())))
