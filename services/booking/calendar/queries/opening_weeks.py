"""Weekly hours by the day on which they begin."""

from uuid import UUID

from chassis.http import Page
from chassis.local_time import local_day
from chassis.work import Work
from services.booking.calendar.forms.opening_hours import OpeningWeekView
from services.booking.people.forms.clinics import HoursForm
from services.booking.people.store.clinics import zone_of
from services.booking.people.store.opening_hours import SINCE_EVER, begun, weeks_of


async def list_weeks(work: Work, clinic_id: UUID) -> Page[OpeningWeekView]:
    """Those in force and those that begin later, in order. Raises Forbidden, NotFound."""
    work.access.authorize(where=clinic_id)
    today = local_day(work.now, await zone_of(work, clinic_id))
    weeks = (await weeks_of(work, [clinic_id]))[clinic_id]
    present = begun(weeks, today)
    return Page(
        items=[
            OpeningWeekView(
                clinic_id=clinic_id,
                begins_on=None if begins_on == SINCE_EVER else begins_on,
                hours=[HoursForm.model_validate(row, from_attributes=True) for row in rows],
                in_force=begins_on == present,
            )
            for begins_on, rows in sorted(weeks.items())
            if begins_on >= present
        ]
    )
