"""Watches the system calls of a run, with strace."""

import functools
import pathlib
import re
import subprocess
import unittest


@functools.cache
def can_trace() -> bool:
    """Whether strace is there and may trace: containers can forbid that."""
    try:
        return subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


needs_strace = unittest.skipUnless(can_trace(), "strace cannot trace here")

# LeakSanitizer cannot work in a process that is traced.
ENVIRONMENT = {"ASAN_OPTIONS": "detect_leaks=0"}


class Trace:
    """Where the system calls named in `calls`, as strace's -e takes them, are written."""

    def __init__(self, path: pathlib.Path, calls: str) -> None:
        self._path = path
        self.wrapper = ("strace", "-f", "-s", "4096", "-o", str(path), "-e", f"trace={calls}")

    def calls(self) -> list[str]:
        """All calls in the order of their beginning, without the thread that made them."""
        made = []
        unfinished = {}  # where a thread's call stands that another thread's came into
        for line in self._path.read_text(encoding="utf-8", errors="replace").splitlines():
            thread, _, call = line.partition(" ")
            call = call.strip()
            resumed = re.match(r"<\.\.\. \w+ resumed>(.*)", call)
            if resumed and thread in unfinished:
                made[unfinished.pop(thread)] += resumed[1].strip()
            elif re.match("[a-z]", call) and "/tsan.rodata." not in call:
                if call.endswith("<unfinished ...>"):
                    unfinished[thread] = len(made)
                made.append(call.removesuffix("<unfinished ...>").strip())
        return [re.sub(r" += (?=[^=]*$)", " = ", call) for call in made]
