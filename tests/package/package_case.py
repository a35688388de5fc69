"""The packages of `scripts/test --package`, and what a person does with the programs once they are installed."""

import os
import pathlib
import platform
import subprocess
import unittest

from root import PROJECT, ROOTS, Root
from support.mock_client import client_of
from support.program import GotoToken

MADE = PROJECT / "build/package-tests"
RELEASE = platform.freedesktop_os_release()["VERSION_CODENAME"]
ENV_FILE = ".config/goto-token/.env"


def made(pattern: str, folder: str = "packages") -> pathlib.Path:
    """The one file of that name which was made: for this machine, unless the pattern names another."""
    architecture = subprocess.run(["dpkg", "--print-architecture"], capture_output=True, text=True, check=True)
    (path,) = (MADE / folder).glob(pattern.replace("ARCH", architecture.stdout.strip()))
    return path


def debian_package(folder: str = "packages") -> pathlib.Path:
    return made("goto-token_*_ARCH.deb", folder)


def tarball() -> pathlib.Path:
    return made("goto-token-*-linux-ARCH.tar.gz")


class PackageTest(unittest.TestCase):
    """`self.root` is a bare root."""

    maxDiff = None
    release = RELEASE

    def setUp(self) -> None:
        if not (ROOTS / self.release).is_dir():
            self.skipTest(f"there is no root of Debian's {self.release}")
        self.root = Root(self.release)
        self.addCleanup(self.root.close)

    def install(self, package: pathlib.Path) -> None:
        """As README says, with all that the package recommends."""
        self.root.put(package, f"/tmp/{package.name}")
        self.root.apt_get(f"install /tmp/{package.name}")
        self.root.run(f"rm /tmp/{package.name}", "root")

    def configure(self, settings: str) -> None:
        """Writes the person's env file."""
        self.root.run(f"umask 077; mkdir -p ~/.config/goto-token; printf %s '{settings}' >~/{ENV_FILE}")

    def start_server(self) -> str:
        """Starts goto-mock-auth in the root, and gives the env file that it prints."""
        settings = self.root.run(
            "umask 077; cd /tmp; goto-mock-auth --port 0 --auto-approve --print-env >mock.env 2>mock.log &"
            " until grep -q OAUTH_REDIRECT_URI /tmp/mock.env; do sleep 0.1; done; cat /tmp/mock.env")  # fmt: skip
        self.client = client_of(settings)
        return settings

    def log_in(self, program: str = "goto-token") -> None:
        """Logs the person in. The browser is outside of the root."""
        run = GotoToken(["login"], os.environ, "/", wrapper=self.root.command(BROWSER="none"), program=program)
        self.addCleanup(run.kill)
        self.assertEqual(run.sign_in().status, 200)
        outcome = run.wait()
        self.assertEqual((outcome.exit_code, outcome.stdout), (0, ""), outcome.messages)

    def assert_token_is_there(self) -> str:
        """There is a token without a person, and the server knows it."""
        token = self.root.run("goto-token --non-interactive").rstrip("\n")
        self.assertTrue(self.client.is_active(token), token)
        return token
