"""A release of goto-token as its page has it, on loopback: the files that recipes install, with little in them."""

import functools
import hashlib
import http.server
import io
import os
import pathlib
import subprocess
import tarfile

from support.serving import serving

ADDRESS = "https://github.com/OWNER/goto-token/releases/download/vVERSION"
VERSION = "9.8.7"


class _Handler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


class Release:
    """What is installed calls the program that is tested."""

    def __init__(self, folder: pathlib.Path) -> None:
        self._folder = folder
        folder.mkdir()
        self._program = f"#!/bin/sh\nexec '{pathlib.Path(os.environ['GOTO_TOKEN']).resolve()}' \"$@\"\n"

    def make_tarball(self) -> pathlib.Path:
        top = f"goto-token-{VERSION}-linux-amd64"
        program = tarfile.TarInfo(f"{top}/bin/goto-token")
        program.size, program.mode = len(self._program), 0o755
        with tarfile.open(self._folder / f"{top}.tar.gz", "w:gz") as tarball:
            tarball.addfile(program, io.BytesIO(self._program.encode()))
        return self._folder / f"{top}.tar.gz"

    def make_package(self, scratch: pathlib.Path) -> pathlib.Path:
        program = scratch / "usr/bin/goto-token"
        program.parent.mkdir(parents=True)
        program.write_text(self._program, encoding="utf-8")
        program.chmod(0o755)
        control = scratch / "DEBIAN/control"
        control.parent.mkdir()
        control.write_text(f"Package: goto-token\nVersion: {VERSION}\nArchitecture: amd64\nMaintainer: Test <test@example.com>\n"
                           "Description: a stand-in\n", encoding="utf-8")  # fmt: skip
        package = self._folder / f"goto-token_{VERSION}_amd64.deb"
        subprocess.run(["dpkg-deb", "--root-owner-group", "--build", scratch, package], check=True, capture_output=True)
        return package

    def served(self):
        """The release's address while it can be fetched."""
        return serving(functools.partial(_Handler, directory=self._folder))


def sha256(path: pathlib.Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def fill_in(recipe: str, address: str, checksum: str) -> str:
    """The recipe with what stands for a release filled in."""
    return recipe.replace(ADDRESS, address).replace("VERSION", VERSION).replace("SHA256", checksum)
