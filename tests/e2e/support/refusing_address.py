"""An address on loopback that refuses every connection, and a count of those who tried."""

import contextlib
import ctypes
import socket
import struct

_SO_ATTACH_FILTER = 26
_ETH_P_ALL = 0x0003
_ETHERNET_HEADER = 14
_SYN, _ACK = 0x02, 0x10


class RefusingAddress:
    """A port that is taken but not listened on: no other program gets it, and the kernel refuses for it."""

    def __init__(self) -> None:
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self.address = f"127.0.0.1:{self.port}"

    def __enter__(self) -> "RefusingAddress":
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()


class ConnectionCounter:
    """Counts the connections tried to a TCP port on loopback, refused ones too. Needs root."""

    def __init__(self, port: int) -> None:
        self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
        self._take_only(port)
        self._socket.bind(("lo", _ETH_P_ALL))
        self._socket.setblocking(False)

    def __enter__(self) -> "ConnectionCounter":
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def attempts(self) -> int:
        """How many there were since the counter was made."""
        count = 0
        with contextlib.suppress(BlockingIOError):
            while True:
                packet, (_, _, kind, *_) = self._socket.recvfrom(256)
                flags = packet[_ETHERNET_HEADER + (packet[_ETHERNET_HEADER] & 0x0F) * 4 + 13]
                # Loopback shows each packet twice: as it leaves and as it comes in.
                count += kind == socket.PACKET_OUTGOING and flags & (_SYN | _ACK) == _SYN
        return count

    def _take_only(self, port: int) -> None:
        """Leaves out all but TCP over IPv4 to `port`, so that other tests cannot fill the buffer."""
        instructions = (  # classic BPF: code, jump if true, jump if false, operand
            (0x28, 0, 0, 12),  # EtherType
            (0x15, 0, 6, 0x0800),  # is IPv4
            (0x30, 0, 0, 23),  # protocol
            (0x15, 0, 4, socket.IPPROTO_TCP),
            (0xB1, 0, 0, _ETHERNET_HEADER),  # length of the IP header
            (0x48, 0, 0, 16),  # destination port
            (0x15, 0, 1, port),
            (0x06, 0, 0, 0xFFFF),  # take the packet
            (0x06, 0, 0, 0),  # leave it out
        )
        program = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *each) for each in instructions))
        header = struct.pack("HP", len(instructions), ctypes.addressof(program))
        self._socket.setsockopt(socket.SOL_SOCKET, _SO_ATTACH_FILTER, header)
