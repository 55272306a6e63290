"""The access log's chain: each entry has the digest of the one before it, so a change anywhere shows.

Computed here, and not by the database's own function, so that an altered function is noticed as well.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

from sqlalchemy import select

from chassis.data.database import Connection
from chassis.data.horizons import reaches_back_to
from chassis.data.rows import Row
from chassis.data.tables import access_chains, access_log

_SEPARATOR = "\x1f"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Checked:
    """What a check of one service's log found."""

    entries: int
    """Entries that are as they were written."""
    heads: dict[date, bytes]
    """The digest of each month's last entry. Kept elsewhere, it shows later that nothing before it was changed."""
    broken: tuple[str, ...]
    """What is wrong, as sentences; empty when the log is whole."""


def digest_of(entry: Row, previous: bytes) -> bytes:
    """SHA-256 of the previous digest and the entry's columns. chassis/data/access_log.sql computes the same."""
    fields = (
        entry.number,
        entry.id,
        (entry.at - _EPOCH) // timedelta(microseconds=1),
        entry.actor,
        entry.roles,
        entry.patient_id,
        entry.action,
        entry.operation,
        entry.clinic_id or "-",
        entry.reason,
        entry.outcome,
        entry.correlation_id,
    )
    return sha256(previous + _SEPARATOR.join(map(str, fields)).encode()).digest()


async def check(connection: Connection) -> Checked:
    """Compute every digest again. Months that retention has deleted are passed over."""
    ends = {row.month: row for row in await connection.execute(select(access_chains))}
    pruned_until = await reaches_back_to(connection, "access_log")
    places: dict[date, tuple[int, bytes]] = {}
    broken: list[str] = []
    entries = 0
    async for entry in _in_order(connection):
        number, previous = places.get(entry.month, (0, b""))
        if entry.month not in places and _was_pruned(entry.month, pruned_until):
            number, previous = entry.number - 1, entry.previous
        if entry.number != number + 1:
            broken.append(f"{entry.month:%B %Y}: entries {number + 1} to {entry.number - 1} are missing")
        elif entry.previous != previous or entry.digest != digest_of(entry, previous):
            broken.append(f"{entry.month:%B %Y}: entry {entry.number} ({entry.id}) is not as it was written")
        else:
            entries += 1
        places[entry.month] = (entry.number, entry.digest)
    for month, end in ends.items():
        found = places.get(month)
        if found is None and _was_pruned(month, pruned_until):
            continue
        if found != (end.number, end.digest):
            broken.append(f"{month:%B %Y}: the log ends with entry {found[0] if found else 0}, not {end.number}")
    broken += [f"{month:%B %Y}: the end of the chain is missing" for month in sorted(places.keys() - ends.keys())]
    return Checked(entries, {month: end.digest for month, end in ends.items()}, tuple(broken))


def _was_pruned(month: date, until: datetime | None) -> bool:
    return until is not None and datetime(month.year, month.month, 1, tzinfo=UTC) < until


async def _in_order(connection: Connection) -> AsyncIterator[Row]:
    statement = select(access_log).order_by(access_log.c.month, access_log.c.number, access_log.c.id)
    async for row in connection.stream(statement):
        yield row
