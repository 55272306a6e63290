"""Practitioners, rooms and devices of a clinic, by the names that a file gives them."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Table, func, select

from chassis.work import Work
from services.booking.calendar.tables import devices, rooms
from services.booking.exchange.domain.candidates import OPEN
from services.booking.exchange.domain.refusals import LineRefused
from services.booking.people.store.practitioners import PRACTITIONER_NAME
from services.booking.people.store.shifts import works_at
from services.booking.people.tables import practitioners


async def practitioners_named(work: Work, clinic_id: UUID, name: str | None) -> Sequence[UUID]:
    """Who has this name, or everybody who works at the clinic. Raises LineRefused."""
    return await _named(work, practitioners, works_at(clinic_id), PRACTITIONER_NAME, name, "practitioner")


async def rooms_named(work: Work, clinic_id: UUID, name: str | None) -> Sequence[UUID]:
    """The room of this name, or all of the clinic. Raises LineRefused."""
    return await _named(work, rooms, rooms.c.clinic_id == clinic_id, rooms.c.name, name, "room")


async def devices_named(work: Work, clinic_id: UUID, serial: str | None, model: str) -> Sequence[UUID]:
    """The device of this serial number, or all of the model. Raises LineRefused."""
    here = (devices.c.clinic_id == clinic_id) & (devices.c.model == model)
    return await _named(work, devices, here, devices.c.serial, serial, "device")


async def _named(
    work: Work, table: Table, here: ColumnElement[bool], called: ColumnElement[str], name: str | None, column: str
) -> Sequence[UUID]:
    is_open = (name or "").lower() in OPEN
    statement = select(table.c.id).where(here).order_by(table.c.id)
    if not is_open:
        statement = statement.where(func.lower(called) == (name or "").lower())
    found = (await work.execute(statement)).scalars()
    if found and (is_open or len(found) == 1):
        return found
    if is_open:
        raise LineRefused((column, f"The clinic has no {column} for this: add one first."))
    if found:
        raise LineRefused((column, f"Several have this name: leave the {column} open, or book this one at the desk."))
    raise LineRefused((column, f"The clinic has no {column} of this name: check it, or leave it open with any."))
