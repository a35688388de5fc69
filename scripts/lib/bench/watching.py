"""What cannot be timed: the threads and libraries of a run, by strace; its instructions, by perf; sizes on disk."""

import os
import pathlib
import re
import shutil
import subprocess

from timing import Command, Timer

CALLS = "trace=clone,clone3,openat"
NEW_THREAD = re.compile(r"CLONE_THREAD.*(= \d+|<unfinished \.\.\.>)$")
LIBRARY = re.compile(r'openat\(.*"([^"]*\.so[^"]*)".* = \d+$')
THREAD_ENDED = re.compile(r"^(\d+) \+\+\+ exited with")


def trace(timer: Timer, command: Command) -> tuple[int, set[str]]:
    """Runs a command under strace; returns how many threads it had at most, and the shared libraries it opened."""
    log = timer.folder / "strace"
    wrapper = [shutil.which("strace") or "strace", "-f", "-e", CALLS, "-e", "signal=none", "-o", str(log)]
    timer.once(command._replace(words=[*wrapper, *command.words]))
    lines = log.read_text(errors="replace").splitlines()
    return most_threads(lines), libraries(lines)


def most_threads(lines: list[str]) -> int:
    """The most threads at any one time. A thread begins with its clone and ends with a line of its own."""
    now = most = 1
    for line in lines:
        if NEW_THREAD.search(line):
            now += 1
        elif THREAD_ENDED.search(line):
            now -= 1
        most = max(most, now)
    return most


def libraries(lines: list[str]) -> set[str]:
    """The names of the files that were opened and whose names say that they are shared libraries."""
    return {os.path.basename(match[1]) for line in lines if (match := LIBRARY.search(line))} - {"ld.so.cache"}


def instructions(timer: Timer, command: list[str]) -> int | None:
    """The instructions of one run, or None where there is no perf, or no counter, as in most virtual machines."""
    perf = shutil.which("perf")
    if not perf:
        return None
    log = timer.folder / "perf"
    subprocess.run([perf, "stat", "-x,", "-e", "instructions:u", "-o", log, *command], cwd=timer.folder,
                   env=timer.environment, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    count = re.search(r"^(\d+),", log.read_text() if log.exists() else "", re.MULTILINE)
    return int(count[1]) if count else None


def size_mib(program: str, folder: pathlib.Path, strip: bool) -> float:
    copy = folder / "copy"
    shutil.copy(program, copy)
    if strip:
        subprocess.run(["strip", copy], check=True)
    return copy.stat().st_size / 2**20
