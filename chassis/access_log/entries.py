"""Entries of the access log: one for each patient whose data a request concerned."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from pydantic_core import to_json

from chassis.access.access import Access, Granted
from chassis.data.appended import ACCESSES
from chassis.events.envelope import Cause
from chassis.ids import new_id

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
    return [_entry(access, each, cause, at, outcome) for each in access.about_patients]


def refusal_of(access: Access, cause: Cause, at: datetime) -> Entry | None:
    """The entry of an act on a patient's data that was refused; None when no patient was named."""
    return _entry(access, access.refused, cause, at, "refused") if access.refused else None


def as_json(entries: Sequence[Entry]) -> str:
    """What the database function append_access takes."""
    return to_json([entry._asdict() for entry in entries]).decode()


def _entry(access: Access, act: Granted, cause: Cause, at: datetime, outcome: str) -> Entry:
    assert act.whose is not None
    return Entry(
        new_id(),
        at,
        access.actor.subject,
        ",".join(sorted(access.actor.roles)),
        act.whose,
        act.action.name,
        access.operation,
        act.where,
        act.right or "none",
        outcome,
        cause.correlation_id,
    )
