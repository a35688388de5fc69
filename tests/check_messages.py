#!/usr/bin/env python3
"""Lists every message that goto-token can print, and holds the list against tests/messages.txt.

    check_messages.py ROOT          prints what differs from the list and what breaks a rule, then exits 1
    check_messages.py --write ROOT  writes the list anew, to be read before it is committed
    check_messages.py --self-test   proves that messages are found and that each rule catches what it is for

A message is a text of two words or more in src/ and include/. What is put into it stands there as `…`. A change of a message so shows
in one place, where its tone can be compared with that of all others.
"""

import argparse
import difflib
import pathlib
import re
import sys

LIST = "tests/messages.txt"

# Texts that are written for shells and browsers, or that tests compare whole: the help, scripts, a style sheet.
NO_MESSAGES = ("src/command_line/completion", "src/command_line/help.cpp")
PAGES = "src/sign_in/pages.cpp"
# Texts in whole sentences: pages, what init explains, comments of a file.
PROSE = (PAGES, "src/commands/init_questions.cpp", "src/config/env_file_text.cpp")

TOKEN = re.compile(r'''
      R"(?P<mark>\w*)\((?P<raw>.*?)\)(?P=mark)"   # a raw string
    | "(?P<text>(?:\\.|[^"\\\n])*)"
    | '(?:\\.|[^'\\\n])*'
    | //[^\n]* | /\*.*?\*/ | ^[ \t]*\#[^\n]*
    | (?P<name>[A-Za-z_][\w:.]*)
    | (?P<sign>->|::|[^\s\w])
    | \d[\w.']*''', re.DOTALL | re.MULTILINE | re.VERBOSE)

# Words that design and contract have better ones for. A server answers, but what it sends is a response; what is done is
# done by a method, but something can be in the way or on the way.
OLD_WORDS = (r"(?:an?|the|no|whole|its|'s) answer\b", r"\bblot", r"\bmend", r"\bnobody", r"\breception", r"\brefusal",
             r"\bslips?\b", r"\bsomebody", r"(?<!\b[io]n the )\bways?\b", r"\bwhoever", r"\bwish")
# The contract's tests read this one.
KEPT = ("the connection was closed before a whole answer came",)
CLOSERS = {"(": ")", "[": "]", "{": "}"}


def unescaped(text):
    return re.sub(r"\\(.)", lambda escape: {"n": "\n", "r": "\r", "t": "\t"}.get(escape[1], escape[1]), text)


class Token:
    """A string literal (its text, unescaped), or anything else (its sign or name)."""

    def __init__(self, match):
        raw, text = match["raw"], match["text"]
        self.is_text = raw is not None or text is not None
        self.text = raw if raw is not None else unescaped(text) if self.is_text else match[0]


def tokens_of(source):
    """The tokens of a C++ source, without comments, preprocessor lines and what only the compiler may say."""
    for match in TOKEN.finditer(re.sub(r"\bstatic_assert\([^;]*\);", "", source)):
        if not match[0].lstrip().startswith(("//", "/*", "#")):
            yield Token(match)


def skip_operand(tokens, at):
    """The index behind what stands between two `+`."""
    depth = 0
    while at < len(tokens):
        token = tokens[at]
        if not token.is_text:
            if token.text in CLOSERS:
                depth += 1
            elif token.text in CLOSERS.values():
                if depth == 0:
                    return at
                depth -= 1
            elif depth == 0 and token.text in ("+", ",", ";", "?", ":", "<", "=", "|", "&"):
                return at
        at += 1
    return at


def messages_of(tokens):
    """The texts among tokens, each with what is added to it by `+` as `…`; behind it the texts that stand in what is added."""
    at = 0
    while at < len(tokens):
        if not tokens[at].is_text:
            at += 1
            continue
        added = []
        message = "…" if at > 0 and tokens[at - 1].text == "+" and not tokens[at - 1].is_text else ""
        while at < len(tokens):
            if tokens[at].is_text:
                message += tokens[at].text
                at += 1
                if at < len(tokens) and tokens[at].text == ")" and not tokens[at].is_text:  # std::string("…")
                    if at + 1 < len(tokens) and tokens[at + 1].text == "+":
                        at += 1
            elif tokens[at].text == "+" and at + 1 < len(tokens):
                at += 1
                if not tokens[at].is_text:
                    message += "…"
                    begin, at = at, skip_operand(tokens, at)
                    added += messages_of(tokens[begin:at])
            else:
                break
        yield re.sub("…+", "…", message)
        yield from added


