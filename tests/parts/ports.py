"""Ports for servers that tests start, stop and start again at the same address."""

import fcntl
import random
import socket
import tempfile
from pathlib import Path
from typing import IO

PORTS = range(20_000, 30_000)
"""Below those that systems give to outgoing connections: one of these could take the port of a server that is stopped
for a moment, or even connect to itself there."""

_claims: list[IO[bytes]] = []
"""A locked file for each port of this process, so that no other test process takes it before a server listens."""


def free_ports(count: int) -> list[int]:
    """On 127.0.0.1, and this process's own until it ends."""
    found: list[int] = []
    for port in random.sample(PORTS, len(PORTS)):
        if len(found) == count:
            break
        if _claimed(port):
            found.append(port)
    if len(found) < count:
        raise RuntimeError(f"no {count} ports are free between {PORTS.start} and {PORTS.stop}")
    return found


def _claimed(port: int) -> bool:
    """True when the port is ours from now on."""
    folder = Path(tempfile.gettempdir()) / "needlepoint-ports"
    folder.mkdir(exist_ok=True)
    file = (folder / str(port)).open("ab")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
    except OSError:
        file.close()
        return False
    _claims.append(file)
    return True
