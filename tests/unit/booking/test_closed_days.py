"""Which days other services are told that a clinic is closed."""

from datetime import date, time

from services.booking.people.domain.holidays import Holidays
from services.booking.people.domain.opening_hours import OpenHours, OpeningHours, closed_days

WEEKDAYS = [OpenHours(day, time(9), time(17)) for day in range(5)]
MONDAY, SUNDAY = date(2026, 12, 21), date(2026, 12, 27)
CHRISTMAS = date(2026, 12, 25)


def test_only_days_that_the_usual_week_has_open_are_named() -> None:
    hours = OpeningHours(WEEKDAYS, closed_on=frozenset({MONDAY, SUNDAY}))
    assert closed_days(hours, MONDAY, SUNDAY) == [MONDAY]


def test_a_holiday_is_one_unless_the_clinic_says_that_it_is_open() -> None:
    assert closed_days(OpeningHours(WEEKDAYS, holidays=Holidays("PT")), MONDAY, SUNDAY) == [CHRISTMAS]
    opened = Holidays("PT", frozenset({CHRISTMAS}))
    assert closed_days(OpeningHours(WEEKDAYS, holidays=opened), MONDAY, SUNDAY) == []


def test_a_day_with_other_hours_is_open_and_one_with_none_is_not() -> None:
    special = {MONDAY: [OpenHours(0, time(9), time(12))], CHRISTMAS: []}
    assert closed_days(OpeningHours(WEEKDAYS, special=special), MONDAY, SUNDAY) == [CHRISTMAS]
