"""Where the parsers of responses differ, and why: a rule for each difference that is meant."""

import re
from dataclasses import dataclass
from typing import Callable

from http_response_parts import CONTROL, NO_FIELD, TOKEN, Response

# What another parser does with a response, compared with ours.
STRICTER = "it refuses what we read"
LAXER = "it reads what we refuse"
OTHER = "it reads something else"


@dataclass(frozen=True)
class Rule:
    """Why a parser may differ from ours with one of these outcomes, where `applies` is true of the response."""

    reason: str
    differences: tuple[str, ...]
    applies: Callable[[Response], bool]


def ends_a_line_with_line_feed_alone(response: Response) -> bool:
    return response.head_holds(rb"(?<!\r)\n") or response.chunk_framing_holds(rb"(?<!\r)\n|\A\n")


def has_lone_return(response: Response) -> bool:
    return response.head_holds(rb"\r(?!\n)") or response.chunk_framing_holds(rb"\r(?!\n)")


def has_line_that_is_no_field(response: Response) -> bool:
    return response.has_line(NO_FIELD) or response.has_trailer(NO_FIELD)


def has_control_character(response: Response) -> bool:
    line = rb".*" + CONTROL + rb".*"
    return response.has_line(line) or response.has_trailer(line)


def has_folded_line(response: Response) -> bool:
    return response.has_line(rb"[ \t].*") or response.has_trailer(rb"[ \t].*")


def has_same_length_twice(response: Response) -> bool:
    lengths = [length.strip() for length in b",".join(response.lengths).split(b",")]
    return len(lengths) > 1 and all(map(bytes.isdigit, lengths)) and len({*map(int, lengths)}) == 1


def has_framing_without_body(response: Response) -> bool:
    return any(re.match(rb"HTTP/1\.\d (1\d\d|204|304)", head)
               and re.search(rb"(?i)\n(content-length|transfer-encoding)", head) for head in response.bare_heads)


def has_unusual_coding(response: Response) -> bool:
    """Whether we refuse the transfer codings: unknown ones, two, or `chunked` in another place than the last."""
    others = [coding for coding in response.codings if coding not in (b"chunked", b"identity")]
    return b"chunked" in response.codings[:-1] or others not in ([], [b"gzip"])


def is_chunked_in_other_words(response: Response) -> bool:
    field = re.search(rb"(?im)^transfer-encoding[^\n]*", response.bare_heads[-1])
    return field is not None and (
        len(response.codings) > 1 or not re.fullmatch(rb"(?i)transfer-encoding:[ \t]*chunked\r?", field[0]))


def has_framing_with_a_tab_behind(response: Response) -> bool:
    return response.head_holds(rb"(?i)(length|encoding)[ \t]*:[^\n]*\t\r?\n")


def has_malformed_extension(response: Response) -> bool:
    """Whether a chunk has extensions in another form than that of RFC 9112 §7.1.1."""
    form = rb"[0-9A-Fa-f]+(;" + TOKEN + rb"(=(" + TOKEN + rb"|\"[^\"\0-\x08\x0a-\x1f\x7f]*\"))?)*\r?\n"
    return response.is_chunked and not all(
        re.fullmatch(form, piece) for piece in response.chunk_framing[0] if b";" in piece)


NODE = [
    Rule("llhttp takes a line feed alone for no line end", (STRICTER,), ends_a_line_with_line_feed_alone),
    Rule("llhttp wants a line feed behind each CR", (STRICTER,), has_lone_return),
    Rule("llhttp refuses folded lines", (STRICTER,), has_folded_line),
    Rule("llhttp refuses a line that is no field, and a blank before its colon", (STRICTER,),
         has_line_that_is_no_field),
    Rule("llhttp refuses control characters", (STRICTER,), has_control_character),
    Rule("llhttp knows no version but 0.9, 1.0, 1.1 and 2.0", (STRICTER,),
         lambda response: response.has_start_line(rb"HTTP/1\.[2-9] .*")),
    Rule("llhttp refuses a Content-Length that comes twice", (STRICTER,), has_same_length_twice),
    Rule("llhttp looks at the framing where there is no body", (STRICTER,), has_framing_without_body),
    Rule("llhttp refuses blanks behind a chunk's size", (STRICTER,),
         lambda response: response.chunk_framing_holds(rb"\A[0-9A-Fa-f]+[ \t]")),
    Rule("llhttp refuses chunk extensions in another form than the specification's", (STRICTER,),
         has_malformed_extension),
    Rule("llhttp reads nothing behind an interim response of HTTP/1.0 or with `Connection: close`", (STRICTER,),
         lambda response: any(re.search(rb"(?i)HTTP/1\.0|\nconnection: *close", head)
                              for head in response.heads[:-1])),
    Rule("llhttp takes two CRs for a line end in places", (LAXER, OTHER),
         lambda response: response.head_holds(rb"\A[^\r\n]*\r\r")),
    Rule("llhttp takes a tab behind a value for a part of it", (STRICTER, LAXER, OTHER),
         has_framing_with_a_tab_behind),
    Rule("llhttp wants the trailers whole", (STRICTER,),
         lambda response: response.trailers is not None and not re.search(rb"(\A|\n)\r?\n\Z", response.trailers)),
    Rule("llhttp ends with HTTP at a status of 101", (LAXER, OTHER),
         lambda response: response.has_start_line(rb"HTTP/1\.[01] 101")),
    Rule("llhttp takes any three digits for a status", (LAXER,),
         lambda response: response.has_start_line(rb"HTTP/\d\.\d 0\d\d.*")),
    Rule("llhttp takes HTTP/0.9 and HTTP/2.0 for the same", (LAXER,),
         lambda response: response.has_start_line(rb"HTTP/(0\.9|2\.0) .*")),
    Rule("llhttp reads over CRs in front of the start line", (LAXER,),
         lambda response: any(re.match(rb"[\r\n]*\r(?!\n)[\r\n]*(HTTP|\Z)", head) for head in response.heads)),
    Rule("we refuse transfer codings that we don't know, and chunked in another place than the last", (LAXER,),
         has_unusual_coding),
]

