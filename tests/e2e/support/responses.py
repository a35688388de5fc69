"""HTTP responses of a token endpoint, byte by byte: the ones that bring a token, whatever they look like."""

import gzip
import json
import zlib

TOKEN = b'{"access_token":"token-1","token_type":"Bearer","expires_in":3600}'
OK = b"HTTP/1.1 200 OK\r\n"
LIMIT = 1 << 20


def token_of_size(size: int) -> bytes:
    """A token response of so many bytes."""
    return TOKEN + b" " * (size - len(TOKEN))


def response(body: bytes = TOKEN, fields: bytes = b"", start: bytes = OK) -> bytes:
    """A response with a Content-Length; `start` and `fields` are whole lines."""
    return start + fields + b"Content-Length: %d\r\n\r\n" % len(body) + body


def to_the_end(body: bytes = TOKEN, fields: bytes = b"", start: bytes = OK) -> bytes:
    """A response whose body ends with the connection."""
    return start + fields + b"\r\n" + body


def chunk(data: bytes, extension: bytes = b"") -> bytes:
    return b"%x%s\r\n%s\r\n" % (len(data), extension, data)


def chunked(chunks: bytes, fields: bytes = b"") -> bytes:
    """A response in chunks, which are given with their framing, the last one too."""
    return OK + fields + b"Transfer-Encoding: chunked\r\n\r\n" + chunks


def coded(coding: bytes, body: bytes) -> bytes:
    return response(body, b"Content-Encoding: %s\r\n" % coding)


def changed_token(**members: object) -> bytes:
    """A token response with members added or replaced."""
    return response(json.dumps(json.loads(TOKEN) | members).encode())


def interim(status: bytes, fields: bytes = b"") -> bytes:
    return b"HTTP/1.1 " + status + b"\r\n" + fields + b"\r\n"


_HALF = len(TOKEN) // 2
_CHUNKS = chunk(TOKEN[:_HALF]) + chunk(TOKEN[_HALF:])
_LINK = b"Link: </style.css>; rel=preload\r\n"

HEADS = {
    "reason phrase of 26,000 letters": response(start=b"HTTP/1.1 200 " + b"a" * 26_000 + b"\r\n"),
    "reason phrase of 200,000 letters": response(start=b"HTTP/1.1 200 " + b"a" * 200_000 + b"\r\n"),
    "reason phrase in Latin-1 and UTF-8": response(start=b"HTTP/1.1 200 \xe9t\xc3\xa9\r\n"),
    "empty reason phrase": response(start=b"HTTP/1.1 200 \r\n"),
    "status line that ends with the status": response(start=b"HTTP/1.1 200\r\n"),
    "HTTP/1.0": response(start=b"HTTP/1.0 200 OK\r\n"),
    "line feeds alone as line ends": response(fields=b"Cache-Control: no-store\r\n").replace(b"\r\n", b"\n"),
    "folded field": response(fields=b"X-Folded: a\r\n b\r\n\tc\r\n"),
    "field of 8,180 bytes": response(fields=b"Content-Security-Policy: " + b"a" * 8_180 + b"\r\n"),
    "field of 100,000 bytes": response(fields=b"X: " + b"a" * 100_000 + b"\r\n"),
    "field of 250,000 bytes": response(fields=b"X: " + b"a" * 250_000 + b"\r\n"),
    "2,000 fields": response(fields=b"Set-Cookie: abcdefghijklmnopqrstuvwxyz=0123456789\r\n" * 2_000),
    "field of bytes beyond ASCII": response(fields=b"X: \x80\xff\t\xc3\xa9\r\n"),
    "field names in capitals": response(fields=b"CONTENT-TYPE: TEXT/PLAIN\r\n").replace(b"Length:", b"LENGTH:"),
    "no blank after a colon": response().replace(b"Length: ", b"Length:"),
    "blanks around a value": response().replace(b"\r\n\r\n", b" \t\r\n\r\n", 1).replace(b"Length: ", b"Length: \t "),
    "Content-Length twice the same": response(fields=b"Content-Length: %d\r\n" % len(TOKEN)),
    "Content-Length with leading zeros": response().replace(b"Length: ", b"Length: 000"),
    "102, then the response": interim(b"102 Processing") + response(),
    "103 with fields, then the response": interim(b"103 Early Hints", _LINK * 3) + response(),
    "100 without a reason, then the response": interim(b"100") + response(),
    "199 with a Content-Length, then the response": interim(b"199 A", b"Content-Length: 5\r\n") + response(),
    "ten interim responses, then the response": interim(b"103 Early Hints", _LINK) * 10 + response(),
    "interim responses with line feeds alone": (interim(b"103 E", _LINK) + response()).replace(b"\r\n", b"\n"),
    **{f"status {status}": response(start=b"HTTP/1.1 %d Well\r\n" % status) for status in (201, 202, 203, 206, 299)},
}

