"""Compares parse_dotenv with npm dotenv, on env files of every kind, value for value."""

import itertools
import os
import pathlib
import random
import subprocess
import unittest

FOLDER = pathlib.Path(__file__).resolve().parent / "dotenv"
OURS = [os.environ["DOTENV_DUMP"]]
REFERENCE = ["node", str(FOLDER / "dotenv_dump.mjs")]

HAND_PICKED = [
    # keys and separators
    "", "\ufeffA=1", "export A=1", "export\nA=1", "export=1", "export A", "=1", "A", "1=1", "a.b-c_D=1",
    "Ä=1", "A B=1", "A =1", "A\n=\n1", "A: 1", "A:1", "A:", "A:\nB=1", "A:\r\nB=1", "a://b", "-----A: 1",
    # lines, comments, no expansion
    "A=1\r\nB=2\r\n", "A=1\rB=2", "A=", "A=#1", "A=1#2", "A='#'#", "#A=1", "A=1\nA=2", "A=$B\nB=${A}",
    # quotes
    "A='1' # 2", "A='1' 2", "A='1' '2'", "A=1'2'", "A='1\n2'", "A='1\r\n2'", "A=\n\n'1'", "A=\n\n1",
    "A=\"'\"", "A=`\"'`", "A=''", "A='''", "A='", "A='1\nB=2", "A='1\nB='2'", "A='\\'", "A='\\''",
    "A='\\' 1 '", "A='\\' # '1", "A='\\'\\'1\\'", "A='\\\\'", 'A="\\n\\r\\t"', 'A="\\\\n"', "A='\\n'", "A=\\n",
    'A="\\n', 'A="1" "\\n"',
    # characters outside ASCII, control characters
    " \t\v\f\u00a0\ufeff\u2003A\u00a0=\u30001\u202f", "A=\u00851\u200b\u180e", "A=1\u20282\u2029B=3",
    "x\u2028A=1", "A=#1\u2028B=2", "A='1\u2028'2'\u2028", "A=1\u2028'2'\u2028\"3\u2029\"4",
    "A=\0\nB\0=1\n\0C=2",
]
DAMAGED_UTF8 = [
    b"A=\xff\xfe", b"A\xc3=1\nB=\xe2\x80", b"\xe1\x80\xc2\xa0A=1\xe2\xc2\xa0", b"A='\xf0\x9f\x98'\nB=2",
]

# Pieces that mean something to the syntax, and some that don't.
PIECES = [
    *["A", "B", "export", "x y", "é", "😀", "\0", "\u200b", "\u0085"],
    *["=", ":", ": ", "A=", "B: ", "\nA=", "\nexport B="] * 2,
    *["'", '"', "`"] * 4,
    *["\\", "\\'", '\\"', "\\`", "\\n", "\\r"] * 2,
    *["#", "\n", " ", "\r", "\r\n"] * 3,
    *["\t", "\v", "\f", "\u00a0", "\ufeff", "\u1680", "\u2000", "\u200a"],
    *["\u2028", "\u2029", "\u202f", "\u205f", "\u3000"],
]
# Bytes that make or break the longer characters among them count more.
BYTES = [*range(256), *[0xC2, 0xE2, 0x80, 0xA8, 0xEF, 0xBB] * 50]


def all_sequences(parts):
    """Every text made of up to five of the parts."""
    for length in range(6):
        yield from map("".join, itertools.product(parts, repeat=length))


def length_prefixed(files):
    return b"".join(b"%d\n%b" % (len(file), file) for file in files)


def read_length_prefixed(output, at):
    start = output.index(b"\n", at) + 1
    end = start + int(output[at:start])
    return output[start:end].decode(errors="replace"), end


def read_values(output):
    """What a dump printed: for each file its values by key, as text."""
    files, at = [], 0
    while at < len(output):
        start = output.index(b"\n", at) + 1
        strings, count, at = [], 2 * int(output[at:start]), start
        for _ in range(count):
            text, at = read_length_prefixed(output, at)
            strings.append(text)
        files.append(dict(zip(strings[::2], strings[1::2])))
    return files


def parse_all(command, files):
    dump = subprocess.run(command, input=length_prefixed(files), stdout=subprocess.PIPE, check=True,
                          timeout=300)
    return read_values(dump.stdout)


class DotenvTest(unittest.TestCase):
    def assert_same_values(self, files):
        ours, reference = parse_all(OURS, files), parse_all(REFERENCE, files)
        self.assertEqual((len(ours), len(reference)), (len(files), len(files)))
        for file, our_values, reference_values in zip(files, ours, reference):
            self.assertEqual(our_values, reference_values, f"for the file {file!r}")

    def test_hand_picked_files_give_the_same_values(self):
        self.assert_same_values([file.encode() for file in HAND_PICKED] + DAMAGED_UTF8)

    def test_all_short_values_give_the_same_values(self):
        self.assert_same_values([b"A=" + value.encode() for value in all_sequences("'\"\\#\nB= ")])

    def test_all_short_beginnings_give_the_same_values(self):
        parts = ("export", "A", "=", ":", " ", "\n", "#", "'")
        self.assert_same_values([beginning.encode() + b"1" for beginning in all_sequences(parts)])

    def test_random_files_give_the_same_values(self):
        pick = random.Random(16)  # the same files in each run
        files = ["".join(pick.choices(PIECES, k=pick.randrange(1, 40))) for _ in range(20000)]
        self.assert_same_values([file.encode() for file in files])

    def test_random_files_of_damaged_utf8_give_the_same_values(self):
        pick = random.Random(17)
        files = [bytearray("".join(pick.choices(PIECES, k=20)).encode()) for _ in range(10000)]
        for file in files:
            for _ in range(3):
                file[pick.randrange(len(file))] = pick.choice(BYTES)
        self.assert_same_values([bytes(file) for file in files])


if __name__ == "__main__":
    unittest.main()
