"""Draws a recorded terminal session; scripts/record finds the programs and calls this."""

import argparse
import pathlib

import drawing
import scene


def main() -> None:
    parser = argparse.ArgumentParser(prog="scripts/record")
    parser.add_argument("output", type=pathlib.Path, help="the folder for the two files")
    output = parser.parse_args().output
    steps = scene.record()
    for name, theme in drawing.THEMES.items():
        path = output / f"session-{name}.svg"
        path.write_text(drawing.draw(steps, theme), encoding="utf-8")
        print(f"record: wrote {path}")


if __name__ == "__main__":
    main()
