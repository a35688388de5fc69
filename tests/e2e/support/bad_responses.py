"""HTTP responses of a token endpoint that must not count, each with what the error has to tell of it."""

import gzip
import zlib

from support.responses import LIMIT, OK, TOKEN, chunk, chunked, coded, interim, response, to_the_end, token_of_size

_GZIP = gzip.compress(TOKEN)
_REST = b"\r\n\r\n" + TOKEN


def _length(value: bytes) -> bytes:
    return OK + b"Content-Length: " + value + _REST


def _size(size: bytes) -> bytes:
    """In chunks, of which the first has this as its size."""
    return chunked(size + b"\r\n" + TOKEN + b"\r\n0\r\n\r\n")


def _coding(value: bytes) -> bytes:
    return OK + b"Transfer-Encoding: " + value + b"\r\n\r\n" + chunk(TOKEN) + b"0\r\n\r\n"


_SHORTER = b"Content-Length: 5\r\nContent-Length: 9"
_LENGTH = b"%d" % len(TOKEN)

FRAMING = {
    "Content-Length 5 and 9": (OK + _SHORTER + _REST, "Content-Length"),
    "Content-Length 9 and 5 apart": (OK + b"Content-Length: 9\r\nX: y\r\ncontent-length: 5" + _REST, "Content-Length"),
    "Content-Length 5, 9": (_length(b"5, 9"), "Content-Length"),
    "the right Content-Length, then another": (_length(_LENGTH + b"\r\nContent-Length: 5"), "Content-Length"),
    **{f"Content-Length {value!r}": (_length(value), "Content-Length")
       for value in (b"-5", b"+66", b"66a", b"6 6", b"0x42", b"66.0", b"", b"66,", b",66", b"\xb2", b"1e2")},
    "Content-Length beyond 64 bits": (_length(b"18446744073709551682"), "Content-Length|1 MiB"),
    "Content-Length of 40 digits": (_length(b"9" * 40), "Content-Length|1 MiB"),
    "Content-Length with chunked": (
        chunked(chunk(TOKEN) + b"0\r\n\r\n", b"Content-Length: %s\r\n" % _LENGTH), "Content-Length.*Transfer-Encoding"),
    "chunked with Content-Length after it": (
        OK + b"Transfer-Encoding: chunked\r\nContent-Length: 5" + _REST, "Content-Length.*Transfer-Encoding"),
    "Transfer-Encoding foo": (_coding(b"foo"), "Transfer-Encoding"),
    "Transfer-Encoding foo, chunked": (_coding(b"foo, chunked"), "Transfer-Encoding|foo"),
    "Transfer-Encoding chunked, foo": (_coding(b"chunked, foo"), "Transfer-Encoding"),
    "Transfer-Encoding of control characters": (_coding(b"\x1b[2J\x07foo, chunked"), "Transfer-Encoding|foo"),
    "Transfer-Encoding of 100,000 letters": (_coding(b"q" * 100_000 + b", chunked"), "Transfer-Encoding|qqq"),
    "Transfer-Encoding chunked twice": (_coding(b"chunked, chunked"), "Transfer-Encoding|chunked"),
    **{f"chunk size {size!r}": (_size(size), "chunk")
       for size in (b"-1", b"0x42", b"", b"g", b"+42", b"42g", b"4 2", b"\xb2", b"42,", b"10000000000000042")},
    "chunk size of 16 digits": (_size(b"ffffffffffffffff"), "chunk|1 MiB"),
    "chunk longer than its size": (_size(b"5"), "chunk"),
    "chunk whose end is missing": (chunked(b"42\r\n" + TOKEN + b"0\r\n\r\n"), "chunk"),
}

NO_HTTP = {
    "nonsense": b"nonsense\r\n\r\n",
    "10,000 zeros": b"\0" * 10_000,
    "the token alone": TOKEN,
    "greeting of an SSH server": b"SSH-2.0-OpenSSH_9.2\r\n",
    "greeting of a mail server": b"220 mail.example ESMTP\r\n",
    "a status without a protocol": response(start=b"200 OK\r\n"),
    "HTTP/2 in words": response(start=b"HTTP/2 200 OK\r\n"),
    "HTTP/0.9": response(start=b"HTTP/0.9 200 OK\r\n"),
    "ICY": response(start=b"ICY 200 OK\r\n"),
    "a request": response(start=b"POST /oauth/token HTTP/1.1\r\n"),
    **{f"status {status.decode()!r}": response(start=b"HTTP/1.1 " + status + b" OK\r\n")
       for status in (b"20", b"2000", b"20x", b"-200", b"+20", b"", b"0x200")},
}

