"""Of the shifts that cover a day at a clinic, the one that began last counts."""

from datetime import UTC, date, datetime, time
from uuid import uuid4
from zoneinfo import ZoneInfo

from services.booking.people.domain.clinics import ClinicSettings, Place
from services.booking.people.domain.opening_hours import OpenHours, OpeningHours, Span
from services.booking.people.domain.shifts import Roster, Shift, working_spans, works
from tests.unit.booking.given import CLINIC, LISBON

HOME = Place(
    CLINIC,
    "Chiado",
    LISBON,
    OpeningHours([OpenHours(day, time(9), time(18)) for day in range(7)]),
    ClinicSettings(travel_minutes=60),
)
MONDAY = date(2027, 3, 1)
ELSEWHERE = uuid4()


def shift(opens: int, closes: int, first: date = MONDAY, last: date | None = None, **changes: object) -> Shift:
    hours = [OpenHours(day, time(opens), time(closes)) for day in range(7)]
    facts: dict[str, object] = {
        "clinic_id": CLINIC,
        "zone": LISBON,
        "first_day": first,
        "last_day": last,
        "hours": hours,
    }
    return Shift(**facts | changes)  # type: ignore[arg-type]


def hours_on(day: date, *shifts: Shift, place: Place = HOME) -> list[tuple[int, int]]:
    spans = working_spans(Roster(CLINIC, shifts), place, day, day)
    return [(span.start.hour, span.end.hour) for span in spans]


def test_without_shifts_somebody_works_in_the_opening_hours_of_their_own_clinic_only() -> None:
    assert hours_on(MONDAY) == [(9, 18)]
    elsewhere = Place(ELSEWHERE, "Porto", LISBON, HOME.hours)
    assert hours_on(MONDAY, place=elsewhere) == []


def test_the_shift_that_began_last_counts_until_it_ends() -> None:
    usual, summer = shift(9, 12), shift(7, 10, date(2027, 6, 1), date(2027, 8, 31))
    one_day = shift(14, 16, date(2027, 7, 5), date(2027, 7, 5))
    days = [date(2027, 5, 31), date(2027, 6, 1), date(2027, 7, 5), date(2027, 7, 6), date(2027, 9, 1)]
    found = [hours_on(day, usual, summer, one_day) for day in days]
    # Lisbon is an hour ahead of UTC in summer.
    assert found == [[(8, 11)], [(6, 9)], [(13, 15)], [(6, 9)], [(8, 11)]]


def test_a_weekday_without_hours_is_free() -> None:
    tuesdays = shift(0, 0, hours=[OpenHours(1, time(9), time(12))])
    assert hours_on(MONDAY, tuesdays) == []
    assert hours_on(date(2027, 3, 2), tuesdays) == [(9, 12)]


def test_opening_hours_at_home_leave_out_shifts_elsewhere_and_the_journey() -> None:
    away = shift(11, 13, clinic_id=ELSEWHERE)
    assert hours_on(MONDAY, away) == [(9, 10), (14, 18)]
    abroad = shift(11, 13, clinic_id=ELSEWHERE, zone=ZoneInfo("Europe/Madrid"))
    assert hours_on(MONDAY, abroad) == [(13, 18)]  # 10:00 to 12:00 here, with an hour before and after


def test_an_entered_shift_counts_whatever_is_entered_elsewhere() -> None:
    assert hours_on(MONDAY, shift(9, 12), shift(10, 11, clinic_id=ELSEWHERE)) == [(9, 12)]


def test_a_shift_until_midnight_meets_the_next_one() -> None:
    night = [OpenHours(0, time(20), time(0)), OpenHours(1, time(0), time(4))]
    roster = Roster(CLINIC, [shift(0, 0, hours=night)])
    assert works(roster, HOME, Span(datetime(2027, 3, 1, 23, tzinfo=UTC), datetime(2027, 3, 2, 1, tzinfo=UTC)))
    assert not works(roster, HOME, Span(datetime(2027, 3, 2, 3, tzinfo=UTC), datetime(2027, 3, 2, 5, tzinfo=UTC)))
