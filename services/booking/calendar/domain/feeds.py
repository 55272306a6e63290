"""What a calendar program is shown of a diary: times, rooms and who treats; no patient."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from calendar_files import Entry, feed, file_of, uid_of

SECRET_BYTES = 16
"""128 bits."""
BACK, AHEAD = timedelta(days=14), timedelta(days=180)
"""How much of the diary it shows. Policy."""
REFRESH = timedelta(minutes=15)
"""How often a calendar program is asked to look."""
MOST_ENTRIES = 5000
MOST_OPEN = 100
"""Feeds of one clinic that have not ended."""


def new_secret() -> str:
    """What an address ends with."""
    return secrets.token_urlsafe(SECRET_BYTES)


def digest_of(secret: str) -> str:
    """What is stored of it. It has 128 bits, so that a plain hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def diary_entry(
    appointment_id: UUID,
    *,
    kind: str,
    version: int,
    starts_at: datetime,
    ends_at: datetime,
    zone: ZoneInfo,
    room: str,
    practitioner: str | None,
) -> Entry:
    """One appointment of a diary. Times are UTC; ``practitioner`` is left out of a practitioner's own."""
    return Entry(
        uid=uid_of(appointment_id),
        sequence=version,
        stamp=starts_at,  # stands for when it was written: so an unchanged diary is the same file
        starts_at=starts_at,
        ends_at=ends_at,
        zone=zone,
        summary=" · ".join(each for each in (kind.capitalize(), practitioner) if each),
        location=room,
    )


def diary(entries: Sequence[Entry], name: str) -> bytes:
    """The file that a calendar program reads."""
    return feed(entries, name=name, refresh=REFRESH)


def invitation_file(
    appointment_id: UUID,
    *,
    version: int,
    starts_at: datetime,
    ends_at: datetime,
    zone: ZoneInfo,
    clinic: str,
    address: str,
    phone: str,
    cancelled: bool,
    now: datetime,
) -> bytes:
    """A patient's own appointment, for their calendar. It says where, not what for."""
    entry = Entry(
        uid=uid_of(appointment_id),
        sequence=version,
        stamp=now,
        starts_at=starts_at,
        ends_at=ends_at,
        zone=zone,
        summary=clinic,
        location=address,
        description=phone,
    )
    return file_of(entry, cancelled=cancelled)
