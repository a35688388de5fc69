"""What a terminal shows in the end, and a terminal whose screen can be looked at."""

import codecs
import fcntl
import os
import re
import struct
import termios

from support.program import GotoToken, Stream
from support.terminal import Terminal, wait_until

_ESCAPE = re.compile(r"\x1b\[([0-9;]*)([A-Za-z])")
_BEGINNING_OF_ESCAPE = re.compile(r"\x1b(?:\[[0-9;]*)?\Z")


class Screen:
    """A terminal's screen without an upper end. It knows what goto-token sends, and takes nothing else."""

    def __init__(self, columns: int) -> None:
        self.columns = columns
        self._rows: list[str] = [""]
        self._wrapped: list[bool] = [False]  # whether a row goes on in the next
        self._row = 0
        self.column = 0

    def show(self, text: str) -> None:
        while text:
            if escape := _ESCAPE.match(text):
                self._obey(*escape.groups())
                text = text[escape.end() :]
                continue
            self._put(text[0])
            text = text[1:]

    def _obey(self, parameters: str, command: str) -> None:
        if command == "J" and not parameters:  # erase from the cursor to the end
            self._rows[self._row :] = [self._rows[self._row][: self.column]]
            self._wrapped[self._row :] = [False]
        elif command != "m":  # colours
            raise AssertionError(f"an unknown escape sequence: {parameters}{command}")

    def _put(self, character: str) -> None:
        if character == "\r":
            self.column = 0
        elif character == "\n":
            self._go_down()
        elif character < " ":
            raise AssertionError(f"an unknown control character: {character!r}")
        else:
            if self.column == self.columns:
                self._wrapped[self._row] = True
                self._go_down()
                self.column = 0
            row = self._rows[self._row].ljust(self.column)
            self._rows[self._row] = row[: self.column] + character + row[self.column + 1 :]
            self.column += 1

    def _go_down(self) -> None:
        self._row += 1
        if self._row == len(self._rows):
            self._rows.append("")
            self._wrapped.append(False)

    @property
    def text(self) -> str:
        """The rows, those put together that hold one line."""
        return "".join(
            row + ("" if wrapped else "\n") for row, wrapped in zip(self._rows, self._wrapped, strict=True)
        ).removesuffix("\n")


class WatchedTerminal(Terminal):
    """A terminal for all three streams of a run. What it shows is read as it comes."""

    def __init__(self, columns: int = 100) -> None:
        super().__init__()
        self._shown = b""
        self.columns = columns
        self.resize(columns)

    def resize(self, columns: int) -> None:
        """Tells the program of another width. What is there stays as it is."""
        fcntl.ioctl(self.device, termios.TIOCSWINSZ, struct.pack("4H", 24, columns, 0, 0))

    def watch(self, run: GotoToken) -> GotoToken:
        """Lets `run` find its authorization URL here, too."""
        run.stderr = Stream(self)
        return run

    # The file that a Stream reads lines from.

    def __enter__(self):
        return self

    def __exit__(self, *_) -> None:
        pass

    def __iter__(self):
        line = b""
        while True:
            data = os.read(self._keyboard, 4096)  # fails once the terminal has been hung up
            self._shown += data
            *lines, line = (line + data).split(b"\n")
            yield from (whole + b"\n" for whole in lines)

    @property
    def raw(self) -> str:
        """All that was written to the terminal, but for a character or an escape sequence that is not whole yet."""
        return _BEGINNING_OF_ESCAPE.sub("", codecs.getincrementaldecoder("utf-8")().decode(self._shown))

    @property
    def screen(self) -> Screen:
        screen = Screen(self.columns)
        screen.show(self.raw)
        return screen

    def wait_for(self, pattern: str) -> None:
        """Waits until the screen's last lines match."""
        wait_until(lambda: re.search(rf"(?:{pattern})\Z", self.screen.text))

    def last_look(self, run: GotoToken) -> tuple[int, Screen]:
        """Waits for the end of the run; its exit code, and what is left on the screen."""
        exit_code = run.exit_code()
        os.close(self.device)
        self.device = -1
        run.stderr.text()
        return exit_code, self.screen
