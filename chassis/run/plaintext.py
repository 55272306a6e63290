"""Connections that are not encrypted. Outside a rehearsal each is refused, unless the settings allow it by name."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BeforeValidator
from pydantic_settings import NoDecode
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

_VERIFIED = ("verify-ca", "verify-full")
"""PostgreSQL's TLS modes that check whose certificate it is: the others encrypt for whoever answers."""


class Link(StrEnum):
    """What a process connects to."""

    KAFKA = "kafka"
    POSTGRES = "postgres"
    JWKS = "jwks"
    SMTP = "smtp"


def _by_commas(given: object) -> object:
    return [name.strip() for name in given.lower().split(",") if name.strip()] if isinstance(given, str) else given


AllowedPlaintext = Annotated[frozenset[Link], NoDecode, BeforeValidator(_by_commas)]
"""Names with commas between them, as in ``kafka,postgres``."""


class NotEncrypted(ValueError):
    """A connection in plain text that the settings do not allow."""


def require_leave(link: Link, settings: Mapping[str, Any], instead: str) -> None:
    """Raise NotEncrypted unless this is a rehearsal, or the settings allow plain text on this link.

    ``settings`` are the values by field name; in a validator, ``rehearsal`` and ``allow_plaintext`` must be among the
    fields before. ``instead`` says what to set for an encrypted connection.
    """
    if settings.get("rehearsal") or link in settings.get("allow_plaintext", ()):
        return
    raise NotEncrypted(
        f"not encrypted: {instead}. Where the network between is your own alone, allow it by name:"
        f" ALLOW_PLAINTEXT={link}"
    )


def is_encrypted(database_url: str) -> bool:
    """Whether PostgreSQL is reached by TLS with a verified certificate, or by a socket of this machine.

    Raises ValueError for what is not an address.
    """
    try:
        url = make_url(database_url)
    except ArgumentError as error:
        raise ValueError("write it as postgresql+asyncpg://role:password@host:port/database") from error
    host = url.query.get("host", url.host)
    if not host or str(host).startswith("/"):
        return True
    return url.query.get("sslmode", url.query.get("ssl")) in _VERIFIED
