"""Where the parsers of responses differ, and why: a rule for each difference that is meant."""

import re
from dataclasses import dataclass
from typing import Callable

from http_answer_parts import CONTROL, NO_FIELD, TOKEN, Answer

# What another parser does with an answer, compared with ours.
STRICTER = "it refuses what we read"
LAXER = "it reads what we refuse"
OTHER = "it reads something else"


@dataclass(frozen=True)
class Rule:
    """Why a parser may differ from ours in one of these ways, where `applies` is true of the answer."""

    reason: str
    differences: tuple[str, ...]
    applies: Callable[[Answer], bool]


def ends_a_line_with_line_feed_alone(answer: Answer) -> bool:
    return answer.head_holds(rb"(?<!\r)\n") or answer.chunk_framing_holds(rb"(?<!\r)\n|\A\n")


def has_lone_return(answer: Answer) -> bool:
    return answer.head_holds(rb"\r(?!\n)") or answer.chunk_framing_holds(rb"\r(?!\n)")


def has_line_that_is_no_field(answer: Answer) -> bool:
    return answer.has_line(NO_FIELD) or answer.has_trailer(NO_FIELD)


def has_control_character(answer: Answer) -> bool:
    line = rb".*" + CONTROL + rb".*"
    return answer.has_line(line) or answer.has_trailer(line)


def has_folded_line(answer: Answer) -> bool:
    return answer.has_line(rb"[ \t].*") or answer.has_trailer(rb"[ \t].*")


def has_same_length_twice(answer: Answer) -> bool:
    lengths = [length.strip() for length in b",".join(answer.lengths).split(b",")]
    return len(lengths) > 1 and all(map(bytes.isdigit, lengths)) and len({*map(int, lengths)}) == 1


def has_framing_without_body(answer: Answer) -> bool:
    return any(re.match(rb"HTTP/1\.\d (1\d\d|204|304)", head)
               and re.search(rb"(?i)\n(content-length|transfer-encoding)", head) for head in answer.bare_heads)


def has_unusual_coding(answer: Answer) -> bool:
    """Whether we refuse the transfer codings: unknown ones, two, or `chunked` in another place than the last."""
    others = [coding for coding in answer.codings if coding not in (b"chunked", b"identity")]
    return b"chunked" in answer.codings[:-1] or others not in ([], [b"gzip"])


def is_chunked_in_other_words(answer: Answer) -> bool:
    field = re.search(rb"(?im)^transfer-encoding[^\n]*", answer.bare_heads[-1])
    return field is not None and (
        len(answer.codings) > 1 or not re.fullmatch(rb"(?i)transfer-encoding:[ \t]*chunked\r?", field[0]))


def has_framing_with_a_tab_behind(answer: Answer) -> bool:
    return answer.head_holds(rb"(?i)(length|encoding)[ \t]*:[^\n]*\t\r?\n")


def has_malformed_extension(answer: Answer) -> bool:
    """Whether a chunk has extensions in another form than that of RFC 9112 §7.1.1."""
    form = rb"[0-9A-Fa-f]+(;" + TOKEN + rb"(=(" + TOKEN + rb"|\"[^\"\0-\x08\x0a-\x1f\x7f]*\"))?)*\r?\n"
    return answer.is_chunked and not all(
        re.fullmatch(form, piece) for piece in answer.chunk_framing[0] if b";" in piece)


NODE = [
    Rule("llhttp takes a line feed alone for no line end", (STRICTER,), ends_a_line_with_line_feed_alone),
    Rule("llhttp wants a line feed behind each CR", (STRICTER,), has_lone_return),
    Rule("llhttp refuses folded lines", (STRICTER,), has_folded_line),
    Rule("llhttp refuses a line that is no field, and a blank before its colon", (STRICTER,),
         has_line_that_is_no_field),
    Rule("llhttp refuses control characters", (STRICTER,), has_control_character),
    Rule("llhttp knows no version but 0.9, 1.0, 1.1 and 2.0", (STRICTER,),
         lambda answer: answer.has_start_line(rb"HTTP/1\.[2-9] .*")),
    Rule("llhttp refuses a Content-Length that comes twice", (STRICTER,), has_same_length_twice),
    Rule("llhttp looks at the framing where there is no body", (STRICTER,), has_framing_without_body),
    Rule("llhttp refuses blanks behind a chunk's size", (STRICTER,),
         lambda answer: answer.chunk_framing_holds(rb"\A[0-9A-Fa-f]+[ \t]")),
    Rule("llhttp refuses chunk extensions in another form than the specification's", (STRICTER,),
         has_malformed_extension),
    Rule("llhttp reads nothing behind an interim response of HTTP/1.0 or with `Connection: close`", (STRICTER,),
         lambda answer: any(re.search(rb"(?i)HTTP/1\.0|\nconnection: *close", head)
                            for head in answer.heads[:-1])),
    Rule("llhttp takes two CRs for a line end in places", (LAXER, OTHER),
         lambda answer: answer.head_holds(rb"\A[^\r\n]*\r\r")),
    Rule("llhttp takes a tab behind a value for a part of it", (STRICTER, LAXER, OTHER),
         has_framing_with_a_tab_behind),
    Rule("llhttp wants the trailers whole", (STRICTER,),
         lambda answer: answer.trailers is not None and not re.search(rb"(\A|\n)\r?\n\Z", answer.trailers)),
    Rule("llhttp ends with HTTP at a status of 101", (LAXER, OTHER),
         lambda answer: answer.has_start_line(rb"HTTP/1\.[01] 101")),
    Rule("llhttp takes any three digits for a status", (LAXER,),
         lambda answer: answer.has_start_line(rb"HTTP/\d\.\d 0\d\d.*")),
    Rule("llhttp takes HTTP/0.9 and HTTP/2.0 for the same", (LAXER,),
         lambda answer: answer.has_start_line(rb"HTTP/(0\.9|2\.0) .*")),
    Rule("llhttp reads over CRs in front of the start line", (LAXER,),
         lambda answer: any(re.match(rb"[\r\n]*\r(?!\n)[\r\n]*(HTTP|\Z)", head) for head in answer.heads)),
    Rule("we refuse transfer codings that we don't know, and chunked in another place than the last", (LAXER,),
         has_unusual_coding),
]

