"""When a clinic is open on a day, and who and what of it cannot be booked then."""

from datetime import date, timedelta

from chassis.local_time import start_of_day
from chassis.work import Work
from services.booking.calendar.domain.unavailabilities import ResourceKind
from services.booking.calendar.forms.day_hours import AwayView, DayHoursView, OpenView
from services.booking.calendar.store.day_hours import away_within, reason_of, rosters_at
from services.booking.people.domain.clinics import Place
from services.booking.people.domain.opening_hours import Span, open_spans
from services.booking.people.domain.shifts import off_shift


async def day_hours(work: Work, place: Place, day: date) -> DayHoursView:
    """Of a clinic on a local day; the caller has decided who may see it."""
    whole = Span(start_of_day(day, place.zone), start_of_day(day + timedelta(days=1), place.zone))
    away = [AwayView.model_validate(row._mapping) for row in await away_within(work, place.clinic_id, whole)]
    away += await _off_shift(work, place, day)
    spans = open_spans(place.hours, place.zone, day, day)
    return DayHoursView(
        open=[OpenView(starts_at=each.start, ends_at=each.end) for each in spans],
        reason=await _reason(work, place, day),
        away=sorted(away, key=lambda each: (each.starts_at, each.resource_id)),
    )


async def _off_shift(work: Work, place: Place, day: date) -> list[AwayView]:
    return [
        AwayView(
            resource_kind=ResourceKind.PRACTITIONER,
            resource_id=practitioner_id,
            cause="off_shift",
            starts_at=each.start,
            ends_at=each.end,
        )
        for practitioner_id, roster in (await rosters_at(work, place.clinic_id)).items()
        for each in off_shift(roster, place, day)
    ]


async def _reason(work: Work, place: Place, day: date) -> str | None:
    if day in place.hours.special:
        return await reason_of(work, place.clinic_id, day)
    return place.hours.holidays.name_of(day) if place.hours.holidays.closes(day) else None
