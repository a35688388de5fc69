"""What the machine's network can do."""

import socket


def has_ipv6() -> bool:
    """Whether ::1 is there; containers often lack it."""
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True
