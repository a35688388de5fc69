"""Debian's oidc-agent, with an account whose access token it has: `oidc-token` gets that without network."""

import os
import pathlib
import shutil
import subprocess
import time

from servers import SECONDS, TokenServer

ACCOUNT = "benchmark"


class Unavailable(Exception):
    """There is no oidc-agent to compare with; says why."""


class OidcAgent:
    """A running agent. All its files are in a folder of its own; the process ends with the `with` statement."""

    def __init__(self, folder: pathlib.Path, server: TokenServer, ca_file: pathlib.Path) -> None:
        if not all(map(shutil.which, ("oidc-agent", "oidc-gen", "oidc-token"))):
            raise Unavailable("oidc-agent is not installed (Debian's package: oidc-agent-cli)")
        folder.mkdir()
        self._log = folder / "log"
        self._socket = folder / "socket"
        self.variables = {"HOME": str(folder), "TMPDIR": str(folder), "OIDC_CONFIG_DIR": str(folder / "config"),
                          "OIDC_SOCK": str(self._socket)}
        (folder / "config").mkdir(mode=0o700)
        self._environment = {"PATH": os.environ["PATH"], **self.variables}
        self.command = [shutil.which("oidc-token"), ACCOUNT]
        with self._log.open("wb") as log:
            self._agent = subprocess.Popen(
                ["oidc-agent", "--console", "--no-autoload", f"--socket-path={self._socket}"],
                env=self._environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            self._wait_for_socket()
            self._add_account(server, ca_file)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> "OidcAgent":
        return self

    def __exit__(self, *_) -> None:
        self.close()

    def close(self) -> None:
        self._agent.terminate()
        self._agent.wait(SECONDS)

    def _wait_for_socket(self) -> None:
        until = time.monotonic() + SECONDS
        while not self._socket.exists():
            if self._agent.poll() is not None or time.monotonic() > until:
                raise Unavailable(f"oidc-agent did not start: {self._log.read_text(errors='replace').strip()}")
            time.sleep(0.01)

    def _add_account(self, server: TokenServer, ca_file: pathlib.Path) -> None:
        """Makes the account from a refresh token, which the agent changes for an access token at once."""
        self._run("oidc-gen", "--prompt=none", "--confirm-yes", "--no-url-call", "--pw-cmd=echo benchmark",
                  f"--issuer={server.url}", f"--cert-path={ca_file}", "--client-id=benchmark",
                  "--client-secret=benchmark", "--redirect-uri=http://localhost:4242",
                  "--scope=openid offline_access", "--refresh-token=benchmark", ACCOUNT)
        if self._run(*self.command) != "benchmark-token\n":
            raise Unavailable("oidc-token printed something else than the token")

    def _run(self, *command: str) -> str:
        done = subprocess.run(command, env=self._environment, stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, timeout=SECONDS, check=False)
        if done.returncode != 0:
            raise Unavailable(f"{command[0]} ended with {done.returncode}: {done.stderr.strip()}")
        return done.stdout
