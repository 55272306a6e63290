"""Whom the console believes where it calls by TLS."""

from functools import cache
from ssl import SSLContext

import httpx2


@cache
def known_authorities() -> SSLContext:
    """The authorities of the machine, or of SSL_CERT_FILE or SSL_CERT_DIR, as httpx2 finds them.

    Read once in the life of a process: a client of httpx2 that is given none reads all of them when it is made, also
    where it will call by plain HTTP, and each sign-in makes two clients.
    """
    return httpx2.create_ssl_context()
