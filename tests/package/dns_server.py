"""A name server on loopback (RFC 1035) that knows a few names, all of them of this machine."""

import contextlib
import socket
import threading

PORT = 53  # resolv.conf can name no other
NO_SUCH_NAME = 3
HOST_ADDRESS = 1  # a query for an IPv4 address


class DnsServer:
    """`names` have the address 127.0.0.1, and there is no other name."""

    def __init__(self, *names: str, address: str = "127.53.53.53") -> None:
        self.address = address
        self.asked: set[str] = set()
        self._names = names
        self._socket = socket.socket(type=socket.SOCK_DGRAM)
        self._socket.bind((address, PORT))
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def close(self) -> None:
        with socket.socket(type=socket.SOCK_DGRAM) as end:
            end.sendto(b"", (self.address, PORT))
        self._thread.join()
        self._socket.close()

    def _serve(self) -> None:
        while query_and_client := self._socket.recvfrom(512):
            query, client = query_and_client
            if not query:
                return
            with contextlib.suppress(OSError):
                self._socket.sendto(self._response(query), client)

    def _response(self, query: bytes) -> bytes:
        labels, at = [], 12
        while length := query[at]:
            labels.append(query[at + 1 : at + 1 + length].decode("ascii"))
            at += 1 + length
        question = query[12 : at + 5]
        name = ".".join(labels).lower()
        self.asked.add(name)
        known = name in self._names
        answers = known and int.from_bytes(query[at + 1 : at + 3], "big") == HOST_ADDRESS
        flags = 0x8180 | (0 if known else NO_SUCH_NAME)
        head = query[:2] + b"".join(number.to_bytes(2, "big") for number in (flags, 1, int(answers), 0, 0))
        record = b"\xc0\x0c" + b"\0\1\0\1" + b"\0\0\0\0" + b"\0\4" + socket.inet_aton("127.0.0.1")
        return head + question + (record if answers else b"")
