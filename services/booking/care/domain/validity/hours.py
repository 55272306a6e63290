"""The appointment lies within the clinic's hours."""

from collections.abc import Iterator

from services.booking.calendar.domain.problems import Problem, ProblemCode
from services.booking.care.domain.validity.facts import Facts
from services.booking.people.domain.clinics import Place
from services.booking.people.domain.opening_hours import Span, hours_of_day, hours_on, is_open


def within_hours(facts: Facts) -> Iterator[Problem]:
    """Hours, closures and the zone of the clinic, as they are now."""
    yield from hours_problems(facts.place, facts.during)


def hours_problems(place: Place, during: Span) -> Iterator[Problem]:
    """The same for a time alone, so that it can be asked before hours are changed."""
    if is_open(place.hours, place.zone, during):
        return
    day = during.start.astimezone(place.zone).date()
    if not hours_on(place.hours, day):
        yield Problem.of(
            ProblemCode.CLINIC_CLOSED, "The clinic is closed on {day}: move the appointment or cancel it.", day=day
        )
        return
    yield Problem.of(
        ProblemCode.OUTSIDE_HOURS,
        "The appointment does not lie within the clinic's hours on {day} ({hours}): move it or cancel it.",
        day=day,
        hours=hours_of_day(place.hours, day),
    )
