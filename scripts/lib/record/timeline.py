"""When each part of a session is seen. All of it is computed from the texts, nothing is measured."""

from typing import NamedTuple

from picture import Row
from scene import Step

# Seconds.
IDLE = 0.7  # before the first key of a command
KEY = 0.04
ENTER = 0.35  # between the last key and the output
READING = 0.45  # a line that is new
READING_AT_MOST = 3.2


class Line(NamedTuple):
    """A line of output, from when it is seen, and until when; for good without an end."""

    row: int
    content: Row
    start: float
    end: float | None


class Typing(NamedTuple):
    """A command behind its prompt: when the prompt is seen, the first key pressed, the last one, and Enter."""

    row: int
    command: str
    prompted: float
    started: float
    typed: float
    entered: float


class Timeline(NamedTuple):
    typings: list[Typing]
    lines: list[Line]
    row: int  # of the last prompt
    end: float  # when that is seen


def lay_out(steps: list[Step]) -> Timeline:
    typings, lines, row, now = [], [], 0, 0.0
    for step in steps:
        started = now + IDLE
        typed = started + KEY * len(step.command)
        typings.append(Typing(row, step.command, now, started, typed, typed + ENTER))
        times = _times(step.screens, typed + ENTER)
        lines += _lines(step.screens, times, row + 1)
        row += 1 + len(step.screens[-1])
        now = times[-1]
    return Timeline(typings, lines, row, now)


def _times(screens, now: float) -> list[float]:
    """When each screen is seen, and the end of the last one: there is time to read what is new."""
    times = [now]
    for before, screen in zip([(), *screens], screens):
        new = sum(content not in before for content in screen)
        now += min(READING * new, READING_AT_MOST)
        times.append(now)
    return times


def _lines(screens, times: list[float], first_row: int):
    """The lines that stay, each from the screen on since which it is there; and those that pass."""
    *passing, last = screens
    for row, content in enumerate(last):
        since = len(passing)
        while since > 0 and passing[since - 1][row : row + 1] == (content,):
            since -= 1
        yield Line(first_row + row, content, times[since], None)
    for screen, start, end in zip(passing, times, times[1:]):
        for row, content in enumerate(screen):
            if last[row : row + 1] != (content,):
                yield Line(first_row + row, content, start, end)
