"""What has changed in the calendar since it was looked at, as the database itself counts transactions.

What was read is kept with the snapshot in which it was read. Every change leaves a row with its transaction, in the
same transaction (migration 0074): what a later statement sees of these and the former did not is what has changed
since. No clock is asked, and nobody waits for anybody.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol, Self
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, Interval, Uuid, bindparam, text

from chassis.data.statements import Prepared
from chassis.work import Work

EQUIPMENT = UUID(int=0)
"""Stands for who and what there is at all clinics: it seldom changes, and then whatever was kept is read anew."""
_NOTHING_KEPT = 2**62

_CHANGES = Prepared(
    text(
        "SELECT pg_current_snapshot()::text AS snapshot, pg_current_xact_id_if_assigned() IS NOT NULL AS writes,"
        " pg_postmaster_start_time()::text || ' ' || (SELECT oid FROM pg_database WHERE datname = current_database())"
        " || ' ' || 'calendar_changes'::regclass::oid AS database, resources, transactions, CASE WHEN :patient IS NULL"
        " THEN '' ELSE coalesce(("
        "  SELECT string_agg(timestamptz_send(lower(during)) || timestamptz_send(upper(during)), '') FROM occupations"
        "  WHERE resource_id = :patient AND lower(during) > :since - :longest AND lower(during) < :until"
        "  AND upper(during) > :since AND appointment_id IS DISTINCT FROM :moving"
        "  AND NOT EXISTS (SELECT FROM holds WHERE id = appointment_id AND expires_at <= :now)"
        " ), '') END AS patient FROM ("
        " SELECT coalesce(array_agg(resource_id), '{}') AS resources,"
        "  coalesce(array_agg(transaction), '{}') AS transactions FROM calendar_changes WHERE transaction >= :least"
        "  AND (transaction < pg_snapshot_xmax(pg_current_snapshot())::text::bigint"
        "   OR transaction = pg_current_xact_id_if_assigned()::text::bigint)"
        ") AS changed"
    ).bindparams(
        *(bindparam(name, type_=Uuid) for name in ("patient", "moving")),
        *(bindparam(name, type_=DateTime(timezone=True)) for name in ("since", "until", "now")),
        bindparam("longest", type_=Interval),
        bindparam("least", type_=BigInteger),
    )
)
"""What has changed by the transaction ``least`` or a later one, and when the patient is busy.

A number that this server has not given out yet was stored by another one, from which the data were copied: it says
nothing here.
"""


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """Which transactions a statement saw."""

    first_open: int
    """All before it had ended."""
    first_unknown: int
    """Neither it nor any after it had ended."""
    open: frozenset[int]
    """Those between that had not ended."""

    @classmethod
    def read(cls, written: str) -> Self:
        """From ``xmin:xmax:xip_list``, as PostgreSQL writes it."""
        first_open, first_unknown, between = written.split(":")
        return cls(int(first_open), int(first_unknown), frozenset(map(int, between.split(",") if between else ())))

    def sees(self, transaction: int) -> bool:
        """Whether it had ended."""
        return transaction < self.first_open or (transaction < self.first_unknown and transaction not in self.open)


class Kept(Protocol):
    """Something that was read in a snapshot, and is as it was there."""

    as_of: Snapshot


@dataclass(slots=True)
class Changes:
    """What one statement saw of the changes."""

    snapshot: Snapshot
    writes: bool
    """Its transaction has changed something that others do not see yet: what it reads is kept for nobody."""
    database: str
    """Which database it is: with another one, also a restored one at the same address, nothing that is kept counts."""
    patient: bytes
    """When the patient is busy, as `Busy.taken`."""
    by: Mapping[UUID, list[int]]
    """The transactions, by resource."""
    _since: dict[int, tuple[Snapshot, frozenset[UUID]]] = field(default_factory=dict)

    def since(self, earlier: Snapshot) -> frozenset[UUID]:
        """The resources that have changed since an earlier snapshot, `EQUIPMENT` among them."""
        known = self._since.get(id(earlier))
        if known is None:
            changed = {id for id, done in self.by.items() if not all(map(earlier.sees, done))}
            known = self._since[id(earlier)] = earlier, frozenset(changed)
        return known[1]


@dataclass(frozen=True, slots=True)
class ForWhom:
    """Whose own appointments are kept clear of, in a period (UTC), but for one that is to move."""

    patient_id: UUID | None
    since: datetime
    until: datetime
    longest: timedelta
    moving: UUID | None


async def changes_since(work: Work, earliest: Snapshot | None, whom: ForWhom) -> Changes:
    """What has changed since a snapshot, and when the patient is busy now. None: nothing was kept."""
    values = {
        "patient": whom.patient_id,
        "moving": whom.moving,
        "since": whom.since,
        "until": whom.until,
        "longest": whom.longest,
        "now": work.now,
        "least": earliest.first_open if earliest else _NOTHING_KEPT,
    }
    row = (await work.execute(_CHANGES, values)).one()
    by: dict[UUID, list[int]] = defaultdict(list)
    for resource, transaction in zip(row.resources, row.transactions, strict=True):
        by[resource].append(transaction)
    return Changes(Snapshot.read(row.snapshot), row.writes, row.database, row.patient, by)
