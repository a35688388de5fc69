"""Runs a program and notes the most memory that it had resident, in KiB: `peak_memory.py FILE PROGRAM ARGUMENT…`

A process inherits the peak of the one that started it, hence this small one in between."""

import os
import sys


def main() -> int:
    child = os.posix_spawn(sys.argv[2], sys.argv[2:], os.environ)
    _, status, usage = os.wait4(child, 0)
    with open(sys.argv[1], "w", encoding="ascii") as file:
        file.write(str(usage.ru_maxrss))
    code = os.waitstatus_to_exitcode(status)
    return code if code >= 0 else 128 - code  # as a shell tells of a signal


if __name__ == "__main__":
    sys.exit(main())
