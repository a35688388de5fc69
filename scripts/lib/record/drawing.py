"""Draws a session as an SVG that plays once and stops at its last screen. Where nothing moves, that is what it shows."""

import re
from xml.sax.saxutils import escape

from picture import Run
from scene import COLUMNS, Step
from timeline import Line, Timeline, Typing, lay_out

PROMPT = "$ "
FONT, CELL, LEADING = 14, 8.4, 19  # pixels; most monospaced letters are 0.6 as wide as high, and others are made so
BASELINE = 14  # below the top of a line
BAR, MARGIN = 34, 18
WIDTH = COLUMNS * CELL  # without the frame

THEMES = {
    "light": {"ground": "#ffffff", "bar": "#f6f8fa", "edge": "#d0d7de",
              "text": "#1f2328", "command": "#1f2328", "quiet": "#59636e", "prompt": "#0550ae", "good": "#116329"},
    "dark": {"ground": "#0d1117", "bar": "#161b22", "edge": "#3d444d",
             "text": "#e6edf3", "command": "#f0f6fc", "quiet": "#9198a1", "prompt": "#79c0ff", "good": "#56d364"},
}

FONTS = 'ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono","Liberation Mono",monospace'
STYLE = f"""text{{font:{FONT}px {FONTS};white-space:pre}}
.prompt,.command,.good{{font-weight:bold}}
.passing,.typing{{visibility:hidden}}
@media (prefers-reduced-motion:no-preference){{
.later{{animation:hidden 1ms backwards}}
.passing{{animation:shown}}
.typing{{animation:shown,typed both}}
}}
@keyframes hidden{{from,to{{visibility:hidden}}}}
@keyframes shown{{from,to{{visibility:visible}}}}
@keyframes typed{{to{{transform:translateX(var(--width))}}}}"""


def draw(steps: list[Step], theme: dict[str, str]) -> str:
    timeline = lay_out(steps)
    colours = "\n".join(f".{name}{{fill:{colour}}}" for name, colour in theme.items())
    inner_height = (timeline.row + 1) * LEADING
    width, height = WIDTH + 2 * MARGIN, inner_height + BAR + 2 * MARGIN
    return f"""<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height}" \
viewBox="0 0 {width:g} {height}" role="img" aria-labelledby="title desc">
<title id="title">goto-token in a terminal</title>
<desc id="desc">{escape(_in_words(steps))}</desc>
<style>{colours}
{STYLE}</style>
<rect x=".5" y=".5" width="{width - 1:g}" height="{height - 1}" rx="9.5" class="ground"/>
<path d="M.5 {BAR}V10A9.5 9.5 0 0 1 10 .5H{width - 10:g}a9.5 9.5 0 0 1 9.5 9.5V{BAR}z" class="bar"/>
<path d="M.5 {BAR}H{width - .5:g}" stroke="{theme["edge"]}"/>
<rect x=".5" y=".5" width="{width - 1:g}" height="{height - 1}" rx="9.5" fill="none" stroke="{theme["edge"]}"/>
{_buttons()}
<text x="{width / 2:g}" y="22" text-anchor="middle" class="quiet">goto-token</text>
<svg x="{MARGIN}" y="{BAR + MARGIN}" width="{WIDTH:g}" height="{inner_height}">
{_session(timeline)}
</svg>
</svg>
"""


def _in_words(steps: list[Step]) -> str:
    """What stands there in the end, for those who do not see it."""
    lines = []
    for step in steps:
        lines.append(PROMPT + step.command)
        lines += ("".join(run.text for run in row) for row in step.screens[-1])
    return "\n".join(lines)


def _buttons() -> str:
    return "".join(f'<circle cx="{MARGIN + 6 + 20 * number}" cy="{BAR / 2:g}" r="6" class="edge"/>' for number in range(3))


def _session(timeline: Timeline) -> str:
    parts = [_draw_typing(typing) for typing in timeline.typings]
    parts += (_draw_line(line) for line in timeline.lines if line.content)
    caret = _box(timeline.row, len(PROMPT), 1, "text")
    parts.append(f"<g{_later(timeline.end)}>{_draw_run(timeline.row, _prompt())}{caret}</g>")
    return "\n".join(parts)


def _prompt() -> Run:
    return Run(0, PROMPT.rstrip(), "prompt")


def _draw_typing(typing: Typing) -> str:
    """The whole command, under a box of the ground's colour that moves to the right, a caret at its edge."""
    row, command, start = typing.row, typing.command, len(PROMPT)
    runs = [_prompt(), *_words(command)]
    text = "".join(_draw_run(row, run) for run in runs)
    cover = _box(row, start, len(command) + 1, "ground") + _box(row, start, 1, "text")
    style = (f"animation-delay:{typing.prompted:.2f}s,{typing.started:.2f}s;"
             f"animation-duration:{typing.entered - typing.prompted:.2f}s,{typing.typed - typing.started:.2f}s;"
             f"animation-timing-function:linear,steps({len(command)});--width:{len(command) * CELL:g}px")
    return f'<g{_later(typing.prompted)}>{text}</g><g class="typing" style="{style}">{cover}</g>'


def _words(command: str) -> list[Run]:
    """The command and its comment."""
    start = len(PROMPT)
    text, comment = re.fullmatch(r"(.*?)(?:\s+(#.*))?", command).groups()
    runs = [Run(start, text, "command")]
    if comment:
        runs.append(Run(start + command.index("#"), comment, "quiet"))
    return runs


def _draw_line(line: Line) -> str:
    text = "".join(_draw_run(line.row, run) for run in line.content)
    if line.end is None:
        return f"<g{_later(line.start)}>{text}</g>"
    style = f"animation-delay:{line.start:.2f}s;animation-duration:{line.end - line.start:.2f}s"
    return f'<g class="passing" style="{style}">{text}</g>'


def _later(start: float) -> str:
    return f' class="later" style="animation-delay:{start:.2f}s"' if start else ""


def _draw_run(row: int, run: Run) -> str:
    """Text of a fixed width, so that it stands in its cells whatever font there is. Blanks around it would have no width."""
    text = run.text.strip(" ")
    column = run.column + len(run.text) - len(run.text.lstrip(" "))
    return (f'<text x="{column * CELL:g}" y="{row * LEADING + BASELINE}" textLength="{len(text) * CELL:g}" '
            f'xml:space="preserve" class="{run.colour}">{escape(text)}</text>')


def _box(row: int, column: int, columns: int, colour: str) -> str:
    return (f'<rect x="{column * CELL:g}" y="{row * LEADING}" width="{columns * CELL:g}" height="{LEADING - 1}" '
            f'class="{colour}"/>')
