"""Measures goto-token and prints a Markdown table; scripts/bench builds the program and calls this."""

import argparse
import contextlib
import os
import pathlib
import statistics
import sys
import tempfile

import table
import watching
from oidc_agent import OidcAgent, Unavailable
from servers import TokenServer
from support.certificates import Authority
from table import Goal
from timing import Command, Programs, Timer

SCOPE = "messaging.v1.send"
SHORT_RUNS = 10  # what takes a millisecond is timed that many times as often
BUSY = 0.5  # the load from which on the machine does more than measure
SYSTEM_BUNDLE = pathlib.Path("/etc/ssl/certs/ca-certificates.crt")
ENV_FILE = """OAUTH_CLIENT_ID=benchmark
OAUTH_CLIENT_SECRET=benchmark
OAUTH_REDIRECT_URI=http://127.0.0.1:0/callback
OAUTH_SERVICE_URL={url}
"""
TLS_ENV_FILE = ENV_FILE + "OAUTH_CA_FILE={ca_file}\n"


class Bench:
    """The programs, an authorization server with and one without TLS, and a stored login."""

    def __init__(self, goto_token: str, folder: pathlib.Path, rounds: int, stack: contextlib.ExitStack) -> None:
        self.goto_token = goto_token
        self.folder = folder
        self.rounds = rounds
        self.programs = Programs(folder)
        self.timer = Timer(self.programs.timer, folder)
        authority = Authority(folder / "authority")
        self.ca_file = authority.file
        self.servers = {"http": stack.enter_context(TokenServer()),
                        "https": stack.enter_context(TokenServer(authority.issue("127.0.0.1").server_context()))}
        for scheme, text in (("http", ENV_FILE), ("https", TLS_ENV_FILE)):
            path = folder / f"{scheme}.env"
            path.touch(0o600)
            path.write_text(text.format(url=self.servers[scheme].url, ca_file=self.ca_file))
        (folder / ".env").symlink_to("http.env")
        self.stored = Command("end", [goto_token])
        self.timer.once(Command("token", [goto_token, "login", "--no-browser"]))

    def sign_in(self, mode: str, scheme: str) -> Command:
        """A run that gets a new token; as far as the URL or the token, as the mode says."""
        return Command(mode, [self.goto_token, "--env-file", f"{scheme}.env", "--fresh", "--no-browser",
                              "--scope", SCOPE])

    def bare_request(self, scheme: str) -> Command:
        ca_file = [str(self.ca_file)] if scheme == "https" else []
        return Command("told", [self.programs.bare_request, str(self.servers[scheme].port), *ca_file])


def start_agent(bench: Bench, stack: contextlib.ExitStack) -> Command | None:
    """oidc-token with its agent, if that can be had."""
    try:
        agent = stack.enter_context(OidcAgent(bench.folder / "agent", bench.servers["https"], bench.ca_file))
    except Unavailable as error:
        note(f"no row for oidc-token: {error}")
        return None
    return Command("end", agent.command, agent.variables)


def measure_stored_token(bench: Bench, oidc_token: Command | None) -> list[str]:
    """A stored token, next to programs that do nothing, and to oidc-token."""
    others = {"empty static C program": (Command("end", [bench.programs.empty_static]), None),
              "empty dynamic C program": (Command("end", [bench.programs.empty_dynamic]), Goal(2.4))}
    if oidc_token:
        others["`oidc-token`, from its agent"] = (oidc_token, Goal(1.0))
    ours, *theirs = bench.timer.run(SHORT_RUNS * bench.rounds, bench.stored,
                                    *(command for command, _ in others.values()))
    rows = [table.compare("stored token, start to end", "ms", ours.milliseconds, name, sample.milliseconds, goal)
            for sample, (name, (_, goal)) in zip(theirs, others.items())]
    name = "empty dynamic C program"
    empty = theirs[list(others).index(name)]
    rows.append(table.compare("stored token, processor time", "ms", ours.cpu_milliseconds, name,
                              empty.cpu_milliseconds))
    rows.append(table.compare("stored token, page faults", "", ours.page_faults, name, empty.page_faults))
    rows += count_instructions(bench)
    rows.append(table.value("stored token, peak memory", "MiB", ours.peak_mib, Goal(6, "MiB", is_strict=True)))
    return rows


def count_instructions(bench: Bench) -> list[str]:
    ours, empty = (watching.instructions(bench.timer, command)
                   for command in (bench.stored.words, [bench.programs.empty_dynamic]))
    if ours is None or empty is None:
        note("no row for instructions: there is no perf, or no counter that it could read")
        return []
    return [table.compare("stored token, instructions", "", [ours], "empty dynamic C program", [empty])]


