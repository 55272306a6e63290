"""The console has to know its address before it listens there: until then the port is kept."""

import socket

import pytest

from needlepoint.trial.system import _kept_port


def test_nobody_else_gets_the_port_in_the_meantime() -> None:
    with _kept_port() as kept, socket.socket() as other, pytest.raises(OSError, match="in use"):
        other.bind(kept.getsockname())
