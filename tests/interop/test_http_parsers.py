"""Compares our parsers of responses with node's llhttp and Python's http.client, on responses of every kind."""

import http.client
import io
import os
import pathlib
import subprocess
import unittest
from typing import Iterable, NamedTuple

import http_rules
from http_response_parts import Response
from http_responses import make_responses
from http_rules import LAXER, OTHER, STRICTER, Rule

FOLDER = pathlib.Path(__file__).resolve().parent / "http_parsers"
OURS = [os.environ["RESPONSE_DUMP"]]
NODE = ["node", str(FOLDER / "response_dump.mjs")]

COUNT = 4000
SEED = 9112  # the same responses in each run


class Outcome(NamedTuple):
    """What a parser made of a response, in the dumps' words."""

    verdict: str
    status: str = "-"
    framing: str | None = None
    fields: str | None = None
    body: str = "-"

    @property
    def is_read(self) -> bool:
        return self.verdict == "read"

    def means(self, other: "Outcome") -> bool:
        """Whether both say the same, as far as both say it."""
        return all(mine == theirs or None in (mine, theirs) for mine, theirs in zip(self, other))


def parse_with(command: list[str], responses: list[bytes]) -> list[Outcome]:
    """What a program makes of all the responses."""
    dumped = subprocess.run(command, input=b"".join(b"%d\n%b" % (len(response), response) for response in responses),
                            stdout=subprocess.PIPE, check=True, timeout=280)
    return [Outcome(*line.split(" ")) for line in dumped.stdout.decode().splitlines()]


class Received:
    """What http.client takes for a socket."""

    def __init__(self, response: bytes) -> None:
        self.response = response

    def makefile(self, *_) -> io.BytesIO:
        return io.BytesIO(self.response)


def parse_with_python(response: bytes) -> Outcome:
    parsed = http.client.HTTPResponse(Received(response), method="GET")
    try:
        parsed.begin()
        length = "close" if parsed.length is None else f"length={parsed.length}"
        framing = "chunked" if parsed.chunked else length
        return Outcome("read", str(parsed.status), framing, body=parsed.read().hex() or "-")
    except (http.client.HTTPException, OverflowError):  # the latter for sizes that no memory holds
        return Outcome("refused")


def difference_of(ours: Outcome, other: Outcome) -> str | None:
    """How the other parser differs from ours; None when it does not, or both refuse."""
    if not ours.is_read and not other.is_read:
        return None
    if ours.is_read != other.is_read:
        return STRICTER if ours.is_read else LAXER
    return None if ours.means(other) else OTHER


def is_meant(rules: Iterable[Rule], difference: str, response: bytes) -> bool:
    parts = Response(response)
    return any(difference in rule.differences and rule.applies(parts) for rule in rules)


class HttpParsersTest(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls) -> None:
        cls.responses = make_responses(COUNT, SEED)
        cls.ours = parse_with(OURS, cls.responses)
        cls.node = [outcome._replace(framing=None) for outcome in parse_with(NODE, cls.responses)]
        cls.python = [parse_with_python(response) for response in cls.responses]

    def assert_differences_are_meant(self, others: list[Outcome], rules: list[Rule]) -> None:
        unexplained = []
        for response, ours, other in zip(self.responses, self.ours, others, strict=True):
            difference = difference_of(ours, other)
            if difference and not is_meant(rules, difference, response):
                unexplained.append((difference, response, ours, other))
        self.assertEqual(unexplained, [])

    def test_every_difference_from_llhttp_has_its_rule(self):
        self.assert_differences_are_meant(self.node, http_rules.NODE)

    def test_every_difference_from_python_has_its_rule(self):
        self.assert_differences_are_meant(self.python, http_rules.PYTHON)

    def test_no_body_is_read_that_both_others_read_otherwise(self):
        for response, ours, node, python in zip(self.responses, self.ours, self.node, self.python, strict=True):
            agreed = node._replace(fields=None)
            if ours.is_read and agreed.is_read and agreed.means(python) and not agreed.means(ours):
                self.assertTrue(is_meant(http_rules.BOTH, OTHER, response), (response, ours, node))

    def test_many_responses_are_read_by_all_three_alike(self):
        alike = sum(ours.is_read and ours.means(node) and ours.means(python)
                    for ours, node, python in zip(self.ours, self.node, self.python, strict=True))
        self.assertGreater(alike, COUNT / 10)


if __name__ == "__main__":
    unittest.main()
