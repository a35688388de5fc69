"""Measures goto-token against goto-mock-auth; scripts/bench builds both and calls this."""

import argparse
import http.client
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import tempfile
import threading
import time
import urllib.parse
from typing import NamedTuple

URL_LINE = re.compile(rb"^\s*(https?://\S+)\s*$")
MEMORY_ROUNDS = 5  # peak memory hardly varies
SECONDS = 30  # ends what hangs

# What a C++ program costs that does nothing but print an address.
BASELINE_SOURCE = '#include <iostream>\nint main() { std::cerr << "http://127.0.0.1/" << std::endl; }\n'
EMPTY_SOURCE = "int main() {}\n"


class Run(NamedTuple):
    """The moments of one run of goto-token, in seconds."""

    start_to_url: float
    redirect_to_token: float
    token_to_end: float


class Bench:
    """The programs, their folder, and an authorization server that says yes to everything."""

    def __init__(self, goto_token: str, goto_mock_auth: str, reader: str, folder: pathlib.Path) -> None:
        self.goto_token = goto_token
        self.reader = reader
        self.folder = folder
        self.environment = {"PATH": os.environ["PATH"], "HOME": str(folder)}
        self.baseline = self._compile("baseline", BASELINE_SOURCE)
        self.empty = self._compile("empty", EMPTY_SOURCE)
        self._server = subprocess.Popen([goto_mock_auth, "--port", "0", "--auto-approve", "--print-env"],
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        env_file = self._server.stdout.read()
        (folder / ".env").write_bytes(env_file)
        (folder / ".env").chmod(0o600)
        self._service = re.search(rb"OAUTH_SERVICE_URL\W+(http://[0-9.:]+)", env_file)[1].decode()

    def _compile(self, name: str, text: str) -> str:
        source = self.folder / f"{name}.cpp"
        source.write_text(text)
        program = str(self.folder / name)
        subprocess.run(["c++", "-O2", "-o", program, source], check=True)
        return program

    def close(self) -> None:
        self._server.kill()
        self._server.wait()

    def _popen(self, command: list[str]) -> subprocess.Popen:
        return subprocess.Popen(command, cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def fetch_token(self, *wrapper: str) -> Run:
        """One whole run of goto-token, with this program as the browser."""
        command = [*wrapper, self.goto_token, "--fresh", "--no-browser", "--scope", "messaging.v1.send"]
        begin = time.perf_counter()
        with self._popen(command) as process:
            url = read_url(process)
            url_printed = time.perf_counter()
            redirect = request("GET", url).headers["Location"]
            browser = threading.Thread(target=request, args=("GET", redirect))
            redirected = time.perf_counter()
            browser.start()
            token = process.stdout.readline()
            token_printed = time.perf_counter()
            status = process.wait(SECONDS)
            ended = time.perf_counter()
            browser.join(SECONDS)
            if status != 0 or not token.endswith(b"\n"):
                raise RuntimeError(f"goto-token ended with {status}: {process.stderr.read().decode()}")
        return Run(url_printed - begin, token_printed - redirected, ended - token_printed)

    def start_baseline(self, *wrapper: str) -> float:
        """From the start of the C++ program that does nothing else to its line."""
        begin = time.perf_counter()
        with self._popen([*wrapper, self.baseline]) as process:
            read_url(process)
            return time.perf_counter() - begin

    def log_in(self) -> None:
        """Stores a login, which lasts for the whole measurement."""
        with self._popen([self.goto_token, "login", "--no-browser"]) as process:
            request("GET", request("GET", read_url(process)).headers["Location"])
            if process.wait(SECONDS) != 0:
                raise RuntimeError(f"no login: {process.stderr.read().decode()}")
        (self._stored,) = (self.folder / ".local/state/goto-token").glob("*.json")

    def run_to_its_end(self, *command: str) -> float:
        begin = time.perf_counter()
        with self._popen(list(command)) as process:
            process.wait(SECONDS)
            return time.perf_counter() - begin

    def print_stored_token(self) -> float:
        return self.run_to_its_end(self.goto_token)

    def read_one_file(self) -> float:
        """The program with the same libraries that parses its options and reads the store's file."""
        return self.run_to_its_end(self.reader, "--file", str(self._stored))

    def request_to_the_token_endpoint(self) -> float:
        """One bare request to the token endpoint, which refuses it."""
        begin = time.perf_counter()
        request("POST", f"{self._service}/oauth/token", "grant_type=authorization_code&code=none")
        return time.perf_counter() - begin

    def peak_memory_mib(self, run) -> float:
        """The largest resident set of what run starts, by GNU time: a child of Python would inherit Python's."""
        report = self.folder / "peak"
        run(shutil.which("time") or "time", "--format=%M", f"--output={report}")
        return int(report.read_text().split()[-1]) / 1024


def request(method: str, url: str, body: str | None = None) -> http.client.HTTPResponse:
    """Sends one request on a connection of its own and reads the answer."""
    parts = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=SECONDS)
    headers = {"Connection": "close"}
    if body:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    connection.request(method, f"{parts.path}?{parts.query}", body, headers)
    response = connection.getresponse()
    response.read()
    connection.close()
    return response


def read_url(process: subprocess.Popen) -> str:
    """Waits for the line of the authorization URL."""
    lines = []
    for line in process.stderr:
        lines.append(line)
        if match := URL_LINE.match(line):
            return match[1].decode()
    raise RuntimeError(f"no URL in what it printed: {b''.join(lines).decode()}")


def size_mib(program: str, folder: pathlib.Path, strip: bool) -> float:
    copy = folder / "copy"
    shutil.copy(program, copy)
    if strip:
        subprocess.run(["strip", copy], check=True)
    return copy.stat().st_size / 2**20


def spread(values: list[float], unit: str) -> str:
    """The median, and the range from the first to the ninth tenth."""
    text = f"{statistics.median(values):.2f} {unit}"
    if len(values) > 1:
        tenths = statistics.quantiles(values, n=10, method="inclusive")
        text += f" ({tenths[0]:.2f}–{tenths[-1]:.2f})"
    return text


def row(what: str, unit: str, ours: list[float], baseline: str = "", theirs: list[float] = ()) -> str:
    """One line of the table."""
    if not theirs:
        return f"| {what} | {spread(ours, unit)} | | | |"
    ratio = statistics.median(ours) / statistics.median(theirs)
    return f"| {what} | {spread(ours, unit)} | {baseline} | {spread(theirs, unit)} | {ratio:.1f} |"


def measure(bench: Bench, rounds: int) -> list[str]:
    """Measures everything by turns; returns the rows of the table."""
    bench.fetch_token()  # the first one reads the programs from the disk
    bench.log_in()
    runs, empty, true, requests, stored, nothing, reader = [], [], [], [], [], [], []
    for _ in range(rounds):
        runs.append(bench.fetch_token())
        empty.append(1000 * bench.start_baseline())
        true.append(1000 * bench.run_to_its_end("true"))
        stored.append(1000 * bench.print_stored_token())
        nothing.append(1000 * bench.run_to_its_end(bench.empty))
        reader.append(1000 * bench.read_one_file())
        requests.append(1000 * bench.request_to_the_token_endpoint())
    urls, tokens, ends = ([1000 * moment for moment in moments] for moments in zip(*runs))
    peaks = [bench.peak_memory_mib(bench.fetch_token) for _ in range(MEMORY_ROUNDS)]
    empty_peaks = [bench.peak_memory_mib(bench.start_baseline) for _ in range(MEMORY_ROUNDS)]
    rows = [
        row("stored token, start to end", "ms", stored, "same libraries, parses options and reads a file", reader),
        row("stored token, start to end", "ms", stored, "empty program", nothing),
        row("process start to URL printed", "ms", urls, "empty C++ program, to its line", empty),
        row("process start to URL printed", "ms", urls, "`true`, to its end", true),
        row("redirect to token printed", "ms", tokens, "one bare request to the token endpoint", requests),
        row("token printed to process ended", "ms", ends),
        row("peak memory", "MiB", peaks, "empty C++ program", empty_peaks),
    ]
    for what, strip in (("binary size", False), ("binary size, stripped", True)):
        sizes = [size_mib(program, bench.folder, strip) for program in (bench.goto_token, bench.baseline)]
        rows.append(row(what, "MiB", sizes[:1], "empty C++ program", sizes[1:]))
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("goto_token", type=os.path.abspath)
    parser.add_argument("goto_mock_auth", type=os.path.abspath)
    parser.add_argument("reader", type=os.path.abspath, help="the program of tests/bench")
    parser.add_argument("--rounds", type=int, default=30)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(arguments.goto_token, arguments.goto_mock_auth, arguments.reader, pathlib.Path(folder))
        try:
            rows = measure(bench, arguments.rounds)
        finally:
            bench.close()
    print(f"Median of {arguments.rounds} runs by turns (first to ninth tenth), {os.cpu_count()} cores, "
          f"Linux {os.uname().release}, plain HTTP on loopback.\n")
    print("| what | goto-token | baseline | its value | ratio |\n|---|---|---|---|---|")
    print("\n".join(rows))


if __name__ == "__main__":
    main()
