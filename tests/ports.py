"""Ports that nobody takes between being found and being listened on."""

from __future__ import annotations

import random
import socket

# Below what Linux gives to outgoing connections (32768 on): none of them can be in the way later.
FIRST, LAST = 20_000, 32_000
_OUR_OWN: list[socket.socket] = []  # to the end of the process


def free_port() -> int:
    """A port of the loopback for a process that will be started; given to nobody else.

    Other tests, benches and runs ask at the same time, so each holds the UDP port of the same
    number as its claim; a process that ends lets go of it.
    """
    while not _claim(port := random.randint(FIRST, LAST)):
        pass
    return port


def free_ports(count: int) -> list[int]:
    """So many, one after the other: several Rasas listen on such."""
    while True:
        first = free_port()
        claims = [_claim(first + number) for number in range(1, count)]
        if all(claims):
            return [first + number for number in range(count)]


def _claim(port: int) -> bool:
    """Whether nobody had this port; from now on it is ours."""
    claim = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    with socket.socket() as probe:
        try:
            claim.bind(("127.0.0.1", port))
            probe.bind(("127.0.0.1", port))
        except OSError:
            claim.close()
            return False
    _OUR_OWN.append(claim)
    return True


def listening() -> socket.socket:
    """A socket that listens already, for a server in this process."""
    return socket.create_server(("127.0.0.1", 0))
