"""Weekly hours as they are stored: one set for each day from which hours begin."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select

from chassis.data.rows import Row
from chassis.work import Work
from services.booking.people.tables import opening_hours

SINCE_EVER = date.min
"""The day from which a clinic's first hours hold."""

Weeks = Mapping[date, list[Row]]


async def weeks_of(work: Work, clinic_ids: Collection[UUID]) -> dict[UUID, dict[date, list[Row]]]:
    """By clinic and the day from which they hold, each in order."""
    of = opening_hours.c
    statement = select(opening_hours).where(of.clinic_id.in_(clinic_ids))
    found: dict[UUID, dict[date, list[Row]]] = {clinic_id: {} for clinic_id in clinic_ids}
    for row in await work.execute(statement.order_by(of.begins_on, of.weekday, of.opens)):
        found[row.clinic_id].setdefault(row.begins_on, []).append(row)
    return found


def begun(weeks: Weeks, today: date) -> date:
    """From which day the hours hold that are in force on a clinic's local day."""
    return max((day for day in weeks if day <= today), default=SINCE_EVER)


async def set_week(work: Work, clinic_id: UUID, begins_on: date, stretches: Iterable[Mapping[str, Any]]) -> None:
    """These weekly hours hold from a day on; none: those before go on holding."""
    this = (opening_hours.c.clinic_id == clinic_id) & (opening_hours.c.begins_on == begins_on)
    await work.execute(delete(opening_hours).where(this))
    rows = [{"clinic_id": clinic_id, "begins_on": begins_on, **one} for one in stretches]
    if rows:
        await work.execute(insert(opening_hours), rows)