def is_message(text):
    if "\r" in text:  # what goes on the wire
        return False
    is_script = text.lstrip().startswith(("<", "trap '"))
    return len(re.findall(r"[a-z]{2,}", text)) >= 2 and " " in text.strip() and not is_script


def list_messages(root):
    """A dictionary of the messages of each file that has any."""
    found = {}
    for path in sorted([*(root / "src").rglob("*.cpp"), *(root / "include").rglob("*.hpp")]):
        name = path.relative_to(root).as_posix()
        if name.startswith(NO_MESSAGES):
            continue
        messages = [" ".join(text.split()) for text in messages_of(list(tokens_of(
            path.read_text(encoding="utf-8")))) if is_message(text)]
        if name == PAGES:
            messages = [text for text in messages if "{" not in text]
        if messages:
            found[name] = messages
    return found


def rule_violations(name, message):
    """What the style of messages forbids: old words and, but for pages, a full stop at the end."""
    for word in OLD_WORDS:
        old = re.search(word, message, re.IGNORECASE)
        if old and message not in KEPT:
            yield f"{name}: '{old[0]}' in: {message}"
    if name not in PROSE and message.endswith(".") and not message.endswith("..."):
        yield f"{name}: a full stop at the end of: {message}"


def format_list(found):
    text = "# Every message that goto-token can print; tests/check_messages.py --write . makes this list.\n"
    for name, messages in found.items():
        text += f"\n{name}\n" + "".join(f"  {message}\n" for message in messages)
    return text


SELF_TEST = r'''
// "a comment with words"
#include "not a message"
throw Error(ExitCode::Usage, "cannot read '" + printable(path, f("x", 2)) + "': " + why,
            std::string("the hint goes ") + "on");
note(told ? "one text here" : "another text there");
text.append("a raw " R"(string's \n end)");
say(name + " is not set");
say(count + " requests came" + (more ? ", still waiting" : " and one " + kind("of its own")) + sign(late ? "ahead of" : "behind"));
send("Some-Field: of words\r\n");
'''
SELF_TEST_FOUND = ["cannot read '…': …", "the hint goes on", "one text here", "another text there",
                   r"a raw string's \n end", "… is not set", "… requests came…", ", still waiting", "and one …", "of its own", "ahead of"]
SELF_TEST_BROKEN = {"no mending": "how to mend it", "no answers": "the answer came", "no slips": "two slips off",
                    "no receptions": "a reception of it", "no ways": "ask for another way", "no stop": "it ended here."}
SELF_TEST_SOUND = ("the response is on the way", "a proxy in the way; always ask")


def self_test():
    found = [text.strip() for text in messages_of(list(tokens_of(SELF_TEST))) if is_message(text)]
    failed = found != SELF_TEST_FOUND
    print(f"{'FAILED' if failed else 'ok'}: messages are found{f': {found}' if failed else ''}")
    for what, message in SELF_TEST_BROKEN.items():
        caught = len(list(rule_violations("src/x.cpp", message))) == 1
        failed = failed or not caught
        print(f"{'ok' if caught else 'FAILED'}: {what}")
    for message in SELF_TEST_SOUND:
        passed = not list(rule_violations("src/x.cpp", message))
        failed = failed or not passed
        print(f"{'ok' if passed else 'FAILED'}: nothing is wrong with: {message}")
    return 1 if failed else 0


def main():
    parser = argparse.ArgumentParser(description="Lists every message that goto-token can print.")
    parser.add_argument("root", nargs="?", type=pathlib.Path, default=pathlib.Path("."), help="the project's folder")
    parser.add_argument("--write", action="store_true", help=f"write {LIST} anew")
    parser.add_argument("--self-test", action="store_true", help="prove that the check works")
    arguments = parser.parse_args()
    if arguments.self_test:
        return self_test()
    found = list_messages(arguments.root)
    listed = arguments.root / LIST
    if arguments.write:
        listed.write_text(format_list(found), encoding="utf-8")
    known = listed.read_text(encoding="utf-8").splitlines()
    problems = list(difflib.unified_diff(known, format_list(found).splitlines(), LIST, "src", lineterm="", n=0))
    for name, messages in found.items():
        for message in messages:
            problems += rule_violations(name, message)
    print("\n".join(problems) or f"messages: {sum(map(len, found.values()))}, all listed in {LIST}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