PYTHON = [
    Rule("Python takes an interim response other than 100 for the response", (STRICTER, LAXER, OTHER),
         lambda response: response.has_start_line(rb"\s*HTTP/1\.\d+\s+1(?!00)\d\d")),
    Rule("Python takes the end of the connection for the end of the head", (LAXER,),
         lambda response: not response.has_whole_head),
    Rule("Python splits a start line at any white space, and looks at the version's first digit only", (LAXER,),
         lambda response: not all(re.match(rb"HTTP/1\.\d \d{3}( |\r?\n)", head) for head in response.bare_heads)),
    Rule("Python passes over no empty lines in front of the start line", (STRICTER,),
         lambda response: response.has_empty_line_in_front),
    Rule("Python takes a line that is no field for the end of the fields", (STRICTER, OTHER),
         lambda response: response.has_line(NO_FIELD)),
    Rule("Python ends a field with a CR alone", (STRICTER, OTHER),
         lambda response: response.head_holds(rb"\r(?!\n)")),
    Rule("Python sees no framing behind a line that is no field, or behind a CR alone", (LAXER,),
         lambda response: (response.has_line(NO_FIELD) or response.head_holds(rb"\r(?!\n)"))
         and (response.lengths or response.codings)),
    Rule("Python keeps line ends in a folded value", (LAXER, OTHER),
         lambda response: response.head_holds(rb"(?i)encoding[ \t]*:[^\n]*\n[ \t]")),
    Rule("Python takes a blank in front of the first field", (LAXER,),
         lambda response: any(re.match(rb"[^\n]*\n[ \t]", head) for head in response.bare_heads)),
    Rule("Python looks for chunks behind 204 and 304, too", (STRICTER, LAXER, OTHER),
         lambda response: response.status in (b"204", b"304") and response.codings[:1] == [b"chunked"]),
    Rule("Python looks for chunked, and nothing else, in the first Transfer-Encoding alone", (LAXER, OTHER),
         is_chunked_in_other_words),
    Rule("Python takes chunked before Content-Length", (LAXER,),
         lambda response: response.lengths and response.codings),
    Rule("Python takes the first Content-Length", (LAXER,), lambda response: len(response.lengths) > 1),
    Rule("Python takes a Content-Length that is no number for none", (LAXER,),
         lambda response: not all(re.fullmatch(rb"\d+", length) for length in response.lengths)),
    Rule("RFC 9110 §5.5 has a blank in the place of a NUL, which is no number for Python", (OTHER,),
         lambda response: response.head_holds(rb"(?i)\ncontent-length[^\n]*\0")),
    Rule("Python knows no list of Content-Lengths", (OTHER,), has_same_length_twice),
    Rule("Python takes any two bytes for the end of a chunk", (STRICTER, LAXER),
         lambda response: any(end != b"\r\n" for end in response.chunk_framing[0][1::2])),
    Rule("Python reads a chunk's size as it reads its own numbers", (LAXER,),
         lambda response: response.is_chunked and response.chunk_framing[1] is None),
]

# Where the two others agree on a body, and we read another.
BOTH = [
    Rule("we pass over 101 as over any interim response (RFC 9110 §15.2)", (OTHER,),
         lambda response: response.has_start_line(rb"HTTP/1\.[01] 101")),
    Rule("RFC 9110 §5.5 takes tabs off a value, too, and neither of the others does", (OTHER,),
         has_framing_with_a_tab_behind),
]
