"""A file system of 64 KiB for a test that runs as root."""

import functools
import os
import pathlib
import subprocess
import unittest


class SmallDisk:
    """Lies over a folder, for those alone who are in its mount namespace: `wrapper` runs a program there. It is gone
    with the process that holds the namespace, which ends with the test, whatever becomes of that."""

    SIZE = 64 << 10

    def __init__(self, folder: pathlib.Path) -> None:
        mount = f'mount -t tmpfs -o size={self.SIZE},mode=700 tmpfs "$1" && echo mounted && read end'
        self._holder = subprocess.Popen(
            ["unshare", "--mount", "sh", "-c", mount, "sh", str(folder)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )
        self.is_there = self._holder.stdout.readline() == b"mounted\n"
        self.wrapper = ("nsenter", f"--mount=/proc/{self._holder.pid}/ns/mnt", f"--wd={folder}")
        self.folder = pathlib.Path(f"/proc/{self._holder.pid}/root{folder}")
        self._filling = self.folder / "filling"

    def fill(self) -> None:
        """Takes all room that is left."""
        with open(self._filling, "wb", buffering=0) as file:
            try:
                while file.write(bytes(1024)):
                    pass
            except OSError:
                pass

    def free(self) -> None:
        self._filling.unlink()

    def close(self) -> None:
        self._holder.communicate()


@functools.cache
def _can_mount() -> bool:
    if os.geteuid() != 0:
        return False
    disk = SmallDisk(pathlib.Path("/mnt"))
    disk.close()
    return disk.is_there


needs_small_disk = unittest.skipUnless(_can_mount(), "only root may mount, and not in every container")
