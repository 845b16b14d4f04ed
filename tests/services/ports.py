"""Ports for servers that go down and come back on the port they had."""

import os
import random
import socket
from pathlib import Path

_RANGE = Path("/proc/sys/net/ipv4/ip_local_port_range")
_LOWEST = 20_000
_ELSEWHERE = 49_152  # where the kernels of other systems begin (RFC 6335)
_random = random.Random(os.getpid())


def server_port() -> int:
    """Give a free port of loopback that the kernel gives to nobody.

    The kernel takes the local ends of outgoing connections from a range of its own. A port of that range that a server
    leaves for a second may be somebody's when it comes back; or a client that tries it meets itself.
    """
    while True:
        port = _random.randrange(_LOWEST, _first_of_the_kernel())
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                continue
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


def _first_of_the_kernel() -> int:
    try:
        first = int(_RANGE.read_text().split()[0])
    except OSError:
        return _ELSEWHERE
    return first if first > _LOWEST else _ELSEWHERE
