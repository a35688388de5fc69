"""The container image of goto-token, started as docker starts it: by what the Dockerfile says, in a read-only root with a
volume for the login, and as the first process. What docker adds, such as /proc and /dev, is left out. Only root can do this."""

import os
import pathlib
import re
import shutil
import subprocess

from package_case import tarball
from support import limits

PROJECT = pathlib.Path(__file__).resolve().parents[2]
USER = 65532

_START = """
mount --bind "$1" "$1"
mount --bind "$2" "$1/login"
mount -o remount,bind,ro "$1"
root=$1 folder=$3 user=$4
shift 4
exec unshare --pid --fork --kill-child --root="$root" --wd="$folder" --setgid="$user" --setuid="$user" "$@"
"""


def said_last(instruction: str) -> str:
    """What the Dockerfile says last with this instruction."""
    return re.findall(rf"^{instruction} (.*)$", (PROJECT / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)[-1]


def make(root: pathlib.Path) -> subprocess.CompletedProcess:
    """Runs scripts/image, as the Dockerfile does."""
    return subprocess.run([PROJECT / "scripts/image", tarball(), root], capture_output=True, text=True,
                          timeout=limits.SECONDS, check=False)


def new_volume(image: pathlib.Path, volume: pathlib.Path, owner: int = USER) -> None:
    """As docker makes a named one: with the mode of the folder that it is mounted over, and its owner."""
    volume.mkdir()
    shutil.copymode(image / "login", volume)
    os.chown(volume, owner, owner)


class Image:
    """How a container of the image is started. `program`, `wrapper` and `environment` are those of a GotoToken."""

    def __init__(self, root: pathlib.Path, volume: pathlib.Path, user: int = USER) -> None:
        assert said_last("USER") == f"{USER}:{USER}"
        self.program = re.fullmatch(r'\["(.*)"\]', said_last("ENTRYPOINT"))[1]
        self.environment = dict(word.split("=", 1) for word in said_last("ENV").split())
        self.wrapper = (
            shutil.which("unshare"), "--mount", "sh", "-euc", _START, "sh", root, volume, said_last("WORKDIR"), str(user),
        )


def first_process(pid: int) -> int:
    """The number, seen from outside, of the program that was started in a container."""
    (child,) = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
    return int(child)
