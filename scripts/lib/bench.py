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


class Run(NamedTuple):
    """The moments of one run of goto-token, in seconds."""

    start_to_url: float
    redirect_to_token: float
    token_to_end: float


class Bench:
    """The programs, their folder, and an authorization server that says yes to everything."""

    def __init__(self, goto_token: str, goto_mock_auth: str, folder: pathlib.Path) -> None:
        self.goto_token = goto_token
        self.folder = folder
        self.environment = {"PATH": os.environ["PATH"], "HOME": str(folder)}
        self.baseline = str(folder / "baseline")
        source = folder / "baseline.cpp"
        source.write_text(BASELINE_SOURCE)
        subprocess.run(["c++", "-O2", "-o", self.baseline, source], check=True)
        self._server = subprocess.Popen([goto_mock_auth, "--port", "0", "--auto-approve", "--print-env"],
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        env_file = self._server.stdout.read()
        (folder / ".env").write_bytes(env_file)
        (folder / ".env").chmod(0o600)
        self._service = re.search(rb"OAUTH_SERVICE_URL\W+(http://[0-9.:]+)", env_file)[1].decode()

    def close(self) -> None:
        self._server.kill()
        self._server.wait()

    def _popen(self, command: list[str]) -> subprocess.Popen:
        return subprocess.Popen(command, cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def fetch_token(self, *wrapper: str) -> Run:
        """One whole run of goto-token, with this program as the browser."""
        command = [*wrapper, self.goto_token, "--no-browser", "--scope", "messaging.v1.send"]
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

    def start_and_end_true(self) -> float:
        begin = time.perf_counter()
        with self._popen(["true"]) as process:
            process.wait(SECONDS)
            return time.perf_counter() - begin

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
    runs, empty, true, requests = [], [], [], []
    for _ in range(rounds):
        runs.append(bench.fetch_token())
        empty.append(1000 * bench.start_baseline())
        true.append(1000 * bench.start_and_end_true())
        requests.append(1000 * bench.request_to_the_token_endpoint())
    urls, tokens, ends = ([1000 * moment for moment in moments] for moments in zip(*runs))
    peaks = [bench.peak_memory_mib(bench.fetch_token) for _ in range(MEMORY_ROUNDS)]
    empty_peaks = [bench.peak_memory_mib(bench.start_baseline) for _ in range(MEMORY_ROUNDS)]
    rows = [
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
    parser.add_argument("--rounds", type=int, default=30)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(arguments.goto_token, arguments.goto_mock_auth, pathlib.Path(folder))
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
