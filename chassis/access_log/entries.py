"""Entries of the access log: one for each patient whose data a request concerned."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from asyncpg.pgproto import pgproto
from pydantic_core import to_json
from uuid_utils import uuid7

from chassis.access.access import Access, Granted
from chassis.data.appended import ACCESSES
from chassis.events.envelope import Cause

APPEND = f"SELECT {ACCESSES.placed(0)}"
"""The only way to write entries, as JSON of ``as_json``."""


class Entry(NamedTuple):
    """Who did what with whose data, where, by which right, and how it ended. No content of the data."""

    id: UUID
    at: datetime
    """UTC, the service's clock."""
    actor: str
    roles: str
    """Separated by commas, sorted."""
    patient_id: UUID
    action: str
    """The scope."""
    operation: str
    """The route's name."""
    clinic_id: UUID | None
    reason: str
    """The right by which it was allowed, ``own``, ``staff`` or ``emergency``; ``none`` where it was refused."""
    outcome: str
    """``read``, ``written`` or ``refused``."""
    correlation_id: str


def entries_of(access: Access, cause: Cause, at: datetime, outcome: str) -> list[Entry]:
    """The entries of one request, whose acts were allowed; none for the system's own work."""
    acts = access.about_patients
    return _entries(access, acts, cause, at, outcome) if acts else []


def refusal_of(access: Access, cause: Cause, at: datetime) -> Entry | None:
    """The entry of an act on a patient's data that was refused; None when no patient was named."""
    return _entries(access, [access.refused], cause, at, "refused")[0] if access.refused else None


def as_json(entries: Iterable[Entry]) -> str:
    """What the database function append_access takes.

    A list of 200 patients has 200 entries that differ in three ids: what they share is written as JSON once.
    """
    shared: dict[tuple[object, ...], str] = {}
    return f"[{','.join([_json_of(entry, shared) for entry in entries])}]"


def _json_of(entry: Entry, shared: dict[tuple[object, ...], str]) -> str:
    alike = (entry.clinic_id, *entry[1:4], *entry[5:7], *entry[8:])
    rest = shared.get(alike)
    if rest is None:
        told = entry._asdict()
        del told["id"], told["patient_id"]
        rest = shared[alike] = to_json(told).decode()[1:]
    return f'{{"id":"{entry.id}","patient_id":"{entry.patient_id}",{rest}'


def _entries(access: Access, acts: Sequence[Granted], cause: Cause, at: datetime, outcome: str) -> list[Entry]:
    actor, roles = access.actor.subject, ",".join(sorted(access.actor.roles))
    operation, correlation_id = access.operation, cause.correlation_id
    found = []
    for action, right, whose, where in acts:
        assert whose is not None
        found.append(
            Entry(
                pgproto.UUID(uuid7().bytes),
                at,
                actor,
                roles,
                whose,
                action.name,
                operation,
                where,
                right or "none",
                outcome,
                correlation_id,
            )
        )
    return found
