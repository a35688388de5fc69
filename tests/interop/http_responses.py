"""What servers may send: sound responses, the fuzz targets' hand-written ones, and changes of both."""

import pathlib
import random

CORPUS = pathlib.Path(__file__).resolve().parents[1] / "fuzz" / "corpus"

# What nothing is wrong with: most changes begin here, so that responses differ in one thing.
SOUND = [
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 7\r\n\r\n{\"a\":1}",
    b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}HTTP/1.1 200 OK\r\n\r\n",
    b"HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\n\r\n{\"error\":\"invalid_grant\"}",
    b"HTTP/1.0 200 OK\r\nDate: Mon, 27 Jul 2009 12:28:53 GMT\r\n\r\n{}",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"1\r\n{\r\n00A\r\n\"a\": 12345\r\n1\r\n}\r\n0\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nA: b\r\nTransfer-Encoding: chunked\r\nTrailer: C\r\n\r\n"
    b"2;d=e\r\n{}\r\n0\r\nC: f\r\n\r\n",
    b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
    b"HTTP/1.1 204 No Content\r\nA: b\r\n\r\n",
]
START_LINES = [
    *[b"HTTP/1.1 200 OK", b"HTTP/1.0 200 OK"] * 4, b"HTTP/1.1 200 ", b"HTTP/1.1 200",
    b"HTTP/1.1 401 Unauthorized", b"HTTP/1.1 503 Service Unavailable", b"HTTP/1.1 204 No Content",
    b"HTTP/1.1 304 Not Modified", b"HTTP/1.1 205 Reset Content", b"HTTP/1.1 100 Continue",
    b"HTTP/1.1 103 Early Hints", b"HTTP/1.1 599 \x80", b"HTTP/1.1 999 x", b"HTTP/1.1 099 x", b"HTTP/1.1 20 x",
    b"HTTP/1.1 2000 x", b"HTTP/1.1  200 OK", b"HTTP/1.1 200\tOK", b"HTTP/1.1 200OK", b"HTTP/1.1\t200 OK",
    b"HTTP/1.2 200 OK", b"HTTP/1.10 200 OK", b"HTTP/2 200", b"HTTP/0.9 200 OK", b"http/1.1 200 OK",
    b"ICY 200 OK", b" HTTP/1.1 200 OK", b"HTTP/1.1 +200 OK",
]
FIELDS = [
    b"Content-Length: 2", b"Content-Length: 02", b"Content-Length: 5", b"Content-Length: 0",
    b"content-length:2", b"Content-Length: +2", b"Content-Length: -1", b"Content-Length: 0x2",
    b"Content-Length: 2,2", b"Content-Length: 2, 3", b"Content-Length: ", b"Content-Length: 2 2",
    b"Content-Length: 18446744073709551616", b"Content-Length : 2", b"Content-Length\t: 2",
    b"Content Length: 2", b"Content-Length", b"Content-Length: 2;a", b"Content-Length:\r\n 2",
    b"Content-Length: 1\r\n 2", b"X: a\r\n Content-Length: 2", b"X: a\rContent-Length: 2",
    *[b"Transfer-Encoding: chunked", b"Transfer-Encoding:chunked", b"transfer-encoding: CHUNKED"] * 3,
    b"Transfer-Encoding : chunked", b"Transfer-Encoding: identity", b"Transfer-Encoding: gzip, chunked",
    b"Transfer-Encoding: chunked, gzip", b"Transfer-Encoding: chunked, chunked",
    b"Transfer-Encoding: xchunked", b"Transfer-Encoding: chunkedx", b"Transfer-Encoding: chunked;a",
    b"Transfer-Encoding:\r\n chunked", b"Transfer-Encoding: ", b"Transfer-Encoding: ,chunked",
    b"Transfer-Encoding: \"chunked\"", b"Transfer-Encoding: gzip", b"Transfer-Encoding",
    b"X-Transfer-Encoding: chunked", b"Transfer-Encoding: chun\0ked", b"Connection: close",
    b"Connection: keep-alive", b"Content-Type: application/json", b"Content-Encoding: gzip", b"A: b", b"A:",
    b"A: b\r\n c", b"A: b\r\n\tc", b"A\t: b", b"A b: c", b": b", b"no colon", b"A(: b", b"A: b\0c",
    b"A: b\rc", b"A: b\x01c", b"A: \xe9", b"\xe9: a", b" A: b", b"\tA: b", b"Trailer: A", b"Upgrade: h2c",
]
BODIES = [
    b"", b"{}", b"{} ", b"{}\r\n", b"{\"a\":1}",
    *[b"2\r\n{}\r\n0\r\n\r\n", b"1\r\n{\r\n1\r\n}\r\n0\r\n\r\n"] * 3, b"2\r\n{}\r\n0\r\nA: b\r\n\r\n",
    b"2;a=b\r\n{}\r\n0;c\r\n\r\n", b"2\n{}\n0\n\n", b"02\r\n{}\r\n000\r\n\r\n",
    b"A\r\n0123456789\r\nb\r\n0123456789a\r\n0\r\n\r\n", b"5\r\n0\r\n\r\n\r\n0\r\n\r\n",
    b"2\r\n{}\r\n0\r\n\r\nmore",
]
PIECES = [
    b"\r\n", b"\n", b"\r", b"\r\r\n", b"\r\n\r\n", b"\n\n", b" ", b"\t", b"\0", b"\x01", b"\x7f", b"\x80",
    b"\xff", b":", b";", b";a=b", b",", b"0", b"1", b"2", b"a", b"F", b"g", b"0x", b"+", b"-", b"0\r\n\r\n",
    b"2\r\n{}\r\n", b"\r\n ", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 103 Early Hints\r\n\r\n",
    b"HTTP/1.1 100 Continue\r\nA: b\r\n\r\n",
]


