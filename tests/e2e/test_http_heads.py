"""Heads of a token response that are unusual, long or sloppy, and bring a token all the same (contract §7)."""

import unittest

from support.responses import HEADS
from support.wire_case import WireTest


class Head(WireTest):
    def test_that_is_unusual_brings_the_token_whichever_way_it_comes(self):
        self.assert_brings_token(HEADS)


if __name__ == "__main__":
    unittest.main()