BODIES = {
    "ended by the connection": to_the_end(),
    "ended by the connection of HTTP/1.0": to_the_end(start=b"HTTP/1.0 200 OK\r\n"),
    "of exactly 1 MiB": response(token_of_size(LIMIT)),
    "of exactly 1 MiB, ended by the connection": to_the_end(token_of_size(LIMIT)),
    "of exactly 1 MiB in chunks": chunked(chunk(token_of_size(LIMIT)) + b"0\r\n\r\n"),
    "in chunks": chunked(_CHUNKS + b"0\r\n\r\n"),
    "in chunks of one byte": chunked(b"".join(chunk(TOKEN[at : at + 1]) for at in range(len(TOKEN))) + b"0\r\n\r\n"),
    "in chunks with a trailer": chunked(_CHUNKS + b"0\r\nX-Checksum: a\r\n\r\n"),
    "in chunks with trailers that would frame it": chunked(
        _CHUNKS + b"0\r\nContent-Length: 5\r\nTransfer-Encoding: gzip\r\n\r\n"),
    "in chunks with extensions": chunked(
        chunk(TOKEN[:_HALF], b";a=b;c") + chunk(TOKEN[_HALF:], b' ; d="e;\\"f"') + b"0;last\r\n\r\n"),
    "in chunks with an extension of 100,000 bytes": chunked(chunk(TOKEN, b";a=" + b"b" * 100_000) + b"0\r\n\r\n"),
    "in chunks with a trailer of 100,000 bytes": chunked(_CHUNKS + b"0\r\nX: " + b"b" * 100_000 + b"\r\n\r\n"),
    "in chunks whose size has capitals and zeros": chunked(b"000%X\r\n%s\r\n000\r\n\r\n" % (len(TOKEN), TOKEN)),
    "in chunks announced in capitals": chunked(_CHUNKS + b"0\r\n\r\n").replace(b": chunked", b": CHUNKED"),
    "gzip": coded(b"gzip", gzip.compress(TOKEN)),
    "GZIP": coded(b"GZIP", gzip.compress(TOKEN)),
    "x-gzip": coded(b"x-gzip", gzip.compress(TOKEN)),
    "deflate": coded(b"deflate", zlib.compress(TOKEN)),
    "identity": coded(b"identity", TOKEN),
    "gzip in two members": coded(b"gzip", gzip.compress(TOKEN[:_HALF]) + gzip.compress(TOKEN[_HALF:])),
    "gzip in chunks": chunked(chunk(gzip.compress(TOKEN)) + b"0\r\n\r\n", b"Content-Encoding: gzip\r\n"),
    "gzip ended by the connection": to_the_end(gzip.compress(TOKEN), b"Content-Encoding: gzip\r\n"),
    "gzip of exactly 1 MiB": coded(b"gzip", gzip.compress(token_of_size(LIMIT))),
    "with a token_type of null": changed_token(token_type=None),
    "with an empty token_type": changed_token(token_type=""),
}

# Those of them that tell by themselves where they end: no one has to wait for the connection's end.
SELF_ENDING = {
    "Content-Length": response(),
    "Content-Length of HTTP/1.0": response(start=b"HTTP/1.0 200 OK\r\n"),
    "Content-Length after interim responses": interim(b"103 Early Hints") + response(),
    "Content-Length and keep-alive": response(fields=b"Connection: keep-alive\r\nKeep-Alive: timeout=60\r\n"),
    "chunked": BODIES["in chunks"],
    "chunked with a trailer": BODIES["in chunks with a trailer"],
    "gzip": BODIES["gzip"],
}
