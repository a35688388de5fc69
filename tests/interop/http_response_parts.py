"""The parts of a response that rules ask about, found without the parsers that are compared."""

import re
from functools import cached_property

TOKEN = rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
NO_FIELD = rb"(?![ \t])(?!" + TOKEN + rb":).*"  # a blank before the colon counts as well
CONTROL = rb"[\0-\x08\x0b-\x1f\x7f]"


class Response:
    """What a server sent before it closed the connection."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw

    @cached_property
    def heads(self) -> list[bytes]:
        """The interim heads and the final one, whole or not, each with the empty lines in front of it."""
        heads, rest = [], self.raw
        while found := re.match(rb"((?:\r?\n)*)(.*?\n)\r?\n", rest, re.DOTALL):
            heads.append(found[0])
            rest = rest[found.end():]
            if not re.match(rb"HTTP/1\.\d 1\d\d", found[2]):
                return heads
        return [*heads, rest]

    @cached_property
    def body(self) -> bytes:
        return self.raw[sum(map(len, self.heads)):]

    @cached_property
    def bare_heads(self) -> list[bytes]:
        """The heads without the empty lines in front of them."""
        return [re.sub(rb"\A(?:\r?\n)*", b"", head) for head in self.heads]

    @cached_property
    def lines(self) -> list[bytes]:
        """The lines of all heads behind their start lines, without their ends."""
        return [line.removesuffix(b"\r") for head in self.bare_heads for line in head.split(b"\n")[1:]
                if line not in (b"", b"\r")]

    @property
    def has_whole_head(self) -> bool:
        return re.search(rb"\n\r?\n\Z", self.bare_heads[-1]) is not None

    @property
    def has_empty_line_in_front(self) -> bool:
        return any(head != bare for head, bare in zip(self.heads, self.bare_heads))

    @property
    def status(self) -> bytes:
        return self.bare_heads[-1][9:12]

    @property
    def is_chunked(self) -> bool:
        return self.codings[-1:] == [b"chunked"]

    def values(self, name: bytes) -> list[bytes]:
        """The values of the final head's fields of a name, as a lenient reader finds them."""
        unfolded = re.sub(rb"\r?\n[ \t]+", b" ", self.bare_heads[-1])
        return re.findall(rb"(?im)^" + name + rb"[ \t]*:[ \t]*([^\n]*?)[ \t]*\r?$", unfolded)

    @cached_property
    def lengths(self) -> list[bytes]:
        return self.values(b"Content-Length")

    @cached_property
    def codings(self) -> list[bytes]:
        return [coding.strip(b" \t\r\0").lower() for value in self.values(b"Transfer-Encoding")
                for coding in value.split(b",")]

    @cached_property
    def chunk_framing(self) -> tuple[list[bytes], bytes | None]:
        """Of a chunked body, alternating a size's line and what ends the data; and what follows the last chunk."""
        framing, rest = [], self.body
        while found := re.match(rb"([0-9A-Fa-f]{1,16})[ \t]*(?:;[^\n]*|)\r?\n", rest):
            size = int(found[1], 16)
            framing.append(found[0])
            rest = rest[found.end():]
            if size == 0:
                return framing, re.match(rb"(?:[^\n]*[^\r\n][^\n]*\n)*\r*\n|.*", rest, re.DOTALL)[0]
            rest = rest[size:]
            framing.append(re.match(rb"\r?\n|", rest)[0])
            rest = rest[len(framing[-1]):]
        return framing, None

    @property
    def trailers(self) -> bytes | None:
        return self.chunk_framing[1] if self.is_chunked else None

    def head_holds(self, pattern: bytes) -> bool:
        return any(re.search(pattern, head) for head in self.bare_heads)

    def chunk_framing_holds(self, pattern: bytes) -> bool:
        framing, trailers = self.chunk_framing
        return self.is_chunked and any(
            re.search(pattern, piece) for piece in [*framing, trailers or b""])

    def has_start_line(self, pattern: bytes) -> bool:
        return any(re.match(pattern, head) for head in self.bare_heads)

    def has_line(self, pattern: bytes) -> bool:
        return any(re.fullmatch(pattern, line, re.DOTALL) for line in self.lines)

    def has_trailer(self, pattern: bytes) -> bool:
        lines = re.split(rb"\r?\n", self.trailers or b"")
        return any(re.fullmatch(pattern, line, re.DOTALL) for line in lines if line)
