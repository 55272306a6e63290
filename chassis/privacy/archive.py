"""Everything that a service holds of a person. A service says where that is; the chassis reads it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Table, Uuid, bindparam, select

from chassis.access.rows import within
from chassis.access_log.reading import entries
from chassis.http.bodies import View
from chassis.refusals import NotFound
from chassis.work import Work

PERSON = bindparam("person", type_=Uuid)
"""Whose rows, in the statements of ``Held``."""


@dataclass(frozen=True)
class Held:
    """Rows about a person, as a part of the archive."""

    name: str
    """As in the archive's JSON, such as ``appointments``."""
    title: str
    """For people, such as ``Appointments``."""
    statement: Select[Any]
    """Selects the rows of ``PERSON``, in the order in which they are read."""
    clinic: ColumnElement[UUID] | None = None
    """The column that says which clinic a row is of; used where the service knows no home clinic."""


@dataclass(frozen=True)
class Personal:
    """Where a service holds what about persons."""

    held: tuple[Held, ...]
    home: Select[Any] | None = None
    """Selects the home clinic of ``PERSON``; None where the service knows none, and staff see the rows of their
    clinics."""


def held_in(table: Table, title: str, *order: Any, of: Any = None, clinic: Any = None) -> Held:
    """All columns of a table's rows about a person; ``of`` is the column that says whom, by default patient_id."""
    whose = table.c.patient_id if of is None else of
    return Held(table.name, title, select(table).where(whose == PERSON).order_by(*order), clinic)


_ENTRIES = entries()
_LOOKS = Held(
    "access_log",
    "Who saw or changed it",
    select(_ENTRIES).where(_ENTRIES.c.patient_id == PERSON).order_by(_ENTRIES.c.at),
)


class PartView(View):
    """Rows of one kind."""

    name: str
    title: str
    rows: list[dict[str, Any]]


class ArchiveView(View):
    """Everything that one service holds of a person."""

    service: str
    patient_id: UUID
    made_at: datetime
    """UTC."""
    parts: list[PartView]


async def archive_of(work: Work, service: str, personal: Personal, patient_id: UUID) -> ArchiveView:
    """Raises NotFound where nothing is held, Forbidden."""
    seen = await _visible(work, personal, patient_id)
    parts = [await _part_of(work, held, patient_id, seen) for held in personal.held]
    if not any(part.rows for part in parts):
        raise NotFound("Nothing is held of this patient here.")
    parts.append(await _part_of(work, _LOOKS, patient_id))
    return ArchiveView(service=service, patient_id=patient_id, made_at=work.now, parts=parts)


async def _part_of(work: Work, held: Held, patient_id: UUID, seen: Any = None) -> PartView:
    statement = held.statement if seen is None else held.statement.where(seen(held))
    rows = await work.execute(statement, {"person": patient_id})
    return PartView(name=held.name, title=held.title, rows=[dict(row.items()) for row in rows])


async def _visible(work: Work, personal: Personal, patient_id: UUID) -> Any:
    """Decides. None when all rows may be seen, else the condition for the rows of a part."""
    if personal.home is None:
        reach = work.access.reach(whose=patient_id)
        return None if reach.own is not None else lambda held: within(reach, clinics=[held.clinic])
    home: UUID | None = await work.scalar(personal.home, {"person": patient_id})
    if home is None:
        raise NotFound("Nothing is held of this patient here.")
    work.access.authorize(whose=patient_id, where=home)
    return None
