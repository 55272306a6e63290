"""Days on which a clinic is closed."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from chassis.http import Page, Paging, page
from chassis.local_time import local_day
from chassis.work import Work
from services.booking.calendar.forms.closures import BookedOnClosureView, ClosureView
from services.booking.calendar.store.closures import booked_outside
from services.booking.people.forms.clinics import StretchForm
from services.booking.people.store.clinics import place_of
from services.booking.people.tables import clinic_closures


async def list_closures(work: Work, clinic_id: UUID, paging: Paging, since: date | None) -> Page[ClosureView]:
    """Days on which a clinic is closed, from ``since`` or today on, the soonest first. Raises NotFound, Forbidden."""
    work.access.authorize(where=clinic_id)
    place = await place_of(work, clinic_id)
    statement = select(clinic_closures).where(
        clinic_closures.c.clinic_id == clinic_id, clinic_closures.c.day >= (since or local_day(work.now, place.zone))
    )
    rows: Page[Any] = await page(work, statement, [clinic_closures.c.day], paging, lambda row: row)
    booked = await booked_outside(work, place, [row.day for row in rows.items])
    return rows.showing(
        [
            ClosureView(
                clinic_id=clinic_id,
                day=row.day,
                reason=row.reason,
                hours=[
                    StretchForm(opens=each, closes=until) for each, until in zip(row.opens, row.closes, strict=True)
                ],
                appointments=[BookedOnClosureView.model_validate(one) for one in booked[row.day]],
            )
            for row in rows.items
        ]
    )