PYTHON = [
    Rule("Python takes an interim response other than 100 for the answer", (STRICTER, LAXER, OTHER),
         lambda answer: answer.has_start_line(rb"\s*HTTP/1\.\d+\s+1(?!00)\d\d")),
    Rule("Python takes the end of the connection for the end of the head", (LAXER,),
         lambda answer: not answer.has_whole_head),
    Rule("Python splits a start line at any white space, and looks at the version's first digit only", (LAXER,),
         lambda answer: not all(re.match(rb"HTTP/1\.\d \d{3}( |\r?\n)", head) for head in answer.bare_heads)),
    Rule("Python passes over no empty lines in front of the start line", (STRICTER,),
         lambda answer: answer.has_empty_line_in_front),
    Rule("Python takes a line that is no field for the end of the fields", (STRICTER, OTHER),
         lambda answer: answer.has_line(NO_FIELD)),
    Rule("Python ends a field with a CR alone", (STRICTER, OTHER),
         lambda answer: answer.head_holds(rb"\r(?!\n)")),
    Rule("Python sees no framing behind a line that is no field, or behind a CR alone", (LAXER,),
         lambda answer: (answer.has_line(NO_FIELD) or answer.head_holds(rb"\r(?!\n)"))
         and (answer.lengths or answer.codings)),
    Rule("Python keeps line ends in a folded value", (LAXER, OTHER),
         lambda answer: answer.head_holds(rb"(?i)encoding[ \t]*:[^\n]*\n[ \t]")),
    Rule("Python takes a blank in front of the first field", (LAXER,),
         lambda answer: any(re.match(rb"[^\n]*\n[ \t]", head) for head in answer.bare_heads)),
    Rule("Python looks for chunks behind 204 and 304, too", (STRICTER, LAXER, OTHER),
         lambda answer: answer.status in (b"204", b"304") and answer.codings[:1] == [b"chunked"]),
    Rule("Python looks for chunked, and nothing else, in the first Transfer-Encoding alone", (LAXER, OTHER),
         is_chunked_in_other_words),
    Rule("Python takes chunked before Content-Length", (LAXER,),
         lambda answer: answer.lengths and answer.codings),
    Rule("Python takes the first Content-Length", (LAXER,), lambda answer: len(answer.lengths) > 1),
    Rule("Python takes a Content-Length that is no number for none", (LAXER,),
         lambda answer: not all(re.fullmatch(rb"\d+", length) for length in answer.lengths)),
    Rule("RFC 9110 §5.5 has a blank in the place of a NUL, which is no number for Python", (OTHER,),
         lambda answer: answer.head_holds(rb"(?i)\ncontent-length[^\n]*\0")),
    Rule("Python knows no list of Content-Lengths", (OTHER,), has_same_length_twice),
    Rule("Python takes any two bytes for the end of a chunk", (STRICTER, LAXER),
         lambda answer: any(end != b"\r\n" for end in answer.chunk_framing[0][1::2])),
    Rule("Python reads a chunk's size as it reads its own numbers", (LAXER,),
         lambda answer: answer.is_chunked and answer.chunk_framing[1] is None),
]

# Where the two others agree on a body, and we read another.
BOTH = [
    Rule("we pass over 101 as over any interim response (RFC 9110 §15.2)", (OTHER,),
         lambda answer: answer.has_start_line(rb"HTTP/1\.[01] 101")),
    Rule("RFC 9110 §5.5 takes tabs off a value, too, and neither of the others does", (OTHER,),
         has_framing_with_a_tab_behind),
]
