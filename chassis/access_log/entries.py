"""Entries of the access log: one for each patient whose data a request concerned."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple, NewType
from uuid import UUID

from pydantic_core import to_json
from uuid_utils import uuid7

from chassis.access.access import Access, Granted
from chassis.data.appended import ACCESSES
from chassis.events.envelope import Cause

APPEND = f"SELECT {ACCESSES.placed(0)}"
"""The only way to write entries, as JSON of ``as_json``."""

Entry = NewType("Entry", str)
"""Who did what with whose data, where, by which right, and how it ended, as JSON: ``id``, ``patient_id`` and `Said`."""


class Said(NamedTuple):
    """What the entries of one request share. No content of the data."""

    at: datetime
    """UTC, the service's clock."""
    actor: str
    roles: str
    """Separated by commas, sorted."""
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

    def of(self, patients: Iterable[UUID]) -> list[Entry]:
        """An entry for each patient."""
        rest = self.written()
        return [entry(each, rest) for each in patients]

    def written(self) -> str:
        """As the end of an entry."""
        return to_json(self._asdict()).decode()[1:]


def entry(patient_id: UUID, rest: str) -> Entry:
    """A patient's; ``rest`` is `Said.written`."""
    return Entry(f'{{"id":"{uuid7()}","patient_id":"{patient_id}",{rest}')


def entries_of(access: Access, cause: Cause, at: datetime, outcome: str) -> list[Entry]:
    """The entries of one request, whose acts were allowed; none for the system's own work."""
    acts = access.about_patients
    return _entries(access, acts, cause, at, outcome) if acts else []


def refusal_of(access: Access, cause: Cause, at: datetime) -> Entry | None:
    """The entry of an act on a patient's data that was refused; None when no patient was named."""
    return _entries(access, [access.refused], cause, at, "refused")[0] if access.refused else None


def as_json(entries: Iterable[Entry]) -> str:
    """What the database function append_access takes."""
    return f"[{','.join(entries)}]"


def _entries(access: Access, acts: Sequence[Granted], cause: Cause, at: datetime, outcome: str) -> list[Entry]:
    """A list of 200 patients has 200 entries that differ in three ids: what they share is written as JSON once."""
    actor, roles = access.actor.subject, ",".join(sorted(access.actor.roles))
    operation, correlation_id = access.operation, cause.correlation_id
    shared: dict[tuple[str, str, UUID | None], str] = {}
    found = []
    for action, right, whose, where in acts:
        assert whose is not None
        alike = action.name, right or "none", where
        rest = shared.get(alike)
        if rest is None:
            said = Said(at, actor, roles, action.name, operation, where, right or "none", outcome, correlation_id)
            rest = shared[alike] = said.written()
        found.append(entry(whose, rest))
    return found
