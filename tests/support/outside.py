"""A client of HTTP for tests that make many: by itself each would read all of the machine's authorities, for 25 ms of a
processor, though it never calls by TLS."""

from functools import cache
from ssl import SSLContext
from typing import Any

import httpx


def outside(**how: Any) -> httpx.AsyncClient:
    """A client that reaches others over the network, as httpx makes it, with authorities read once."""
    return httpx.AsyncClient(verify=_authorities(), **how)


@cache
def _authorities() -> SSLContext:
    return httpx.create_ssl_context()
