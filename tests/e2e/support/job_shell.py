"""What an interactive shell does for one job: `job_shell.py foreground|background COMMAND…` on a terminal.

A job in the background comes to the foreground on SIGUSR1. One that was stopped is told of on stderr, and in the
background from then on. What is typed for the shell after the job's end is shown on stdout.
"""

import fcntl
import os
import signal
import sys
import termios

SIGNALS = {signal.SIGUSR1, signal.SIGCHLD}


def start(command: list[str], foreground: bool) -> int:
    child = os.fork()
    if child == 0:
        os.setpgid(0, 0)
        if foreground:
            os.tcsetpgrp(0, os.getpid())
        signal.signal(signal.SIGTTOU, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
        os.execvp(command[0], command)
    return child


def main() -> int:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    signal.signal(signal.SIGTTOU, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    modes = termios.tcgetattr(0)
    child = start(sys.argv[2:], sys.argv[1] == "foreground")
    while True:
        number = signal.sigwait(SIGNALS)
        if number == signal.SIGUSR1:
            os.tcsetpgrp(0, child)
            os.killpg(child, signal.SIGCONT)
            continue
        ended, status = os.waitpid(child, os.WNOHANG | os.WUNTRACED)
        if not ended:
            continue
        os.tcsetpgrp(0, os.getpgrp())
        if not os.WIFSTOPPED(status):
            break
        print("stopped" if termios.tcgetattr(0) == modes else "stopped in other modes", file=sys.stderr, flush=True)
    if sys.argv[1] == "background":
        print("read:", sys.stdin.readline(), end="", flush=True)
    return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    sys.exit(main())