def seeds() -> list[bytes]:
    """The responses in the corpus that a person wrote, in the order of their names."""
    files = [*(CORPUS / "http_head").iterdir(), *(CORPUS / "http_body").iterdir()]
    return [file.read_bytes() for file in sorted(files) if not file.name.startswith("found_")]


class Mutator:
    """Changes responses; the changes are the same in each run."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def mutate(self, response: bytes) -> bytes:
        changes = [self.change_start_line, *[self.change_fields] * 3, self.change_body, self.change_line_end,
                   *[self.change_bytes] * 2, self.put_in_front, self.cut_off]
        for change in self.random.choices(changes, k=self.random.choice([1, 1, 1, 2, 2, 3])):
            response = change(response)
        return response

    def change_start_line(self, response: bytes) -> bytes:
        _, end, rest = response.partition(b"\r\n")
        return self.random.choice(START_LINES) + end + rest

    def change_fields(self, response: bytes) -> bytes:
        """Puts a field in, takes one out, or takes one's place."""
        head, end, body = response.partition(b"\r\n\r\n")
        lines = head.split(b"\r\n")
        at = self.random.randint(1, len(lines))
        lines[at:at + self.random.randint(0, 1)] = self.random.choice([[self.random.choice(FIELDS)]] * 3 + [[]])
        return b"\r\n".join(lines) + end + body

    def change_body(self, response: bytes) -> bytes:
        head, end, _ = response.partition(b"\r\n\r\n")
        return head + end + self.random.choice(BODIES)

    def change_line_end(self, response: bytes) -> bytes:
        """Takes one half of a line end away."""
        ends = [at for at in range(len(response) - 1) if response[at:at + 2] == b"\r\n"]
        if not ends:
            return response
        at = self.random.choice(ends)
        return response[:at] + self.random.choice([b"\n", b"\n", b"\r"]) + response[at + 2:]

    def change_bytes(self, response: bytes) -> bytes:
        """Puts a piece in, takes bytes out, or both."""
        at = self.random.randint(0, len(response))
        piece = self.random.choice([b"", *[self.random.choice(PIECES)] * 3])
        return response[:at] + piece + response[at + self.random.choice([0, 0, 1, 2]):]

    def put_in_front(self, response: bytes) -> bytes:
        return self.random.choice([
            b"\r\n", b"\n", b"\r\n\r\n", b"HTTP/1.1 100 Continue\r\n\r\n",
            b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n",
            b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n"]) + response

    def cut_off(self, response: bytes) -> bytes:
        return response[:self.random.randint(0, len(response))]


def make_responses(count: int, seed: int) -> list[bytes]:
    """The sound ones, the seeds, and what becomes of them, each once."""
    odd = seeds()
    mutator = Mutator(seed)
    responses = dict.fromkeys(SOUND + odd)
    while len(responses) < count:
        originals = mutator.random.choice([SOUND, SOUND, odd])
        responses.setdefault(mutator.mutate(mutator.random.choice(originals)))
    return list(responses)
