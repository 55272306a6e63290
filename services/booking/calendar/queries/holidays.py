"""The public holidays of a year, with what the clinic said about each."""

from datetime import date
from uuid import UUID

from chassis.http import Page
from chassis.local_time import local_day
from chassis.work import Work
from services.booking.calendar.forms.closures import BookedOnClosureView
from services.booking.calendar.forms.holidays import HolidayState, HolidayView
from services.booking.calendar.store.closures import booked_outside
from services.booking.people.domain.clinics import Place
from services.booking.people.domain.opening_hours import hours_on
from services.booking.people.store.clinics import place_of
from services.booking.people.store.holiday_regions import holidays_of


async def list_holidays(work: Work, clinic_id: UUID, year: int | None) -> Page[HolidayView]:
    """Of one year, or of the present one. Raises Forbidden, NotFound."""
    work.access.authorize(where=clinic_id)
    place = await place_of(work, clinic_id)
    names = await holidays_of(work, clinic_id, year or local_day(work.now, place.zone).year)
    booked = await booked_outside(work, place, list(names))
    return Page(
        items=[
            HolidayView(
                day=day,
                name=name,
                state=_state(place, day),
                offered=bool(hours_on(place.hours, day)),
                appointments=[BookedOnClosureView.model_validate(row) for row in booked[day]],
            )
            for day, name in names.items()
        ]
    )


def _state(place: Place, day: date) -> HolidayState:
    special = place.hours.special.get(day)
    if special is not None:
        return HolidayState.OTHER_HOURS if special else HolidayState.CLOSED
    return HolidayState.OPEN if day in place.hours.holidays.opened else HolidayState.UNCONFIRMED
