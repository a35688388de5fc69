"""The base of the tests that send a token response byte by byte, over every route to the token endpoint."""

import contextlib
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from support.authorization_server import REDIRECT_URI
from support.case import EndToEndTest
from support.certificates import Certificate, alternative_names
from support.forward_proxy import ESTABLISHED, ForwardProxy
from support.program import GotoToken, Outcome, is_sanitized
from support.wire_server import Script, WireServer, sends

HOST = "server.invalid"  # no name server knows it: only a proxy leads there (RFC 6761 §6.4)

# The contract says this of the listener; a process that reads one response needs far less.
MOST_MEMORY_KIB = 64 * 1024

# Two lines of our own, with 300 characters from outside in each (contract §2).
MOST_LETTERS = 1200

# Arguments that make a request so long that the buffers on the way to a server that does not read do not hold it.
LONG = ("--scope", "a" * 100_000, "--scope", "b" * 100_000)

_PEAK_MEMORY = Path(__file__).with_name("peak_memory.py")


class Route(NamedTuple):
    """How a request gets to the token endpoint."""

    name: str
    tls: bool
    proxied: bool

    def __str__(self) -> str:
        return self.name


HTTP = Route("http", tls=False, proxied=False)
HTTPS = Route("https", tls=True, proxied=False)
PROXIED_HTTP = Route("http through a proxy", tls=False, proxied=True)
PROXIED_HTTPS = Route("https through a proxy", tls=True, proxied=True)
ROUTES = (HTTP, HTTPS, PROXIED_HTTP, PROXIED_HTTPS)


@dataclass
class Exchange:
    """A run, the server that it is sent to, and the proxy on the way, if there is one."""

    run: GotoToken
    server: WireServer
    proxy: ForwardProxy | None
    memory_file: Path

    def wait(self) -> Outcome:
        return self.run.wait()

    @property
    def peak_memory_kib(self) -> int:
        """The most memory that the run had, once it has ended."""
        return int(self.memory_file.read_text(encoding="ascii"))


class WireTest(EndToEndTest):
    """Runs that fetch a token without a person."""

    def setUp(self) -> None:
        super().setUp()
        names = alternative_names(HOST, "localhost", "127.0.0.1")
        self.certificate = Certificate(self.root, "server", alternative=names)

    @property
    def measuring(self) -> tuple[str, ...]:
        """A `wrapper` for a run whose memory is to be known."""
        return (sys.executable, "-S", "-E", str(_PEAK_MEMORY), str(self.root / "memory"))

    @contextlib.contextmanager
    def exchange(self, route: Route, script: Script, *arguments: str, wrapper=(), environment=None, host=None,
                 connect_response: bytes = ESTABLISHED, **server_options):
        """A run that goes to a server with this script by that route. `host` is its name, if it has another than usual;
        `connect_answer` is what the proxy says to CONNECT. A `tls` among the server's options is for one that does not
        speak what the route says."""
        options = {"tls": self.certificate.server_context() if route.tls else None, **server_options}
        with WireServer(script, **options) as server, self._proxy(route, server, connect_response) as proxy:
            values = {**self._configuration(route, server, proxy, host), **(environment or {})}
            allowing = ("--allow-http",) if route == PROXIED_HTTP else ()
            run = self.goto_token(*allowing, *arguments, environment=values, wrapper=wrapper)
            try:
                yield Exchange(run, server, proxy, self.root / "memory")
            finally:
                run.kill()

    @contextlib.contextmanager
    def _proxy(self, route: Route, server: WireServer, connect_response: bytes):
        if not route.proxied:
            yield None
            return
        with contextlib.closing(ForwardProxy(server.port, connect_response)) as proxy:
            yield proxy

    def _configuration(self, route: Route, server: WireServer, proxy, host: str | None) -> dict[str, str]:
        host = host or (HOST if route.proxied else "127.0.0.1")
        values = {
            "OAUTH_GRANT": "client-credentials",
            "OAUTH_CLIENT_ID": "client-1",
            "OAUTH_CLIENT_SECRET": "client-secret",
            "OAUTH_REDIRECT_URI": REDIRECT_URI,
            "OAUTH_SERVICE_URL": f"{'https' if route.tls else 'http'}://{host}:{server.port}",
        }
        if route.tls:
            values["OAUTH_CA_FILE"] = str(self.certificate.file)
        if proxy:
            values["HTTPS_PROXY" if route.tls else "HTTP_PROXY"] = proxy.url
        return values

    def fetch(self, route: Route, script: Script, *arguments: str, **options) -> Outcome:
        """A whole run, for which the token endpoint must have got one request, on one connection."""
        with self.exchange(route, script, *arguments, wrapper=self.measuring, **options) as exchange:
            outcome = exchange.wait()
            self.assertEqual(exchange.server.connections, 1, outcome)
            self.assertEqual(len(exchange.server.requests), int(options.get("reads_request", True)), outcome)
            self.assertEqual(len(exchange.proxy.requests) if route.proxied else 1, 1, outcome)
            self.assert_memory_is_bounded(exchange)
        return outcome

    def assert_memory_is_bounded(self, exchange: Exchange) -> None:
        if not is_sanitized():
            self.assertLess(exchange.peak_memory_kib, MOST_MEMORY_KIB)

    def assert_brings_token(self, responses: dict[str, bytes], routes=ROUTES, make_script=sends) -> None:
        for name, data in responses.items():
            for route in routes:
                with self.subTest(name, route=str(route)):
                    self.assert_token(self.fetch(route, make_script(data)))

    def assert_fails(self, name: str, script: Script, pattern: str, arguments=(), routes=ROUTES, **options) -> None:
        """Every route ends with exit 7 and an error that matches, without a word of the token."""
        for route in routes:
            with self.subTest(name, route=str(route)):
                outcome = self.fetch(route, script, *arguments, **options)
                self.assert_error(outcome, 7)
                self.assertRegex(outcome.messages.splitlines()[0], pattern)
                self.assertNotIn("token-1", outcome.messages)
                self.assert_harmless(outcome.messages)

    def assert_harmless(self, messages: str) -> None:
        """Text from outside moves no cursor and fills no screen (contract §2)."""
        self.assertNotRegex(messages, r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")
        self.assertLess(len(messages), MOST_LETTERS)
