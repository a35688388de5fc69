#!/usr/bin/env python3
"""Prints CHANGELOG.md in the format of Debian's changelogs.

    debian_changelog.py CHANGELOG VERSION TIME   the newest entry gets VERSION, whatever its heading says
    debian_changelog.py --newest-date CHANGELOG  prints the time of the newest entry with a date, or fails

A heading is `## VERSION`, with a date such as 2026-11-27 behind it. The newest entry may be without: it has TIME, in
seconds since 1970, in any case.
"""

import datetime
import email.utils
import pathlib
import re
import sys
import textwrap

MAINTAINER = "The goto-token authors <goto-token@users.noreply.github.com>"
HEADING = re.compile(r"^## (?P<version>\S+)(?:.*?(?P<date>\d{4}-\d\d-\d\d))?.*$", re.MULTILINE)
LINK = re.compile(r"\[([^]]*)\]\([^)]*\)")


def seconds_of(date):
    """The noon of a date, in seconds since 1970: no time zone makes another day of it."""
    noon = datetime.datetime.fromisoformat(date).replace(hour=12, tzinfo=datetime.timezone.utc)
    return int(noon.timestamp())


def entries_of(text):
    """The version, the date (or None) and the paragraphs of each entry."""
    headings = list(HEADING.finditer(text))
    ends = [heading.start() for heading in headings[1:]] + [len(text)]
    for heading, end in zip(headings, ends):
        paragraphs = re.split(r"\n(?=- )|\n\s*\n", text[heading.end():end])
        yield heading["version"], heading["date"], [LINK.sub(r"\1", paragraph) for paragraph in paragraphs if paragraph.strip()]


def format_entry(version, seconds, paragraphs):
    """One entry of a Debian changelog."""
    lines = [f"goto-token ({version}) unstable; urgency=medium", ""]
    for paragraph in paragraphs:
        words = " ".join(paragraph.split()).removeprefix("- ")
        lines += textwrap.wrap(words, 78, initial_indent="  * ", subsequent_indent="    ", break_on_hyphens=False)
    time = datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc)
    return "\n".join([*lines, "", f" -- {MAINTAINER}  {email.utils.format_datetime(time)}", ""])


def main(arguments):
    if arguments[:1] == ["--newest-date"]:
        dates = [date for _, date, _ in entries_of(pathlib.Path(arguments[1]).read_text(encoding="utf-8")) if date]
        if not dates:
            sys.exit(f"{arguments[1]}: no entry has a date")
        print(seconds_of(max(dates)))
        return
    path, newest_version, time = arguments
    (_, _, paragraphs), *older = entries_of(pathlib.Path(path).read_text(encoding="utf-8"))
    entries = [format_entry(newest_version, int(time), paragraphs)]
    for version, date, paragraphs in older:
        if not date:
            sys.exit(f"{path}: the entry of {version} has no date")
        entries.append(format_entry(version, seconds_of(date), paragraphs))
    print("\n".join(entries), end="")


if __name__ == "__main__":
    main(sys.argv[1:])
