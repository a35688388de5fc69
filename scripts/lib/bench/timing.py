"""Programs that are compiled for the benchmark, and timer.c, which runs and times whatever it is given."""

import os
import pathlib
import subprocess
from typing import NamedTuple

HERE = pathlib.Path(__file__).parent
EMPTY_C = "int main(void) { return 0; }\n"
EMPTY_CXX = "int main() {}\n"
URL_CXX = '#include <iostream>\nint main() { std::cerr << "http://127.0.0.1/" << std::endl; }\n'


class Command(NamedTuple):
    """What the timer runs, and what of it is timed: end, url, token or told (see timer.c)."""

    mode: str
    words: list[str]
    variables: dict[str, str] = {}

    def for_timer(self) -> list[str]:
        return [self.mode, *(f"{name}={value}" for name, value in self.variables.items()), *self.words]


class Sample(NamedTuple):
    """What one command took, a value for each run."""

    milliseconds: list[float]
    cpu_milliseconds: list[float]
    page_faults: list[int]
    peak_mib: list[float]


class Programs:
    """Compiles the small programs, each once."""

    def __init__(self, folder: pathlib.Path) -> None:
        self._folder = folder
        self.timer = self._compile("timer", ["cc", HERE / "timer.c"])
        self.bare_request = self._compile("bare_request", ["cc", HERE / "bare_request.c"], "-lssl", "-lcrypto")
        empty_c = self._source("empty.c", EMPTY_C)
        self.empty_static = self._compile("empty_static", ["cc", "-static", empty_c])
        self.empty_dynamic = self._compile("empty_dynamic", ["cc", empty_c])
        self.empty_cxx = self._compile("empty_cxx", ["c++", self._source("empty.cpp", EMPTY_CXX)])
        self.url_cxx = self._compile("url_cxx", ["c++", self._source("url.cpp", URL_CXX)])

    def _source(self, name: str, text: str) -> pathlib.Path:
        path = self._folder / name
        path.write_text(text)
        return path

    def _compile(self, name: str, command: list[str | pathlib.Path], *libraries: str) -> str:
        program = str(self._folder / name)
        subprocess.run([*command, "-O2", "-o", program, *libraries], check=True)
        return program


class Timer:
    """Runs commands in one folder and one environment, which hold nothing of the machine's."""

    def __init__(self, program: str, folder: pathlib.Path) -> None:
        self._program = program
        self.folder = folder
        self.environment = {"PATH": os.environ["PATH"], "HOME": str(folder)}

    def run(self, rounds: int, *commands: Command) -> list[Sample]:
        """Alternates between the commands, once untimed: that reads them from the disk."""
        self._lines(1, commands)
        runs = [[] for _ in commands]
        for line in self._lines(rounds, commands):
            number, *values = map(int, line.split())
            runs[number].append(values)
        return [to_sample(values) for values in runs]

    def once(self, command: Command) -> None:
        """Runs a command for its effects."""
        self._lines(1, (command,))

    def _lines(self, rounds: int, commands: tuple[Command, ...]) -> list[str]:
        words = [self._program, str(rounds)]
        for command in commands:
            words += [*command.for_timer(), ";"]
        done = subprocess.run(words, cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, text=True, check=True)
        return done.stdout.splitlines()


def to_sample(runs: list[list[int]]) -> Sample:
    nanoseconds, cpu_microseconds, page_faults, peak_kib = zip(*runs)
    return Sample([value / 1e6 for value in nanoseconds], [value / 1e3 for value in cpu_microseconds],
                  list(page_faults), [value / 1024 for value in peak_kib])
