"""A response whose framing is wrong, doubtful or cut off brings no token, and says why (contract §7)."""

import unittest

from support.bad_responses import CLOSED, CODINGS, FRAMING, NO_HTTP
from support.wire_case import WireTest
from support.wire_server import sends


class BadResponse(WireTest):
    def test_with_doubtful_framing_is_refused_and_the_field_or_chunk_named(self):
        for name, (data, pattern) in FRAMING.items():
            self.assert_fails(name, sends(data), pattern)

    def test_that_is_no_http_is_said_to_be_none(self):
        for name, data in NO_HTTP.items():
            self.assert_fails(name, sends(data), "not HTTP")

    def test_that_is_cut_off_is_said_to_be(self):
        for name, data in CLOSED.items():
            self.assert_fails(name, sends(data), "closed")

    def test_that_cannot_be_unpacked_names_its_coding(self):
        for name, (data, pattern) in CODINGS.items():
            self.assert_fails(name, sends(data), pattern)


if __name__ == "__main__":
    unittest.main()
