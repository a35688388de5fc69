"""What a terminal shows, with its colours, and what it showed before that was erased."""

import itertools
from typing import NamedTuple

from support.screen import Screen

COLOURS = {"": "text", "0": "text", "1;32": "good"}


class Run(NamedTuple):
    """Characters of one colour, side by side."""

    column: int
    text: str
    colour: str


Row = tuple[Run, ...]


class Picture(Screen):
    """Shows `text`, and keeps in `screens` what there was before each erasure, and in the end."""

    def __init__(self, columns: int, text: str) -> None:
        super().__init__(columns)
        self._colour = "text"
        self._colours: dict[tuple[int, int], str] = {}
        self.screens: list[tuple[Row, ...]] = []
        self.show(text)
        self._keep()

    def _obey(self, parameters: str, command: str) -> None:
        if command == "m":
            self._colour = COLOURS[parameters]
            return
        if self._rows[self._row][self.column :]:
            self._keep()
        super()._obey(parameters, command)

    def _put(self, character: str) -> None:
        super()._put(character)
        if character >= " ":
            self._colours[self._row, self.column - 1] = self._colour

    def _keep(self) -> None:
        """Keeps the screen as it is; but not twice, since a line that is written anew may stay the same."""
        rows = self._rows if self._rows[-1] else self._rows[:-1]
        screen = tuple(self._runs(row, text) for row, text in enumerate(rows))
        if screen not in self.screens[-1:]:
            self.screens.append(screen)

    def _runs(self, row: int, text: str) -> Row:
        groups = itertools.groupby(enumerate(text), lambda cell: self._colours.get((row, cell[0]), "text"))
        cells = [(colour, list(group)) for colour, group in groups]
        return tuple(Run(group[0][0], "".join(character for _, character in group), colour)
                     for colour, group in cells)
