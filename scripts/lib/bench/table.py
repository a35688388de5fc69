"""The table: medians next to each other, their ratios, and what they are to be."""

import statistics
from typing import NamedTuple, Sequence

HEAD = "| what | goto-token | next to | its value | ratio | goal |\n|---|---|---|---|---|---|"


class Goal(NamedTuple):
    """What a ratio, or the value itself where there is none, is to be at most."""

    most: float
    unit: str = ""
    is_strict: bool = False

    def verdict(self, value: float) -> str:
        met = value < self.most if self.is_strict else value <= self.most
        unit = f" {self.unit}" if self.unit else ""
        return f"{'<' if self.is_strict else '≤'} {self.most:g}{unit}: {'met' if met else 'missed'}"


def spread(values: Sequence[float], unit: str) -> str:
    """The median, and the range from the first to the ninth tenth if there is one."""
    digits = 0 if unit == "" else 2
    text = f"{statistics.median(values):,.{digits}f}"
    if len(values) > 1:
        tenths = statistics.quantiles(values, n=10, method="inclusive")
        low, high = (f"{tenth:,.{digits}f}" for tenth in (tenths[0], tenths[-1]))
        if low != high:
            return f"{text}{unit and ' '}{unit} ({low}–{high})"
    return f"{text}{unit and ' '}{unit}"


def compare(what: str, unit: str, ours: Sequence[float], next_to: str, theirs: Sequence[float],
            goal: Goal | None = None) -> str:
    """A row with a ratio, which the goal is about."""
    ratio = statistics.median(ours) / statistics.median(theirs)
    verdict = goal.verdict(ratio) if goal else ""
    return f"| {what} | {spread(ours, unit)} | {next_to} | {spread(theirs, unit)} | {ratio:.2f} | {verdict} |"


def value(what: str, unit: str, ours: Sequence[float], goal: Goal | None = None) -> str:
    """A row without a ratio."""
    return f"| {what} | {spread(ours, unit)} | | | | {goal.verdict(statistics.median(ours)) if goal else ''} |"


def text(what: str, ours: str, goal: str = "") -> str:
    """A row in words."""
    return f"| {what} | {ours} | | | | {goal} |"
