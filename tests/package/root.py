"""Bare roots of Debian releases, and commands in them. `scripts/test --package` has made them, below build/roots."""

import os
import pathlib
import subprocess

from support import limits

PROJECT = pathlib.Path(__file__).resolve().parents[2]
ROOTS = PROJECT / "build/roots"
AS_ROOT = () if os.geteuid() == 0 else ("sudo",)
PERSON = "person"

# What the first process of a root does. Its mounts and processes are its own, and end with it, so it ends when the test
# does. Changes of the root stay in memory. It tells its number, by the /proc in which the test sees it. It does not enter
# the root itself: whatever goes wrong, a command finds no root to run in rather than this machine.
_FIRST_PROCESS = """
mount -t tmpfs -o mode=755 none at
mkdir at/changes at/work at/root
mount -t overlay -o "lowerdir=$1,upperdir=at/changes,workdir=at/work" none at/root
for file in hosts resolv.conf; do
  [ ! -e "/etc/$file" ] || { : >>"at/root/etc/$file"; mount --bind "/etc/$file" "at/root/etc/$file"; }
done
mount --rbind /dev at/root/dev
read -r number _ </proc/self/stat
mount -t proc none at/root/proc
echo "$number"
exec cat
"""


class Root:
    """A root of the release as it was made, with a person in it who is not root. It shares the network of this machine."""

    def __init__(self, release: str) -> None:
        (ROOTS / "at").mkdir(exist_ok=True)
        self._process = subprocess.Popen(
            [*AS_ROOT, "unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-euc", _FIRST_PROCESS, "sh", release],
            cwd=ROOTS, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # fmt: skip
        self._number = self._process.stdout.readline().strip()
        if not self._number:
            raise AssertionError(f"the root of {release} cannot be entered")
        self.run("useradd --create-home --shell /bin/bash " + PERSON, "root")

    def close(self) -> None:
        """Ends all that runs in it. Its changes are gone."""
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(limits.SECONDS)

    def command(self, user: str = PERSON, folder: str = "", **environment: str) -> list[str]:
        """What a command line begins with that runs in the root, in the user's home, as after a login."""
        home = "/root" if user == "root" else f"/home/{user}"
        if user == "root":
            environment.setdefault("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
        changed = [f"{name}={value}" for name, value in environment.items()]
        return [*AS_ROOT, "nsenter", f"--target={self._number}", "--mount", "--pid", "chroot", str(ROOTS / "at/root"),
                "setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups", "--reset-env",
                "env", f"--chdir={folder or home}", *changed]  # fmt: skip

    def run(self, script: str, user: str = PERSON, *, status: int = 0, folder: str = "", stdin=subprocess.DEVNULL,
            limit: float = limits.SECONDS, **environment: str) -> str:  # fmt: skip
        """Runs the script with bash, and gives its output. `status` is how it has to end."""
        done = subprocess.run([*self.command(user, folder, **environment), "bash", "-euo", "pipefail", "-c", script],
                              stdin=stdin, capture_output=True, text=True, timeout=limit, check=False)  # fmt: skip
        if done.returncode != status:
            raise AssertionError(f"{script}\nended with {done.returncode}:\n{done.stdout}{done.stderr}")
        return done.stdout

    def put(self, file: pathlib.Path, place: str, user: str = "root") -> None:
        """Copies a file of this machine to a place in the root."""
        with file.open("rb") as content:
            self.run(f"mkdir -p '{pathlib.PurePath(place).parent}' && cat >'{place}'", user, stdin=content)

    def apt_get(self, arguments: str) -> str:
        """Runs apt-get as root, without questions."""
        return self.run(f"apt-get -y {arguments}", "root", limit=5 * limits.SECONDS, DEBIAN_FRONTEND="noninteractive")
