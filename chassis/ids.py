"""Identifiers: UUIDv7, which sort by the time at which they were made."""

from datetime import datetime
from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """A fresh identifier."""
    return uuid7()


def first_id_of(moment: datetime) -> UUID:
    """The lowest identifier that can have been made at or after ``moment``: the bound of a table's partition."""
    milliseconds = int(moment.timestamp() * 1000)
    return UUID(int=milliseconds << 80)