def measure_url(bench: Bench) -> list[str]:
    """From the start to the URL; what certificates are read by then shows with SSL_CERT_FILE."""
    schemes = ("http", "https")
    plain = [bench.sign_in("url", scheme) for scheme in schemes]
    bundle = {"SSL_CERT_FILE": str(SYSTEM_BUNDLE)}
    with_file = [command._replace(variables=bundle) for command in plain] if SYSTEM_BUNDLE.exists() else []
    if not with_file:
        note(f"no rows with SSL_CERT_FILE: there is no {SYSTEM_BUNDLE}")
    empty, *samples = bench.timer.run(bench.rounds, Command("url", [bench.programs.url_cxx]), *plain, *with_file)
    milliseconds = [sample.milliseconds for sample in samples]
    rows = [table.compare(f"start to URL, {scheme}", "ms", ours, "empty C++ program, to its line", empty.milliseconds)
            for scheme, ours in zip(schemes, milliseconds)]
    rows += [table.compare(f"start to URL, {scheme}, with SSL_CERT_FILE", "ms", ours, "the same without", without,
                           Goal(1.2))
             for scheme, ours, without in zip(schemes, milliseconds[2:], milliseconds)]
    return rows


def measure_redirect(bench: Bench) -> list[str]:
    """From the redirect to the token, next to one bare request of the same kind."""
    schemes = ("http", "https")
    commands = [make(scheme) for scheme in schemes
                for make in (lambda scheme: bench.sign_in("token", scheme), bench.bare_request)]
    samples = bench.timer.run(bench.rounds, *commands)
    times, memory = [], []
    for scheme, ours, bare in zip(schemes, samples[::2], samples[1::2]):
        own = statistics.median(ours.milliseconds) - statistics.median(bare.milliseconds)
        times += [table.compare(f"redirect to token, {scheme}", "ms", ours.milliseconds,
                                "one bare token request", bare.milliseconds),
                  table.value(f"of that, our own (the difference), {scheme}", "ms", [own], Goal(2, "ms"))]
        memory.append(table.value(f"fetched token, {scheme}, peak memory", "MiB", ours.peak_mib,
                                  Goal(6, "MiB", is_strict=True)))
    return times + memory


def watch(bench: Bench) -> list[str]:
    """Threads and libraries."""
    runs = {"stored token": bench.stored, **{f"fetched token, {scheme}": bench.sign_in("token", scheme)
                                             for scheme in ("http", "https")}}
    rows, opened = [], set()
    for what, command in runs.items():
        threads, libraries = watching.trace(bench.timer, command)
        rows.append(table.value(f"{what}, threads at most", "", [threads], Goal(2)))
        opened |= libraries
    verdict = "met" if opened <= {"libc.so.6"} else "missed"
    return [*rows, table.text("shared libraries loaded by any of these", ", ".join(sorted(opened)) or "none",
                              f"libc alone: {verdict}")]


def weigh(bench: Bench) -> list[str]:
    """Sizes on the disk."""
    rows = []
    for what, strip in (("binary size", False), ("binary size, stripped", True)):
        ours, empty = ([watching.size_mib(program, bench.folder, strip)]
                       for program in (bench.goto_token, bench.programs.empty_cxx))
        rows.append(table.compare(what, "MiB", ours, "empty C++ program", empty))
    return rows


def note(message: str) -> None:
    print(f"bench: {message}", file=sys.stderr)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("goto_token", type=os.path.abspath)
    parser.add_argument("--rounds", type=int, default=100)
    arguments = parser.parse_args()
    if os.getloadavg()[0] > BUSY:
        note(f"the machine is busy (load {os.getloadavg()[0]:.1f}): the ratios will be less sure")
    with contextlib.ExitStack() as stack:
        folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory()))
        bench = Bench(arguments.goto_token, folder, arguments.rounds, stack)
        rows = measure_stored_token(bench, start_agent(bench, stack))
        rows += measure_url(bench) + measure_redirect(bench) + watch(bench) + weigh(bench)
    print(f"Medians (first to ninth tenth) of {arguments.rounds} alternating runs, {SHORT_RUNS * arguments.rounds} of the "
          f"stored token; {os.cpu_count()} cores, Linux {os.uname().release}, servers on loopback.\n")
    print("\n".join([table.HEAD, *rows]))


if __name__ == "__main__":
    main()
