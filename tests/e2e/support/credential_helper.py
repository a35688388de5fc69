"""Credential helpers that keep a login: one of the tests' own, with faults, and docker's for pass."""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from support import limits

_FAKE = """#!{python} -S
import hashlib, json, os, pathlib, sys, time
folder = pathlib.Path({folder!r})
action = sys.argv[1]
parent = os.getppid()
fault = folder / f"{{action}}.fault"
first, _, fault = fault.read_text().partition(" ") if fault.exists() else ("0", "", "")
with open(folder / "calls", "a+") as calls:
    calls.write(action + "\\n")
    calls.seek(0)
    if calls.read().split().count(action) <= int(first):
        fault = ""
text = sys.stdin.read()
if fault == "hang":
    while os.getppid() == parent:  # not longer: nothing may be left running
        time.sleep(0.05)
elif fault == "garbage":
    print("garbage")
    sys.exit(0)
elif fault == "echo":
    print("cannot use", text)
    sys.exit(1)
elif fault:
    print(fault)
    sys.exit(1)
url = json.loads(text)["ServerURL"] if action == "store" else text
kept = folder / (hashlib.sha256(url.encode()).hexdigest() + ".credential")
if action == "store":
    kept.with_suffix(".new").write_text(text)
    kept.with_suffix(".new").rename(kept)
elif not kept.exists():
    print("credentials not found in native keychain")
    sys.exit(1)
elif action == "get":
    print(kept.read_text())
else:
    kept.unlink()
"""


class FakeHelper:
    """`docker-credential-fake` in a folder of its own, which keeps what it is given in files there."""

    name = "fake"

    def __init__(self, folder: pathlib.Path) -> None:
        self._folder = folder
        folder.mkdir()
        program = folder / "docker-credential-fake"
        program.write_text(_FAKE.format(python=sys.executable, folder=str(folder)))
        program.chmod(0o755)
        self.environment = {"PATH": f"{folder}:/usr/local/bin:/usr/bin:/bin"}

    def fail_at(self, action: str, fault: str, after: int = 0) -> None:
        """Lets an action (`get`, `store`, `erase`) `hang`, print `garbage`, fail and `echo` its input, or fail with any
        other words; but not yet the next `after` times."""
        first = self.calls.count(action) + after
        (self._folder / f"{action}.fault").write_text(f"{first} {fault}")

    def work_at(self, action: str) -> None:
        """Takes the fault away."""
        (self._folder / f"{action}.fault").unlink()

    @property
    def calls(self) -> list[str]:
        """The actions so far, in order."""
        calls = self._folder / "calls"
        return calls.read_text().split() if calls.exists() else []

    def credentials(self) -> list[dict]:
        """What is kept: `ServerURL`, `Username` and `Secret` each."""
        return [json.loads(path.read_text()) for path in self._folder.glob("*.credential")]

    def replace_secret(self, secret: str) -> None:
        """Puts another secret into the one credential that is kept."""
        (path,) = self._folder.glob("*.credential")
        path.write_text(json.dumps(json.loads(path.read_text()) | {"Secret": secret}))

    def close(self) -> None:
        """Nothing runs between calls."""


class PassHelper:
    """`docker-credential-pass`, with a password store and a GnuPG home that nothing else uses."""

    name = "pass"

    def __init__(self) -> None:
        # Its path is short: the agent's socket is below it, and the address of one has room for 107 bytes.
        self._folder = pathlib.Path(tempfile.mkdtemp(prefix="gtp-", dir="/tmp"))
        self._gnupg = self._folder / "g"
        self._gnupg.mkdir(mode=0o700)
        self.environment = {
            "GNUPGHOME": str(self._gnupg),
            "PASSWORD_STORE_DIR": str(self._folder / "store"),
        }
        key = ("--batch", "--quiet", "--pinentry-mode=loopback", "--passphrase=", "--quick-generate-key")
        try:
            self._run("gpg", *key, "nobody@example.com", "default", "default", "never")
            self._run("pass", "init", "nobody@example.com")
        except BaseException:
            self.close()
            raise

    @staticmethod
    def is_installed() -> bool:
        return all(shutil.which(program) for program in ("docker-credential-pass", "pass", "gpg"))

    def _run(self, *command: str, given: str = "") -> str:
        environment = {**os.environ, "HOME": str(self._folder), **self.environment}
        return subprocess.run(
            command, input=given, capture_output=True, check=True, encoding="utf-8", env=environment, timeout=limits.SECONDS
        ).stdout

    def credentials(self) -> list[dict]:
        """What is kept: `ServerURL`, `Username` and `Secret` each."""
        urls = json.loads(self._run("docker-credential-pass", "list") or "{}")
        return [json.loads(self._run("docker-credential-pass", "get", given=url)) for url in urls or {}]

    def replace_secret(self, secret: str) -> None:
        """Puts another secret into the one credential that is kept."""
        (credential,) = self.credentials()
        self._run("docker-credential-pass", "store", given=json.dumps(credential | {"Secret": secret}))

    def close(self) -> None:
        """Stops the agent that GnuPG has started, and removes everything."""
        subprocess.run(
            ["gpgconf", "--homedir", str(self._gnupg), "--kill", "all"], check=False, timeout=limits.SECONDS
        )
        shutil.rmtree(self._folder, ignore_errors=True)
