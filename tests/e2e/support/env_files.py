"""Reads `NAME=VALUE` lines by the documented rules of programs that take such files."""

import re


def read_by_github(text: str) -> dict[str, str]:
    """`$GITHUB_ENV`: what follows the first `=`, unless `<<` before it begins a value of several lines."""
    variables = {}
    for line in filter(None, re.split(r"\r\n|\n|\r", text)):
        name, equals, value = line.partition("=")
        if not equals or "<<" in name:
            raise ValueError(line)
        variables[name] = value
    return variables


def read_by_docker(text: str) -> dict[str, str]:
    """`docker --env-file`: comments begin a line, nothing is unquoted, and a line has at most 64 KiB."""
    variables = {}
    for line in text.splitlines(keepends=True):
        if len(line) > 64 * 1024:
            raise ValueError("token too long")
        line = line.rstrip("\r\n").lstrip()
        if line and not line.startswith("#"):
            name, equals, value = line.partition("=")
            if not equals or re.search(r"\s", name):
                raise ValueError(line)
            variables[name] = value
    return variables


def read_by_systemd(text: str) -> dict[str, str]:
    """`EnvironmentFile=`: outer blanks go, quotes count where a value begins, a backslash takes what follows."""
    variables = {}
    quoted = r"""(?:'([^']*)(?:'|\Z)|"((?:\\.|[^"\\])*)(?:"|\Z))?"""
    assignment = re.compile(rf"[ \t]*([^=\n]*?)[ \t]*=[ \t]*{quoted}((?:\\.|[^\n])*)(?:\n|\Z)", re.DOTALL)
    for name, *parts, rest in assignment.findall(re.sub(r"(?m)^[ \t]*[#;].*\n", "", text)):
        variables[name] = "".join(parts) + re.sub(r"\\(.)", r"\1", rest.rstrip(" \t"), flags=re.DOTALL)
    return variables


READERS = (read_by_github, read_by_docker, read_by_systemd)
