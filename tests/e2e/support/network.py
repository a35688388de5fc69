"""What the machine's network can do."""

import random
import socket


def has_ipv6() -> bool:
    """Whether ::1 is there; containers often lack it."""
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


def free_port() -> int:
    """A port without a listener, which the kernel gives no program that asks for any: other tests run meanwhile."""
    for port in random.sample(range(20000, 32768), 100):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("no free port among 100")
