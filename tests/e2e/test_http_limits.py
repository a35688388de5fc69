"""A response that never ends, or is too large, is cut off by its limit, and memory stays flat (contract §7)."""

import unittest

from support.bad_responses import TOO_LARGE
from support.responses import OK, chunk, chunked, interim
from support.wire_case import WireTest
from support.wire_server import sends, sends_on_and_on

ENDLESS_HEADS = {
    "reason phrase": (b"HTTP/1.1 200 ", b"a"),
    "line before any field": (b"", b"\r\n"),
    "field": (OK + b"X: ", b"a"),
    "field name": (OK, b"a"),
    "fields": (OK, b"X: abcdefghijklmnopqrstuvwxyz\r\n"),
    "empty fields": (OK, b"X:\r\n"),
    "folded field": (OK + b"X: y\r\n", b" abcdefghijklmnopqrstuvwxyz\r\n"),
    "interim responses": (b"", interim(b"103 Early Hints")),
    "interim responses with fields": (b"", interim(b"103 Early Hints", b"Link: </a>\r\n" * 100)),
    "field of an interim response": (b"HTTP/1.1 103 Early Hints\r\nLink: ", b"a"),
    "field after an interim response": (interim(b"103 Early Hints") + OK + b"X: ", b"a"),
}

ENDLESS_FRAMING = {
    "extension": (chunked(b"42;a="), b"b"),
    "extensions": (chunked(b"42"), b";a=b"),
    "extension of the last chunk": (chunked(b"0;a="), b"b"),
    "trailer": (chunked(chunk(b" ") + b"0\r\nX: "), b"a"),
    "trailers": (chunked(chunk(b" ") + b"0\r\n"), b"X: abcdefghijklmnopqrstuvwxyz\r\n"),
}


class Limit(WireTest):
    def test_of_256_kib_ends_a_head(self):
        for name, endless in ENDLESS_HEADS.items():
            self.assert_fails(f"endless {name}", sends_on_and_on(*endless), "256 KiB")

    def test_of_256_kib_ends_chunk_extensions_and_trailers(self):
        for name, endless in ENDLESS_FRAMING.items():
            self.assert_fails(f"endless {name}", sends_on_and_on(*endless), "256 KiB")

    def test_of_some_kind_ends_the_digits_of_a_chunks_size(self):
        self.assert_fails("zeros", sends_on_and_on(chunked(b""), b"0"), "chunk|256 KiB")
        self.assert_fails("blanks", sends_on_and_on(chunked(b"1"), b" "), "chunk|256 KiB")

    def test_of_1_mib_ends_a_body(self):
        for name, data in TOO_LARGE.items():
            self.assert_fails(name, sends(data), "larger than 1 MiB")

    def test_of_1_mib_ends_a_body_that_never_ends(self):
        self.assert_fails("with the connection", sends_on_and_on(OK + b"\r\n", b" "), "larger than 1 MiB")
        self.assert_fails("in chunks", sends_on_and_on(chunked(b""), chunk(b" " * 1000)), "larger than 1 MiB")


if __name__ == "__main__":
    unittest.main()
