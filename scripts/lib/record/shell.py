"""Runs commands in one shell in a pseudo-terminal, and tells what each of them shows."""

import codecs
import fcntl
import os
import pty
import select
import struct
import subprocess
import termios
import time

from support import limits

END = "\x1e"  # what the shell shows behind each command; no program here shows that
SHOW_END = r"printf '\036'"


def run_in_terminal(commands, environment, folder, size, look) -> list[str]:
    """The output of each command. `look` is called with all that was shown, each time that there is more."""
    script = "\n".join(["set -e", *(f"{command}\n{SHOW_END}" for command in commands)])
    screen, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("4H", *size, 0, 0))
    with subprocess.Popen(["bash", "--norc", "--noprofile", "-c", script], env=environment, cwd=folder,
                          stdin=terminal, stdout=terminal, stderr=terminal, start_new_session=True,
                          preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0)) as shell:
        os.close(terminal)
        try:
            shown = _read_to_end(screen, look)
        finally:
            shell.kill()  # it has ended, or it hangs
            os.close(screen)
    *outputs, rest = shown.split(END)
    if len(outputs) < len(commands):
        raise SystemExit(f"record: error: '{commands[len(outputs)]}' failed:\n{rest}")
    return outputs


def _read_to_end(terminal: int, look) -> str:
    decoder = codecs.getincrementaldecoder("utf-8")()
    shown = ""
    end = time.monotonic() + limits.SECONDS
    while select.select([terminal], [], [], max(0, end - time.monotonic()))[0]:
        try:
            shown += decoder.decode(os.read(terminal, 4096))
        except OSError:  # the end of a pseudo-terminal
            return shown
        look(shown)
    raise SystemExit(f"record: error: the session hangs after:\n{shown}")