CLOSED = {
    "before any byte": b"",
    "in the middle of the status line": b"HTTP/1.1 20",
    "after the status line": OK,
    "in the middle of a field": OK + b"Content-Le",
    "before the empty line": OK + b"Content-Length: 0\r\n",
    "after an interim response": interim(b"103 Early Hints"),
    "before the body": response()[: -len(TOKEN)],
    "in the middle of the body": response()[:-1],
    "in the middle of a compressed body": coded(b"gzip", _GZIP)[:-1],
    "before the first chunk": chunked(b""),
    "in the middle of a chunk's size": chunked(b"4"),
    "in the middle of an extension": chunked(b"42;a=b"),
    "in the middle of a chunk": chunked(b"42\r\n" + TOKEN[:-1]),
    "after a chunk": chunked(chunk(TOKEN)),
}

CODINGS = {
    "gzip, cut off": (coded(b"gzip", _GZIP[:-9]), "gzip"),
    "gzip, cut off, ended by the connection": (to_the_end(_GZIP[:-9], b"Content-Encoding: gzip\r\n"), "gzip"),
    "gzip without its checksum": (coded(b"gzip", _GZIP[:-8]), "gzip"),
    "gzip with a wrong checksum": (coded(b"gzip", _GZIP[:-8] + b"\0" * 8), "gzip"),
    "gzip that is none": (coded(b"gzip", TOKEN), "gzip"),
    "deflate that is none": (coded(b"deflate", TOKEN), "deflate"),
    "deflate, cut off": (coded(b"deflate", zlib.compress(TOKEN)[:-5]), "deflate"),
    **{f"{coding}, which is unknown": (coded(coding.encode(), TOKEN), rf"\b{coding}\b")
       for coding in ("br", "zstd", "compress", "foo")},
    "a coding of control characters": (coded(b"\x1b[2J\x9b31m\x7f\xc2\x85foo\b", TOKEN), "foo"),
    "a coding of 100,000 letters": (coded(b"q" * 100_000, TOKEN), "qqq"),
    "1,000 codings": (coded(b", ".join([b"gzip"] * 1_000), _GZIP), "gzip"),
}

_MUCH = b" " * (4 << 20)


def _bomb(begin: bytes) -> bytes:
    """A quarter of a gigabyte of blanks, in a stream that begins like this."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    mebibyte = packer.compress(b" " * LIMIT) + packer.flush(zlib.Z_FULL_FLUSH)
    return begin + mebibyte * 256


_GZIP_BOMB = _bomb(_GZIP[:10])

TOO_LARGE = {
    "Content-Length of a byte too many": response(token_of_size(LIMIT + 1)),
    "Content-Length of a petabyte": OK + b"Content-Length: 1000000000000000\r\n\r\n" + _MUCH,
    "Content-Length that announces more than comes": OK + b"Content-Length: 1048577\r\n\r\n" + TOKEN,
    "one byte too many in chunks": chunked(chunk(token_of_size(LIMIT)) + chunk(b" ") + b"0\r\n\r\n"),
    "one large chunk": chunked(b"400000\r\n" + _MUCH),
    "one byte too many, ended by the connection": to_the_end(token_of_size(LIMIT + 1)),
    "one byte too many in gzip": coded(b"gzip", gzip.compress(token_of_size(LIMIT + 1))),
    "a gzip bomb": coded(b"gzip", _GZIP_BOMB),
    "a gzip bomb in chunks": chunked(chunk(_GZIP_BOMB) + b"0\r\n\r\n", b"Content-Encoding: gzip\r\n"),
    "a gzip bomb of many members": coded(b"gzip", gzip.compress(b" " * LIMIT, 9) * 256),
    "a deflate bomb": coded(b"deflate", _bomb(zlib.compress(TOKEN)[:2])),
}
